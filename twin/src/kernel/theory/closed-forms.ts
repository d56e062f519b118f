// Exact results of queues in closed form. Rates per second, times in seconds; `L` counts customers, `W` is time, q is in the queue.

/** First two moments of a time. */
export interface Moments {
  mean: number;
  square: number;
}

/** Steady state of a birth-death chain with `levels + 1` levels: the share of time at each. */
export function birthDeath(levels: number, birth: (n: number) => number, death: (n: number) => number): number[] {
  const weights = [1];
  for (let n = 0; n < levels; n++) weights.push((weights[n] * birth(n)) / death(n + 1));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Mean of a figure over the levels of a birth-death chain. */
export function over(shares: readonly number[], figure: (n: number) => number): number {
  return shares.reduce((sum, share, n) => sum + share * figure(n), 0);
}

/** M/M/c (Erlang C): probability of waiting, mean time and number in the queue. */
export function erlangC(arrival: number, service: number, servers: number): { waits: number; wq: number; lq: number } {
  const load = arrival / service;
  const use = load / servers;
  let term = 1;
  let sum = 0;
  for (let k = 0; k < servers; k++) {
    sum += term;
    term *= load / (k + 1);
  }
  const all = term / (1 - use);
  const waits = all / (sum + all);
  const wq = waits / (servers * service - arrival);
  return { waits, wq, lq: arrival * wq };
}

/** M/M/c/K, K customers at most in the system: probability of loss, mean number in the system, throughput. */
export function lossSystem(
  arrival: number,
  service: number,
  { servers, most }: { servers: number; most: number },
): { loss: number; l: number; throughput: number } {
  const shares = birthDeath(
    most,
    () => arrival,
    (n) => Math.min(n, servers) * service,
  );
  return { loss: shares[most], l: over(shares, (n) => n), throughput: arrival * (1 - shares[most]) };
}

/** M/G/1 (Pollaczek and Khinchine): mean time in the queue. */
export function pollaczek(arrival: number, { mean, square }: Moments): number {
  return (arrival * square) / (2 * (1 - arrival * mean));
}

/** Time from start to end of a service with failures on operating time that interrupt it, to be resumed (Avi-Itzhak and Naor). */
export function completion(service: Moments, failureRate: number, repair: Moments): Moments {
  const stretch = 1 + failureRate * repair.mean;
  return {
    mean: service.mean * stretch,
    square: service.square * stretch ** 2 + failureRate * service.mean * repair.square,
  };
}

/** M/G/1 with priorities, the first class first (Cobham): mean time in the queue of each class, work not interrupted. */
export function cobham(classes: readonly { arrival: number; service: Moments }[]): number[] {
  const residual = classes.reduce((sum, { arrival, service }) => sum + (arrival * service.square) / 2, 0);
  let use = 0;
  return classes.map(({ arrival, service }) => {
    const before = use;
    use += arrival * service.mean;
    return residual / ((1 - before) * (1 - use));
  });
}

/** M/M/1 with priorities, lower classes interrupted and resumed: mean time in the system of each class. */
export function preemptive(classes: readonly { arrival: number; service: Moments }[]): number[] {
  let use = 0;
  let residual = 0;
  return classes.map(({ arrival, service }) => {
    const before = use;
    use += arrival * service.mean;
    residual += (arrival * service.square) / 2;
    return service.mean / (1 - before) + residual / ((1 - before) * (1 - use));
  });
}

/** Machines that fail at a rate each and a crew that repairs: mean number up, waiting for the crew, and time waited. */
export function repairmen(
  failureRate: number,
  repairRate: number,
  { machines, crew }: { machines: number; crew: number },
): { up: number; lq: number; wq: number } {
  const shares = birthDeath(
    machines,
    (n) => (machines - n) * failureRate,
    (n) => Math.min(n, crew) * repairRate,
  );
  const up = machines - over(shares, (n) => n);
  const lq = over(shares, (n) => Math.max(0, n - crew));
  return { up, lq, wq: lq / (failureRate * up) };
}

/** Mean and square of an exponential time. */
export const exponentialMoments = (mean: number): Moments => ({ mean, square: 2 * mean ** 2 });
