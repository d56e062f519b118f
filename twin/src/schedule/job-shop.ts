// Makespan search for job shops, plain and flexible: tabu runs from an elite pool, joined by mixes of two plans.
import { DISPATCH_RULES, dispatch, type Selection } from './dispatch.ts';
import { createGraph } from './graph.ts';
import type { Problem } from './problem.ts';
import type { Random } from './random.ts';
import { createTabu } from './tabu.ts';

export interface Elite extends Selection { length: number }

export function* searchJobShop(problem: Problem, random: Random, onBest: (plan: Selection, length: number) => void, opt: { idle: number; pool: number; }) {
  const { operations: n } = problem;
  const graph = createGraph(problem);
  const tabu = createTabu(graph, random);
  let best = Infinity;
  const local: Elite = { order: new Int32Array(n), options: new Int32Array(n), length: Infinity };
  const keep = () => { local.order.set(graph.order); local.options.set(graph.option); local.length = tabu.best(); if (local.length < best) { best = local.length; onBest(local, best); } };
  function* run(start: Selection, idle: number) {
    graph.load(start.order, start.options);
    tabu.start();
    keep();
    while (tabu.idle() < idle) {
      for (let k = 0; k < 64; k++) if (tabu.step()) keep();
      yield 64;
    }
  }
  let start: Selection | null = null; let startLength = Infinity;
  for (const rule of DISPATCH_RULES.slice(0, 4)) {
    const sel = dispatch(problem, rule); graph.load(sel.order, sel.options);
    if (graph.makespan() < startLength) { startLength = graph.makespan(); start = sel; }
  }
  const pool: Elite[] = [];
  yield* run(start!, opt.idle);
  pool.push({ order: local.order.slice(), options: local.options.slice(), length: local.length });
  const key = new Float64Array(n);
  while (pool.length < opt.pool) {
    const sel = dispatch(problem, 'fdd/mwkr', (i) => i * (0.5 + random.unit()));
    yield* run(sel, opt.idle);
    pool.push({ order: local.order.slice(), options: local.options.slice(), length: local.length });
  }
  for (;;) {
    const a = random.below(pool.length); let b = random.below(pool.length - 1); if (b >= a) b++;
    const A = pool[a], B = pool[b];
    const w = 0.3 + 0.4 * random.unit();
    for (let i = 0; i < n; i++) key[A.order[i]] = (1 - w) * i;
    for (let i = 0; i < n; i++) key[B.order[i]] += w * i;
    const order = A.order.slice().sort((x, y) => key[x] - key[y] || x - y);
    const options = A.options.map((v, i) => random.unit() < w ? B.options[i] : v);
    yield* run({ order, options }, opt.idle);
    // replace
    if (pool.some((p) => p.length === local.length && same(p.order, local.order))) continue;
    const worst = pool.reduce((m, p, i) => p.length > pool[m].length ? i : m, 0);
    if (local.length <= pool[worst].length) pool[worst] = { order: local.order.slice(), options: local.options.slice(), length: local.length };
  }
}
function same(a: Int32Array, b: Int32Array) { for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false; return true; }
