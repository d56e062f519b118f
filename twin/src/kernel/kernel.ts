// The kernel: one simulated line over one state buffer, driven from event to event.
import { NONE } from './constants.ts';
import { type Core, createCore } from './core.ts';
import { type Kernel, KernelFault, type RunEnd, type Trace } from './kernel-interface.ts';
import { loadLive } from './load-live.ts';
import { createMachines, type Machines } from './machine.ts';
import { hashWords, PROGRAM_VERSION, type Program } from './program.ts';
import { lineReaders, stationReaders } from './readers.ts';
import { drawResiduals } from './resample.ts';
import { clearState, seedStreams } from './reset.ts';
import {
  ASKED,
  CALENDAR_SLOT,
  EVENTS,
  FLOW_TIME,
  GOOD,
  INSTANT,
  INSTANT_EVENTS,
  NOW,
  RELEASED,
  REPAIR_SLOTS,
  SCRAPPED,
  STATISTICS_SINCE,
  TOPOLOGY,
  VERSION,
  WIP,
  WIP_SUM,
} from './state.ts';

/** Events at one instant after which the clock is taken to stand still. */
const MOST_AT_ONCE = 1_000_000;

/** What else a kernel can be made with. */
export interface KernelOptions {
  /** Called with each thing that happens. Without it nothing is spent on it. */
  trace?: Trace;
}

/** A kernel for the program, reset with seed 0. @throws RangeError for a program of another version. */
export function createKernel(program: Program, { trace }: KernelOptions = {}): Kernel {
  if (program.version !== PROGRAM_VERSION)
    throw new RangeError(`program version ${program.version}, this kernel runs version ${PROGRAM_VERSION}`);
  const core = createCore(program, trace ?? null);
  const machines = createMachines(core);
  start(core, machines, { seed: 0, replication: 0 });
  return {
    program: core.program,
    state: core.buffer,
    ...drive(core, machines),
    ...copying(core),
    ...changing(core),
    ...stationReaders(core),
    ...lineReaders(core),
  };
}

function start(core: Core, machines: Machines, { seed, replication }: { seed: number; replication: number }): void {
  clearState(core, machines);
  seedStreams(core, seed, replication);
  for (let mode = 0; mode < core.program.counts.modes; mode++) machines.modes.renew(mode);
  machines.setCalendarTimer();
  recallAll(core);
  machines.settle();
}

function recallAll({ program, recall }: Core): void {
  for (let machine = 0; machine < program.counts.machines; machine++) recall(machine);
}

type Driving = 'now' | 'reset' | 'load' | 'resample' | 'runUntil' | 'step' | 'decision' | 'choose';

function drive(core: Core, machines: Machines): Pick<Kernel, Driving> {
  const { line, tally, due } = core.state;
  const { timers, modeSlots, processSlots } = core;
  const hasPolicies = core.program.features.policies;
  const { onProcess, onRepaired, onModeDue, onCalendar, settle } = machines;

  /** Handles every event due at or before `until`, at most `most` of them; the number handled. */
  function run(until: number, most: number): number {
    let handled = 0;
    while (handled < most && (!hasPolicies || tally[ASKED] === NONE)) {
      const slot = timers.popUntil(until);
      if (slot < 0) break;
      line[NOW] = due[slot];
      handled++;
      if (slot >= processSlots) onProcess(slot - processSlots);
      else dispatch(slot);
      settle();
      if ((handled & 0xffff) === 0) checkClock(handled);
    }
    line[EVENTS] += handled;
    return handled;
  }

  function dispatch(slot: number): void {
    if (slot === CALENDAR_SLOT) onCalendar();
    else if (slot < modeSlots) onRepaired(slot - REPAIR_SLOTS);
    else onModeDue(slot - modeSlots);
  }

  /** Refuses to go on when the clock has stood still for very many events. */
  function checkClock(handled: number): void {
    const events = line[EVENTS] + handled;
    if (line[INSTANT] !== line[NOW]) {
      line[INSTANT] = line[NOW];
      line[INSTANT_EVENTS] = events;
    } else if (events - line[INSTANT_EVENTS] > MOST_AT_ONCE)
      throw new KernelFault(
        'KERNEL_CLOCK_STANDS',
        `more than ${MOST_AT_ONCE} events at ${line[NOW]} s: cycles of no length go round`,
      );
  }

  return {
    now: () => line[NOW],
    reset: (seed, replication) => start(core, machines, { seed, replication }),
    load: (live) => loadLive(core, machines, live),
    resample(seed, replication) {
      seedStreams(core, seed, replication);
      drawResiduals(core, machines);
      recallAll(core);
      settle();
    },
    runUntil(seconds): RunEnd {
      run(seconds, Infinity);
      if (tally[ASKED] !== NONE) return 'decision';
      if (seconds === Infinity) return 'end';
      if (seconds > line[NOW]) line[NOW] = seconds;
      return 'time';
    },
    step: (until = Infinity) => run(until, 1) === 1,
    decision: machines.decision,
    choose: machines.choose,
  };
}

function copying({ state, buffer, program }: Core): Pick<Kernel, 'snapshot' | 'restore' | 'adopt' | 'hash'> {
  const all = new Float64Array(buffer);
  const words = new Int32Array(buffer);
  const parameterBytes = new Uint8Array(program.buffer);
  const { tally } = state;
  // Views of the last buffer, since snapshots mostly go to and fro between the same two.
  let view = new Float64Array(0);
  let heading = new Int32Array(0);
  const look = (other: ArrayBufferLike): void => {
    if (view.buffer === other) return;
    if (other.byteLength !== buffer.byteLength) throw new RangeError('the snapshot is of another program');
    view = new Float64Array(other as ArrayBuffer);
    heading = new Int32Array(other as ArrayBuffer, tally.byteOffset, tally.length);
  };
  return {
    snapshot(into = new ArrayBuffer(buffer.byteLength)) {
      look(into);
      view.set(all);
      return into;
    },
    restore(from) {
      look(from);
      if (heading[VERSION] !== PROGRAM_VERSION || heading[TOPOLOGY] !== tally[TOPOLOGY])
        throw new RangeError('the snapshot is of another program or version');
      all.set(view);
    },
    adopt(other) {
      if (other.topologyHash !== program.topologyHash) throw new RangeError('the program is of another topology');
      parameterBytes.set(new Uint8Array(other.buffer));
    },
    hash: () => hashWords(words),
  };
}

function changing({ state, parameters }: Core): Pick<Kernel, 'clearStatistics' | 'setSpeed'> {
  const { line, tally, since, stateSeconds, contentSum, content, productDone } = state;
  return {
    clearStatistics() {
      const now = line[NOW];
      stateSeconds.fill(0);
      since.forEach((_, machine) => (since[machine] = now));
      content.forEach((parts, buffer) => (contentSum[buffer] = -parts * now));
      for (const field of ['processed', 'defective', 'setups', 'failures', 'maintained', 'sunk', 'entered'] as const)
        state[field].fill(0);
      productDone.fill(0);
      line[WIP_SUM] = -tally[WIP] * now;
      line[FLOW_TIME] = 0;
      for (const field of [GOOD, SCRAPPED, RELEASED]) tally[field] = 0;
      line[STATISTICS_SINCE] = now;
    },
    setSpeed(station, factor) {
      if (!(factor > 0)) throw new RangeError(`a speed factor is above 0, not ${factor}`);
      for (let machine = parameters.stationStart[station]; machine < parameters.stationStart[station + 1]; machine++) {
        state.slowness[machine] = 1 / factor;
        state.wear[machine] = factor ** parameters.wearExponent[machine];
      }
    },
  };
}
