// The anytime search for plans: one interface over the engines, stopped by count, by clock or from outside.
import { anneal, type Cooling, type JobList } from './anneal.ts';
import { DISPATCH_RULES, dispatch, type Selection } from './dispatch.ts';
import { searchFlowLine } from './flow-line.ts';
import { searchJobShop } from './job-shop.ts';
import { lowerBound } from './lower-bound.ts';
import { type Problem, ProblemError } from './problem.ts';
import { createRandom, type Random } from './random.ts';
import { sequenceStarts } from './sequence-starts.ts';

/** A plan: when each operation starts and by which of its options. */
export interface Plan {
  /** Value of the problem's objective. */
  value: number;
  /** Start of each operation [ticks]. */
  starts: Int32Array;
  /** Index of the option of each operation, into the problem's option arrays. */
  options: Int32Array;
}

/** How to search. */
export interface SearchOptions {
  /** Same seed, same plan after the same iterations. */
  seed: number;
  /** Plan to start from, e.g. the running one; its order is kept, its times are worked out anew. */
  start?: Pick<Plan, 'starts' | 'options'>;
  /** Clock in ms; default `performance.now`. */
  now?: () => number;
}

/** When a run ends; with none of them it ends only at a plan that is proved optimal. */
export interface RunLimits {
  /** Iterations of this run; rounded up to the engine's step. */
  iterations?: number;
  /** Wall time of this run [ms]. */
  budgetMs?: number;
  /** Asked every few iterations; `true` ends the run. */
  shouldStop?: () => boolean;
}

/** A search that can be run on and on; the best plan never gets worse. */
export interface Search {
  /** Goes on until a limit is reached; gives the best plan so far. */
  run(limits: RunLimits): Plan;
  /** Best plan so far. */
  best(): Plan;
  /** Iterations done in all runs. */
  iterations(): number;
  /** No plan is better than this; a plan that meets it is optimal and ends every run. */
  readonly lowerBound: number;
}

/**
 * Prepares a search: tabu search for job shops (plain, flexible), iterated greedy for permutation flow lines, annealing
 * over job lists for operators, named workers, set-ups, lines without buffers, and due dates.
 * @throws ProblemError when the start does not fit the problem, or for combinations that no engine knows.
 */
export function createSearch(problem: Problem, { seed, start, now = () => performance.now() }: SearchOptions): Search {
  checkCombination(problem);
  if (start !== undefined) checkStart(problem, start);
  const bound = lowerBound(problem);
  const best: Plan = {
    value: Infinity,
    starts: new Int32Array(problem.operations),
    options: new Int32Array(problem.operations),
  };
  const onBest = (value: number, starts: Int32Array, options: Int32Array): void => {
    best.value = value;
    best.starts.set(starts);
    best.options.set(options);
  };
  const engine = createEngine(problem, createRandom(seed), { onBest, start });
  let done = 0;

  /** A first plan is there at once, before any limit is looked at. */
  function advance(): void {
    done += engine.next().value;
  }

  return {
    run({ iterations = Infinity, budgetMs = Infinity, shouldStop }) {
      const endMs = now() + budgetMs;
      const last = done + iterations;
      while (best.value === Infinity) advance();
      while (best.value > bound && done < last && now() < endMs && shouldStop?.() !== true) advance();
      return copy(best);
    },
    best() {
      while (best.value === Infinity) advance();
      return copy(best);
    },
    iterations: () => done,
    lowerBound: bound,
  };
}

interface EngineOptions {
  onBest: (value: number, starts: Int32Array, options: Int32Array) => void;
  start: SearchOptions['start'];
}

function createEngine(problem: Problem, random: Random, { onBest, start }: EngineOptions): Generator<number, never> {
  if (problem.permutation) {
    const sequence = start && jobsByStart(problem, start.starts);
    const options = Int32Array.from({ length: problem.operations }, (_, o) => problem.optionFirst[o]);
    const onSequence = (value: number, better: Int32Array): void =>
      onBest(value, sequenceStarts(problem, better), options);
    return searchFlowLine(problem, random, { onBest: onSequence, start: sequence });
  }
  const selection = start && toSelection(problem, start);
  // Operators as many as machines are no limit.
  const crew = problem.workers > 0 || (problem.operators > 0 && problem.operators < problem.machines);
  const plain = problem.objective === 'makespan' && problem.buffers === 'unlimited' && problem.families === 0;
  if (plain && !crew) return searchJobShop(problem, random, { onBest, start: selection });
  return searchList(problem, random, { onBest, selection, relaxed: plain && problem.workers === 0 });
}

/** Iterations of tabu search on the shop without operators, before annealing with them. */
const RELAXED_ITERATIONS = 4000;

interface ListOptions {
  onBest: EngineOptions['onBest'];
  selection: Selection | undefined;
  relaxed: boolean;
}

/** Without buffers few orders are near each other in value: hotter, longer, and most moves free. */
const HOLDING: Cooling = { hot: 0.5, cold: 0.1, first: 100_000, free: 0.8 };
const WAITING: Cooling = { hot: 0.5, cold: 0.02, first: 10_000, free: 0.1 };

function* searchList(
  problem: Problem,
  random: Random,
  { onBest, selection, relaxed }: ListOptions,
): Generator<number, never> {
  const cooling = problem.buffers === 'none' ? HOLDING : WAITING;
  const starts = DISPATCH_RULES.map((rule) => toList(problem, dispatch(problem, rule)));
  if (selection !== undefined) starts.unshift(toList(problem, selection));
  const listing = anneal(problem, random, { starts, onBest, cooling });
  if (!relaxed) return yield* listing;
  yield listing.next().value;
  const shop = searchJobShop(problem, random, {
    onBest: (_, startTicks, options) => {
      plan = toList(problem, toSelection(problem, { starts: startTicks, options }));
    },
  });
  let plan: JobList | undefined;
  for (let done = 0; done < RELAXED_ITERATIONS; ) {
    const step = shop.next().value;
    done += step;
    yield step;
  }
  if (plan !== undefined) starts.push(plan);
  return yield* anneal(problem, random, { starts, onBest, cooling });
}

function toList({ jobOf }: Problem, { order, options }: Selection): JobList {
  return { list: order.map((o) => jobOf[o]), options: options.slice() };
}

/** Operations by start; of those that start together the shorter first, so that none of no length is overtaken. */
function toSelection(problem: Problem, { starts, options }: Pick<Plan, 'starts' | 'options'>): Selection {
  const { optionDuration, operations } = problem;
  const order = Int32Array.from({ length: operations }, (_, o) => o).sort(
    (a, b) => starts[a] - starts[b] || optionDuration[options[a]] - optionDuration[options[b]] || a - b,
  );
  return { order, options: options.slice() };
}

function jobsByStart({ jobs, jobFirst }: Problem, starts: Int32Array): Int32Array {
  const last = (job: number): number => starts[jobFirst[job + 1] - 1];
  return Int32Array.from({ length: jobs }, (_, job) => job).sort((a, b) => last(a) - last(b) || a - b);
}

function checkStart(problem: Problem, { starts, options }: Pick<Plan, 'starts' | 'options'>): void {
  const { operations, optionFirst, jobFirst, jobs } = problem;
  if (starts.length !== operations || options.length !== operations)
    throw new ProblemError(`the start plans ${starts.length} operations, the problem has ${operations}`);
  for (let o = 0; o < operations; o++)
    if (!(options[o] >= optionFirst[o] && options[o] < optionFirst[o + 1]))
      throw new ProblemError(`the start gives operation ${o} an option of another`);
  for (let job = 0; job < jobs; job++)
    for (let o = jobFirst[job] + 1; o < jobFirst[job + 1]; o++)
      if (starts[o] < starts[o - 1]) throw new ProblemError(`the start turns operations ${o - 1} and ${o} round`);
}

function checkCombination({ buffers, operators, workers, families, permutation, objective }: Problem): void {
  if (operators > 0 && workers > 0) throw new ProblemError('like operators and named workers do not go together yet');
  const plain = operators === 0 && workers === 0 && families === 0;
  if ((permutation || buffers !== 'unlimited') && !plain)
    throw new ProblemError('operators, workers and set-ups are known to job shops with buffers only');
  if (permutation && buffers === 'none') throw new ProblemError('permutation lines without buffers are not known');
  if (buffers === 'no-wait' && !(permutation && objective === 'makespan'))
    throw new ProblemError('no-wait is known to permutation lines with the makespan objective only');
}

function copy({ value, starts, options }: Plan): Plan {
  return { value, starts: starts.slice(), options: options.slice() };
}
