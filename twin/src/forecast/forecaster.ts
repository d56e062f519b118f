// The forecast of one line: takes the mirror's state, runs futures to the end of the shift, says what they have in common.
import type { Forecast, LineModel } from '@mini-factory-twin/contracts';
import type { CompiledLine } from '../line/index.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { compileWithScales, epochOf, horizonAfter, learnedScales } from './learned-line.ts';
import { liveStateOf } from './live-state.ts';
import { rowLayout } from './rows.ts';
import { summarise } from './summarise.ts';
import type { WorkerPool } from './worker-pool.ts';

const POINTS = 32;

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
    const epochMs = epochOf(model, atMs);
    const orders = mirror.orders.all().filter((order) => order.releaseMs < horizonMs);
    const scales = learnedScales(mirror);
    const key = JSON.stringify([epochMs, horizonMs, orders.map((order) => order.id), scales]);
    if (compiled !== null && key === compiledKey) return compiled;
    compiled = compileWithScales(model, { epochMs, horizonMs, orders }, scales);
    compiledKey = key;
    pool.setProgram(compiled.program);
    return compiled;
  }

  return {
    async forecast(atMs, replications, isOnStaleInputs) {
      const startedMs = performance.now();
      const horizonMs = horizonAfter(model, atMs);
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
