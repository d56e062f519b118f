// A kernel program: parameters and topology of a line packed into one immutable buffer that threads can clone or share.
import { mix } from './random.ts';
import type { Counts, StateLayout } from './layout.ts';

/** Format of the packed buffer; a kernel runs programs of its own version only. */
export const PROGRAM_VERSION = 1;

/**
 * A compiled line. Structured-clonable. Records lie in `buffer` as in the state (see layout.ts): handles are word
 * indices, doubles first. Names are not in here: entities are known by their index in the ProgramSpec.
 */
export interface Program {
  readonly version: number;
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  readonly counts: Counts;
  readonly layout: StateLayout;
  readonly tables: ProgramTables;
  /** Of the contents of the buffer, so that parameters and topology can be compared. */
  hash: number;
}

/** Where the tables of a program lie in its buffer: handles of first records, or double indices where said. */
export interface ProgramTables {
  stations: number;
  modes: number;
  buffers: number;
  persons: number;
  orders: number;
  /** Words: 1 for each product that is a component. */
  isComponent: number;
  /** Words: person x skill, 1 where the person has it. */
  skills: number;
  /** Doubles: factor on the cycle time for each station x product. The one table that may be overwritten, before a kernel is made. */
  cycleScale: number;
  /** Doubles: times at which work starts or stops, in turn. */
  switches: number;
  switchCount: number;
  startsWorking: number;
  /** Words: handles of the sources that release orders, `[count, ...]`. */
  orderSources: number;
  /** Distribution of a stop whose failure mode nobody knows. */
  unknownRepair: number;
}

// Station parameters.
export const X = 0;
export const Y = 1;
export const REWORK_SHARE = 2;
export const SCRAP_SHARE = 3;
export const KIND = 8;
export const BATCH = 9;
export const OPERATOR_SKILL = 10;
export const MAX_REWORKS = 11;
export const STOCK_PRODUCT = 12;
/** Lists `[count, ...]`: buffer handles; buffer and quantity pairs; destination and when pairs. */
export const INPUTS = 13;
export const COMPONENTS = 14;
export const OUTPUTS = 15;
/** State handle of the first failure mode, and how many. */
export const MODES = 16;
export const MODE_COUNT = 17;
/** Words: handle of the cycle time distribution for each product. */
export const CYCLES = 18;
/** Double index of this station's row of cycleScale. */
export const SCALES = 19;
/** Double index of the changeover matrix, -1 for none. */
export const CHANGEOVERS = 20;
export const STATION_PARAM_SIZE = 22;

// Failure mode parameters.
export const CLOCK = 0;
export const ON_FAILURE = 1;
export const SKILL = 2;
export const LIFE_TIME = 3;
export const REPAIR_TIME = 4;
/** Key of the mode's random streams. */
export const MODE_KEY = 5;
export const MODE_PARAM_SIZE = 6;

// Buffer parameters.
export const TRANSIT = 0;
export const CAPACITY = 2;
/** List of `[count, (station, 1 when it takes components)...]`, and of `[count, station...]`. */
export const CONSUMERS = 3;
export const PRODUCERS = 4;
export const BUFFER_PARAM_SIZE = 6;

// Person parameters.
export const HOME_X = 0;
export const HOME_Y = 1;
export const SPEED = 2;
export const IS_TECHNICIAN = 6;
export const PERSON_PARAM_SIZE = 8;

// Order parameters.
export const RELEASE_AT = 0;
export const ORDER_PRODUCT = 2;
export const QUANTITY = 3;
export const ORDER_PARAM_SIZE = 4;

// Distribution: four doubles by type (see distributions.ts), its type, and values by double index and count.
export const A = 0;
export const B = 1;
export const C = 2;
/** Mean. */
export const MEAN = 3;
export const TYPE = 8;
export const VALUES = 9;
export const VALUE_COUNT = 10;
export const DISTRIBUTION_SIZE = 12;

/** What to scale in `withCycleTimeScale`. */
export interface CycleTimeScale {
  /** Product by index; -1 for all. */
  product: number;
  /** Factor on the model's cycle time, above 0. */
  scale: number;
}

/**
 * Scales the cycle time of a station for a product, for example to what was learned from the plant. Writes into the
 * program: do it before a kernel is made from it. Unknown stations and products are left out.
 */
export function withCycleTimeScale(program: Program, station: number, { product, scale }: CycleTimeScale): void {
  const { stations, products } = program.counts;
  if (station < 0 || station >= stations || product >= products || !(scale > 0)) return;
  const g = new Float64Array(program.buffer);
  const row = program.tables.cycleScale + station * products;
  if (product < 0) g.fill(scale, row, row + products);
  else g[row + product] = scale;
  program.hash = hashWords(new Int32Array(program.buffer));
}

/** Hash of words, 32 bits; equal words give equal hashes. */
export function hashWords(words: Int32Array): number {
  let hash = words.length;
  for (const word of words) hash = mix(hash ^ word);
  return hash >>> 0;
}
