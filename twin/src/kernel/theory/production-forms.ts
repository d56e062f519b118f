// Exact results of two-machine lines and of maintenance in closed form or by one integral.
import { integrate, inverse } from './statistics.ts';

/** Rates of failure and repair of two machines, and the places between in cycles. */
export interface TwoMachines {
  failureRates: readonly [number, number];
  repairRates: readonly [number, number];
  size: number;
}

/** Throughput per cycle of two machines with continuous flow, equal speeds and failures on calendar time (Li and Meerkov 2009). */
export function fluidOnCalendar({ failureRates: [p1, p2], repairRates: [r1, r2], size }: TwoMachines): number {
  const e1 = r1 / (p1 + r1);
  const e2 = r2 / (p2 + r2);
  const all = p1 + p2 + r1 + r2;
  const product = (p1 + p2) * (r1 + r2);
  if (Math.abs(p1 * r2 - p2 * r1) < 1e-12)
    return e2 * (1 - (p1 * (p1 + p2) * (r1 + r2)) / ((p1 + r1) * (product + p2 * r1 * all * size)));
  const phi = (e1 * (1 - e2)) / (e2 * (1 - e1));
  const beta = (all * (p1 * r2 - p2 * r1)) / product;
  return e2 * (1 - ((1 - e1) * (1 - phi)) / (1 - phi * Math.exp(-beta * size)));
}

/**
 * The same with failures on operating time: a starved or blocked machine cannot fail (Gershwin and Schick 1980). With
 * g(x) the density of one machine up and the other down at content x, g' = growth g, flow in equals flow out at each end,
 * and at the ends both are up with weight g(0) / p2 and g(size) / p1.
 */
export function fluidOnOperation({ failureRates: [p1, p2], repairRates: [r1, r2], size }: TwoMachines): number {
  const bothUp = (r1 + r2) / (p1 + p2);
  const growth = p2 * bothUp + r1 / bothUp - p1 - r2;
  const inside = Math.abs(growth) < 1e-12 ? size : Math.expm1(growth * size) / growth;
  const atEmpty = 1 / p2;
  const atFull = Math.exp(growth * size) / p1;
  const waits = ((p1 + p2) * atEmpty) / r1 + ((p1 + p2) * atFull) / r2;
  const works = inside * (1 + bothUp) + atEmpty + atFull;
  const secondDown = inside * (1 + 1 / bothUp);
  return works / (works + secondDown + waits);
}

/** Throughput per slot of two machines that succeed with probabilities p1 and p2, blocking before service (Li and Meerkov 2009). */
export function bernoulli([p1, p2]: readonly [number, number], size: number): number {
  if (p1 === p2) return p2 * (1 - (1 - p1) / (size + 1 - p1));
  const alpha = (p1 * (1 - p2)) / (p2 * (1 - p1));
  return p2 * (1 - ((1 - p1) * (1 - alpha)) / (1 - (p1 / p2) * alpha ** size));
}

/** Probability that a Poisson number of exponential repairs takes at most `x`. */
function repairsWithin(x: number, expected: number, meanRepair: number): number {
  const ratio = x / meanRepair;
  let erlangTerm = Math.exp(-ratio);
  let below = 1 - erlangTerm;
  let poisson = Math.exp(-expected);
  let sum = poisson;
  for (let n = 1; n < 40; n++) {
    poisson *= expected / n;
    sum += poisson * below;
    erlangTerm *= ratio / n;
    below -= erlangTerm;
  }
  return sum;
}

/**
 * Throughput of two like machines with cycles of exactly one second and no place between, failures on operating time:
 * both start together each time, so a cycle lasts one second and the longer of both sums of repairs.
 */
export function twoInStep(meanLife: number, meanRepair: number): number {
  const either = integrate((x) => 1 - repairsWithin(x, 1 / meanLife, meanRepair) ** 2, [0, 60 * meanRepair], 20_000);
  return 1 / (1 + either);
}

/** Throughput per cycle of a line without buffers when no two failures overlap (Buzacott 1967). */
export function buzacott(meanLife: number, meanRepair: number, stations: number): number {
  return 1 / (1 + (stations * meanRepair) / meanLife);
}

/** A machine with Weibull life, and the cost of doing maintenance and of a failure. */
export interface Ageing {
  shape: number;
  scale: number;
  planned: number;
  failure: number;
}

/** Share of machines that reach an age without failure. */
export const reliability = ({ shape, scale }: Ageing, age: number): number => Math.exp(-((age / scale) ** shape));

/** Mean operating time until failure or, at this age, maintenance. */
export const meanAge = (ageing: Ageing, age: number): number => integrate((x) => reliability(ageing, x), [0, age]);

/** Cost per operating time of maintenance at an age (Barlow and Hunter 1960). */
export function costRate(ageing: Ageing, age: number): number {
  const survive = reliability(ageing, age);
  return (ageing.planned * survive + ageing.failure * (1 - survive)) / meanAge(ageing, age);
}

/** The age of least cost: where the cost rate stops falling. */
export function bestAge(ageing: Ageing): number {
  const step = 1e-3;
  const slope = (age: number): number => costRate(ageing, age - step) - costRate(ageing, age + step);
  return inverse(slope, 0, [ageing.scale / 10, ageing.scale]);
}
