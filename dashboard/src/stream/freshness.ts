// Says how far what the page shows may be trusted: live, stale, offline or waiting.
import type { TwinState } from './twin-state.ts';

/** Age of the last message of the line above which the data is called stale [real s]. */
export const STALE_AFTER_SECONDS = 5;
/** Silence of an open stream above which it is called stale [real s]. */
const QUIET_AFTER_SECONDS = 3;

export interface Freshness {
  kind: 'waiting' | 'live' | 'stale' | 'offline';
  /** Real seconds since the last news of the plant. */
  ageSeconds: number;
}

/** Freshness of the state at a local real time [ms]. */
export function freshnessOf(state: TwinState, nowMs: number): Freshness {
  if (state.epoch === null) return { kind: 'waiting', ageSeconds: 0 };
  const quietSeconds = Math.max(0, (nowMs - state.receivedMs) / 1000);
  const ageSeconds = quietSeconds + (state.health?.ageSeconds ?? 0);
  if (state.link !== 'open') return { kind: 'offline', ageSeconds };
  const isStale = ageSeconds > STALE_AFTER_SECONDS || quietSeconds > QUIET_AFTER_SECONDS;
  return { kind: isStale ? 'stale' : 'live', ageSeconds };
}
