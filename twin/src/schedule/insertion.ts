// Where to insert a job into a sequence of a flow line, for each objective as fast as it can be told.
import type { Problem } from './problem.ts';

/** Finds places in partial sequences. */
export interface Insertion {
  /** Best place of `job` among the first `count` jobs of `sequence`: 0 is before all. Its value is in {@link value}. */
  place(sequence: Int32Array, count: number, job: number): number;
  /** Value of the sequence with the job at the place last given. */
  value(): number;
  /** Value of the first `count` jobs of a sequence. */
  evaluate(sequence: Int32Array, count: number): number;
}

/** Durations of a flow line, `job * machines + machine`. */
function durations({ optionDuration, optionFirst, operations }: Problem): Int32Array {
  return Int32Array.from({ length: operations }, (_, operation) => optionDuration[optionFirst[operation]]);
}

/** The insertion that fits the problem's objective and buffers. */
export function createInsertion(problem: Problem): Insertion {
  if (problem.buffers === 'no-wait' && problem.objective === 'makespan') return createNoWaitInsertion(problem);
  if (problem.objective === 'makespan') return createMakespanInsertion(problem);
  return createSumInsertion(problem);
}

/**
 * Makespan: all places together cost no more than three evaluations (Taillard 1990). Among places with the same
 * makespan the one with the least added idle time on the machines wins.
 */
function createMakespanInsertion(problem: Problem): Insertion {
  const { jobs, machines: m, release, machineReady } = problem;
  const p = durations(problem);
  /** Completion times of the first i jobs, and longest paths from the i-th job on to the end. */
  const heads = new Int32Array((jobs + 2) * m);
  const tails = new Int32Array((jobs + 2) * m);
  /** Longest path that starts with the release of the i-th job or a later one. */
  const late = new Int32Array(jobs + 2);
  const row = new Int32Array(m);
  let value = 0;

  function setHeads(sequence: Int32Array, count: number): void {
    heads.set(machineReady);
    for (let at = 0; at < count; at++) {
      const job = sequence[at];
      const above = at * m;
      let end = release[job];
      for (let k = 0; k < m; k++) {
        const free = heads[above + k];
        const lead = (end - free) | 0;
        end = (end - (lead & (lead >> 31)) + p[job * m + k]) | 0;
        heads[above + m + k] = end;
      }
    }
  }

  function setTails(sequence: Int32Array, count: number): void {
    tails.fill(0, count * m, count * m + m);
    late[count] = 0;
    for (let at = count - 1; at >= 0; at--) {
      const job = sequence[at];
      const own = at * m;
      let end = 0;
      for (let k = m - 1; k >= 0; k--) {
        const next = tails[own + m + k];
        const lead = (end - next) | 0;
        end = (end - (lead & (lead >> 31)) + p[job * m + k]) | 0;
        tails[own + k] = end;
      }
      const through = release[job] + end;
      late[at] = through > late[at + 1] ? through : late[at + 1];
    }
  }

  function place(sequence: Int32Array, count: number, job: number): number {
    setHeads(sequence, count);
    setTails(sequence, count);
    let best = 2 ** 30;
    let bestIdle = 2 ** 30;
    let bestPlace = 0;
    const own = job * m;
    for (let at = 0; at <= count; at++) {
      const above = at * m;
      let end = release[job];
      let longest = late[at];
      for (let k = 0; k < m && longest <= best; k++) {
        const free = heads[above + k];
        const lead = (end - free) | 0;
        end = (end - (lead & (lead >> 31)) + p[own + k]) | 0;
        row[k] = end;
        const through = end + tails[above + k];
        if (through > longest) longest = through;
      }
      if (longest > best) continue;
      const idle = addedIdle(sequence, { at, count, job });
      if (longest === best && idle >= bestIdle) continue;
      best = longest;
      bestIdle = idle;
      bestPlace = at;
    }
    value = best;
    return bestPlace;
  }

  /** Idle time between the inserted job and its neighbours (Fernandez-Viagas and Framinan 2014). */
  function addedIdle(sequence: Int32Array, { at, count, job }: { at: number; count: number; job: number }): number {
    let idle = 0;
    const above = at * m;
    if (at === count) {
      for (let k = 1; k < m; k++) idle += Math.max(0, row[k] - p[job * m + k] - heads[above + k]);
      return idle;
    }
    const next = sequence[at];
    let end = row[0] + p[next * m];
    for (let k = 1; k < m; k++) {
      const after = row[k] > end ? row[k] : end;
      idle += row[k] - p[job * m + k] - heads[above + k] + after - row[k];
      const old = heads[above + m + k] - p[next * m + k];
      idle -= old - heads[above + k];
      end = after + p[next * m + k];
    }
    return idle;
  }

  function evaluate(sequence: Int32Array, count: number): number {
    setHeads(sequence, count);
    return count === 0 ? 0 : heads[count * m + m - 1];
  }

  return { place, value: () => value, evaluate };
}

/** No-wait makespan: the start-to-start delay of two neighbours depends on nothing else. */
function createNoWaitInsertion(problem: Problem): Insertion {
  const { jobs, machines: m } = problem;
  const p = durations(problem);
  const total = Int32Array.from({ length: jobs }, (_, job) =>
    p.subarray(job * m, job * m + m).reduce((a, b) => a + b, 0),
  );
  const delay = new Int32Array(jobs * jobs);
  for (let i = 0; i < jobs; i++)
    for (let j = 0; j < jobs; j++) {
      let end = 0;
      let start = 0;
      let least = 0;
      for (let k = 0; k < m; k++) {
        end += p[i * m + k];
        if (end - start > least) least = end - start;
        start += p[j * m + k];
      }
      delay[i * jobs + j] = least;
    }
  let value = 0;

  function evaluate(sequence: Int32Array, count: number): number {
    if (count === 0) return 0;
    let sum = total[sequence[count - 1]];
    for (let at = 1; at < count; at++) sum += delay[sequence[at - 1] * jobs + sequence[at]];
    return sum;
  }

  function place(sequence: Int32Array, count: number, job: number): number {
    const whole = evaluate(sequence, count);
    if (count === 0) {
      value = total[job];
      return 0;
    }
    let best = delay[job * jobs + sequence[0]];
    let bestPlace = 0;
    for (let at = 1; at < count; at++) {
      const left = sequence[at - 1] * jobs;
      const right = sequence[at];
      const added = delay[left + job] + delay[job * jobs + right] - delay[left + right];
      if (added >= best) continue;
      best = added;
      bestPlace = at;
    }
    const last = sequence[count - 1];
    const added = delay[last * jobs + job] + total[job] - total[last];
    if (added < best) {
      best = added;
      bestPlace = count;
    }
    value = whole + best;
    return bestPlace;
  }

  return { place, value: () => value, evaluate };
}

/** Sums over jobs (completion times, weighted tardiness): every place is evaluated from there on. */
function createSumInsertion(problem: Problem): Insertion {
  const { jobs, machines: m, release, due, weight, machineReady, objective } = problem;
  const p = durations(problem);
  const late = objective === 'weighted-tardiness';
  const heads = new Int32Array((jobs + 1) * m);
  const costs = new Float64Array(jobs + 1);
  const row = new Int32Array(m);
  let value = 0;

  /** Adds a job to the row of machine times; gives its cost. */
  function append(job: number): number {
    const own = job * m;
    let end = release[job];
    for (let k = 0; k < m; k++) {
      const lead = (end - row[k]) | 0;
      end = (end - (lead & (lead >> 31)) + p[own + k]) | 0;
      row[k] = end;
    }
    if (!late) return weight[job] * end;
    return end > due[job] ? weight[job] * (end - due[job]) : 0;
  }

  function setHeads(sequence: Int32Array, count: number): void {
    row.set(machineReady);
    heads.set(row);
    costs[0] = 0;
    for (let at = 0; at < count; at++) {
      costs[at + 1] = costs[at] + append(sequence[at]);
      heads.set(row, at * m + m);
    }
  }

  function evaluate(sequence: Int32Array, count: number): number {
    setHeads(sequence, count);
    return costs[count];
  }

  function place(sequence: Int32Array, count: number, job: number): number {
    setHeads(sequence, count);
    let best = Infinity;
    let bestPlace = 0;
    for (let at = count; at >= 0; at--) {
      for (let k = 0; k < m; k++) row[k] = heads[at * m + k];
      let sum = costs[at] + append(job);
      for (let rest = at; rest < count && sum < best; rest++) sum += append(sequence[rest]);
      if (sum >= best) continue;
      best = sum;
      bestPlace = at;
    }
    value = best;
    return bestPlace;
  }

  return { place, value: () => value, evaluate };
}
