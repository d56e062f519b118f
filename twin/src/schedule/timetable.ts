// Builds a timetable from a list of jobs: the one place that knows every resource rule of a plan.
//
// The i-th occurrence of a job in the list stands for its i-th operation, so every list is a plan. With no buffers an
// operation whose machine is still held first lets the holder go on; holders that wait for each other swap at once.
import type { Problem } from './problem.ts';

const SAVE_EVERY = 8;

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

  // All that the next step depends on, in one array, so that a state is saved and restored by one copy.
  const crew = Math.max(operators, workers);
  const state = ints(3 * jobs + 3 * machines + 2 * crew);
  let used = 0;
  const part = (length: number): Int32Array => state.subarray(used, (used += length));
  const next = part(jobs);
  const jobEnd = part(jobs);
  const pulled = part(jobs);
  const free = part(machines);
  /** Last operation of each machine, and the one whose start freed it. */
  const last = part(machines);
  const freedBy = part(machines);
  const crewFree = part(crew);
  const crewLast = part(crew);
  /** States before every so many entries of the list built last. */
  const saved = ints((Math.floor(n / SAVE_EVERY) + 1) * state.length);
  /** Least work of each job from its operations on, and 0 behind the last: entry `operation + job`. */
  const rest = leastRest(problem);
  const stack = ints(jobs);
  const depth = ints(jobs);
  let count = 0;

  /** Builds the timetable of a list with the option of each operation; gives the value of the objective. */
  function build(list: Int32Array, options: Int32Array): number {
    clear();
    for (let at = 0; at < n; at++) {
      if (at % SAVE_EVERY === 0) saved.set(state, (at / SAVE_EVERY) * state.length);
      feed(list[at], options);
    }
    return value();
  }

  /**
   * Value of a list that agrees with the one built last before the entry `from`; Infinity as soon as it must be more
   * than `limit`. Of the arrays of the timetable nothing may be read afterwards.
   */
  function rebuild(list: Int32Array, options: Int32Array, { from, limit }: { from: number; limit: number }): number {
    const block = Math.floor(from / SAVE_EVERY);
    state.set(saved.subarray(block * state.length, (block + 1) * state.length));
    const longest = problem.objective === 'makespan' ? limit : Infinity;
    count = 0;
    for (let at = block * SAVE_EVERY; at < n; at++) {
      const job = list[at];
      feed(job, options);
      if (jobEnd[job] + rest[next[job] + job] > longest) return Infinity;
    }
    return value();
  }

  /** Empties the timetable. */
  function clear(): void {
    for (let job = 0; job < jobs; job++) {
      next[job] = jobFirst[job];
      jobEnd[job] = release[job];
    }
    pulled.fill(0);
    free.set(machineReady);
    last.fill(-1);
    freedBy.fill(-1);
    crewFree.fill(0);
    crewLast.fill(-1);
    count = 0;
  }

  /** Takes the next entry of a list: the job's next operation, unless it has had to make way before. */
  function feed(job: number, options: Int32Array): void {
    if (hasBuffers) append(job, options);
    else if (pulled[job] > 0) pulled[job]--;
    else advance(job, options);
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

  return { build, rebuild, start, cause, rival, sequence, jobEnd };
}

function leastRest({ jobs, operations, jobFirst, optionFirst, optionDuration }: Problem): Int32Array {
  const rest = new Int32Array(operations + jobs);
  for (let job = 0; job < jobs; job++)
    for (let o = jobFirst[job + 1] - 1; o >= jobFirst[job]; o--) {
      let least = optionDuration[optionFirst[o]];
      for (let other = optionFirst[o] + 1; other < optionFirst[o + 1]; other++)
        least = Math.min(least, optionDuration[other]);
      rest[o + job] = rest[o + job + 1] + least;
    }
  return rest;
}
