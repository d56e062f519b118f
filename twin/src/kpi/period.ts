// The stretch of time KPIs are counted over: one shift, the gap between two shifts, or all time for a line without shifts.
import { type Interval, type LineModel, shiftAt, shiftsBetween, workingIntervals } from '@mini-factory-twin/contracts';

/** A stretch [startMs, endMs) and the parts of it in which the line is planned to work. */
export interface Period {
  /** Id of the shift occurrence (`<date>-<shift>`); null between shifts and for a line without shifts. */
  shift: string | null;
  startMs: number;
  /** Infinity for a line without shifts. */
  endMs: number;
  working: readonly Interval[];
}

const WEEK_MS = 8 * 86_400_000;

/** The period that `startMs` is in, cut so that it begins there. */
export function periodFrom(model: LineModel, startMs: number): Period {
  if (model.shifts.length === 0)
    return { shift: null, startMs, endMs: Infinity, working: [{ startMs, endMs: Infinity }] };
  const current = shiftAt(model, startMs);
  if (current !== null) {
    const { id: shift, endMs } = current;
    return { shift, startMs, endMs, working: workingIntervals(model, startMs, endMs) };
  }
  const next = shiftsBetween(model, startMs, startMs + WEEK_MS)[0];
  return { shift: null, startMs, endMs: next?.startMs ?? startMs + WEEK_MS, working: [] };
}

/** Planned working seconds of a period within [startMs, endMs). */
export function workingSeconds(period: Period, startMs: number, endMs: number): number {
  let ms = 0;
  for (const interval of period.working)
    ms += Math.max(0, Math.min(endMs, interval.endMs) - Math.max(startMs, interval.startMs));
  return ms / 1000;
}
