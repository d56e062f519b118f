// Builds a timetable from a list of jobs: the one place that knows every resource rule of a plan.
//
// The i-th occurrence of a job in the list stands for its i-th operation, so every list is a plan. With no buffers an
// operation whose machine is still held first lets the holder go on; holders that wait for each other swap at once.
import type { Problem } from './problem.ts';

export type Timetable = ReturnType<typeof createTimetable>;

/** A timetable builder for a problem; its arrays hold the last plan built. */
export function createTimetable(problem: Problem) {
  const { jobs, machines, operations: n, jobFirst, jobOf, release, optionMachine, optionDuration } = problem;
  const { optionWorker, operators, workers, family, families, setup, machineReady, due, weight } = problem;
  const hasBuffers = problem.buffers === 'unlimited';
  const ints = (length: number): Int32Array => new Int32Array(length);

  const start = ints(n);
  const end = ints(n);
  /** The operation whose end (or departure) an operation waited for; -1: for nothing but a release. */
  const cause = ints(n);
  /** The operation that held the machine or operator an operation waited for; -1: it waited for no resource. */
  const rival = ints(n);
  /** Operations in the order in which they were put into the timetable. */
  const sequence = ints(n);

  const next = ints(jobs);
  const jobEnd = ints(jobs);
  const pulled = ints(jobs);
  const free = ints(machines);
  /** Last operation of each machine, and the one whose start freed it. */
  const last = ints(machines);
  const freedBy = ints(machines);
  const crew = Math.max(operators, workers);
  const crewFree = ints(crew);
  const crewLast = ints(crew);
  const stack = ints(jobs);
  const depth = ints(jobs);
  let count = 0;

  /** Builds the timetable of a list with the option of each operation; gives the value of the objective. */
  function build(list: Int32Array, options: Int32Array): number {
    for (let job = 0; job < jobs; job++) {
      next[job] = jobFirst[job];
      jobEnd[job] = release[job];
    }
    free.set(machineReady);
    last.fill(-1);
    crewFree.fill(0);
    crewLast.fill(-1);
    count = 0;
    if (hasBuffers) for (let at = 0; at < n; at++) append(list[at], options);
    else buildHolding(list, options);
    return value();
  }

  /** Starts the next operation of a job as soon as job, machine and operator are free. */
  function append(job: number, options: Int32Array): void {
    const o = next[job]++;
    const option = options[o];
    const machine = optionMachine[option];
    let from = jobEnd[job];
    let holder = -1;
    const before = last[machine];
    let ready = free[machine];
    if (families > 0 && before >= 0) ready += setup[family[before] * families + family[o]];
    if (ready > from) {
      from = ready;
      holder = before;
    }
    let operator = optionWorker[option];
    if (crew > 0) {
      if (operators > 0) operator = fittest(from);
      if (operator >= 0 && crewFree[operator] > from) {
        from = crewFree[operator];
        holder = crewLast[operator];
      }
    }
    start[o] = from;
    const until = from + optionDuration[option];
    end[o] = until;
    rival[o] = holder;
    cause[o] = holder >= 0 ? holder : o > jobFirst[job] ? o - 1 : -1;
    jobEnd[job] = until;
    free[machine] = until;
    last[machine] = o;
    if (operator >= 0) {
      crewFree[operator] = until;
      crewLast[operator] = o;
    }
    sequence[count++] = o;
  }

  /** The operator who has been free for the shortest time at `from`, else the one who is free first. */
  function fittest(from: number): number {
    let best = 0;
    let bestFree = crewFree[0];
    for (let operator = 1; operator < operators; operator++) {
      const own = crewFree[operator];
      if (own <= from ? own > bestFree || bestFree > from : own < bestFree) {
        best = operator;
        bestFree = own;
      }
    }
    return best;
  }

  function buildHolding(list: Int32Array, options: Int32Array): void {
    pulled.fill(0);
    freedBy.fill(-1);
    depth.fill(0);
    for (let at = 0; at < n; at++) {
      const job = list[at];
      if (pulled[job] > 0) pulled[job]--;
      else advance(job, options);
    }
  }

  /** Starts the next operation of a job, those first that have to make way for it. */
  function advance(job: number, options: Int32Array): void {
    let height = 0;
    stack[height++] = job;
    depth[job] = 1;
    while (height > 0) {
      const top = stack[height - 1];
      const machine = optionMachine[options[next[top]]];
      const holder = last[machine];
      const owner = holder < 0 ? -1 : jobOf[holder];
      const isHeld = owner >= 0 && owner !== top && next[owner] === holder + 1 && holder + 1 < jobFirst[owner + 1];
      if (!isHeld) {
        enter(top, Math.max(jobEnd[top], free[machine]), options);
        height--;
      } else if (depth[owner] > 0) {
        height = swap(depth[owner] - 1, height, options);
      } else {
        stack[height++] = owner;
        depth[owner] = height;
      }
    }
    // The list gives the job itself this turn; the others lose a later one.
    pulled[job]--;
  }

  /** All jobs of the stack from `base` on move on at once, each to the machine of the next. */
  function swap(base: number, height: number, options: Int32Array): number {
    let from = 0;
    let latest = -1;
    for (let at = base; at < height; at++) {
      const job = stack[at];
      if (jobEnd[job] <= from && latest >= 0) continue;
      from = jobEnd[job];
      latest = next[job];
    }
    for (let at = base; at < height; at++) {
      const machine = optionMachine[options[next[stack[at]]]];
      free[machine] = from;
      freedBy[machine] = latest;
    }
    for (let at = base; at < height; at++) enter(stack[at], from, options);
    return base;
  }

  /** Puts the next operation of a job on its machine at `from`; the machine that it held is free from then on. */
  function enter(job: number, from: number, options: Int32Array): void {
    const o = next[job]++;
    const machine = optionMachine[options[o]];
    const waited = from > jobEnd[job];
    rival[o] = waited ? last[machine] : -1;
    cause[o] = waited ? freedBy[machine] : o > jobFirst[job] ? o - 1 : -1;
    start[o] = from;
    const until = from + optionDuration[options[o]];
    end[o] = until;
    jobEnd[job] = until;
    last[machine] = o;
    if (o > jobFirst[job]) leave(o, options);
    if (o + 1 === jobFirst[job + 1]) {
      free[machine] = until;
      freedBy[machine] = o;
    }
    depth[job] = 0;
    pulled[job]++;
    sequence[count++] = o;
  }

  function leave(o: number, options: Int32Array): void {
    const machine = optionMachine[options[o - 1]];
    if (last[machine] !== o - 1) return;
    free[machine] = start[o];
    freedBy[machine] = o;
  }

  function value(): number {
    let sum = 0;
    const { objective } = problem;
    for (let job = 0; job < jobs; job++) {
      const at = jobEnd[job];
      if (objective === 'makespan') sum = at > sum ? at : sum;
      else if (objective === 'total-completion-time') sum += weight[job] * at;
      else if (at > due[job]) sum += weight[job] * (at - due[job]);
    }
    return sum;
  }

  return { build, start, end, cause, rival, sequence, jobEnd };
}
