// What every function of the kernel works on: views of the state and of the program, and where things lie in them.
import { LINE, NOW, SECONDS, SINCE, STATE, STATION_SIZE } from './layout.ts';
import type { Program } from './program.ts';

/** Views and array starts; made once per kernel, always with the same shape, so that V8 compiles each access once. */
export interface Core {
  readonly program: Program;
  readonly state: ArrayBuffer | SharedArrayBuffer;
  /** Doubles and words of the state. */
  readonly f: Float64Array;
  readonly n: Int32Array;
  /** Doubles and words of the program: parameters and topology, never written by the kernel. */
  readonly g: Float64Array;
  readonly m: Int32Array;
  readonly stations: number;
  readonly stationsEnd: number;
  readonly timers: number;
  readonly positions: number;
  readonly ring: number;
  readonly ringMask: number;
  readonly heap: number;
  readonly nearSlots: number;
  readonly processSlots: number;
  readonly agenda: number;
  readonly stationCount: number;
}

/** Views over a new, zeroed state for the program. */
export function createCore(program: Program): Core {
  const { layout, counts } = program;
  const state = new ArrayBuffer(layout.words * 4);
  return {
    program,
    state,
    f: new Float64Array(state),
    n: new Int32Array(state),
    g: new Float64Array(program.buffer),
    m: new Int32Array(program.buffer),
    stations: layout.stations,
    stationsEnd: layout.stations + counts.stations * STATION_SIZE,
    timers: layout.timers,
    positions: layout.positions,
    ring: layout.ring,
    ringMask: layout.ringMask,
    heap: layout.heap,
    nearSlots: layout.nearSlots,
    processSlots: layout.processSlots,
    agenda: layout.agenda,
    stationCount: counts.stations,
  };
}

/** Puts a station into a state and books the time spent in the one before. */
export function enterState(k: Core, s: number, state: number): void {
  const { f, n } = k;
  const before = n[s + STATE];
  if (before === state) return;
  const now = f[(LINE >> 1) + NOW];
  const d = s >> 1;
  f[d + SECONDS + before] += now - f[d + SINCE];
  f[d + SINCE] = now;
  n[s + STATE] = state;
}
