// Times and counts of one station within the current period.
import { type KnownState, type Kpis, STATION_STATES, type Station } from '@mini-factory-twin/contracts';
import { oeeOf } from './oee.ts';
import { plannedRunSeconds } from './pace.ts';
import { type Period, workingSeconds } from './period.ts';

export type StationKpis = Kpis['stations'][number];

/** A station's view and the time behind its availability. */
export interface StationFigures {
  kpis: StationKpis;
  /** Actual production time APT [s]. */
  productionSeconds: number;
}

interface Times {
  seconds: Record<KnownState, number>;
  /** Processing within working time [s]. */
  productionSeconds: number;
  /** Unknown within working time [s]. */
  unknownBusySeconds: number;
}

/** Books the states and counts of one station. Nothing is known of it until its first state change. */
export class StationAccount {
  private readonly station: Station;
  private period: Period;
  private state: KnownState = 'unknown';
  private sinceMs: number;
  private times: Times = noTimes();
  private processed = 0;
  private defective = 0;
  private plannedSeconds = 0;

  constructor(station: Station, period: Period) {
    this.station = station;
    this.period = period;
    this.sinceMs = period.startMs;
  }

  /** The station changed to `state`. A change older than the last one counts from the last one on. */
  change(state: KnownState, atMs: number): void {
    const effectiveMs = Math.max(atMs, this.sinceMs);
    book(this.times, this.state, { startMs: this.sinceMs, endMs: effectiveMs, period: this.period });
    this.state = state;
    this.sinceMs = effectiveMs;
  }

  /** Finished parts of one product; `defective` of them (or of earlier ones) are not good. */
  count(product: string, processed: number, defective: number): void {
    this.processed += processed;
    this.defective += defective;
    this.plannedSeconds += processed * plannedRunSeconds(this.station, product);
  }

  /** Begins the next period in the same state, with nothing booked. */
  begin(period: Period): void {
    this.period = period;
    this.sinceMs = period.startMs;
    this.times = noTimes();
    this.processed = this.defective = this.plannedSeconds = 0;
  }

  /** Figures from the start of the period to `atMs`, which is not before the last change. Books nothing. */
  figures(atMs: number): StationFigures {
    const times = { ...this.times, seconds: { ...this.times.seconds } };
    book(times, this.state, { startMs: this.sinceMs, endMs: atMs, period: this.period });
    const { productionSeconds } = times;
    const working = workingSeconds(this.period, this.period.startMs, atMs);
    const plannedBusySeconds = working - times.unknownBusySeconds;
    const { processed, defective, plannedSeconds } = this;
    const oee = oeeOf({
      productionSeconds,
      busySeconds: plannedBusySeconds,
      plannedSeconds,
      processed,
      good: processed - defective,
    });
    const kpis = { id: this.station.id, oee, seconds: times.seconds, plannedBusySeconds, processed, defective };
    return { kpis, productionSeconds };
  }
}

function book(times: Times, state: KnownState, span: { startMs: number; endMs: number; period: Period }): void {
  times.seconds[state] += (span.endMs - span.startMs) / 1000;
  if (state !== 'processing' && state !== 'unknown') return;
  const working = workingSeconds(span.period, span.startMs, span.endMs);
  if (state === 'processing') times.productionSeconds += working;
  else times.unknownBusySeconds += working;
}

function noTimes(): Times {
  const seconds = Object.fromEntries([...STATION_STATES, 'unknown'].map((state) => [state, 0]));
  return { seconds: seconds as Record<KnownState, number>, productionSeconds: 0, unknownBusySeconds: 0 };
}
