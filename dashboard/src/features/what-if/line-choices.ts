// What the fields of a change can be filled with: the things of the line as it is now.
import type { BufferView, LineModel, Order, Shift } from '@mini-factory-twin/contracts';
import { shortOrderId } from '../../ui/format.ts';
import type { Option } from './fields.ts';

export interface LineChoices {
  nowMs: number;
  /** Where parts are worked on: not the ends of the line. */
  stations: readonly Option[];
  failing: readonly Option[];
  buffers: readonly (Option & { capacity: number })[];
  people: readonly Option[];
  skills: Readonly<Record<'operator' | 'technician', readonly string[]>>;
  /** The present one first. */
  shifts: readonly Option[];
  shiftsWithBreaks: readonly Option[];
  products: readonly Option[];
  /** Not done yet. */
  orders: readonly (Option & { quantity: number })[];
  /** Not begun yet. */
  waiting: readonly Option[];
  /** Planned maintenance, as `station/task`. */
  tasks: readonly (Option & { station: string; task: string })[];
  /** The station that holds the line up in most futures; null while no forecast tells. */
  bottleneck: string | null;
}

/** The choices of a line. */
export function choicesOf(
  model: LineModel,
  seen: {
    orders: readonly Order[];
    buffers: Readonly<Record<string, BufferView>>;
    bottleneck: string | null;
    nowMs: number;
  },
): LineChoices {
  const stations = model.stations.filter(({ kind }) => kind !== 'sink');
  const shifts = presentFirst(model.shifts, seen.nowMs);
  const open = seen.orders.filter(({ status }) => status !== 'done').toSorted((a, b) => a.dueMs - b.dueMs);
  const named = ({ id, quantity }: Order) => ({ id, name: shortOrderId(id), quantity });
  return {
    nowMs: seen.nowMs,
    stations,
    failing: stations.filter(({ failures }) => failures.length > 0),
    buffers: model.buffers.map(({ id, name }) => ({ id, name, capacity: seen.buffers[id]?.capacity ?? 1 })),
    people: model.people,
    skills: { operator: skillsOf(model, 'operator'), technician: skillsOf(model, 'technician') },
    shifts,
    shiftsWithBreaks: shifts.filter(({ breaks }) => breaks.length > 0),
    products: model.products.filter(({ role }) => role === 'product'),
    orders: open.map(named),
    waiting: open.filter(({ released }) => released === 0).map(named),
    tasks: stations.flatMap((station) =>
      station.maintenance.map((task) => ({
        id: `${station.id}/${task.id}`,
        name: `${station.name}: ${task.name}`,
        station: station.id,
        task: task.id,
      })),
    ),
    bottleneck: seen.bottleneck,
  };
}

function skillsOf(model: LineModel, role: 'operator' | 'technician'): string[] {
  return [...new Set(model.people.filter((person) => person.role === role).flatMap(({ skills }) => skills))];
}

function presentFirst(shifts: readonly Shift[], nowMs: number): Shift[] {
  const time = new Date(nowMs).toISOString().slice(11, 16);
  const isNow = ({ start, end }: Shift) => (start < end ? start <= time && time < end : time >= start || time < end);
  return [...shifts.filter(isNow), ...shifts.filter((shift) => !isNow(shift))];
}
