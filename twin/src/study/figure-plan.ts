// Makes the plan of the figures of a line: what a worker thread needs to read them from its kernel.
import { cycleTimeOf, distributionMean, type LineModel } from '@mini-factory-twin/contracts';
import type { CompiledLine } from '../line/index.ts';
import type { FigurePlan, StationPlan } from './figures.ts';

/** Plan of the figures of a compiled line up to the horizon; orders due before `fromSeconds` are left out, and `showOrders` tells the finish of each. */
export function figurePlan(
  line: CompiledLine,
  horizonSeconds: number,
  { fromSeconds, showOrders }: { fromSeconds: number; showOrders: boolean },
): FigurePlan {
  const { model } = line;
  const { currency: _currency, ...costs } = model.costs;
  const seconds = (ms: number): number => (ms - line.epochMs) / 1000;
  const due = line.orders.map(({ id, dueMs, releaseMs, weight }, index) => ({
    id,
    index,
    weight,
    dueSeconds: seconds(dueMs),
    releaseSeconds: seconds(releaseMs),
  }));
  return {
    horizonSeconds,
    stations: model.stations.flatMap((station, index) =>
      station.kind === 'sink' ? [] : [stationPlan(model, station, index)],
    ),
    buffers: line.bufferIds,
    orders: due.filter(({ dueSeconds }) => dueSeconds > fromSeconds && dueSeconds <= horizonSeconds),
    finishes: showOrders ? due.filter(({ releaseSeconds }) => releaseSeconds <= horizonSeconds) : [],
    costs,
  };
}

function stationPlan(model: LineModel, station: LineModel['stations'][number], index: number): StationPlan {
  const cycleSeconds = model.products.map((product) => distributionMean(cycleTimeOf(station, product.id)));
  return { id: station.id, index, cycleSeconds, parts: station.batchSize, costs: station.costs };
}
