// The event list: timers in a sorted array, due by time, then by rank, then by the order of the model.

/** What is due first at one instant (rule 2). */
export const RANK = { calendar: 0, repair: 1, mode: 2, process: 3 } as const;

/** Something that can fall due; it is in the list at most once. */
export interface Timer {
  readonly rank: number;
  readonly index: number;
  readonly act: () => void;
  /** Time it is due [s], null while it is not set. */
  due: number | null;
}

/** Timers that are set. */
export class EventList {
  private readonly timers: Timer[] = [];

  set(timer: Timer, due: number): void {
    this.cancel(timer);
    timer.due = due;
    let at = this.timers.length;
    while (at > 0 && isBefore(timer, this.timers[at - 1] as Timer)) at--;
    this.timers.splice(at, 0, timer);
  }

  cancel(timer: Timer): void {
    if (timer.due === null) return;
    this.timers.splice(this.timers.indexOf(timer), 1);
    timer.due = null;
  }

  /** Takes out the timer that is due next, if it is due by then. */
  popUntil(seconds: number): { timer: Timer; due: number } | null {
    const timer = this.timers[0];
    if (timer === undefined || timer.due === null || timer.due > seconds) return null;
    const { due } = timer;
    this.cancel(timer);
    return { timer, due };
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  if (a.due !== b.due) return (a.due ?? 0) < (b.due ?? 0);
  return a.rank === b.rank ? a.index < b.index : a.rank < b.rank;
}
