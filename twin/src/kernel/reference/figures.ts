// The figures of a reference line, under the names they have in a Kernel.
import { BLOCKED, DOWN, HELD, IDLE, MAINTENANCE, OFFSHIFT, PROCESSING, SETUP, STARVED } from '../constants.ts';
import type { Kernel } from '../kernel-interface.ts';
import type { Line } from './line.ts';
import type { Machine } from './machine.ts';

/** What a station of several machines is said to do: the first of these that one of them does. */
const BY_ACTIVITY = [PROCESSING, SETUP, MAINTENANCE, DOWN, BLOCKED, HELD, STARVED, IDLE, OFFSHIFT];

type Figures = Pick<Kernel, StationFigure | LineFigure>;
type StationFigure =
  | 'stationState'
  | 'stationSeconds'
  | 'stationProcessed'
  | 'stationDefective'
  | 'stationSetups'
  | 'stationFailures'
  | 'stationMaintained'
  | 'sinkOutput'
  | 'bufferContent'
  | 'bufferIntegral'
  | 'bufferEntered';
type LineFigure =
  | 'wip'
  | 'wipIntegral'
  | 'released'
  | 'goodOutput'
  | 'productOutput'
  | 'scrapped'
  | 'flowTimeSum'
  | 'orderReleased'
  | 'orderDone'
  | 'orderScrapped'
  | 'orderFinishedAt'
  | 'eventCount';

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

function lineFigures(line: Line): Pick<Kernel, LineFigure> {
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
