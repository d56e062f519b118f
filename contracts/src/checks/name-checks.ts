// Names of a line model: each is given once, and what refers to a name finds it.
import type { LineModel, Station } from '../line-model.ts';
import { faultAt, type LineFault, listed, notAllowed, type Path } from './fault.ts';

interface Names {
  products: Set<string>;
  buffers: Set<string>;
  /** What an output may lead to: buffers and sinks. */
  ways: Set<string>;
}

/** Names that are used twice, and references to names that are not there. */
export function checkNames(line: LineModel): LineFault[] {
  const sinks = line.stations.filter(({ kind }) => kind === 'sink');
  const names: Names = {
    products: idsOf(line.products),
    buffers: idsOf(line.buffers),
    ways: idsOf([...line.buffers, ...sinks]),
  };
  return [
    ...duplicateIds(line),
    ...repeated(line.orders, 'id', ['orders']),
    ...repeated(line.planPerShift, 'suffix', ['planPerShift']),
    ...line.stations.flatMap((station, index) => checkReferences(station, names, ['stations', index])),
    ...(['planPerShift', 'orders'] as const).flatMap((kind) =>
      line[kind].flatMap(({ product }, index) => expectName(product, names.products, [kind, index, 'product'])),
    ),
  ];
}

/** Stations, buffers, people, products and shifts share one space of names: signals and alarms speak of all of them. */
function duplicateIds(line: LineModel): LineFault[] {
  const kinds = ['stations', 'buffers', 'people', 'products', 'shifts'] as const;
  const all = kinds.flatMap((kind) => line[kind].map(({ id }, index) => ({ id, path: [kind, index, 'id'] })));
  const first = new Map(all.toReversed().map(({ id, path }) => [id, path]));
  return all.flatMap(({ id, path }) => {
    const before = first.get(id);
    if (before === undefined || before === path) return [];
    return [faultAt(path, [], notAllowed(id, `an id that is not used yet; ${before.join('.')} has it`))];
  });
}

/** Entries of a list whose key has been there before. */
export function repeated<Key extends string>(
  items: readonly Record<Key, string | number>[],
  key: Key,
  path: Path,
): LineFault[] {
  const seen = new Map<string | number, number>();
  return items.flatMap((item, index) => {
    const value = item[key];
    const before = seen.get(value);
    if (before === undefined) seen.set(value, index);
    if (before === undefined) return [];
    return [faultAt(path, [index, key], notAllowed(value, `each once; ${[...path, before].join('.')} has it`))];
  });
}

function checkReferences(station: Station, names: Names, path: Path): LineFault[] {
  const { products, buffers, ways } = names;
  const modes = idsOf(station.failures);
  const below = (where: Path): Path => [...path, ...where];
  return [
    ...station.inputs.flatMap((from, i) => expectName(from, buffers, below(['inputs', i]))),
    ...station.components.flatMap(({ from }, i) => expectName(from, buffers, below(['components', i, 'from']))),
    ...station.outputs.flatMap((output, i) => [
      ...expectName(output.to, ways, below(['outputs', i, 'to'])),
      ...output.products.flatMap((id, j) => expectName(id, products, below(['outputs', i, 'products', j]))),
    ]),
    ...station.yields.flatMap(({ product }, i) => expectName(product, products, below(['yields', i, 'product']))),
    ...(station.product === undefined ? [] : expectName(station.product, products, below(['product']))),
    ...Object.keys(station.cycleTimeSecondsByProduct).flatMap((product) =>
      expectName(product, products, below(['cycleTimeSecondsByProduct', product])),
    ),
    ...Object.entries(station.changeoverSeconds).flatMap(([from, row]) => [
      ...expectName(from, products, below(['changeoverSeconds', from])),
      ...Object.keys(row).flatMap((to) => expectName(to, products, below(['changeoverSeconds', from, to]))),
    ]),
    ...station.maintenance.flatMap(({ renews }, i) =>
      renews.flatMap((mode, j) => expectName(mode, modes, below(['maintenance', i, 'renews', j]))),
    ),
  ];
}

function expectName(name: string, known: ReadonlySet<string>, path: Path): LineFault[] {
  return known.has(name) ? [] : [faultAt(path, [], notAllowed(name, listed(known)))];
}

function idsOf(items: readonly { id: string }[]): Set<string> {
  return new Set(items.map(({ id }) => id));
}
