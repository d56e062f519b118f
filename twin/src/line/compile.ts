// Compiles a line model: names become indices, clock times become seconds since the epoch, rules become numbers.
import {
  type Buffer,
  bufferCapacity,
  bufferHeadwaySeconds,
  bufferTransitSeconds,
  type LineModel,
  ordersBetween,
  type PlannedOrder,
  workingIntervals,
} from '@mini-factory-twin/contracts';
import { assemble, type BufferSpec, type OrderSpec, type Program, type ProgramSpec } from '../kernel/index.ts';
import { stationSpec } from './compile-station.ts';
import { find, type Names, namesOf } from './names.ts';

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

/** Program for a line model that has passed its schema. Orders for products the model does not have are left out. */
export function compileLine(model: LineModel, options: CompileOptions): CompiledLine {
  const { epochMs, horizonSeconds } = options;
  const names = namesOf(model);
  const planned = options.orders ?? ordersBetween(model, epochMs, epochMs + horizonSeconds * 1000);
  const orders = planned.filter((order) => names.products.has(order.product));
  return {
    program: assemble(programSpec(model, names, { ...options, orders })),
    model,
    epochMs,
    horizonSeconds,
    stationIds: model.stations.map(({ id }) => id),
    bufferIds: model.buffers.map(({ id }) => id),
    productIds: model.products.map(({ id }) => id),
    personIds: model.people.map(({ id }) => id),
    orders,
    stationIndex: names.stations,
    bufferIndex: names.buffers,
    productIndex: names.products,
  };
}

/** The line in plain indices; time 0 is `epochMs`. */
export function programSpec(model: LineModel, names: Names, options: Required<CompileOptions>): ProgramSpec {
  return {
    products: model.products.map(({ role, priority }) => ({ isComponent: role === 'component', priority })),
    skills: names.skills.size,
    stations: model.stations.map((station) => stationSpec(model, station, names)),
    buffers: model.buffers.map(bufferSpec),
    persons: personSpecs(model, names),
    orders: options.orders.map((order) => orderSpec(model, order, { names, epochMs: options.epochMs })),
    working: workingSpec(model, options),
  };
}

function bufferSpec(buffer: Buffer): BufferSpec {
  return {
    capacity: bufferCapacity(buffer),
    transitSeconds: bufferTransitSeconds(buffer),
    headwaySeconds: bufferHeadwaySeconds(buffer),
  };
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

function orderSpec(
  model: LineModel,
  order: PlannedOrder,
  { names, epochMs }: { names: Names; epochMs: number },
): OrderSpec {
  const product = find(names.products, order.product);
  return {
    product,
    quantity: order.quantity,
    releaseSeconds: (order.releaseMs - epochMs) / 1000,
    dueSeconds: (order.dueMs - epochMs) / 1000,
    weight: order.weight,
    priority: order.priority ?? model.products[product]?.priority ?? 0,
  };
}

function workingSpec(model: LineModel, { epochMs, horizonSeconds }: CompileOptions): ProgramSpec['working'] {
  if (model.shifts.length === 0) return null;
  return workingIntervals(model, epochMs, epochMs + horizonSeconds * 1000).map(({ startMs, endMs }) => ({
    from: (startMs - epochMs) / 1000,
    to: (endMs - epochMs) / 1000,
  }));
}
