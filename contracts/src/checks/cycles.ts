// Cycles of a directed graph: what goes round for ever.

/**
 * Cycles that can be walked into from the starts, each as its nodes in order; no two share a node. Every graph with a
 * cycle gives at least one. Without recursion, as lines may be long.
 */
export function cyclesFrom(starts: Iterable<number>, next: (node: number) => Iterable<number>): number[][] {
  const found: number[][] = [];
  const done = new Set<number>();
  const inCycle = new Set<number>();
  for (const start of starts) {
    const path: number[] = [];
    const depth = new Map<number, number>();
    const open: Iterator<number>[] = [];
    const enter = (node: number): void => {
      depth.set(node, path.length);
      path.push(node);
      open.push(next(node)[Symbol.iterator]());
    };
    if (!done.has(start)) enter(start);
    while (open.length > 0) {
      const { value: node, done: isOver } = (open.at(-1) as Iterator<number>).next();
      if (isOver) {
        open.pop();
        const left = path.pop() as number;
        depth.delete(left);
        done.add(left);
      } else if (depth.has(node)) {
        const cycle = path.slice(depth.get(node));
        if (!cycle.some((one) => inCycle.has(one))) found.push(cycle);
        for (const one of cycle) inCycle.add(one);
      } else if (!done.has(node)) enter(node);
    }
  }
  return found;
}
