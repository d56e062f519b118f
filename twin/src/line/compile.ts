// Compiles a line model: names become indices, clock times become seconds since the epoch, rules become numbers.
import {
  type Buffer,
  bufferCapacity,
  bufferTransitSeconds,
  cycleTimeOf,
  type LineModel,
  ordersBetween,
  type PlannedOrder,
  type Station,
  workingIntervals,
} from '@mini-factory-twin/contracts';
import { assemble, type OutputSpec, type Program, type ProgramSpec, type StationSpec } from '../kernel/index.ts';

/** A program together with the names of what it is about. Indices of the arrays are the kernel's. */
export interface CompiledLine {
  program: Program;
  model: LineModel;
  /** Time 0 of the program [ms since 1970]. */
  epochMs: number;
  horizonSeconds: number;
  stationIds: string[];
  bufferIds: string[];
  productIds: string[];
  personIds: string[];
  orders: PlannedOrder[];
  stationIndex: ReadonlyMap<string, number>;
  bufferIndex: ReadonlyMap<string, number>;
  productIndex: ReadonlyMap<string, number>;
}

/** What to compile for. */
export interface CompileOptions {
  /** Time 0 of the program [ms since 1970]. */
  epochMs: number;
  /** Stretch for which shifts (and orders, when none are given) are compiled [s]; past it the line does not work. */
  horizonSeconds: number;
  /** Orders in the sequence in which they are worked off; default: those of the model for the horizon. */
  orders?: PlannedOrder[];
}

/** Program for a line model that has passed its schema. */
export function compileLine(model: LineModel, { epochMs, horizonSeconds, orders }: CompileOptions): CompiledLine {
  const endMs = epochMs + horizonSeconds * 1000;
  const names: Names = {
    stations: indexOf(model.stations),
    buffers: indexOf(model.buffers),
    products: indexOf(model.products),
    skills: skillIndex(model),
  };
  const known = (orders ?? ordersBetween(model, epochMs, endMs)).filter((order) => names.products.has(order.product));
  const seconds = (atMs: number): number => (atMs - epochMs) / 1000;
  const program = assemble({
    products: model.products.map((product) => ({ isComponent: product.role === 'component' })),
    skills: names.skills.size,
    stations: model.stations.map((station) => stationSpec(model, station, names)),
    buffers: model.buffers.map(bufferSpec),
    persons: personSpecs(model, names),
    orders: known.map((order) => ({
      product: find(names.products, order.product),
      quantity: order.quantity,
      releaseSeconds: seconds(order.releaseMs),
    })),
    working:
      model.shifts.length === 0
        ? null
        : workingIntervals(model, epochMs, endMs).map(({ startMs, endMs: stopMs }) => ({
            from: seconds(startMs),
            to: seconds(stopMs),
          })),
  });
  return {
    program,
    model,
    epochMs,
    horizonSeconds,
    stationIds: model.stations.map(({ id }) => id),
    bufferIds: model.buffers.map(({ id }) => id),
    productIds: model.products.map(({ id }) => id),
    personIds: model.people.map(({ id }) => id),
    orders: known,
    stationIndex: names.stations,
    bufferIndex: names.buffers,
    productIndex: names.products,
  };
}

type Index = ReadonlyMap<string, number>;

interface Names {
  stations: Index;
  buffers: Index;
  products: Index;
  skills: Index;
}

function indexOf(items: readonly { id: string }[]): Index {
  return new Map(items.map(({ id }, index) => [id, index]));
}

function skillIndex(model: LineModel): Index {
  const skills = new Set(model.people.flatMap((person) => person.skills));
  return new Map([...skills].map((skill, index) => [skill, index]));
}

/** Index of a name; the schema has made sure that it exists. */
function find(index: Index, name: string): number {
  const found = index.get(name);
  if (found === undefined) throw new RangeError(`"${name}" is not in the line model`);
  return found;
}

function stationSpec(model: LineModel, station: Station, names: Names): StationSpec {
  const skillOf = (skill: string | null): number => (skill === null ? -1 : find(names.skills, skill));
  return {
    kind: station.kind === 'source' || station.kind === 'sink' ? station.kind : 'work',
    x: station.at.x,
    y: station.at.y,
    inputs: station.inputs.map((id) => find(names.buffers, id)),
    components: station.components.map(({ from, quantity }) => ({ buffer: find(names.buffers, from), quantity })),
    outputs: station.outputs.map(({ to, when }): OutputSpec => {
      const buffer = names.buffers.get(to);
      return { to: buffer === undefined ? { sink: find(names.stations, to) } : { buffer }, when };
    }),
    batchSize: station.batchSize,
    cycleSeconds: model.products.map((product) => cycleTimeOf(station, product.id)),
    changeoverSeconds: changeovers(model, station),
    operatorSkill: skillOf(station.operatorSkill),
    quality: station.quality,
    failures: station.failures.map(({ clock, timeBetween, repairSeconds, skill, onFailure }) => ({
      clock,
      timeBetween,
      repairSeconds,
      skill: skillOf(skill),
      onFailure,
    })),
    stockProduct:
      station.kind === 'source' && station.releases === 'stock' ? find(names.products, station.product ?? '') : -1,
  };
}

function changeovers(model: LineModel, station: Station): number[][] | null {
  if (Object.keys(station.changeoverSeconds).length === 0) return null;
  return model.products.map((from) => model.products.map((to) => station.changeoverSeconds[from.id]?.[to.id] ?? 0));
}

function bufferSpec(buffer: Buffer): ProgramSpec['buffers'][number] {
  return { capacity: bufferCapacity(buffer), transitSeconds: bufferTransitSeconds(buffer) };
}

function personSpecs(model: LineModel, names: Names): ProgramSpec['persons'] {
  return model.people.map((person) => ({
    role: person.role,
    skills: person.skills.map((skill) => find(names.skills, skill)),
    x: person.home.x,
    y: person.home.y,
    metresPerSecond: person.walkMetresPerSecond,
  }));
}
