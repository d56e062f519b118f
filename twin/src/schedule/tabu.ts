// Tabu search on the disjunctive graph: moves on the blocks of one critical path (N7) and to other machines.
import type { Graph } from './graph.ts';
import type { Random } from './random.ts';

/** Entries of the table of forbidden arcs at most; arcs of larger shops share entries. */
const TABLE_LIMIT = 2 ** 22;
const NONE = 2 ** 30;

/**
 * Tabu search over a loaded graph. Neighbourhood N7 (Zhang et al. 2007) with the estimate of Balas and Vazacopoulos
 * (1998); reassignments after Mastrolilli and Gambardella (2000), estimated by the longest path through the moved
 * operation.
 */
export function createTabu(graph: Graph, random: Random) {
  const { problem, jobBefore, jobAfter, machineBefore, machineAfter, machineOf, duration, option } = graph;
  const { headEnd, tailEnd, place, optionFirst, machineSource } = graph;
  const { operations: n, machines, optionMachine, optionDuration } = problem;
  const flexible = optionMachine.length > n;
  const ints = (length: number): Int32Array => new Int32Array(length);

  const tableBits = Math.ceil(Math.log2(Math.min(n * n, TABLE_LIMIT)));
  const mask = 2 ** tableBits - 1;
  /** Iteration up to which the arc from one operation to another must not be made. */
  const forbidden = ints(mask + 1);
  /** Iteration up to which an operation must not go back to a machine. */
  const forbiddenMachine = ints(flexible ? n * machines : 0);

  const path = ints(n);
  const block = ints(n + 1);
  const byJobHead = ints(n);
  const byJobTail = ints(n);
  const lasts = ints(n);
  const heads = ints(n);

  const tenure = Math.round(10 + problem.jobs / machines);
  const tenureSpread = Math.max(2, Math.round(tenure * 0.4));

  let iteration = 1;
  let length = 0;
  let best = NONE;
  let bestAt = 0;

  // The best move seen in this iteration, and one of the forbidden ones as a way out.
  let chosenEstimate = NONE;
  let chosen = -1;
  let chosenBefore = -1;
  let chosenOption = -1;
  let ties = 0;
  let outs = 0;
  let out = -1;
  let outBefore = -1;
  let outOption = -1;

  /** Starts from what the graph holds now, with nothing forbidden. */
  function start(): void {
    iteration += 1000;
    length = graph.makespan();
    best = length;
    bestAt = iteration;
  }

  /**
   * One iteration: the best allowed move is made.
   * @returns whether the makespan is the lowest since {@link start}; `false` too when there is no move at all.
   */
  function step(): boolean {
    iteration++;
    chosenEstimate = NONE;
    chosen = -1;
    out = -1;
    outs = 0;
    const steps = findPath();
    evaluateBlocks(steps);
    if (flexible) for (let at = 0; at < steps; at++) evaluateOptions(path[at]);
    if (chosen < 0) {
      if (out < 0) return false;
      chosen = out;
      chosenBefore = outBefore;
      chosenOption = outOption;
    }
    forbid();
    graph.move(chosen, chosenBefore, chosenOption);
    length = graph.makespan();
    if (length >= best) return false;
    best = length;
    bestAt = iteration;
    return true;
  }

  /** Writes one critical path, drawn at random, into `path`, last operation first; gives its number of operations. */
  function findPath(): number {
    const { jobFirst, jobs } = problem;
    let o = -1;
    let seen = 0;
    for (let job = 0; job < jobs; job++) {
      const last = jobFirst[job + 1] - 1;
      if (headEnd[last] === length && random.below(++seen) === 0) o = last;
    }
    let steps = 0;
    while (o < n) {
      path[steps++] = o;
      const head = headEnd[o] - duration[o];
      const byMachine = headEnd[machineBefore[o]] === head;
      const byJob = headEnd[jobBefore[o]] === head;
      o = byMachine && (!byJob || random.below(2) === 0) ? machineBefore[o] : jobBefore[o];
    }
    return steps;
  }

  /** Splits the path into blocks (runs of neighbours on a machine) and evaluates the moves of each. */
  function evaluateBlocks(steps: number): void {
    let at = steps - 1;
    while (at >= 0) {
      let size = 0;
      let o = path[at--];
      block[size++] = o;
      while (at >= 0 && machineAfter[o] === path[at]) {
        o = path[at--];
        block[size++] = o;
      }
      if (size > 1) evaluateBlock(size);
    }
  }

  function evaluateBlock(size: number): void {
    for (let at = 0; at < size; at++) {
      const o = block[at];
      byJobHead[at] = headEnd[jobBefore[o]];
      byJobTail[at] = tailEnd[jobAfter[o]];
      lasts[at] = duration[o];
    }
    const end = size - 1;
    for (let at = 0; at < end; at++) evaluateRight(at, end, size);
    for (let to = 1; to < end; to++) evaluateRight(0, to, size);
    if (size === 2) return;
    for (let at = 1; at <= end; at++) evaluateLeft(at, 0, size);
    for (let to = 1; to < end; to++) evaluateLeft(end, to, size);
  }

  /** The move of the operation at `from` right behind the one at `to` of the block. */
  function evaluateRight(from: number, to: number, size: number): void {
    const u = block[from];
    const v = block[to];
    const next = jobAfter[u];
    if (next === v || !apart(next, v)) return;
    let end = from === 0 ? headEnd[machineBefore[u]] : headEnd[block[from - 1]];
    for (let at = from + 1; at <= to; at++) {
      const byJob = byJobHead[at];
      end = (byJob > end ? byJob : end) + lasts[at];
      heads[at] = end;
    }
    const limit = chosenEstimate;
    let tail = to === size - 1 ? tailEnd[machineAfter[v]] : tailEnd[block[to + 1]];
    if (byJobTail[from] > tail) tail = byJobTail[from];
    const own = lasts[from];
    let longest = (byJobHead[from] > end ? byJobHead[from] : end) + own + tail;
    tail += own;
    for (let at = to; at > from; at--) {
      if (byJobTail[at] > tail) tail = byJobTail[at];
      const through = heads[at] + tail;
      if (through > longest) longest = through;
      tail += lasts[at];
      if (longest > limit) break;
    }
    if (longest > limit && out >= 0) return;
    let isForbidden = false;
    for (let at = from + 1; at <= to; at++)
      if (forbidden[(block[at] * n + u) & mask] >= iteration) {
        isForbidden = true;
        break;
      }
    consider(longest, isForbidden, u, v, option[u]);
  }

  /** The move of the operation at `from` right before the one at `to` of the block. */
  function evaluateLeft(from: number, to: number, size: number): void {
    const v = block[from];
    const u = block[to];
    const previous = jobBefore[v];
    if (previous === u || !apart(u, previous)) return;
    let tail = from === size - 1 ? tailEnd[machineAfter[v]] : tailEnd[block[from + 1]];
    for (let at = from - 1; at >= to; at--) {
      const byJob = byJobTail[at];
      tail = (byJob > tail ? byJob : tail) + lasts[at];
      heads[at] = tail;
    }
    const limit = chosenEstimate;
    const before = machineBefore[u];
    let end = headEnd[before];
    if (byJobHead[from] > end) end = byJobHead[from];
    const own = lasts[from];
    let longest = (byJobTail[from] > tail ? byJobTail[from] : tail) + own + end;
    end += own;
    for (let at = to; at < from; at++) {
      if (byJobHead[at] > end) end = byJobHead[at];
      const through = heads[at] + end;
      if (through > longest) longest = through;
      end += lasts[at];
      if (longest > limit) break;
    }
    if (longest > limit && out >= 0) return;
    let isForbidden = false;
    for (let at = to; at < from; at++)
      if (forbidden[(v * n + block[at]) & mask] >= iteration) {
        isForbidden = true;
        break;
      }
    consider(longest, isForbidden, v, before, option[v]);
  }

  /** Whether surely no path leads from `a` to `b`: its head, its tail or its place would have to grow along it. */
  function apart(a: number, b: number): boolean {
    return place[a] > place[b] || headEnd[a] > headEnd[b] - duration[b] || tailEnd[b] > tailEnd[a] - duration[a];
  }

  /** The moves of a critical operation to its other options, at every place that closes no cycle. */
  function evaluateOptions(o: number): void {
    const first = optionFirst[o];
    const end = optionFirst[o + 1];
    if (end - first < 2) return;
    const previous = jobBefore[o];
    const next = jobAfter[o];
    const byJob = headEnd[previous];
    const toEnd = tailEnd[next];
    for (let other = first; other < end; other++) {
      const machine = optionMachine[other];
      if (machine === machineOf[o]) continue;
      const isForbidden = forbiddenMachine[o * machines + machine] >= iteration;
      const own = optionDuration[other];
      let x = machineSource + machine;
      let y = machineAfter[x];
      // Behind every operation that leads to this one's predecessor in the job ...
      while (y < n && (y === previous || !apart(y, previous))) {
        x = y;
        y = machineAfter[y];
      }
      // ... and before every one that follows from its successor.
      for (;;) {
        const head = headEnd[x] > byJob ? headEnd[x] : byJob;
        const tail = tailEnd[y] > toEnd ? tailEnd[y] : toEnd;
        consider(head + own + tail, isForbidden, o, x, other);
        if (y >= n || y === next || !apart(next, y)) break;
        x = y;
        y = machineAfter[y];
      }
    }
  }

  function consider(estimate: number, isForbidden: boolean, o: number, before: number, other: number): void {
    if (isForbidden && estimate >= best) {
      if (random.below(++outs) !== 0) return;
      out = o;
      outBefore = before;
      outOption = other;
      return;
    }
    if (estimate > chosenEstimate) return;
    if (estimate < chosenEstimate) ties = 0;
    if (random.below(++ties) !== 0) return;
    chosenEstimate = estimate;
    chosen = o;
    chosenBefore = before;
    chosenOption = other;
  }

  /** Forbids to undo the chosen move for a while. */
  function forbid(): void {
    const until = iteration + tenure + random.below(tenureSpread);
    const u = chosen;
    if (chosenOption !== option[u]) {
      forbiddenMachine[u * machines + machineOf[u]] = until;
      return;
    }
    if (place[chosenBefore] > place[u]) {
      for (let x = machineAfter[u]; ; x = machineAfter[x]) {
        forbidden[(u * n + x) & mask] = until;
        if (x === chosenBefore) break;
      }
      return;
    }
    for (let x = machineBefore[u]; x !== chosenBefore; x = machineBefore[x]) forbidden[(x * n + u) & mask] = until;
  }

  return {
    start,
    step,
    /** Makespan of the graph as it is. */
    length: () => length,
    /** Lowest makespan since {@link start}. */
    best: () => best,
    /** Iterations since the lowest makespan. */
    idle: () => iteration - bestAt,
  };
}
