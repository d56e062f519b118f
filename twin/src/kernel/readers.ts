// What can be read of a kernel: figures of stations, buffers, orders and of the line.
import { BY_ACTIVITY, IDLE, STATE_COUNT } from './constants.ts';
import type { Core } from './core.ts';
import type { Kernel } from './kernel-interface.ts';
import { EVENTS, FLOW_TIME, GOOD, NOW, RELEASED, SCRAPPED, STATISTICS_SINCE, WIP, WIP_SUM } from './state.ts';

/** Names of the readers of stations and buffers. */
export type StationFigure =
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

/** Readers of stations and buffers. */
export function stationReaders({ state, parameters }: Core): Pick<Kernel, StationFigure> {
  const { line, since, stateSeconds } = state;
  const { stationStart } = parameters;
  const total = (field: Int32Array) => (station: number) =>
    field.subarray(stationStart[station], stationStart[station + 1]).reduce((sum, value) => sum + value, 0);
  return {
    stationState(station) {
      const states = state.state.subarray(stationStart[station], stationStart[station + 1]);
      return states.length === 1 ? states[0] : (BY_ACTIVITY.find((activity) => states.includes(activity)) ?? IDLE);
    },
    stationSeconds(station, name) {
      if (name < 0 || name >= STATE_COUNT) return 0;
      let seconds = 0;
      for (let machine = stationStart[station]; machine < stationStart[station + 1]; machine++) {
        seconds += stateSeconds[machine * STATE_COUNT + name];
        if (state.state[machine] === name) seconds += line[NOW] - since[machine];
      }
      return seconds;
    },
    stationProcessed: total(state.processed),
    stationDefective: total(state.defective),
    stationSetups: total(state.setups),
    stationFailures: total(state.failures),
    stationMaintained: total(state.maintained),
    sinkOutput: total(state.sunk),
    bufferContent: (buffer) => state.content[buffer],
    bufferIntegral: (buffer) => state.contentSum[buffer] + state.content[buffer] * line[NOW],
    bufferEntered: (buffer) => state.entered[buffer],
  };
}

/** Names of the readers of the line and its orders. */
export type LineFigure =
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
  | 'statisticsSince'
  | 'eventCount';

/** Readers of the line and its orders. */
export function lineReaders({ state }: Core): Pick<Kernel, LineFigure> {
  const { line, tally } = state;
  return {
    wip: () => tally[WIP],
    wipIntegral: () => line[WIP_SUM] + tally[WIP] * line[NOW],
    released: () => tally[RELEASED],
    goodOutput: () => tally[GOOD],
    productOutput: (product) => state.productDone[product],
    scrapped: () => tally[SCRAPPED],
    flowTimeSum: () => line[FLOW_TIME],
    orderReleased: (order) => state.orderReleased[order],
    orderDone: (order) => state.orderDone[order],
    orderScrapped: (order) => state.orderScrapped[order],
    orderFinishedAt: (order) => state.finishedAt[order],
    statisticsSince: () => line[STATISTICS_SINCE],
    eventCount: () => line[EVENTS],
  };
}
