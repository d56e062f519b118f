// PackML (ISA-TR88.00.02) states, modes and commands, and how they map to the states the twin speaks of.

/** PackML state numbers by name (numbering of OPC 30050, the usual one on the wire). */
export const PACKML_STATES = {
  Undefined: 0,
  Clearing: 1,
  Stopped: 2,
  Starting: 3,
  Idle: 4,
  Suspended: 5,
  Execute: 6,
  Stopping: 7,
  Aborting: 8,
  Aborted: 9,
  Holding: 10,
  Held: 11,
  Unholding: 12,
  Suspending: 13,
  Unsuspending: 14,
  Resetting: 15,
  Completing: 16,
  Complete: 17,
} as const;
export type PackmlState = keyof typeof PACKML_STATES;

/** PackML unit modes by name; numbers from 4 on are user-defined. */
export const PACKML_MODES = { Invalid: 0, Production: 1, Maintenance: 2, Manual: 3, Setup: 4 } as const;
export type PackmlMode = keyof typeof PACKML_MODES;

/** PackML control commands (`CntrlCmd`). */
export const PACKML_COMMANDS = {
  Reset: 1,
  Start: 2,
  Stop: 3,
  Hold: 4,
  Unhold: 5,
  Suspend: 6,
  Unsuspend: 7,
  Abort: 8,
  Clear: 9,
  Complete: 10,
} as const;
export type PackmlCommand = keyof typeof PACKML_COMMANDS;

const stateNames = new Map<number, PackmlState>(
  Object.entries(PACKML_STATES).map(([name, code]) => [code, name as PackmlState]),
);
const modeNames = new Map<number, PackmlMode>(
  Object.entries(PACKML_MODES).map(([name, code]) => [code, name as PackmlMode]),
);

/** Name of a PackML state number; `Undefined` for a number the standard does not know. */
export function packmlStateName(code: number): PackmlState {
  return stateNames.get(code) ?? 'Undefined';
}

/** Name of a PackML mode number; `Invalid` for an unknown one. */
export function packmlModeName(code: number): PackmlMode {
  return modeNames.get(code) ?? 'Invalid';
}

/** Stop reasons below 100 that the state mapping needs; a line model gives its own codes to its failure modes from 100 on. */
export const STOP_REASONS = { none: 0, offShift: 90, noOrder: 91, operatorMissing: 92 } as const;

/** States of a station as the twin, the truth files and the dashboard speak of them. */
export const STATION_STATES = [
  'idle',
  'setup',
  'processing',
  'blocked',
  'starved',
  'held',
  'down',
  'maintenance',
  'offshift',
] as const;
export type StationState = (typeof STATION_STATES)[number];
/** What the twin may say of a station: a state, or that it does not know. */
export type KnownState = StationState | 'unknown';

/** The PackML tags that decide a station's state. */
export interface PackmlStatus {
  state: number;
  mode: number;
  isBlocked: boolean;
  isStarved: boolean;
  stopReason: number;
}

/**
 * Station state from PackML tags (OPC 40001-1 Annex C in spirit: mode first, then state, then cause).
 * A state number outside the standard gives `unknown`, never a default.
 */
export function stationStateFromPackml(status: PackmlStatus): KnownState {
  if (status.mode === PACKML_MODES.Maintenance) return 'maintenance';
  const state = packmlStateName(status.state);
  if (status.mode === PACKML_MODES.Setup && state !== 'Aborted') return 'setup';
  switch (state) {
    case 'Execute':
    case 'Completing':
      return 'processing';
    case 'Starting':
    case 'Resetting':
      return 'setup';
    case 'Suspending':
    case 'Suspended':
    case 'Unsuspending':
      return status.isBlocked ? 'blocked' : 'starved';
    case 'Holding':
    case 'Held':
    case 'Unholding':
      return 'held';
    case 'Aborting':
    case 'Aborted':
    case 'Clearing':
      return 'down';
    case 'Stopping':
    case 'Stopped':
      return status.stopReason === STOP_REASONS.offShift ? 'offshift' : 'idle';
    case 'Idle':
    case 'Complete':
      return 'idle';
    case 'Undefined':
      return 'unknown';
  }
}
