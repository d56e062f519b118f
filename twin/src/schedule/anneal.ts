// Simulated annealing over lists of jobs, for every problem the timetable knows: operators, no buffers, due dates, set-ups.
import { isFlexible, type Problem } from './problem.ts';
import type { Random } from './random.ts';
import { createTimetable } from './timetable.ts';

/** Told each better plan: its value, start and option of each operation; the arrays are reused. */
export type OnTimetable = (value: number, starts: Int32Array, options: Int32Array) => void;

/** A plan as a list of jobs, its i-th occurrence being the i-th operation, with the option of each operation. */
export interface JobList {
  list: Int32Array;
  options: Int32Array;
}

/** How an annealing cools and moves. */
export interface Cooling {
  /** Temperature at the start and end of a cycle, in steps of the objective. */
  hot: number;
  cold: number;
  /** Plans tried in the first cycle; each cycle is twice as long as the one before. */
  first: number;
  /** Share of moves that shift operations anywhere instead of turning round what makes the plan late. */
  free: number;
}

/** Share of moves that give a late operation another option, if it has one. */
const OPTION_SHARE = 0.3;
const LONGEST_CYCLE = 1e6;
const CHUNK = 64;

/**
 * Anneals in cycles from the best plan. Most moves take one arc of a path that makes the plan late and turn it round,
 * by shifting all operations of one of the two jobs that lie between; the others shift a run of operations of a job.
 * Yields the number of plans tried since the last yield; never ends.
 */
export function* anneal(
  problem: Problem,
  random: Random,
  { starts, onBest, cooling }: { starts: readonly JobList[]; onBest: OnTimetable; cooling: Cooling },
): Generator<number, never> {
  const { operations: n, jobs, jobFirst, jobOf, optionFirst, objective, due } = problem;
  const timetable = createTimetable(problem);
  const flexible = isFlexible(problem);
  const ints = (length: number): Int32Array => new Int32Array(length);
  const list = ints(n);
  const options = ints(n);
  const trial = ints(n);
  const trialOptions = ints(n);
  const bestList = ints(n);
  const bestOptions = ints(n);
  /** Where the list of the trial begins to differ from the current one. */
  let changedFrom = 0;
  // What is known of the current plan; the timetable's own arrays change with each trial.
  const place = ints(n);
  const cause = ints(n);
  const rival = ints(n);
  const start = ints(n);
  const jobEnd = ints(jobs);
  let value = Infinity;
  let best = Infinity;
  const path = ints(n);
  const arcs = ints(n);
  const keys = ints(n);

  for (const own of starts) adopt(own.list, own.options);
  const scale = stepOf(problem);
  let tried = 0;
  for (let rounds = cooling.first; ; rounds = Math.min(2 * rounds, LONGEST_CYCLE)) {
    adopt(bestList, bestOptions);
    const factor = (cooling.cold / cooling.hot) ** (1 / rounds);
    let heat = cooling.hot * scale;
    for (let round = 0; round < rounds; round++) {
      heat *= factor;
      if (propose()) {
        const limit = value - heat * Math.log(random.unit() + 1e-12);
        const cost = timetable.rebuild(trial, trialOptions, { from: changedFrom, limit });
        if (cost <= limit) adopt(trial, trialOptions);
      }
      if (++tried < CHUNK) continue;
      yield tried;
      tried = 0;
    }
  }

  /** Takes over a plan; its list is brought into the order in which the operations start. */
  function adopt(from: Int32Array, chosen: Int32Array): void {
    options.set(chosen);
    value = timetable.build(from, options);
    // Another list: what starts first now has the first choice, and the saved prefixes have to be those of this list.
    if (sortByStart(from)) value = timetable.build(list, options);
    cause.set(timetable.cause);
    rival.set(timetable.rival);
    start.set(timetable.start);
    jobEnd.set(timetable.jobEnd);
    if (value >= best) return;
    best = value;
    bestList.set(list);
    bestOptions.set(options);
    onBest(best, start, options);
  }

  /** Sorts the plan last built into `list` and `place`; tells whether the list differs from the one it was built of. */
  function sortByStart(from: Int32Array): boolean {
    const { sequence, start: built } = timetable;
    let differs = false;
    let latest = -1;
    for (let at = 0; at < n; at++) {
      const o = sequence[at];
      const tick = built[o];
      let to = at;
      if (tick < latest) {
        for (; to > 0 && built[path[to - 1]] > tick; to--) path[to] = path[to - 1];
      } else latest = tick;
      path[to] = o;
    }
    for (let at = 0; at < n; at++) {
      const job = jobOf[path[at]];
      if (job !== from[at]) differs = true;
      list[at] = job;
      place[path[at]] = at;
    }
    return differs;
  }

  /** Writes a neighbour of the current plan into `trial`; `false` if the path drawn offers none. */
  function propose(): boolean {
    let arcCount = 0;
    let length = 0;
    for (let o = lateOperation(); o >= 0; o = cause[o]) {
      path[length++] = o;
      if (rival[o] >= 0) arcs[arcCount++] = o;
    }
    trial.set(list);
    trialOptions.set(options);
    if (flexible && random.unit() < OPTION_SHARE && changeOption(path[random.below(length)])) return true;
    if (arcCount > 0 && random.unit() >= cooling.free) {
      const behind = arcs[random.below(arcCount)];
      turn(rival[behind], behind);
    } else if (random.below(4) === 0) shiftOne(random.below(n));
    else shiftRun(random.below(n));
    return true;
  }

  /** Last operation of a job that costs: the longest one for the makespan, else one drawn by chance. */
  function lateOperation(): number {
    let chosen = 0;
    let seen = 0;
    for (let job = 0; job < jobs; job++) {
      if (
        objective === 'makespan' ? jobEnd[job] !== value : objective === 'weighted-tardiness' && jobEnd[job] <= due[job]
      )
        continue;
      if (random.below(++seen) === 0) chosen = job;
    }
    return jobFirst[chosen + 1] - 1;
  }

  function changeOption(o: number): boolean {
    const others = optionFirst[o + 1] - optionFirst[o] - 1;
    if (others === 0) return false;
    const other = optionFirst[o] + random.below(others);
    trialOptions[o] = other >= options[o] ? other + 1 : other;
    changedFrom = place[o];
    return true;
  }

  /** Shifts the job of `first` behind `second` in the list, or that of `second` before `first`. */
  function turn(first: number, second: number): void {
    const from = place[first];
    const to = place[second];
    const isLate = random.below(2) === 0;
    const moved = isLate ? jobOf[first] : jobOf[second];
    let write = from;
    if (!isLate) for (let at = from; at <= to; at++) if (list[at] === moved) trial[write++] = moved;
    for (let at = from; at <= to; at++) if (list[at] !== moved) trial[write++] = list[at];
    while (write <= to) trial[write++] = moved;
    changedFrom = from;
  }

  function shiftOne(o: number): void {
    const from = place[o];
    const to = random.below(n);
    if (from < to) trial.copyWithin(from, from + 1, to + 1);
    else trial.copyWithin(to + 1, to, from);
    trial[to] = jobOf[o];
    changedFrom = from < to ? from : to;
  }

  /** Shifts the operations of a job between `o` and another one by the same number of entries. */
  function shiftRun(o: number): void {
    const first = jobFirst[jobOf[o]];
    const other = first + random.below(jobFirst[jobOf[o] + 1] - first);
    const from = o < other ? o : other;
    const to = o < other ? other : o;
    const by = random.below(2 * n + 1) - n;
    for (let at = 0; at < n; at++) keys[at] = 2 * at;
    for (let moved = from; moved <= to; moved++) keys[place[moved]] += 2 * by + (by > 0 ? 1 : -1);
    // Insertion sort: but for the run everything is in order.
    for (let at = 1; at < n; at++) {
      const key = keys[at];
      const job = trial[at];
      let write = at;
      for (; write > 0 && keys[write - 1] > key; write--) {
        keys[write] = keys[write - 1];
        trial[write] = trial[write - 1];
      }
      keys[write] = key;
      trial[write] = job;
    }
    changedFrom = Math.max(0, Math.min(place[from], place[from] + by));
  }
}

/** What one step of the objective is worth: the mean duration, for sums times the mean weight. */
function stepOf({ optionDuration, weight, objective, jobs }: Problem): number {
  const mean = optionDuration.reduce((sum, duration) => sum + duration, 0) / optionDuration.length;
  return objective === 'makespan' ? mean : (mean * weight.reduce((sum, own) => sum + own, 0)) / jobs;
}
