// Start times of a permutation flow line from its sequence of jobs.
import type { Problem } from './problem.ts';

/** Start of each operation [ticks] when all machines take the jobs in this order, each as early as it can. */
export function sequenceStarts(problem: Problem, sequence: Int32Array): Int32Array {
  const { machines, jobFirst, optionDuration, optionFirst, release, machineReady, buffers } = problem;
  const starts = new Int32Array(problem.operations);
  const free = machineReady.slice();
  for (const job of sequence) {
    const first = jobFirst[job];
    let end = release[job];
    // A job that may not wait starts so late that it finds every machine free.
    if (buffers === 'no-wait') end = Math.max(end, noWaitStart(problem, job, free));
    for (let machine = 0; machine < machines; machine++) {
      const o = first + machine;
      starts[o] = Math.max(end, free[machine]);
      end = starts[o] + optionDuration[optionFirst[o]];
      free[machine] = end;
    }
  }
  return starts;
}

function noWaitStart(
  { machines, jobFirst, optionDuration, optionFirst }: Problem,
  job: number,
  free: Int32Array,
): number {
  let start = 0;
  let offset = 0;
  for (let machine = 0; machine < machines; machine++) {
    start = Math.max(start, free[machine] - offset);
    offset += optionDuration[optionFirst[jobFirst[job] + machine]];
  }
  return start;
}
