// A line model as a graph in plain indices: who fills and empties each buffer. Names that are not there are left out.
import { bufferCapacity } from '../line-figures.ts';
import type { LineModel, Station } from '../line-model.ts';

/** What a cycle comes to for a part. */
export type Result = 'pass' | 'rework' | 'scrap';

/** Where an output leads. */
export type Way = { buffer: number } | { sink: number };

/** An output with its names found. */
export interface Exit {
  way: Way;
  when: Station['outputs'][number]['when'];
  /** Products it takes; null for all. */
  products: ReadonlySet<number> | null;
  weight: number;
}

/** A line in indices: stations, buffers and products are numbered as in the model. */
export interface Topology {
  line: LineModel;
  productAt: ReadonlyMap<string, number>;
  /** By station. */
  exits: Exit[][];
  inputs: number[][];
  components: { buffer: number; quantity: number }[][];
  yields: number[][];
  /** By buffer: stations that take a main part, or a component, from it. */
  takers: number[][];
  users: number[][];
  /** By buffer: stations that put parts in. */
  givers: number[][];
  /** By buffer: its places. */
  capacity: number[];
}

/** The graph of a line. */
export function topologyOf(line: LineModel): Topology {
  const stationAt = indexOf(line.stations);
  const bufferAt = indexOf(line.buffers);
  const productAt = indexOf(line.products);
  const inputs = line.stations.map((station) => numbersOf(station.inputs, bufferAt));
  const components = line.stations.map((station) =>
    station.components.flatMap(({ from, quantity }) =>
      numbersOf([from], bufferAt).map((buffer) => ({ buffer, quantity })),
    ),
  );
  const exits = line.stations.map((station) => exitsOf(station, { stationAt, bufferAt, productAt }));
  return {
    line,
    productAt,
    exits,
    inputs,
    components,
    yields: line.stations.map(({ yields }) =>
      numbersOf(
        yields.map(({ product }) => product),
        productAt,
      ),
    ),
    takers: inverse(inputs, line.buffers.length),
    users: inverse(
      components.map((list) => list.map(({ buffer }) => buffer)),
      line.buffers.length,
    ),
    givers: inverse(
      exits.map((list) => [...new Set(list.flatMap(({ way }) => ('buffer' in way ? [way.buffer] : [])))]),
      line.buffers.length,
    ),
    capacity: line.buffers.map(bufferCapacity),
  };
}

type Index = ReadonlyMap<string, number>;

function exitsOf(station: Station, at: { stationAt: Index; bufferAt: Index; productAt: Index }): Exit[] {
  return station.outputs.flatMap(({ to, when, products, weight }): Exit[] => {
    const buffer = at.bufferAt.get(to);
    const sink = at.stationAt.get(to);
    if (buffer === undefined && sink === undefined) return [];
    const way = buffer === undefined ? { sink: sink ?? 0 } : { buffer };
    const taken = products.length === 0 ? null : new Set(numbersOf(products, at.productAt));
    return [{ way, when, products: taken, weight }];
  });
}

function indexOf(items: readonly { id: string }[]): Map<string, number> {
  return new Map(items.map(({ id }, index) => [id, index]));
}

function numbersOf(names: readonly string[], at: Index): number[] {
  return names.flatMap((name) => at.get(name) ?? []);
}

function inverse(lists: readonly (readonly number[])[], count: number): number[][] {
  const found: number[][] = Array.from({ length: count }, () => []);
  lists.forEach((list, from) => list.forEach((to) => found[to]?.push(from)));
  return found;
}
