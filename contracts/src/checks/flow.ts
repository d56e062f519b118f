// Which parts come where: products followed from the sources through stations and buffers.
//
// A part that leaves a station is known by its station and its product, or by its product as something the station yields,
// since what is yielded always passes. Both are one number, a node: station x (2 x products) + product (+ products if yielded).
import type { Exit, Result, Topology } from './topology.ts';

/** What may come where. */
export interface Flow {
  /** By station: products of the main parts that come to it, or that it makes as a source. */
  arrivals: Set<number>[];
  /** By station: whether it can work at all, that is, has main parts and every component. */
  works: boolean[];
  /** Parts that leave a station, as nodes. */
  leaving: Set<number>;
  /** By buffer: products of the parts in it. */
  content: Set<number>[];
}

/** What is taken into account. */
export interface FlowOptions {
  /** Products that a source of orders releases. */
  released: readonly number[];
  /** Outputs that count for a part that leaves a station. */
  exits: (node: number) => readonly Exit[];
}

/** The least fixed point of: a station with parts and components passes its parts on. */
export function followParts(topology: Topology, options: FlowOptions): Flow {
  const { stations, buffers } = topology.line;
  const flow: Flow = {
    arrivals: stations.map((_, station) => new Set(madeAt(topology, station, options.released))),
    works: stations.map(() => false),
    leaving: new Set(),
    content: buffers.map(() => new Set()),
  };
  const agenda = [...stations.keys()];
  const isOpen = stations.map(() => true);
  const recall = (station: number): void => {
    if (!isOpen[station]) agenda.push(station);
    isOpen[station] = true;
  };
  for (let at = 0; at < agenda.length; at++) {
    const station = agenda[at] as number;
    isOpen[station] = false;
    passOn(topology, { flow, options, recall }, station);
  }
  return flow;
}

interface Following {
  flow: Flow;
  options: FlowOptions;
  recall: (station: number) => void;
}

function passOn(topology: Topology, { flow, options, recall }: Following, station: number): void {
  const arrivals = flow.arrivals[station] as Set<number>;
  const hasComponents = (topology.components[station] ?? []).every(
    ({ buffer }) => (flow.content[buffer]?.size ?? 0) > 0,
  );
  if (arrivals.size === 0 || !hasComponents) return;
  flow.works[station] = true;
  const main = [...arrivals].map((product) => nodeOf(topology, { station, product }));
  const yielded = (topology.yields[station] ?? []).map((product) =>
    nodeOf(topology, { station, product, isYield: true }),
  );
  for (const node of [...main, ...yielded]) {
    if (flow.leaving.has(node)) continue;
    flow.leaving.add(node);
    const { product } = partOf(topology, node);
    for (const { way } of options.exits(node))
      if ('buffer' in way) fill(topology, { flow, recall }, { buffer: way.buffer, product });
  }
}

function fill(
  { takers, users }: Topology,
  { flow, recall }: Pick<Following, 'flow' | 'recall'>,
  { buffer, product }: { buffer: number; product: number },
): void {
  const content = flow.content[buffer] as Set<number>;
  if (content.has(product)) return;
  content.add(product);
  for (const taker of takers[buffer] ?? []) {
    flow.arrivals[taker]?.add(product);
    recall(taker);
  }
  for (const user of users[buffer] ?? []) recall(user);
}

function madeAt({ line, productAt }: Topology, station: number, released: readonly number[]): readonly number[] {
  const { kind, releases, product } = line.stations[station] ?? {};
  if (kind !== 'source') return [];
  if (releases === 'orders') return released;
  const stock = productAt.get(product ?? '');
  return stock === undefined ? [] : [stock];
}

/** Products that the orders and the plan ask for. */
export function orderedProducts({ line, productAt }: Topology): number[] {
  const names = [...line.orders, ...line.planPerShift].map(({ product }) => product);
  return [...new Set(names)].flatMap((name) => productAt.get(name) ?? []);
}

/** A part that leaves a station. */
export interface LeavingPart {
  station: number;
  product: number;
  /** True for one that came out of another part. */
  isYield?: boolean;
}

/** Number of a part that leaves a station. */
export function nodeOf({ line }: Topology, { station, product, isYield = false }: LeavingPart): number {
  const count = line.products.length;
  return station * 2 * count + product + (isYield ? count : 0);
}

/** The part that a number stands for. */
export function partOf({ line }: Topology, node: number): Required<LeavingPart> {
  const count = line.products.length;
  const rest = node % (2 * count);
  return { station: Math.floor(node / (2 * count)), product: rest % count, isYield: rest >= count };
}

/** Results that a part can have. */
export function resultsOf(topology: Topology, node: number): Result[] {
  const { station, isYield } = partOf(topology, node);
  const { quality } = topology.line.stations[station] ?? {};
  if (isYield || quality === undefined) return ['pass'];
  const { rework, scrap, maxReworks } = quality;
  const results: Result[] = [];
  if (rework + scrap < 1) results.push('pass');
  if (rework > 0 && maxReworks > 0) results.push('rework');
  if (rework > 0 || scrap > 0) results.push('scrap');
  return results;
}

/** Outputs that a part with a result can take; one of no weight is never drawn. */
export function exitsFor(topology: Topology, node: number, result: Result): Exit[] {
  const { station, product } = partOf(topology, node);
  const isDrawn = topology.line.stations[station]?.routing === 'probability';
  return (topology.exits[station] ?? []).filter(
    ({ when, products, weight }) =>
      (when === 'always' || when === result) &&
      (products === null || products.has(product)) &&
      !(isDrawn && weight === 0),
  );
}

/** Outputs that a part can take with any of its results. */
export function plannedExits(topology: Topology, node: number): Exit[] {
  return [...new Set(resultsOf(topology, node).flatMap((result) => exitsFor(topology, node, result)))];
}

/** Outputs that would take a part, were shares and weights other than they are. */
export function possibleExits(topology: Topology, node: number): Exit[] {
  const { station, product } = partOf(topology, node);
  return (topology.exits[station] ?? []).filter(({ products }) => products === null || products.has(product));
}

/** What a part becomes when stations behind its buffers have taken it as a main part: the nodes at which it leaves them. */
export function followers(topology: Topology, node: number): number[] {
  const { product } = partOf(topology, node);
  return plannedExits(topology, node).flatMap(({ way }) =>
    'buffer' in way ? (topology.takers[way.buffer] ?? []).map((station) => nodeOf(topology, { station, product })) : [],
  );
}
