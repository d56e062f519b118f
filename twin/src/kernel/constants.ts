// Codes of the kernel: states, phases, kinds, clocks, rules and results as small integers.

/** States of a station in the order in which their times are kept; equal to STATION_STATES of the contracts. */
export const KERNEL_STATES = [
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
export const STATE_COUNT = 9;
export const IDLE = 0;
export const SETUP = 1;
export const PROCESSING = 2;
export const BLOCKED = 3;
export const STARVED = 4;
export const HELD = 5;
export const DOWN = 6;
export const MAINTENANCE = 7;
export const OFFSHIFT = 8;

/** What a station of several machines is said to do: the first of these that one of them does. */
export const BY_ACTIVITY = [PROCESSING, SETUP, MAINTENANCE, DOWN, BLOCKED, HELD, STARVED, IDLE, OFFSHIFT];

// Phases of a machine: what its next step is. A state says what a clock on the wall would show; a phase what comes next.
/** Takes parts in until a cycle's worth is there. */
export const LOADING = 0;
/** Has its parts; waits to start or go on (for the shift, an operator). */
export const READY = 1;
/** An operator is on the way. */
export const WALKING = 2;
/** A changeover or cycle runs; its timer is set. */
export const RUNNING = 3;
/** The cycle is over; parts leave one by one. */
export const UNLOADING = 4;
/** Broken or in maintenance; waits for or is in the work of a technician. */
export const BROKEN = 5;

/** What a READY or RUNNING machine is about. */
export const STAGE_SETUP = 0;
export const STAGE_WORK = 1;

export const KIND_SOURCE = 0;
export const KIND_WORK = 1;
export const KIND_SINK = 2;

export const CLOCK_CALENDAR = 0;
export const CLOCK_SHIFT = 1;
export const CLOCK_OPERATING = 2;
export const CLOCK_CYCLES = 3;

export const FAIL_RESUME = 0;
export const FAIL_RESTART = 1;
export const FAIL_SCRAP = 2;
/** Not a failure: planned maintenance. */
export const FAIL_NEVER = 3;

export const OVERLAP_ABSORB = 0;
export const OVERLAP_FOLLOW = 1;
export const OVERLAP_PAUSE = 2;

export const ROUTE_FIRST = 0;
export const ROUTE_PROBABILITY = 1;
export const ROUTE_SHORTEST = 2;
export const ROUTE_CYCLIC = 3;

export const DISPATCH_FIFO = 0;
export const DISPATCH_SPT = 1;
export const DISPATCH_EDD = 2;
export const DISPATCH_CR = 3;
export const DISPATCH_SLACK = 4;
export const DISPATCH_ATC = 5;
export const DISPATCH_PRIORITY = 6;
export const DISPATCH_SETUP = 7;
export const DISPATCH_POLICY = 8;

export const PASS = 0;
export const REWORK = 1;
export const SCRAP = 2;
/** An output that every result may take. */
export const WHEN_ALWAYS = 3;

/** No such thing: no machine, part, mode, person, order, result. */
export const NONE = -1;
