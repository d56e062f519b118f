// The disjunctive graph of one complete selection: machine sequences, heads, tails and a topological order, kept in step.
//
// Every job and machine has a source and a sink node of its own beside the operations, so that no step has to ask
// whether an operation is the first or the last: release times are the head ends of sources.
import type { Problem } from './problem.ts';

export type Graph = ReturnType<typeof createGraph>;

/** The graph of a problem; empty until {@link Graph.load}. Its arrays are read by searches and written here only. */
export function createGraph(problem: Problem) {
  const { jobs, machines, operations: n, jobFirst, jobOf, optionMachine, optionDuration, optionFirst } = problem;
  const jobSource = n;
  const jobSink = n + jobs;
  const machineSource = n + 2 * jobs;
  const machineSink = machineSource + machines;
  const nodes = machineSink + machines;
  const ints = (length: number): Int32Array => new Int32Array(length);

  const jobBefore = ints(nodes);
  const jobAfter = ints(nodes);
  const machineBefore = ints(nodes);
  const machineAfter = ints(nodes);
  const machineOf = ints(nodes).fill(-1);
  const duration = ints(nodes);
  /** Option in force of each operation. */
  const option = ints(n);
  /** Longest path from the start up to the end of a node (head plus duration). */
  const headEnd = ints(nodes);
  /** Longest path from the start of a node to the end of all (tail plus duration). */
  const tailEnd = ints(nodes);
  const order = ints(n);
  /** Place in the topological order; sources are before, sinks behind all. */
  const place = ints(nodes);
  const held = ints(n);
  const mark = ints(nodes);
  let stamp = 0;

  for (let job = 0; job < jobs; job++) {
    const first = jobFirst[job];
    const last = jobFirst[job + 1] - 1;
    for (let o = first; o <= last; o++) {
      jobBefore[o] = o === first ? jobSource + job : o - 1;
      jobAfter[o] = o === last ? jobSink + job : o + 1;
    }
    headEnd[jobSource + job] = problem.release[job];
    place[jobSource + job] = -1;
    place[jobSink + job] = n;
  }
  for (let machine = 0; machine < machines; machine++) {
    headEnd[machineSource + machine] = problem.machineReady[machine];
    place[machineSource + machine] = -1;
    place[machineSink + machine] = n;
  }

  /**
   * Takes over a plan: `sorted` holds every operation, each behind the one before it in its job; the machine sequences
   * follow this order. `options`: option of each operation.
   */
  function load(sorted: Int32Array, options: Int32Array): void {
    for (let machine = 0; machine < machines; machine++) {
      machineAfter[machineSource + machine] = machineSink + machine;
      machineBefore[machineSink + machine] = machineSource + machine;
    }
    for (let at = 0; at < n; at++) {
      const o = sorted[at];
      order[at] = o;
      place[o] = at;
      setOption(o, options[o]);
      const sink = machineSink + machineOf[o];
      linkAfter(o, machineBefore[sink]);
    }
    updateHeads(0);
    updateTails(n - 1);
  }

  function setOption(o: number, chosen: number): void {
    option[o] = chosen;
    machineOf[o] = optionMachine[chosen];
    duration[o] = optionDuration[chosen];
  }

  function linkAfter(o: number, before: number): void {
    const after = machineAfter[before];
    machineBefore[o] = before;
    machineAfter[o] = after;
    machineAfter[before] = o;
    machineBefore[after] = o;
  }

  /**
   * Moves an operation right behind `before` (an operation or machine source) of the same or another machine, and
   * brings order, heads and tails up to date. The move must not close a cycle: see the conditions of the neighbourhood.
   */
  function move(o: number, before: number, chosen: number): void {
    const left = machineBefore[o];
    const right = machineAfter[o];
    machineAfter[left] = right;
    machineBefore[right] = left;
    if (chosen !== option[o]) setOption(o, chosen);
    linkAfter(o, before);
    const at = place[o];
    const after = machineAfter[o];
    let low = at;
    let high = at;
    if (place[before] > at) {
      high = place[before];
      shiftRight(o, high);
    } else if (place[after] < at) {
      low = place[after];
      shiftLeft(o, low);
    }
    // Nodes whose predecessors (successors) changed all lie behind `low` (before `high`).
    updateHeads(low);
    updateTails(high);
  }

  /** Puts `o`, and what follows from it up to `end`, behind `end`. */
  function shiftRight(o: number, end: number): void {
    const flag = ++stamp;
    let write = place[o];
    let count = 1;
    held[0] = o;
    mark[o] = flag;
    for (let at = write + 1; at <= end; at++) {
      const x = order[at];
      if (mark[jobBefore[x]] === flag || mark[machineBefore[x]] === flag) {
        mark[x] = flag;
        held[count++] = x;
      } else {
        order[write] = x;
        place[x] = write++;
      }
    }
    for (let index = 0; index < count; index++) {
      const x = held[index];
      order[write] = x;
      place[x] = write++;
    }
  }

  /** Puts `o`, and what leads to it down to `end`, before `end`. */
  function shiftLeft(o: number, end: number): void {
    const flag = ++stamp;
    let write = place[o];
    let count = 1;
    held[0] = o;
    mark[o] = flag;
    for (let at = write - 1; at >= end; at--) {
      const x = order[at];
      if (mark[jobAfter[x]] === flag || mark[machineAfter[x]] === flag) {
        mark[x] = flag;
        held[count++] = x;
      } else {
        order[write] = x;
        place[x] = write--;
      }
    }
    for (let index = 0; index < count; index++) {
      const x = held[index];
      order[write] = x;
      place[x] = write--;
    }
  }

  /** New heads from place `from` on. */
  function updateHeads(from: number): void {
    for (let at = from; at < n; at++) {
      const o = order[at];
      const byJob = headEnd[jobBefore[o]];
      // The larger of the two without a branch: which one it is cannot be predicted, and this loop is half of a search.
      const lead = (byJob - headEnd[machineBefore[o]]) | 0;
      headEnd[o] = byJob - (lead & (lead >> 31)) + duration[o];
    }
  }

  /** New tails from place `from` down. */
  function updateTails(from: number): void {
    for (let at = from; at >= 0; at--) {
      const o = order[at];
      const byJob = tailEnd[jobAfter[o]];
      const lead = (byJob - tailEnd[machineAfter[o]]) | 0;
      tailEnd[o] = byJob - (lead & (lead >> 31)) + duration[o];
    }
  }

  /** Length of the longest path [ticks]. */
  function makespan(): number {
    let longest = 0;
    for (let job = 0; job < jobs; job++) {
      const end = headEnd[jobFirst[job + 1] - 1];
      if (end > longest) longest = end;
    }
    return longest;
  }

  return {
    problem,
    jobOf,
    jobBefore,
    jobAfter,
    machineBefore,
    machineAfter,
    machineOf,
    duration,
    option,
    optionFirst,
    headEnd,
    tailEnd,
    order,
    place,
    machineSource,
    load,
    move,
    makespan,
  };
}
