// What every part of the kernel works on: arrays of the state and of the program, the event set, draws, the agenda.
//
// The kernel is made of closures over constant typed arrays. V8 takes such constants as literals in its code as long as
// the closures exist once in a thread, which makes the kernel about twice as fast; a second kernel in the same thread
// is right but slower (see docs/adr/0011-closures-over-constant-arrays.md).
import { NONE, STATE_COUNT } from './constants.ts';
import type { Trace } from './kernel-interface.ts';
import { measure, type Memory } from './memory.ts';
import { type Parameters, parametersOf, type Program } from './program.ts';
import { createSampler, type Sampler } from './sampler.ts';
import { AGENDA_COUNT, AGENDA_HEAD, declareState, modeSlots, NOW, processSlots, type State, stateOf } from './state.ts';
import { createTimers, type Timers } from './timers.ts';

/** The common ground. */
export interface Core {
  readonly program: Program;
  readonly parameters: Parameters;
  readonly buffer: ArrayBuffer;
  readonly state: State;
  readonly timers: Timers;
  readonly sampler: Sampler;
  readonly trace: Trace | null;
  /** First timer slot of modes, and of processes. */
  readonly modeSlots: number;
  readonly processSlots: number;
  /** Puts a machine into a state and books the time spent in the one before. */
  enter(machine: number, state: number): void;
  /** Puts a machine on the agenda, unless it is there. */
  recall(machine: number): void;
  /** Takes the next machine off the agenda; NONE when it is empty. */
  nextRecalled(): number;
}

/** The common ground of a kernel for a program, over a new zeroed state. */
export function createCore(shared: Program, trace: Trace | null): Core {
  // Parameters of its own, so that those of another program can be taken over.
  const program: Program = { ...shared, buffer: shared.buffer.slice(0) };
  const { counts } = program;
  const buffer = new ArrayBuffer(measure((memory: Memory) => declareState(memory, counts)));
  const state = stateOf(program, buffer);
  const parameters = parametersOf(program);
  const { line, tally, since, stateSeconds, agenda, isOnAgenda } = state;
  const machineState = state.state;
  const machines = counts.machines;

  function enter(machine: number, next: number): void {
    const before = machineState[machine];
    if (before === next) return;
    const now = line[NOW];
    stateSeconds[machine * STATE_COUNT + before] += now - since[machine];
    since[machine] = now;
    machineState[machine] = next;
    if (trace !== null) trace(now, 'state', machine, next);
  }

  function recall(machine: number): void {
    if (isOnAgenda[machine] !== 0) return;
    isOnAgenda[machine] = 1;
    let at = tally[AGENDA_HEAD] + tally[AGENDA_COUNT]++;
    if (at >= machines) at -= machines;
    agenda[at] = machine;
  }

  function nextRecalled(): number {
    if (tally[AGENDA_COUNT] === 0) return NONE;
    tally[AGENDA_COUNT]--;
    const head = tally[AGENDA_HEAD];
    tally[AGENDA_HEAD] = head + 1 === machines ? 0 : head + 1;
    const machine = agenda[head];
    isOnAgenda[machine] = 0;
    return machine;
  }

  return {
    program,
    parameters,
    buffer,
    state,
    timers: createTimers(state, counts),
    sampler: createSampler(parameters),
    trace,
    modeSlots: modeSlots(counts),
    processSlots: processSlots(counts),
    enter,
    recall,
    nextRecalled,
  };
}
