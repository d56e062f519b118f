// From the rows of many futures to bands, probabilities and shares.
import type { Band, Forecast } from '@mini-factory-twin/contracts';
import type { RowLayout } from './rows.ts';

/** What the rows belong to. Times are plant ms. */
export interface Futures {
  rows: Float64Array;
  layout: RowLayout;
  replications: number;
  /** Times of the points of the course. */
  pointsMs: readonly number[];
  orderIds: readonly string[];
  dueMs: readonly number[];
  stationIds: readonly string[];
  epochMs: number;
}

/** Figures of a forecast, without who made it and when. */
export type ForecastFigures = Pick<Forecast, 'output' | 'wip' | 'fan' | 'orders' | 'stations'>;

/** Bands, order finishes and station shares over all futures. */
export function summarise(futures: Futures): ForecastFigures {
  const { layout, pointsMs } = futures;
  const fan = pointsMs.map((atMs, index) => ({
    atMs,
    output: bandOf(column(futures, layout.output + index)),
    wip: bandOf(column(futures, layout.wip + index)),
  }));
  const last = fan.at(-1);
  if (last === undefined) throw new RangeError('a forecast needs at least one point in time');
  return { output: last.output, wip: last.wip, fan, orders: ordersOf(futures), stations: stationsOf(futures) };
}

function ordersOf(futures: Futures): Forecast['orders'] {
  return futures.orderIds.map((id, index) => {
    const finishes = column(futures, futures.layout.finish + index).map((seconds) =>
      Number.isNaN(seconds) ? Number.POSITIVE_INFINITY : futures.epochMs + seconds * 1000,
    );
    const dueMs = futures.dueMs[index] ?? Number.POSITIVE_INFINITY;
    const onTime = finishes.filter((finishMs) => finishMs <= dueMs).length;
    const sorted = [...finishes].sort((a, b) => a - b);
    const at = (share: number): number | null => {
      const finishMs = quantile(sorted, share);
      return Number.isFinite(finishMs) ? Math.round(finishMs) : null;
    };
    return {
      id,
      finish: { p10: at(0.1), p50: at(0.5), p90: at(0.9) },
      onTimeProbability: onTime / futures.replications,
    };
  });
}

function stationsOf(futures: Futures): Forecast['stations'] {
  const { layout, stationIds } = futures;
  const wins = bottlenecks(futures);
  return stationIds.map((id, index) => ({
    id,
    processing: mean(column(futures, layout.processing + index)),
    blocked: mean(column(futures, layout.blocked + index)),
    starved: mean(column(futures, layout.starved + index)),
    down: mean(column(futures, layout.down + index)),
    bottleneckProbability: (wins[index] ?? 0) / futures.replications,
    output: bandOf(column(futures, layout.processed + index)),
  }));
}

/** In each future the bottleneck is the station with the highest load: time neither starved nor blocked nor idle. */
function bottlenecks({ rows, layout, replications }: Futures): number[] {
  const wins = new Array<number>(layout.stations).fill(0);
  for (let row = 0; row < replications; row++) {
    let best = 0;
    for (let station = 1; station < layout.stations; station++) {
      const at = row * layout.length + layout.load;
      if ((rows[at + station] ?? 0) > (rows[at + best] ?? 0)) best = station;
    }
    wins[best] = (wins[best] ?? 0) + 1;
  }
  return wins;
}

function column({ rows, layout, replications }: Futures, offset: number): number[] {
  return Array.from({ length: replications }, (_, row) => rows[row * layout.length + offset] ?? Number.NaN);
}

function bandOf(values: number[]): Band {
  const sorted = values.sort((a, b) => a - b);
  return { p10: quantile(sorted, 0.1), p50: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) };
}

/**
 * The value of rank share x (n + 1): with 99 replications ranks 10, 50 and 90, so that a new value falls between the
 * outer two with probability 80 % exactly.
 */
export function quantile(sorted: readonly number[], share: number): number {
  const rank = Math.round(share * (sorted.length + 1));
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] ?? Number.NaN;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
