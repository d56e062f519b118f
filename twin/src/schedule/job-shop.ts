// Makespan search for job shops, plain and flexible: tabu runs from a pool of elite plans and from mixes of two of them.
import { DISPATCH_RULES, dispatch, type Selection } from './dispatch.ts';
import { createGraph } from './graph.ts';
import type { Problem } from './problem.ts';
import type { Random } from './random.ts';
import { createTabu } from './tabu.ts';

/** Told each better plan; the arrays are reused. */
export type OnPlan = (value: number, starts: Int32Array, options: Int32Array) => void;

interface Elite extends Selection {
  length: number;
}

/** Iterations between two looks at the clock. */
const CHUNK = 64;
/** Elite plans at most; the pool grows when its plans have become alike. */
const LAST_POOL = 12;

/**
 * Searches from `start`, if given, else from the best of the dispatch rules. Two elites are joined by adding up the
 * places of their operations: the sum of two topological orders agrees with both wherever they agree, so the mix is a
 * plan between them without repair. Yields the number of iterations since the last yield; never ends.
 */
export function* searchJobShop(
  problem: Problem,
  random: Random,
  { onBest, start }: { onBest: OnPlan; start?: Selection },
): Generator<number, never> {
  const { operations: n } = problem;
  const graph = createGraph(problem);
  const tabu = createTabu(graph, random);
  const found: Elite = { order: new Int32Array(n), options: new Int32Array(n), length: 0 };
  const starts = new Int32Array(n);
  const key = new Float64Array(n);
  let best = Infinity;
  // Small shops gain from many short runs, large ones from few long runs (measured from 100 to 1000 operations).
  const idleLimit = Math.min(Math.max(0.15 * n * n, 1000), 12_000);
  let size = Math.min(Math.max(Math.round(800 / n), 3), 8);

  const pool = [yield* run(start ?? bestDispatch())];
  for (;;) {
    while (pool.length < size) pool.push(yield* run(noisyDispatch()));
    const first = random.below(pool.length);
    const second = (first + 1 + random.below(pool.length - 1)) % pool.length;
    const child = yield* run(mix(pool[first], pool[second]));
    if (enter(child)) continue;
    // The pool holds this plan already: it has run dry and needs new blood.
    size = Math.min(size + 1, LAST_POOL);
    if (pool.length === size) pool.splice(worst(), 1);
  }

  /** One tabu run; gives its best plan. */
  function* run(from: Selection): Generator<number, Elite> {
    graph.load(from.order, from.options);
    tabu.start();
    keep();
    while (tabu.idle() < idleLimit) {
      for (let count = 0; count < CHUNK; count++) if (tabu.step()) keep();
      yield CHUNK;
    }
    return { order: found.order.slice(), options: found.options.slice(), length: found.length };
  }

  function keep(): void {
    found.order.set(graph.order);
    found.options.set(graph.option);
    found.length = tabu.best();
    if (found.length >= best) return;
    best = found.length;
    for (let o = 0; o < n; o++) starts[o] = graph.headEnd[o] - graph.duration[o];
    onBest(best, starts, found.options);
  }

  function bestDispatch(): Selection {
    let least = Infinity;
    let chosen: Selection | undefined;
    for (const rule of DISPATCH_RULES) {
      const selection = dispatch(problem, rule);
      graph.load(selection.order, selection.options);
      if (graph.makespan() >= least) continue;
      least = graph.makespan();
      chosen = selection;
    }
    return chosen ?? dispatch(problem, 'mwkr');
  }

  function noisyDispatch(): Selection {
    return dispatch(problem, 'fdd/mwkr', (index) => index * (0.5 + random.unit()));
  }

  function mix(a: Elite, b: Elite): Selection {
    const share = 0.3 + 0.4 * random.unit();
    for (let at = 0; at < n; at++) key[a.order[at]] = (1 - share) * at;
    for (let at = 0; at < n; at++) key[b.order[at]] += share * at;
    return {
      order: a.order.slice().sort((x, y) => key[x] - key[y] || x - y),
      options: a.options.map((option, o) => (random.unit() < share ? b.options[o] : option)),
    };
  }

  /** Puts a plan into the pool in place of the worst; `false` if the pool has it. */
  function enter(child: Elite): boolean {
    if (pool.some((elite) => elite.length === child.length && alike(elite, child))) return false;
    const at = worst();
    if (child.length <= pool[at].length) pool[at] = child;
    return true;
  }

  function worst(): number {
    return pool.reduce((at, elite, index) => (elite.length > pool[at].length ? index : at), 0);
  }
}

/** Whether two plans are the same but for one operation in fifty. */
function alike(a: Elite, b: Elite): boolean {
  let different = 0;
  for (let at = 0; at < a.order.length; at++) if (a.order[at] !== b.order[at]) different++;
  return different * 50 <= a.order.length;
}
