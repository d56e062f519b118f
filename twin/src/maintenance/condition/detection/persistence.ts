// When an index over its limit becomes an alarm and when it ends: m of n to raise, deadband and count to clear.

/** Alarm with persistence and hysteresis. */
export interface Persistence {
  readonly active: boolean;
  /** Takes the next index (1 = on the limit); returns 1 when the alarm is raised now, -1 when it clears, else 0. */
  push(index: number): -1 | 0 | 1;
  /** Drops the alarm and forgets what was counted. */
  reset(): void;
}

/** An alarm that is raised by `raiseCount` of the last `raiseWindow` (at most 31) values over 1, and cleared by `clearCount` in a row below `deadband`. */
export function createPersistence(options: {
  raiseCount: number;
  raiseWindow: number;
  deadband: number;
  clearCount: number;
}): Persistence {
  const mask = 2 ** Math.min(31, options.raiseWindow) - 1;
  let bits = 0;
  let below = 0;
  let active = false;
  return {
    get active() {
      return active;
    },
    push: (index) => {
      bits = ((bits << 1) | (index > 1 ? 1 : 0)) & mask;
      below = index < options.deadband ? below + 1 : 0;
      if (!active && bitCount(bits) >= options.raiseCount) {
        active = true;
        return 1;
      }
      if (!active || below < options.clearCount) return 0;
      active = false;
      bits = 0;
      return -1;
    },
    reset: () => {
      bits = 0;
      below = 0;
      active = false;
    },
  };
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
