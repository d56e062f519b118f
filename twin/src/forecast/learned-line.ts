// The line as it is compiled to look ahead: from the start of the shift to past the horizon, with the cycle times that were learned.
import { type LineModel, type PlannedOrder, shiftAt, shiftEndAfter } from '@mini-factory-twin/contracts';
import { type CompiledLine, compileLine, withCycleTimeScale } from '../line/index.ts';
import type { Mirror } from '../mirror/mirror.ts';

const HOUR_MS = 3_600_000;
/** Horizon of a line without shifts. */
const DEFAULT_HORIZON_MS = 8 * HOUR_MS;
/** Cycles of a product that must have been seen before its nominal time is replaced by the observed mean. */
const CYCLES_TO_TRUST = 5;

/** Observed over nominal cycle time of a station for a product. */
export interface LearnedScale {
  station: string;
  product: string;
  scale: number;
}

/** Time 0 of a look-ahead: the start of the shift, or of the hour for a line without shifts. */
export function epochOf(model: LineModel, atMs: number): number {
  return shiftAt(model, atMs)?.startMs ?? Math.floor(atMs / HOUR_MS) * HOUR_MS;
}

/** Where a look-ahead ends unless said otherwise: with the shift, or after eight hours. */
export function horizonAfter(model: LineModel, atMs: number): number {
  return shiftEndAfter(model, atMs) ?? atMs + DEFAULT_HORIZON_MS;
}

/** The line with orders in their sequence and learned cycle times, up to an hour past the horizon. */
export function compileWithScales(
  model: LineModel,
  { epochMs, horizonMs, orders }: { epochMs: number; horizonMs: number; orders: readonly PlannedOrder[] },
  scales: readonly LearnedScale[],
): CompiledLine {
  const horizonSeconds = (horizonMs - epochMs + HOUR_MS) / 1000;
  const line = compileLine(model, { epochMs, horizonSeconds, orders: [...orders] });
  for (const { station, product, scale } of scales) {
    const stationIndex = line.stationIds.indexOf(station);
    withCycleTimeScale(line.program, stationIndex, { product: line.productIds.indexOf(product), scale });
  }
  return line;
}

/** Observed over nominal cycle time where enough cycles were seen, rounded so that noise does not compile anew each time. */
export function learnedScales(mirror: Mirror): LearnedScale[] {
  return [...mirror.stations.values()].flatMap((known) =>
    mirror.model.products.flatMap((product) => {
      const durations = known.durationsOf(product.id);
      if (durations.count() < CYCLES_TO_TRUST || durations.nominalSeconds <= 0) return [];
      const scale = Math.round((durations.meanSeconds() / durations.nominalSeconds) * 200) / 200;
      return [{ station: known.station.id, product: product.id, scale }];
    }),
  );
}
