// Scores the plan search: mean gap to the best known values per class, every plan checked by the verifier.
import { createProblem, createSearch } from '@mini-factory-twin/twin/schedule';
import { bootstrapMean, type Figure, type Figures } from './figures.ts';
import { type Instance, type Kind, KINDS, readInstances } from './schedule-instances.ts';
import { verifySchedule } from './verify-schedule.ts';

/** What to score and for how long. */
export interface ScheduleScoreOptions {
  /** Folder with the instances and their best known values. */
  data: string;
  /** Search time of each instance, e.g. `1s` or `100ms`. */
  budget: string;
  /** One kind only; absent: all. */
  kind: string | undefined;
  /** Clock of the budget: wall time, or CPU time of this process when the machine is shared. */
  clock: string;
  /** Instances of each class at most. */
  limit: number;
  seed: number;
}

/** What is to be reached, by budget in ms and figure: [floor, ambition], mean gap in percent. */
const GOALS: Record<number, Record<string, [number, number]>> = {
  100: {
    ...shopGoals([
      [3, 3],
      [4.5, 4.5],
      [5, 5],
      [5, 5],
      [9, 9],
      [1.4, 1.4],
      [3, 3],
      [1, 1],
    ]),
    'flowshop.20x5': [0.1, 0.1],
    'flowshop.20x10': [0.2, 0.2],
    'flowshop.20x20': [0.3, 0.3],
  },
  1000: {
    ...shopGoals([
      [1.4, 1],
      [2.7, 2],
      [3.4, 2.5],
      [3, 2],
      [4.8, 3.5],
      [0, 0],
      [0.6, 0.3],
      [0, 0],
    ]),
    'flexible.mk': [3, 3],
    'flexible.edata': [2, 2],
    'flexible.rdata': [1.5, 1.5],
    'flexible.vdata': [0.4, 0.4],
    'flowshop.50x20': [1.2, 1.2],
    'operators.closed': [0.5, 0.5],
    'blocking.closed': [2, 2],
  },
  10_000: shopGoals([
    [0.4, 0.4],
    [1, 1],
    [1.2, 1.2],
    [1.2, 1.2],
    [2.2, 2.2],
    [0, 0],
    [0.1, 0.1],
    [0, 0],
  ]),
};

function shopGoals(goals: readonly [number, number][]): Record<string, [number, number]> {
  const sizes = ['15x15', '20x15', '20x20', '30x15', '30x20', '50x15', '50x20', '100x20'];
  return Object.fromEntries(goals.map((goal, index) => [`jobshop.${sizes[index]}`, goal]));
}

function byClass(instances: readonly Instance[]): Map<string, Instance[]> {
  const classes = new Map<string, Instance[]>();
  for (const instance of instances) {
    const own = classes.get(instance.className) ?? [];
    own.push(instance);
    classes.set(instance.className, own);
  }
  return classes;
}

interface Result {
  gap: number;
  value: number;
  best: number;
  iterationsPerSecond: number;
  faults: string[];
}

/**
 * Searches every instance of the folder for the budget.
 * @throws RangeError for a kind, budget or clock that is none, and for a folder without instances.
 */
export function scoreSchedule(options: ScheduleScoreOptions): Figures {
  const budgetMs = parseBudget(options.budget);
  const kinds = KINDS.filter((kind) => options.kind === undefined || kind === options.kind);
  if (kinds.length === 0) throw new RangeError(`--kind ${options.kind} is none of ${KINDS.join(', ')}`);
  if (options.clock !== 'wall' && options.clock !== 'cpu') throw new RangeError('--clock is wall or cpu');
  const figures: Figures = {};
  let faults = 0;
  for (const kind of kinds) {
    const classes = byClass(readInstances(options.data, kind));
    for (const [className, instances] of classes) {
      const results = instances.slice(0, options.limit).map((instance) => run(instance, { ...options, budgetMs }));
      const goal = GOALS[budgetMs]?.[`${kind}.${className}`];
      figures[`schedule.${kind}.${className}.gapPercent`] = gapFigure(kind, results, goal);
      figures[`schedule.${kind}.${className}.iterationsPerSecond`] = speedFigure(results);
      faults += results.reduce((sum, result) => sum + result.faults.length, 0);
    }
  }
  if (Object.keys(figures).length === 0)
    throw new RangeError(`--data ${options.data} holds no instances of ${kinds.join(', ')} with best known values`);
  figures['schedule.faults.count'] = { value: faults, unit: '', n: 1, low: null, high: null, floor: 0, ambition: 0 };
  return figures;
}

function run(instance: Instance, { budgetMs, clock, seed }: ScheduleScoreOptions & { budgetMs: number }): Result {
  const now = clock === 'cpu' ? cpuMs : () => performance.now();
  const from = now();
  const search = createSearch(createProblem(instance.spec), { seed, now });
  const plan = search.run({ budgetMs });
  const seconds = (now() - from) / 1000;
  const { value, faults } = verifySchedule(instance.spec, plan);
  const gap = value === instance.best ? 0 : 100 * (value / instance.best - 1);
  for (const fault of faults) console.error(`${instance.name}: ${fault}`);
  return { gap, value, best: instance.best, iterationsPerSecond: search.iterations() / seconds, faults };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Sums with optima of 0 have no mean gap; theirs is the gap of the total. */
function gapFigure(kind: Kind, results: readonly Result[], goal: [number, number] | undefined): Figure {
  const { mean, low, high } = bootstrapMean(results.map((result) => result.gap));
  const total = (pick: (result: Result) => number): number => results.reduce((sum, result) => sum + pick(result), 0);
  const overall = 100 * (total((result) => result.value) / total((result) => result.best) - 1);
  const isSum = kind === 'tardiness';
  return {
    value: isSum ? overall : mean,
    unit: '%',
    n: results.length,
    low: isSum ? null : low,
    high: isSum ? null : high,
    floor: goal?.[0] ?? null,
    ambition: goal?.[1] ?? null,
  };
}

function speedFigure(results: readonly Result[]): Figure {
  const { mean, low, high } = bootstrapMean(results.map((result) => result.iterationsPerSecond));
  return { value: mean, unit: '1/s', n: results.length, low, high, floor: null, ambition: null };
}

function parseBudget(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text);
  if (match === null) throw new RangeError(`--budget ${text} is not a time such as 1s or 100ms`);
  return Number(match[1]) * (match[2] === 's' ? 1000 : 1);
}
