// Simulated annealing over lists of jobs, for every problem the timetable knows: operators, no buffers, due dates, set-ups.
import type { Problem } from './problem.ts';
import type { Random } from './random.ts';
import { createTimetable } from './timetable.ts';

/** Told each better plan: start and option of each operation; the arrays are reused. */
export type OnTimetable = (value: number, starts: Int32Array, options: Int32Array) => void;

/** A plan as a list of jobs with the option of each operation. */
export interface JobList {
  list: Int32Array;
  options: Int32Array;
}

const OPTION_SHARE = 0.3;

/**
 * Anneals in cycles, each twice as long as the one before, from the best plan or a random elite. Moves take one arc of a
 * path that makes the plan late and turn it round: by shifting all operations of one of the two jobs that lie between.
 * Yields the number of plans tried since the last yield; never ends.
 */
export function* anneal(
  problem: Problem,
  random: Random,
  { starts, onBest, par = { hot: 0.5, cold: 0.02, first: 10000, free: 0.1, crit: true, dist: 20 } }: { starts: readonly JobList[]; onBest: OnTimetable; par?: { hot: number; cold: number; first: number; free: number; dist: number; crit: boolean } },
): Generator<number, never> {
  const { operations: n, jobs, jobFirst, jobOf, optionFirst } = problem;
  const timetable = createTimetable(problem);
  const { start, cause, rival, sequence, jobEnd } = timetable;
  const flexible = problem.optionMachine.length > n;
  const list = new Int32Array(n);
  const options = new Int32Array(n);
  const trial = new Int32Array(n);
  const trialOptions = new Int32Array(n);
  const place = new Int32Array(n);
  const arcs = new Int32Array(n);
  const path = new Int32Array(n);
  const bestList = new Int32Array(n);
  const bestOptions = new Int32Array(n);
  let value = Infinity;
  let best = Infinity;
  // The critical material of the current plan, as `start` and so on are overwritten by each trial.
  const nowCause = new Int32Array(n);
  const nowRival = new Int32Array(n);
  const nowStart = new Int32Array(n);
  const nowEnd = new Int32Array(jobs);

  for (const own of starts) {
    const cost = timetable.build(own.list, own.options);
    if (cost >= best) continue;
    adopt(cost, own.options);
    record();
  }
  const scale = step();
  let rounds = par.first;
  let done = 0;
  for (;;) {
    let cost = timetable.build(bestList, bestOptions);
    adopt(cost, bestOptions);
    const cooling = (par.cold / par.hot) ** (1 / rounds);
    let heat = par.hot * scale;
    for (let round = 0; round < rounds; round++) {
      heat *= cooling;
      if (propose()) {
        cost = timetable.build(trial, trialOptions);
        if (cost <= value || random.unit() < Math.exp((value - cost) / heat)) {
          adopt(cost, trialOptions);
          if (cost < best) record();
        }
      }
      if (++done === 64) {
        yield done;
        done = 0;
      }
    }
    rounds = Math.min(rounds * 2, 1e6);
  }

  function record(): void {
    best = value;
    bestList.set(list);
    bestOptions.set(options);
    onBest(best, nowStart, options);
  }

  /** Takes over the plan last built; its list is put into the order of start times. */
  function adopt(cost: number, chosen: Int32Array): void {
    value = cost;
    options.set(chosen);
    for (let at = 0; at < n; at++) {
      const o = sequence[at];
      const from = start[o];
      let to = at;
      while (to > 0 && start[path[to - 1]] > from) {
        path[to] = path[to - 1];
        to--;
      }
      path[to] = o;
    }
    for (let at = 0; at < n; at++) {
      list[at] = jobOf[path[at]];
      place[path[at]] = at;
    }
    nowCause.set(cause);
    nowRival.set(rival);
    nowStart.set(start);
    nowEnd.set(jobEnd);
  }

  /** Writes a neighbour of the current plan into `trial`; `false` if the path drawn offers none. */
  function propose(): boolean {
    let o = lateJob();
    let count = 0;
    let length = 0;
    while (o >= 0) {
      path[length++] = o;
      if (nowRival[o] >= 0) arcs[count++] = o;
      o = nowCause[o];
    }
    trial.set(list);
    trialOptions.set(options);
    if (flexible && random.unit() < OPTION_SHARE) {
      o = path[random.below(length)];
      const first = optionFirst[o];
      const others = optionFirst[o + 1] - first;
      if (others > 1) {
        const other = first + random.below(others - 1);
        trialOptions[o] = other >= options[o] ? other + 1 : other;
        return true;
      }
    }
    if (count === 0 || random.unit() < par.free) {
      o = par.crit ? path[random.below(length)] : random.below(n);
      const from = place[o];
      const to = Math.max(0, Math.min(n - 1, from + random.below(2 * par.dist + 1) - par.dist));
      if (from < to) trial.copyWithin(from, from + 1, to + 1);
      else trial.copyWithin(to + 1, to, from);
      trial[to] = jobOf[o];
      return true;
    }
    const behind = arcs[random.below(count)];
    turn(nowRival[behind], behind);
    return true;
  }

  /** Last operation of a job that costs: the longest one for the makespan, else one drawn by chance. */
  function lateJob(): number {
    let chosen = 0;
    let seen = 0;
    for (let job = 0; job < jobs; job++) {
      if (problem.objective === 'makespan' ? nowEnd[job] !== value : nowEnd[job] <= problem.due[job]) continue;
      if (random.below(++seen) === 0) chosen = job;
    }
    return jobFirst[chosen + 1] - 1;
  }

  /** Shifts the job of `first` behind `second` in the list, or that of `second` before `first`. */
  function turn(first: number, second: number): void {
    const from = place[first];
    const to = place[second];
    const late = random.below(2) === 0;
    const moved = late ? jobOf[first] : jobOf[second];
    let write = from;
    if (!late) for (let at = from; at <= to; at++) if (list[at] === moved) trial[write++] = moved;
    for (let at = from; at <= to; at++) if (list[at] !== moved) trial[write++] = list[at];
    while (write <= to) trial[write++] = moved;
  }

  /** What one step of the objective is worth: the mean duration, for sums times the mean weight. */
  function step(): number {
    const { optionDuration, weight, objective } = problem;
    const mean = optionDuration.reduce((sum, duration) => sum + duration, 0) / optionDuration.length;
    return objective === 'makespan' ? mean : (mean * weight.reduce((sum, own) => sum + own, 0)) / jobs;
  }
}
