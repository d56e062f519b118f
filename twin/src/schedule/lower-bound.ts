// A bound that no plan can beat: when the best plan meets it, the search is over.
import { isFlexible, type Problem } from './problem.ts';

/** Lower bound of the makespan from jobs, machines and operators [ticks]; 0 for other objectives. */
export function lowerBound(problem: Problem): number {
  if (problem.objective !== 'makespan') return 0;
  const { jobs, operations, jobFirst, optionFirst, optionDuration, optionMachine, release, operators } = problem;
  const least = Int32Array.from({ length: operations }, (_, o) =>
    optionDuration.subarray(optionFirst[o], optionFirst[o + 1]).reduce((a, b) => Math.min(a, b)),
  );
  const load = new Float64Array(problem.machines);
  const head = new Float64Array(problem.machines).fill(Infinity);
  const tail = new Float64Array(problem.machines).fill(Infinity);
  let bound = 0;
  let work = 0;
  for (let job = 0; job < jobs; job++) {
    let length = release[job];
    for (let o = jobFirst[job]; o < jobFirst[job + 1]; o++) {
      const machine = optionMachine[optionFirst[o]];
      load[machine] += least[o];
      head[machine] = Math.min(head[machine], length);
      length += least[o];
      work += least[o];
    }
    bound = Math.max(bound, length);
    for (let o = jobFirst[job + 1] - 1, rest = 0; o >= jobFirst[job]; o--) {
      const machine = optionMachine[optionFirst[o]];
      tail[machine] = Math.min(tail[machine], rest);
      rest += least[o];
    }
  }
  if (!isFlexible(problem))
    for (let machine = 0; machine < problem.machines; machine++)
      if (load[machine] > 0)
        bound = Math.max(bound, load[machine] + Math.max(head[machine], problem.machineReady[machine]) + tail[machine]);
  const workForce = operators > 0 ? Math.min(operators, problem.machines) : problem.machines;
  return Math.max(bound, Math.ceil(work / workForce));
}
