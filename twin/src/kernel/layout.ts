// Where everything lies in the state buffer: records of doubles and words, and the arrays behind them.
//
// The state is one buffer seen through a Float64Array `f` and an Int32Array `n`. A record is named by its handle: the
// index of its first word in `n`, always even. Its doubles come first, so double field D is `f[(handle >> 1) + D]` and
// word field W is `n[handle + W]`. Structs and two views, because that is as quick for the second kernel of a thread as
// for the first: closures over constant arrays lose half their speed once V8 sees two of them.
import { STATE_COUNT } from './constants.ts';

/** Handle of the one record of line-wide figures. */
export const LINE = 0;
export const NOW = 0;
export const WIP_SINCE = 1;
export const WIP_INTEGRAL = 2;
export const FLOW_TIME = 3;
export const EVENTS = 4;
const LINE_DOUBLES = 5;
export const WIP = 2 * LINE_DOUBLES;
export const GOOD = WIP + 1;
export const SCRAPPED = WIP + 2;
export const IS_WORKING = WIP + 3;
export const CALENDAR_NEXT = WIP + 4;
export const FIRST_OPEN = WIP + 5;
export const FREE_PART = WIP + 6;
export const RING_HEAD = WIP + 7;
export const RING_COUNT = WIP + 8;
export const HEAP_COUNT = WIP + 9;
export const AGENDA_HEAD = WIP + 10;
export const AGENDA_COUNT = WIP + 11;
export const OPERATOR_QUEUE = WIP + 12;
export const TECHNICIAN_QUEUE = WIP + 13;
const LINE_WORDS = WIP + 14;

// Station.
/** Start of the present state [s]. */
export const SINCE = 0;
/** STATE_COUNT doubles: time in each state [s]. */
export const SECONDS = 1;
/** What is left of the setup or cycle at the start of its present stretch [s]. */
export const REMAINING = SECONDS + STATE_COUNT;
/** Operating seconds of this cycle before its present stretch. */
export const WORKED = REMAINING + 1;
/** Start of the present stretch of running [s]. */
export const STRETCH = REMAINING + 2;
/** Start of the repair at the machine [s]; later than now while the technician walks. */
export const REPAIR_SINCE = REMAINING + 3;
const STATION_DOUBLES = REMAINING + 4;
export const PARAM = 2 * STATION_DOUBLES;
export const INDEX = PARAM + 1;
export const STATE = PARAM + 2;
export const PHASE = PARAM + 3;
export const STAGE = PARAM + 4;
/** Phase to go back to after the repair. */
export const AFTER_REPAIR = PARAM + 5;
export const COUNT = PARAM + 6;
/** Parts that have left already. */
export const OUT = PARAM + 7;
export const RESULT = PARAM + 8;
export const LAST_PRODUCT = PARAM + 9;
/** Mode that will end the present stretch, or that broke the station; 0 for none. */
export const MODE = PARAM + 10;
/** Operator at work here and technician at repair here; 0 for none. */
export const OPERATOR = PARAM + 11;
export const TECHNICIAN = PARAM + 12;
export const PROCESSED = PARAM + 13;
export const DEFECTIVE = PARAM + 14;
export const ON_AGENDA = PARAM + 15;
/** Index in `n` of the parts inside. */
export const PARTS = PARAM + 16;
/** 1 while in one of the queues for people. */
export const IN_QUEUE = PARAM + 17;
/** Streams of four words each. */
export const CYCLE_STREAM = PARAM + 18;
export const QUALITY_STREAM = PARAM + 22;
const STATION_WORDS = PARAM + 26;

// Failure mode.
/** What is left to the next failure, and what has passed since the last, in units of the mode's clock. */
export const LIFE = 0;
export const AGE = 1;
/** Calendar clock: when it was last renewed [s]. */
export const RENEWED = 2;
const MODE_DOUBLES = 3;
export const MODE_PARAM = 2 * MODE_DOUBLES;
export const MODE_STATION = MODE_PARAM + 1;
export const MODE_INDEX = MODE_PARAM + 2;
export const LIFE_STREAM = MODE_PARAM + 3;
export const REPAIR_STREAM = MODE_PARAM + 7;
export const MODE_SIZE = MODE_PARAM + 12;

// Buffer.
export const BUFFER_PARAM = 0;
export const CONTENT = 1;
/** Place in the ring of the part that leaves next. */
export const HEAD = 2;
/** Index in `n` of the ring. */
export const RING = 3;
export const BUFFER_SIZE = 4;

// Person: where they are, and the station they are bound to (0 when free).
export const AT_X = 0;
export const AT_Y = 1;
export const BOUND_TO = 4;
export const PERSON_SIZE = 6;

// Order.
export const FINISHED_AT = 0;
export const RELEASED = 2;
export const DONE = 3;
export const ORDER_SCRAPPED = 4;
export const ORDER_SIZE = 6;

// Part. NEXT_FREE is used by free parts only, and shares its word with the scrap mark of parts in use.
export const BORN = 0;
export const READY_AT = 1;
export const PRODUCT = 4;
export const ORDER = 5;
export const REWORKS = 6;
export const NEXT_FREE = 7;
export const IS_SCRAP = 7;
export const PART_SIZE = 8;

/** How many of everything a program has. */
export interface Counts {
  stations: number;
  modes: number;
  buffers: number;
  persons: number;
  orders: number;
  products: number;
  skills: number;
}

/** Handles and array starts in the state buffer. Arrays of words are indices in `n`, `timers` is an index in `f`. */
export interface StateLayout {
  words: number;
  stations: number;
  modes: number;
  buffers: number;
  persons: number;
  orders: number;
  parts: number;
  partCount: number;
  timers: number;
  positions: number;
  ring: number;
  ringMask: number;
  heap: number;
  agenda: number;
  operatorQueue: number;
  technicianQueue: number;
  /** First timer slot of repairs, calendar failures and processes; slot 0 is the calendar's. */
  repairSlots: number;
  failureSlots: number;
  processSlots: number;
  slots: number;
  /** Index in `n` of the places for parts in stations and buffers. */
  places: number;
  /** First slot that lives in the sorted ring; those before live in the heap. */
  nearSlots: number;
}

export const STATION_SIZE = even(STATION_WORDS);

/** Above this many stations the heap takes all timers: insertion in the ring is linear in the worst case. */
const RING_LIMIT = 256;

/** Lays out the state for the counts, room for parts in stations (`held`) and in buffers (`stored`). */
export function layOut(counts: Counts, held: number, stored: number): StateLayout {
  let next = 0;
  const take = (words: number): number => {
    const at = next;
    next = even(next + words);
    return at;
  };
  take(LINE_WORDS);
  const repairSlots = 1;
  const failureSlots = repairSlots + counts.stations;
  const processSlots = failureSlots + counts.modes;
  const slots = processSlots + counts.stations;
  const ringSize = 2 ** Math.ceil(Math.log2(counts.stations + 1));
  const partCount = held + stored + counts.stations;
  return {
    stations: take(counts.stations * STATION_SIZE),
    modes: take(counts.modes * MODE_SIZE),
    buffers: take(counts.buffers * BUFFER_SIZE),
    persons: take(counts.persons * PERSON_SIZE),
    orders: take(counts.orders * ORDER_SIZE),
    parts: take(partCount * PART_SIZE),
    partCount,
    timers: take(2 * slots) / 2,
    positions: take(slots),
    ring: take(ringSize),
    ringMask: ringSize - 1,
    heap: take(slots),
    agenda: take(counts.stations),
    operatorQueue: take(counts.stations),
    technicianQueue: take(counts.stations),
    repairSlots,
    failureSlots,
    processSlots,
    slots,
    nearSlots: counts.stations > RING_LIMIT ? slots : processSlots,
    places: take(held + stored),
    words: next,
  };
}

function even(words: number): number {
  return words + (words & 1);
}
