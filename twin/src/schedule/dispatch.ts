// Start plans by priority rules: non-delay schedules, the next operation being the one with the best index.
import type { Problem } from './problem.ts';

/** A complete selection: all operations in an order that respects every job, and the option of each operation. */
export interface Selection {
  order: Int32Array;
  options: Int32Array;
}

/** Priority rules; among the operations that can start first, the lowest index goes first. */
export const DISPATCH_RULES = ['fdd/mwkr', 'mwkr', 'mopnr', 'spt', 'edd', 'atc'] as const;
export type DispatchRule = (typeof DISPATCH_RULES)[number];

/**
 * Builds a non-delay schedule: no machine idles while an operation waits for it. Of several options an operation takes
 * the one that ends first. `noise(index)` may change an index, for other starts by the same rule.
 */
export function dispatch(problem: Problem, rule: DispatchRule, noise?: (index: number) => number): Selection {
  const { jobs, operations, jobFirst, optionFirst, optionMachine, optionDuration } = problem;
  const index = createIndex(problem, rule);
  const order = new Int32Array(operations);
  const options = new Int32Array(operations);
  const next = jobFirst.slice(0, jobs);
  const jobReady = problem.release.slice();
  const machineReady = problem.machineReady.slice();
  for (let count = 0; count < operations; count++) {
    let bestStart = Infinity;
    let bestIndex = Infinity;
    let bestEnd = Infinity;
    let chosen = -1;
    let chosenOption = -1;
    for (let job = 0; job < jobs; job++) {
      const o = next[job];
      if (o === jobFirst[job + 1]) continue;
      let start = 0;
      let end = Infinity;
      let option = -1;
      for (let other = optionFirst[o]; other < optionFirst[o + 1]; other++) {
        const from = Math.max(jobReady[job], machineReady[optionMachine[other]]);
        if (from + optionDuration[other] >= end) continue;
        start = from;
        end = from + optionDuration[other];
        option = other;
      }
      if (start > bestStart) continue;
      const plain = index(o, start);
      const own = noise === undefined ? plain : noise(plain);
      if (start === bestStart && own >= bestIndex) continue;
      bestStart = start;
      bestIndex = own;
      bestEnd = end;
      chosen = o;
      chosenOption = option;
    }
    order[count] = chosen;
    options[chosen] = chosenOption;
    const job = problem.jobOf[chosen];
    next[job]++;
    jobReady[job] = bestEnd;
    machineReady[optionMachine[chosenOption]] = bestEnd;
  }
  return { order, options };
}

/** Index of an operation that can start at a tick; lower is more urgent. Work is counted with mean durations. */
function createIndex(problem: Problem, rule: DispatchRule): (o: number, start: number) => number {
  const { operations, jobFirst, jobOf, due, weight } = problem;
  const work = meanDurations(problem);
  const done = new Float64Array(operations);
  const left = new Float64Array(operations);
  for (let job = 0; job < problem.jobs; job++) {
    let sum = problem.release[job];
    for (let o = jobFirst[job]; o < jobFirst[job + 1]; o++) done[o] = sum += work[o];
    sum = 0;
    for (let o = jobFirst[job + 1] - 1; o >= jobFirst[job]; o--) left[o] = sum += work[o];
  }
  const mean = work.reduce((sum, value) => sum + value, 0) / operations;
  switch (rule) {
    case 'fdd/mwkr':
      return (o) => done[o] / Math.max(left[o], 1e-9);
    case 'mwkr':
      return (o) => -left[o];
    case 'mopnr':
      return (o) => o - jobFirst[jobOf[o] + 1];
    case 'spt':
      return (o) => work[o];
    case 'edd':
      return (o) => due[jobOf[o]];
    case 'atc':
      // Apparent tardiness cost (Vepsalainen and Morton 1987): look-ahead 3, waiting allowance 3 times the work left.
      return (o, start) => {
        const slack = due[jobOf[o]] - start - work[o] - 3 * (left[o] - work[o]);
        return (-weight[jobOf[o]] / Math.max(work[o], 1e-9)) * Math.exp(-Math.max(slack, 0) / (3 * mean));
      };
  }
}

function meanDurations({ operations, optionFirst, optionDuration }: Problem): Float64Array {
  return Float64Array.from({ length: operations }, (_, o) => {
    const own = optionDuration.subarray(optionFirst[o], optionFirst[o + 1]);
    return own.reduce((sum, value) => sum + value, 0) / own.length;
  });
}
