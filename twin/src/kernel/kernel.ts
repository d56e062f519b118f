// The kernel: one simulated line over one state buffer, driven from event to event.
import { recall } from './agenda.ts';
import { type Core, createCore } from './core.ts';
import { STATE_COUNT } from './constants.ts';
import { nextSlot, popSlot } from './event-set.ts';
import {
  BUFFER_SIZE,
  CONTENT,
  DEFECTIVE,
  DONE,
  EVENTS,
  FINISHED_AT,
  FLOW_TIME,
  GOOD,
  LINE,
  MODE_SIZE,
  NOW,
  ORDER_SCRAPPED,
  ORDER_SIZE,
  PROCESSED,
  RELEASED,
  SCRAPPED,
  SECONDS,
  SINCE,
  STATE,
  STATION_SIZE,
  WIP,
  WIP_INTEGRAL,
  WIP_SINCE,
} from './layout.ts';
import type { LiveState } from './live-state.ts';
import { loadLive } from './load-live.ts';
import { hashWords, PROGRAM_VERSION, type Program } from './program.ts';
import { clearState, seedStreams } from './reset.ts';
import { drawResiduals } from './resample.ts';
import {
  onCalendar,
  onCalendarFailure,
  onProcess,
  onRepaired,
  renewMode,
  setCalendarTimer,
  settle,
} from './station.ts';

/** A simulated line. Times are seconds since the program's epoch; entities are indices of the program's specification. */
export interface Kernel {
  readonly program: Program;
  /** All that changes; a copy of it is a snapshot. */
  readonly state: ArrayBuffer | SharedArrayBuffer;
  now(): number;
  /** Empty line at time 0, streams of (seed, replication). */
  reset(seed: number, replication: number): void;
  /** Writes an observed state. Never throws, whatever is in it. `resample` must follow before time goes on. */
  load(live: LiveState): void;
  /** Starts all streams anew and draws every residual given the ages in the state. */
  resample(seed: number, replication: number): void;
  /** Handles all events up to and at a time and moves the clock there. An earlier time is left alone. */
  runUntil(seconds: number): void;
  /** Handles one event; false when there is none left. */
  step(): boolean;
  /** Copy of the state, into `into` when given (of the same length). */
  snapshot(into?: ArrayBuffer): ArrayBuffer;
  /** Takes a snapshot of a kernel of the same program back. @throws RangeError when its length differs. */
  restore(from: ArrayBuffer | SharedArrayBuffer): void;
  /** Hash of the state, 32 bits. */
  hash(): number;
  /** Index in KERNEL_STATES. */
  stationState(station: number): number;
  /** Time in a state since the start [s], the present stretch included. */
  stationSeconds(station: number, state: number): number;
  /** Parts that went through a cycle, those lost in a failure included. */
  stationProcessed(station: number): number;
  /** Parts sent to rework or scrapped. */
  stationDefective(station: number): number;
  bufferContent(buffer: number): number;
  /** Parts on the line, components not counted. */
  wip(): number;
  /** Time integral of WIP since the start [parts x s]. */
  wipIntegral(): number;
  /** Parts that left good, components not counted. */
  goodOutput(): number;
  scrapped(): number;
  /** Sum of the times on the line of parts that left good [s]. */
  flowTimeSum(): number;
  orderReleased(order: number): number;
  orderDone(order: number): number;
  orderScrapped(order: number): number;
  /** When its last part was done [s]; NaN when it is not finished. */
  orderFinishedAt(order: number): number;
  /** Events handled since the start. */
  eventCount(): number;
}

/** A kernel for the program, reset with seed 0. @throws RangeError for a program of another version. */
export function createKernel(program: Program): Kernel {
  if (program.version !== PROGRAM_VERSION)
    throw new RangeError(`program version ${program.version}, this kernel runs version ${PROGRAM_VERSION}`);
  const k = createCore(program);
  start(k, 0, 0);
  return {
    program,
    state: k.state,
    ...drive(k),
    ...copying(k),
    ...stationReaders(k),
    ...lineReaders(k),
    ...orderReaders(k),
  };
}

function start(k: Core, seed: number, replication: number): void {
  const { layout, counts } = k.program;
  clearState(k);
  seedStreams(k, seed, replication);
  for (let i = 0; i < counts.modes; i++) renewMode(k, layout.modes + i * MODE_SIZE);
  setCalendarTimer(k);
  recallAll(k);
  settle(k);
}

function recallAll(k: Core): void {
  for (let s = k.stations; s < k.stationsEnd; s += STATION_SIZE) recall(k, s);
}

/** Handles every event due at or before `until`, at most `most` of them; the number handled. */
function run(k: Core, until: number, most: number): number {
  const { f } = k;
  let handled = 0;
  while (handled < most) {
    const slot = nextSlot(k);
    if (slot < 0 || f[k.timers + slot] > until) break;
    f[(LINE >> 1) + NOW] = f[k.timers + slot];
    popSlot(k, slot);
    handled++;
    if (slot >= k.processSlots) onProcess(k, k.stations + (slot - k.processSlots) * STATION_SIZE);
    else dispatchFar(k, slot);
    settle(k);
  }
  f[(LINE >> 1) + EVENTS] += handled;
  return handled;
}

function dispatchFar(k: Core, slot: number): void {
  const { layout } = k.program;
  if (slot === 0) onCalendar(k);
  else if (slot < layout.failureSlots) onRepaired(k, layout.stations + (slot - layout.repairSlots) * STATION_SIZE);
  else onCalendarFailure(k, layout.modes + (slot - layout.failureSlots) * MODE_SIZE);
}

function drive(k: Core): Pick<Kernel, 'now' | 'reset' | 'load' | 'resample' | 'runUntil' | 'step'> {
  const line = LINE >> 1;
  return {
    now: () => k.f[line + NOW],
    reset: (seed, replication) => start(k, seed, replication),
    load: (live) => loadLive(k, live),
    resample(seed, replication) {
      seedStreams(k, seed, replication);
      drawResiduals(k);
      recallAll(k);
      settle(k);
    },
    runUntil(seconds) {
      run(k, seconds, Infinity);
      if (seconds > k.f[line + NOW]) k.f[line + NOW] = seconds;
    },
    step: () => run(k, Infinity, 1) === 1,
  };
}

function copying(k: Core): Pick<Kernel, 'snapshot' | 'restore' | 'hash'> {
  // Views of the last buffers, since snapshots mostly go to and fro between the same two.
  let view = k.f;
  const viewOf = (buffer: ArrayBuffer | SharedArrayBuffer): Float64Array => {
    if (view.buffer === buffer) return view;
    if (buffer.byteLength !== k.state.byteLength) throw new RangeError('the snapshot is of another program');
    view = new Float64Array(buffer) as typeof view;
    return view;
  };
  return {
    snapshot(into = new ArrayBuffer(k.state.byteLength)) {
      viewOf(into).set(k.f);
      return into;
    },
    restore(from) {
      k.f.set(viewOf(from));
    },
    hash: () => hashWords(k.n),
  };
}

function stationReaders(
  k: Core,
): Pick<Kernel, 'stationState' | 'stationSeconds' | 'stationProcessed' | 'stationDefective' | 'bufferContent'> {
  const of = (station: number): number => k.stations + station * STATION_SIZE;
  return {
    stationState: (station) => k.n[of(station) + STATE],
    stationSeconds(station, state) {
      if (state < 0 || state >= STATE_COUNT) return 0;
      const s = of(station);
      const present = k.n[s + STATE] === state ? k.f[(LINE >> 1) + NOW] - k.f[(s >> 1) + SINCE] : 0;
      return k.f[(s >> 1) + SECONDS + state] + present;
    },
    stationProcessed: (station) => k.n[of(station) + PROCESSED],
    stationDefective: (station) => k.n[of(station) + DEFECTIVE],
    bufferContent: (buffer) => k.n[k.program.layout.buffers + buffer * BUFFER_SIZE + CONTENT],
  };
}

function lineReaders(
  k: Core,
): Pick<Kernel, 'wip' | 'wipIntegral' | 'goodOutput' | 'scrapped' | 'flowTimeSum' | 'eventCount'> {
  const line = LINE >> 1;
  return {
    wip: () => k.n[LINE + WIP],
    wipIntegral: () => k.f[line + WIP_INTEGRAL] + k.n[LINE + WIP] * (k.f[line + NOW] - k.f[line + WIP_SINCE]),
    goodOutput: () => k.n[LINE + GOOD],
    scrapped: () => k.n[LINE + SCRAPPED],
    flowTimeSum: () => k.f[line + FLOW_TIME],
    eventCount: () => k.f[line + EVENTS],
  };
}

function orderReaders(k: Core): Pick<Kernel, 'orderReleased' | 'orderDone' | 'orderScrapped' | 'orderFinishedAt'> {
  const of = (order: number): number => k.program.layout.orders + order * ORDER_SIZE;
  return {
    orderReleased: (order) => k.n[of(order) + RELEASED],
    orderDone: (order) => k.n[of(order) + DONE],
    orderScrapped: (order) => k.n[of(order) + ORDER_SCRAPPED],
    orderFinishedAt: (order) => k.f[(of(order) >> 1) + FINISHED_AT],
  };
}
