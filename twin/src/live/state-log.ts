// State changes of the last hour, for ribbons that must not wait for a database.
import type { KnownState, StateIntervals } from '@mini-factory-twin/contracts';

const KEPT_MS = 3_600_000;

/** Latest state changes of each station. Times are plant ms. */
export interface StateLog {
  note(station: string, state: KnownState, atMs: number): void;
  /** Changes of the last hour before `toMs`; the state that held at its start comes first. */
  intervals(toMs: number): StateIntervals;
}

/** A log of these stations, all unknown so far. */
export function createStateLog(stations: readonly string[]): StateLog {
  const changes = new Map<string, [number, KnownState][]>(stations.map((id) => [id, []]));
  return {
    note(station, state, atMs) {
      const log = changes.get(station);
      if (log === undefined) return;
      log.push([atMs, state]);
      // The first entry before the kept hour says what held at its start.
      while ((log[1]?.[0] ?? Number.POSITIVE_INFINITY) < atMs - KEPT_MS) log.shift();
    },
    intervals(toMs) {
      const fromMs = toMs - KEPT_MS;
      return { fromMs, toMs, stations: [...changes].map(([id, log]) => ({ id, changes: [...log] })) };
    },
  };
}
