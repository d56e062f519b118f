// Which part a machine takes next (rule 9 and Dispatch of the specification).
import type { Buffer } from './buffer.ts';
import type { Line } from './line.ts';
import type { Machine } from './machine.ts';
import type { Part } from './part.ts';
import { meanOf } from './sample.ts';

const ATC_LOOKAHEAD = 2;
/** Least work that a rule divides by [s]. */
const LEAST_WORK = 1e-9;

/** A part that can be taken now: at a place of a buffer, or from a machine through a buffer without places. */
export interface Candidate {
  part: Part;
  buffer: Buffer;
  from: number | Machine;
}

/** Parts that a machine can take now, by input, then by place. */
export function candidatesOf({ line, inputs }: Machine): Candidate[] {
  return inputs.flatMap((buffer) => {
    const found: Candidate[] = [];
    for (let place = 0; buffer.readyAt(place) <= line.now; place++)
      found.push({ part: buffer.partAt(place), buffer, from: place });
    const giver = buffer.giver();
    if (giver !== null) found.push({ part: giver.partToLeave(), buffer, from: giver });
    return found;
  });
}

/** The part to take by the machine's rule, null when there is none. */
export function choose(machine: Machine): Candidate | null {
  const candidates = candidatesOf(machine);
  if (machine.spec.dispatch === 'fifo') return candidates[0] ?? null;
  let best: Candidate | null = null;
  for (const candidate of candidates) {
    if (best === null || keyOf(machine, candidate.part) < keyOf(machine, best.part)) best = candidate;
  }
  return best;
}

/** Time at which a part comes through that cannot be taken yet; Infinity when none is on its way. */
export function nextReadyAt({ line, inputs }: Machine): number {
  const times = inputs.flatMap((buffer) => Array.from({ length: buffer.content }, (_, place) => buffer.readyAt(place)));
  return Math.min(Infinity, ...times.filter((time) => time > line.now));
}

/** Priority of a part: its order's, or its product's (rule 15). */
export function priorityOf(line: Line, { order, product }: Part): number {
  return (order === null ? line.spec.products[product]?.priority : order.spec.priority) ?? 0;
}

function keyOf(machine: Machine, part: Part): number {
  const { line } = machine;
  const { product, order } = part;
  const now = line.now;
  const due = order?.spec.dueSeconds ?? Infinity;
  const work = meanOf(machine.cycleOf(product));
  const toGo = (): number => line.remainingWork.of(machine.stationIndex, product);
  switch (machine.spec.dispatch) {
    case 'spt':
      return work;
    case 'edd':
      return due;
    case 'cr':
      return (due - now) / Math.max(LEAST_WORK, toGo());
    case 'slack':
      return due - now - toGo();
    case 'atc': {
      const scale = ATC_LOOKAHEAD * Math.max(LEAST_WORK, meanWork(machine));
      const fading = Math.exp(-Math.max(0, due - now - toGo()) / scale);
      return -((order?.spec.weight ?? 1) / Math.max(LEAST_WORK, work)) * fading;
    }
    case 'priority':
      return -priorityOf(line, part);
    case 'setup':
      return machine.changeoverTo(product);
    default:
      throw new RangeError(`the reference has no dispatch rule ${machine.spec.dispatch}`);
  }
}

function meanWork(machine: Machine): number {
  const { products } = machine.line.spec;
  return products.reduce((sum, _, product) => sum + meanOf(machine.cycleOf(product)), 0) / products.length;
}
