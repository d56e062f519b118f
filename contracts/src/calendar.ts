// The shift calendar of a line: which shift a moment is in, when the line works, which orders a shift brings.
import type { LineModel, Shift } from './line-model.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** One shift on one day. Times are ms since 1970 UTC. */
export interface ShiftOccurrence {
  /** `<date>-<shift id>`, the date of its start. */
  id: string;
  shift: Shift;
  startMs: number;
  endMs: number;
  breaks: { startMs: number; endMs: number }[];
}

/** An order with its times made concrete. */
export interface PlannedOrder {
  id: string;
  product: string;
  quantity: number;
  releaseMs: number;
  dueMs: number;
  weight: number;
  /** Higher goes first; default: that of its product. */
  priority?: number;
}

/** A stretch of time [startMs, endMs). */
export interface Interval {
  startMs: number;
  endMs: number;
}

/** Shift occurrences that overlap [fromMs, toMs), in order of start. */
export function shiftsBetween(line: LineModel, fromMs: number, toMs: number): ShiftOccurrence[] {
  const found: ShiftOccurrence[] = [];
  const firstDay = Math.floor(fromMs / DAY_MS) - 1;
  const lastDay = Math.floor(toMs / DAY_MS);
  for (let day = firstDay; day <= lastDay; day++) {
    const weekday = DAYS[new Date(day * DAY_MS).getUTCDay()];
    for (const shift of line.shifts) {
      if (!shift.days.some((name) => name === weekday)) continue;
      const occurrence = occurrenceOf(shift, day * DAY_MS);
      if (occurrence.endMs > fromMs && occurrence.startMs < toMs) found.push(occurrence);
    }
  }
  return found.sort((a, b) => a.startMs - b.startMs);
}

/** The shift a moment is in, or null between shifts (and for a line without shifts). */
export function shiftAt(line: LineModel, atMs: number): ShiftOccurrence | null {
  return shiftsBetween(line, atMs, atMs + 1)[0] ?? null;
}

/** Stretches of [fromMs, toMs) in which the line works: shifts without their breaks; all of it for a line without shifts. */
export function workingIntervals(line: LineModel, fromMs: number, toMs: number): Interval[] {
  if (line.shifts.length === 0) return toMs > fromMs ? [{ startMs: fromMs, endMs: toMs }] : [];
  const found: Interval[] = [];
  for (const occurrence of shiftsBetween(line, fromMs, toMs)) {
    let cursorMs = occurrence.startMs;
    for (const pause of [...occurrence.breaks, { startMs: occurrence.endMs, endMs: occurrence.endMs }]) {
      const startMs = Math.max(cursorMs, fromMs, found.at(-1)?.endMs ?? 0);
      const endMs = Math.min(pause.startMs, toMs);
      if (endMs > startMs) appendInterval(found, { startMs, endMs });
      cursorMs = pause.endMs;
    }
  }
  return found;
}

/** True when the line works at that moment. */
export function isWorkingAt(line: LineModel, atMs: number): boolean {
  return workingIntervals(line, atMs, atMs + 1).length > 0;
}

/** End of the current shift, or of the next one when none runs; null without any within a week. */
export function shiftEndAfter(line: LineModel, atMs: number): number | null {
  return shiftsBetween(line, atMs, atMs + 8 * DAY_MS)[0]?.endMs ?? null;
}

/**
 * Orders in the sequence in which the line works them off: fixed ones first, then those of each shift that overlaps
 * [fromMs, toMs). Orders of a shift are released at its start; ids are `<date>-<shift>-<suffix>`.
 */
export function ordersBetween(line: LineModel, fromMs: number, toMs: number): PlannedOrder[] {
  const fixed = line.orders.map((order) => ({
    id: order.id,
    product: order.product,
    quantity: order.quantity,
    releaseMs: order.releaseAt === undefined ? 0 : Date.parse(order.releaseAt),
    dueMs: Date.parse(order.dueAt),
    weight: order.weight,
    priority: order.priority,
  }));
  const planned = shiftsBetween(line, fromMs, toMs).flatMap((occurrence) =>
    line.planPerShift.map((order) => ({
      id: `${occurrence.id}-${order.suffix}`,
      product: order.product,
      quantity: order.quantity,
      releaseMs: occurrence.startMs,
      dueMs: occurrence.startMs + order.dueMinutes * MINUTE_MS,
      weight: order.weight,
      priority: order.priority,
    })),
  );
  return [...fixed, ...planned];
}

function occurrenceOf(shift: Shift, dayMs: number): ShiftOccurrence {
  const startMs = dayMs + minutesOf(shift.start) * MINUTE_MS;
  const sameDayEnd = dayMs + minutesOf(shift.end) * MINUTE_MS;
  const endMs = sameDayEnd > startMs ? sameDayEnd : sameDayEnd + DAY_MS;
  const breaks = shift.breaks
    .map((pause) => {
      const sameDay = dayMs + minutesOf(pause.start) * MINUTE_MS;
      const pauseStart = sameDay >= startMs ? sameDay : sameDay + DAY_MS;
      return { startMs: pauseStart, endMs: Math.min(endMs, pauseStart + pause.minutes * MINUTE_MS) };
    })
    .sort((a, b) => a.startMs - b.startMs);
  return { id: `${new Date(dayMs).toISOString().slice(0, 10)}-${shift.id}`, shift, startMs, endMs, breaks };
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function appendInterval(found: Interval[], next: Interval): void {
  const last = found.at(-1);
  if (last !== undefined && last.endMs === next.startMs) last.endMs = next.endMs;
  else found.push(next);
}
