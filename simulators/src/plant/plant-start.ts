// Which plant time a run starts at: now, unless a break would make the line stand still before a visitor's eyes.
import { type LineModel, workingIntervals } from '@mini-factory-twin/contracts';

/** Working time ahead that a visitor should see [ms]. */
const WORK_AHEAD_MS = 15 * 60_000;
const SEARCH_MS = 8 * 86_400_000;

/**
 * First moment from `nowMs` on with `warmUpMs` of work behind it and a quarter of an hour ahead; `nowMs` when the
 * calendar has no stretch that long within a week.
 */
export function choosePlantStart(line: LineModel, nowMs: number, warmUpMs: number): number {
  for (const { startMs, endMs } of workingIntervals(line, nowMs - warmUpMs, nowMs + SEARCH_MS)) {
    const earliestMs = Math.max(nowMs, startMs + warmUpMs);
    if (earliestMs + WORK_AHEAD_MS <= endMs) return earliestMs;
  }
  return nowMs;
}
