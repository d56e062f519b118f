// Makes the plan of the figures of a line: what a worker thread needs to read them from its kernel.
import { cycleTimeOf, distributionMean, type LineModel } from '@mini-factory-twin/contracts';
import type { CompiledLine } from '../line/index.ts';
import type { FigurePlan, StationPlan } from './figures.ts';

/** Plan of the figures of a compiled line over its horizon, statistics starting at `warmupSeconds`. */
export function figurePlan(line: CompiledLine, horizonSeconds: number, warmupSeconds: number): FigurePlan {
  const { model } = line;
  const { currency: _currency, ...costs } = model.costs;
  return {
    horizonSeconds,
    stations: model.stations.flatMap((station, index) =>
      station.kind === 'sink' ? [] : [stationPlan(model, station, index)],
    ),
    buffers: line.bufferIds,
    orders: line.orders.flatMap(({ dueMs, weight }, index) => {
      const dueSeconds = (dueMs - line.epochMs) / 1000;
      return dueSeconds > warmupSeconds && dueSeconds <= horizonSeconds ? [{ index, dueSeconds, weight }] : [];
    }),
    costs,
  };
}

function stationPlan(model: LineModel, station: LineModel['stations'][number], index: number): StationPlan {
  const cycleSeconds = model.products.map((product) => distributionMean(cycleTimeOf(station, product.id)));
  return { id: station.id, index, cycleSeconds, parts: station.batchSize, costs: station.costs };
}
