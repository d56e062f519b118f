// Tells faults of the time stamps: a clock set back, and gaps in the stream.

/** What can be wrong with the time stamps. */
export type ClockFault = 'backward' | 'gap';

/** State of the check. */
export interface ClockCheck {
  /** Takes the next time stamp in milliseconds. */
  check(atMs: number): ClockFault | null;
}

/** A check that reports steps back and gaps of more than `gapIntervals` usual sampling intervals. */
export function createClockCheck(gapIntervals: number): ClockCheck {
  let lastMs = Number.NaN;
  let intervalMs = 0;
  return {
    check: (atMs) => {
      const stepMs = atMs - lastMs;
      // After a clock was set back for good, going on from the new time loses one sample only.
      lastMs = atMs;
      if (Number.isNaN(stepMs)) return null;
      if (stepMs <= 0) return 'backward';
      if (intervalMs > 0 && stepMs > gapIntervals * intervalMs) return 'gap';
      intervalMs += (stepMs - intervalMs) / (intervalMs === 0 ? 1 : 64);
      return null;
    },
  };
}
