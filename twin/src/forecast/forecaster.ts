// The forecast of one line: takes the mirror's state, runs futures to the end of the shift, says what they have in common.
import { type Forecast, type LineModel, shiftAt, shiftEndAfter } from '@mini-factory-twin/contracts';
import { type CompiledLine, compileLine, withCycleTimeScale } from '../line/index.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { liveStateOf } from './live-state.ts';
import { rowLayout } from './rows.ts';
import { summarise } from './summarise.ts';
import type { WorkerPool } from './worker-pool.ts';

const HOUR_MS = 3_600_000;
/** Horizon of a line without shifts. */
const DEFAULT_HORIZON_MS = 8 * HOUR_MS;
const POINTS = 32;
/** Cycles of a product that must have been seen before its nominal time is replaced by the observed mean. */
const CYCLES_TO_TRUST = 5;

/** Makes forecasts of one line. */
export interface Forecaster {
  /** Futures from the mirror's state at plant time `atMs`. Never more than one at a time: the caller waits. */
  forecast(atMs: number, replications: number, isOnStaleInputs: boolean): Promise<Forecast>;
}

/** A forecaster that reads the mirror and runs on the pool. */
export function createForecaster(model: LineModel, mirror: Mirror, pool: WorkerPool): Forecaster {
  let compiled: CompiledLine | null = null;
  let compiledKey = '';
  let made = 0;

  /** Compiles anew when the shift, its orders or the learned cycle times have changed. */
  function lineFor(atMs: number, horizonMs: number): CompiledLine {
    const epochMs = shiftAt(model, atMs)?.startMs ?? Math.floor(atMs / HOUR_MS) * HOUR_MS;
    const orders = mirror.orders.all().filter((order) => order.releaseMs < horizonMs);
    const scales = learnedScales(mirror);
    const key = JSON.stringify([epochMs, horizonMs, orders.map((order) => order.id), scales]);
    if (compiled !== null && key === compiledKey) return compiled;
    const horizonSeconds = (horizonMs - epochMs) / 1000 + HOUR_MS / 1000;
    compiled = compileLine(model, { epochMs, horizonSeconds, orders: [...orders] });
    for (const { station, product, scale } of scales) {
      const stationIndex = compiled.stationIds.indexOf(station);
      withCycleTimeScale(compiled.program, stationIndex, { product: compiled.productIds.indexOf(product), scale });
    }
    compiledKey = key;
    pool.setProgram(compiled.program);
    return compiled;
  }

  return {
    async forecast(atMs, replications, isOnStaleInputs) {
      const startedMs = performance.now();
      const horizonMs = shiftEndAfter(model, atMs) ?? atMs + DEFAULT_HORIZON_MS;
      const line = lineFor(atMs, horizonMs);
      const pointsMs = Array.from({ length: POINTS }, (_, i) => atMs + ((horizonMs - atMs) * (i + 1)) / POINTS);
      const shown = model.stations.filter((station) => station.kind !== 'sink').map((station) => station.id);
      const layout = rowLayout({ points: POINTS, orders: line.orders.length, stations: shown.length });
      const job = {
        live: liveStateOf(mirror, line, atMs),
        seed: 1,
        pointsSeconds: pointsMs.map((pointMs) => (pointMs - line.epochMs) / 1000),
        layout,
        stations: shown.map((id) => line.stationIds.indexOf(id)),
      };
      const rows = await pool.run(job, replications);
      const figures = summarise({
        rows,
        layout,
        replications,
        pointsMs,
        orderIds: line.orders.map((order) => order.id),
        dueMs: line.orders.map((order) => order.dueMs),
        stationIds: shown,
        epochMs: line.epochMs,
      });
      const computeMs = performance.now() - startedMs;
      const id = `${model.id}-${atMs.toFixed(0)}-${++made}`;
      return { id, line: model.id, madeAtMs: atMs, horizonMs, replications, computeMs, isOnStaleInputs, ...figures };
    },
  };
}

/** Observed over nominal cycle time where enough cycles were seen, rounded so that noise does not compile anew each time. */
function learnedScales(mirror: Mirror): { station: string; product: string; scale: number }[] {
  return [...mirror.stations.values()].flatMap((known) =>
    mirror.model.products.flatMap((product) => {
      const durations = known.durationsOf(product.id);
      if (durations.count() < CYCLES_TO_TRUST || durations.nominalSeconds <= 0) return [];
      const scale = Math.round((durations.meanSeconds() / durations.nominalSeconds) * 200) / 200;
      return [{ station: known.station.id, product: product.id, scale }];
    }),
  );
}
