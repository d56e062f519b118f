// When the line works, looked up once per boundary: a step every 10 ms cannot ask the calendar each time.
import { type LineModel, shiftAt, workingIntervals } from '@mini-factory-twin/contracts';

const DAY_MS = 86_400_000;

/** The shift calendar as a cursor that only moves forward. */
export class WorkCalendar {
  isWorking = true;
  /** 0 at the start of the shift, 1 at its end. */
  shareOfShift = 0;
  private readonly line: LineModel;
  private nextChangeMs = Number.NEGATIVE_INFINITY;

  constructor(line: LineModel) {
    this.line = line;
  }

  /** Sets `isWorking` for this moment [ms since 1970]. */
  update(nowMs: number): void {
    if (nowMs < this.nextChangeMs) return;
    const interval = workingIntervals(this.line, nowMs, nowMs + DAY_MS)[0];
    this.isWorking = interval !== undefined && interval.startMs <= nowMs;
    const boundaryMs = this.isWorking ? interval?.endMs : interval?.startMs;
    // A minute at most, so that the share of the shift stays fresh.
    this.nextChangeMs = Math.min(boundaryMs ?? nowMs + DAY_MS, nowMs + 60_000);
    const shift = this.line.shifts.length === 0 ? null : shiftAt(this.line, nowMs);
    this.shareOfShift = shift === null ? 0 : (nowMs - shift.startMs) / (shift.endMs - shift.startMs);
  }
}
