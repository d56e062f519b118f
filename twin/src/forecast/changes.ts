// Applies the changes of a scenario to a line: its model, its orders, and what was observed of it.
import {
  bufferCapacity,
  type Change,
  distributionScaled,
  isTwinError,
  type LineModel,
  type PlannedOrder,
  type Station,
  TwinError,
} from '@mini-factory-twin/contracts';
import { parseLine } from '@mini-factory-twin/contracts/line-file';
import { KERNEL_STATES, type LiveState } from '../kernel/index.ts';
import type { CompiledLine } from '../line/index.ts';

/** A line as it is or would be. */
export interface Situation {
  model: LineModel;
  /** In the sequence in which they are worked off. */
  orders: PlannedOrder[];
  /** What is done to the observed state once the line is compiled. */
  adjust: ((live: LiveState, line: CompiledLine) => void)[];
}

/** The moment of the question. */
export interface Moment {
  atMs: number;
  /** Orders of which no part is released yet may be moved before. */
  begun: ReadonlySet<string>;
}

type Of<K extends Change['kind']> = Extract<Change, { kind: K }>;
type Apply<K extends Change['kind']> = (situation: Situation, change: Of<K>, moment: Moment) => void;

/** A failure that has not happened for so long that its calendar clock never runs out by itself [s]. */
const NEVER_SECONDS = 1e9;
const DOWN = KERNEL_STATES.indexOf('down');

/**
 * The situation with all changes made, in their order; the one given stays as it is.
 * @throws TwinError SCENARIO_INVALID with one `changes.N.field: found ..., allowed: ...` each
 */
export function withChanges(situation: Situation, changes: readonly Change[], moment: Moment): Situation {
  const changed: Situation = {
    model: structuredClone(situation.model),
    orders: [...situation.orders],
    adjust: [...situation.adjust],
  };
  const faults: string[] = [];
  changes.forEach((change, index) => {
    try {
      (APPLY[change.kind] as Apply<Change['kind']>)(changed, change, moment);
    } catch (error) {
      if (!(error instanceof ChangeFault)) throw error;
      faults.push(`changes.${index}.${error.message}`);
    }
  });
  if (faults.length > 0) throw new TwinError('SCENARIO_INVALID', { faults });
  changed.model = checked(changed.model);
  return changed;
}

/** The changed model, if a line may be so: for example, somebody else must have the skills of a person who goes. */
function checked(model: LineModel): LineModel {
  try {
    return parseLine(model);
  } catch (error) {
    if (!isTwinError(error, 'LINE_MODEL_INVALID')) throw error;
    throw new TwinError('SCENARIO_INVALID', { faults: error.details['faults'] ?? [] }, { cause: error });
  }
}

/** What is wrong with one change. */
class ChangeFault extends Error {}

function fault(field: string, found: unknown, allowed: readonly string[] | string): never {
  const words = typeof allowed === 'string' ? allowed : allowed.join(', ') || 'nothing';
  throw new ChangeFault(`${field}: found ${JSON.stringify(found)}, allowed: ${words}`);
}

function find<T extends { id: string }>(field: string, items: readonly T[], id: string): T {
  const found = items.find((item) => item.id === id);
  return (
    found ??
    fault(
      field,
      id,
      items.map((item) => item.id),
    )
  );
}

function indexOf(orders: readonly PlannedOrder[], id: string): number {
  const found = orders.findIndex((order) => order.id === id);
  return found >= 0
    ? found
    : fault(
        'order',
        id,
        orders.map((order) => order.id),
      );
}

const APPLY: { [K in Change['kind']]: Apply<K> } = {
  'station-down': ({ model, adjust }, { station: id, inSeconds, forSeconds }) => {
    const station = find('station', model.stations, id);
    standStill(station, adjust, { inSeconds, forSeconds });
  },
  'cycle-time': ({ model }, { station: id, product, factor }) => {
    const station = find('station', model.stations, id);
    if (product !== undefined) find('product', model.products, product);
    const products = product === undefined ? Object.keys(station.cycleTimeSecondsByProduct) : [product];
    for (const one of products) {
      const cycle = station.cycleTimeSecondsByProduct[one] ?? station.cycleTimeSeconds;
      station.cycleTimeSecondsByProduct[one] = distributionScaled(cycle, factor);
    }
    if (product === undefined) station.cycleTimeSeconds = distributionScaled(station.cycleTimeSeconds, factor);
  },
  speed: ({ model }, { station: id, factor }) => {
    find('station', model.stations, id).speed.factor *= factor;
  },
  failures: ({ model }, { station: id, factor }) => {
    for (const mode of failing(model, id).failures) mode.timeBetween = distributionScaled(mode.timeBetween, factor);
  },
  repairs: ({ model }, { station: id, factor }) => {
    for (const mode of failing(model, id).failures) mode.repairSeconds = distributionScaled(mode.repairSeconds, factor);
  },
  capacity: ({ model }, { buffer: id, capacity }) => {
    const buffer = find('buffer', model.buffers, id);
    if (buffer.kind === 'buffer') buffer.capacity = capacity;
    // A longer conveyor: parts are under way for longer too.
    else buffer.lengthMm *= capacity / bufferCapacity(buffer);
  },
  'person-added': ({ model }, { role, skills }) => {
    const known = [...new Set(model.people.flatMap((person) => person.skills))];
    const unknown = skills.find((skill) => !known.includes(skill));
    if (unknown !== undefined) fault('skills', unknown, known);
    const colleague = model.people.find((person) => person.role === role) ?? model.people[0];
    model.people.push({ ...colleague, id: `added-${model.people.length + 1}`, name: 'Added', role, skills });
  },
  'person-removed': ({ model }, { person }) => {
    find('person', model.people, person);
    model.people = model.people.filter(({ id }) => id !== person);
  },
  'shift-longer': ({ model }, { shift: id, minutes }) => {
    const shift = find('shift', model.shifts, id);
    shift.end = timeOf(minutesOf(shift.end) + minutes);
  },
  'breaks-skipped': ({ model }, { shift: id }) => {
    find('shift', model.shifts, id).breaks = [];
  },
  'order-added': ({ model, orders }, { product, quantity, dueAt, weight, first }, { atMs, begun }) => {
    find(
      'product',
      model.products.filter(({ role }) => role === 'product'),
      product,
    );
    const order = {
      id: `added-${orders.length + 1}`,
      product,
      quantity,
      weight,
      releaseMs: atMs,
      dueMs: Date.parse(dueAt),
    };
    if (first) orders.splice(firstWaiting(orders, begun), 0, order);
    else orders.push(order);
  },
  'order-dropped': ({ orders }, { order }) => {
    orders.splice(indexOf(orders, order), 1);
  },
  'order-first': ({ orders }, { order: id }, { begun, atMs }) => {
    const [order] = orders.splice(indexOf(orders, id), 1);
    orders.splice(firstWaiting(orders, begun), 0, { ...order, releaseMs: Math.min(order.releaseMs, atMs) });
  },
  'order-quantity': ({ orders }, { order: id, quantity }) => {
    const index = indexOf(orders, id);
    orders[index] = { ...orders[index], quantity };
  },
  maintenance: ({ model, adjust }, { station: id, task, inSeconds }) => {
    const station = find('station', model.stations, id);
    const ordinal = station.maintenance.indexOf(find('task', station.maintenance, task));
    const { every } = station.maintenance[ordinal];
    adjust.push((live, line) => {
      const seen = live.stations[line.stationIndex.get(id) ?? 0];
      // Tasks come behind the failures, also behind those of other changes.
      const place = station.failures.length + ordinal;
      seen.operatingSecondsSinceFailure[place] = every - inSeconds;
      seen.cyclesSinceFailure[place] = every - inSeconds;
    });
  },
  dispatch: ({ model }, { station: id, rule }) => {
    find('station', model.stations, id).dispatch = rule;
  },
};

/** The station stands for a time, by a failure that comes once. */
function standStill(
  station: Station,
  adjust: Situation['adjust'],
  { inSeconds, forSeconds }: { inSeconds: number; forSeconds: number },
): void {
  const mode = station.failures.length;
  station.failures.push({
    id: `what-if-${mode}`,
    name: 'What if',
    clock: 'calendar',
    timeBetween: { type: 'constant', value: NEVER_SECONDS },
    repairSeconds: { type: 'constant', value: forSeconds },
    skill: null,
    onFailure: 'resume',
    overlap: 'follow',
    stopReason: 900 + mode,
  });
  adjust.push((live, line) => {
    const seen = live.stations[line.stationIndex.get(station.id) ?? 0];
    seen.operatingSecondsSinceFailure[mode] = inSeconds > 0 ? NEVER_SECONDS - inSeconds : 0;
    if (inSeconds > 0) return;
    Object.assign(seen, { state: DOWN, failureMode: mode, elapsedSeconds: 0 });
  });
}

function failing(model: LineModel, id: string): Station {
  const station = find('station', model.stations, id);
  const able = model.stations.filter(({ failures }) => failures.length > 0).map((one) => one.id);
  return station.failures.length > 0 ? station : fault('station', id, able);
}

function firstWaiting(orders: readonly PlannedOrder[], begun: ReadonlySet<string>): number {
  const found = orders.findIndex(({ id }) => !begun.has(id));
  return found < 0 ? orders.length : found;
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function timeOf(minutes: number): string {
  const ofDay = minutes % (24 * 60);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(ofDay / 60))}:${two(ofDay % 60)}`;
}
