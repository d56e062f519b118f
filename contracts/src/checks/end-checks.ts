// Where parts end: no route leads round for ever, and no order is used up as components of others.
import { cyclesFrom } from './cycles.ts';
import { faultAt, type LineFault, quoted } from './fault.ts';
import { exitsFor, type Flow, followers, nodeOf, partOf, plannedExits, resultsOf } from './flow.ts';
import type { Result, Topology } from './topology.ts';

/** Whether an end counts: in a sink, or as a component of another part. */
type Counts = (end: { isComponent: boolean }) => boolean;

/** Routes that lead round and round, and orders whose parts all go into others. */
export function checkEnds(topology: Topology, flow: Flow): LineFault[] {
  const ending = endingParts(topology, flow, () => true);
  return [...checkEndless(topology, flow, ending), ...checkOrderEnds(topology, flow, ending)];
}

/** True when a part can have a result that no output takes. */
export function isStuck(topology: Topology, node: number, result: Result): boolean {
  return resultsOf(topology, node).includes(result) && exitsFor(topology, node, result).length === 0;
}

function checkEndless(topology: Topology, { leaving }: Flow, ending: ReadonlySet<number>): LineFault[] {
  const { stations, products } = topology.line;
  const open = [...leaving].filter((node) => !ending.has(node));
  const next = (node: number): number[] =>
    followers(topology, node).filter((other) => leaving.has(other) && !ending.has(other));
  const loops = new Map<string, { at: number[]; products: Set<string> }>();
  for (const cycle of cyclesFrom(open, next)) {
    const at = cycle.map((node) => partOf(topology, node).station);
    const key = at.toSorted((a, b) => a - b).join();
    const loop = loops.get(key) ?? { at, products: new Set() };
    loop.products.add(products[partOf(topology, cycle[0] as number).product]?.id ?? '');
    loops.set(key, loop);
  }
  return [...loops.values()].map((loop) => {
    const names = quoted(loop.at.map((station) => stations[station]?.id ?? ''));
    const found = `found parts of ${quoted([...loop.products])} going round through ${names} for ever`;
    return faultAt(['stations', Math.min(...loop.at), 'outputs'], [], `${found}, allowed: a way to a sink`);
  });
}

/** An order whose parts all go into others is released again and again. */
function checkOrderEnds(topology: Topology, flow: Flow, ending: ReadonlySet<number>): LineFault[] {
  const { line, productAt } = topology;
  const leaving = endingParts(topology, flow, ({ isComponent }) => !isComponent);
  const sources = [...line.stations.keys()].filter((index) => {
    const { kind, releases } = line.stations[index] ?? {};
    return kind === 'source' && releases === 'orders';
  });
  const isUsedUp = (product: number): boolean => {
    const nodes = sources.map((station) => nodeOf(topology, { station, product }));
    return nodes.length > 0 && nodes.every((node) => ending.has(node) && !leaving.has(node));
  };
  return (['orders', 'planPerShift'] as const).flatMap((list) =>
    line[list].flatMap(({ product }, index) => {
      const found = productAt.get(product);
      if (found === undefined || !isUsedUp(found)) return [];
      const message = `found "${product}", whose parts all go into others, allowed: a product that reaches a sink`;
      return [faultAt([list, index, 'product'], [], message)];
    }),
  );
}

/** Parts from which an end can be reached. One that goes no further for a reason told elsewhere counts. */
function endingParts(topology: Topology, { leaving }: Flow, counts: Counts): Set<number> {
  const before = new Map<number, number[]>();
  const found = new Set<number>();
  for (const node of leaving) {
    const next = followers(topology, node);
    for (const other of next) {
      const list = before.get(other);
      if (list === undefined) before.set(other, [node]);
      else list.push(node);
    }
    // Those that leave behind are none at a station that lacks its components.
    if (next.some((other) => !leaving.has(other)) || endsAt(topology, node, counts)) found.add(node);
  }
  // A set is walked through to what is added on the way.
  for (const node of found) for (const earlier of before.get(node) ?? []) found.add(earlier);
  return found;
}

function endsAt(topology: Topology, node: number, counts: Counts): boolean {
  if (resultsOf(topology, node).some((result) => isStuck(topology, node, result))) return true;
  return plannedExits(topology, node).some(({ way }) => {
    if ('sink' in way) return counts({ isComponent: false });
    const isUsed = (topology.users[way.buffer] ?? []).length > 0;
    const isTaken = (topology.takers[way.buffer] ?? []).length > 0;
    return isUsed ? counts({ isComponent: true }) : !isTaken;
  });
}
