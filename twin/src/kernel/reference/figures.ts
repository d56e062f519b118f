// The figures of a reference line, under the names they have in a Kernel.
import { BY_ACTIVITY, IDLE } from '../constants.ts';
import type { Kernel } from '../kernel-interface.ts';
import type { LineFigure, StationFigure } from '../readers.ts';
import type { Line } from './line.ts';
import type { Machine } from './machine.ts';

type Figures = Pick<Kernel, StationFigure | ReferenceLineFigure>;
/** The reference keeps its figures from the start. */
type ReferenceLineFigure = Exclude<LineFigure, 'statisticsSince'>;

/** All figures of a line. */
export function figuresOf(line: Line): Figures {
  return { ...stationFigures(line), ...lineFigures(line) };
}

function stationFigures(line: Line): Pick<Kernel, StationFigure> {
  const total = (figure: (machine: Machine) => number) => (station: number) =>
    line.machinesOf(station).reduce((sum, machine) => sum + figure(machine), 0);
  return {
    stationState(station) {
      const states = line.machinesOf(station).map(({ state }) => state);
      return BY_ACTIVITY.find((state) => states.includes(state)) ?? IDLE;
    },
    stationSeconds: (station, state) => total((machine) => machine.secondsIn(state))(station),
    stationProcessed: total(({ processed }) => processed),
    stationDefective: total(({ defective }) => defective),
    stationSetups: total(({ setups }) => setups),
    stationFailures: total(({ failures }) => failures),
    stationMaintained: total(({ maintained }) => maintained),
    sinkOutput: (station) => line.goodThroughSink[station] ?? 0,
    bufferContent: (buffer) => line.buffer(buffer).content,
    bufferIntegral: (buffer) => line.buffer(buffer).integral(),
    bufferEntered: (buffer) => line.buffer(buffer).entered,
  };
}

function lineFigures(line: Line): Pick<Kernel, ReferenceLineFigure> {
  return {
    wip: () => line.wip,
    wipIntegral: () => line.wipIntegral(),
    released: () => line.released,
    goodOutput: () => line.good,
    productOutput: (product) => line.goodOfProduct[product] ?? 0,
    scrapped: () => line.scrapped,
    flowTimeSum: () => line.flowTimeSum,
    orderReleased: (order) => line.orders[order]?.released ?? 0,
    orderDone: (order) => line.orders[order]?.done ?? 0,
    orderScrapped: (order) => line.orders[order]?.scrapped ?? 0,
    orderFinishedAt: (order) => line.orders[order]?.finishedAt ?? NaN,
    eventCount: () => line.eventCount,
  };
}
