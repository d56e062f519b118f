// The station of a line model: what it takes, how it works, how it fails, where its parts go.
import { z } from 'zod';
import { distributionSchema, LARGEST_TIME } from './distribution.ts';

// `constructor` is what every object of JavaScript has: a product of that name would be found in every table by product.
export const id = z
  .string()
  .regex(
    /^(?!constructor$)[a-z][a-z0-9-]*$/,
    'lower-case letters, digits and dashes, starting with a letter; not "constructor"',
  );
/** Times [s], money, weights. */
export const positive = z.number().positive().max(LARGEST_TIME);
export const nonNegative = z.number().nonnegative().max(LARGEST_TIME);
/** Counts are 32 bit words in the kernel. */
export const COUNT_MAX = 1_000_000_000;
const coordinate = z.number().min(-1e6).max(1e6);
/** A place in the layout [m]. */
export const point = z.strictObject({ x: coordinate, y: coordinate });
/** Shares and speeds grow with the power of the speed factor. */
const exponent = z.number().min(0).max(10);
const probability = z.number().min(0).max(1);

/** Shapes the 3D scene can draw. */
export const STATION_SHAPES = [
  'loader',
  'cnc',
  'washer',
  'press',
  'bench',
  'robot',
  'leak-test',
  'tester',
  'laser',
  'packing',
  'feeder',
  'exit',
  'generic',
] as const;

/** What ages a machine: time on the wall, working time of the line, time in operation, or cycles. */
const clock = z.enum(['calendar', 'shift', 'operating', 'cycles']);

const failureMode = z.strictObject({
  id,
  name: z.string(),
  clock,
  /** Time [s] or number of cycles from repair to failure. */
  timeBetween: distributionSchema,
  repairSeconds: distributionSchema,
  /** Skill of the technician who repairs; null when the machine recovers by itself. */
  skill: z.string().nullable().default(null),
  onFailure: z.enum(['resume', 'restart', 'scrap']).default('resume'),
  /**
   * What a calendar or shift failure that falls due while the station is down comes to: repaired along with the other,
   * failing right after it, or not falling due because its clock stands still.
   */
  overlap: z.enum(['absorb', 'follow', 'pause']).default('absorb'),
  /** StopReason code the PLC shows; from 100 on, unique in the station. */
  stopReason: z.int().min(100).max(COUNT_MAX),
});

const maintenanceTask = z.strictObject({
  id,
  name: z.string(),
  clock,
  /** Time [s] or number of cycles from one time to the next; done between cycles. */
  every: positive,
  durationSeconds: distributionSchema,
  /** Skill of the technician who does it; null for none. */
  skill: z.string().nullable().default(null),
  /** Failure modes of the station that are as new after it. */
  renews: z.array(id).default([]),
});

const output = z.strictObject({
  to: id,
  /** Which results leave this way. */
  when: z.enum(['always', 'pass', 'rework', 'scrap']).default('always'),
  /** Which products leave this way; empty for all. */
  products: z.array(id).default([]),
  /** Relative frequency under `routing: probability`. */
  weight: nonNegative.default(1),
});

const sensor = z.strictObject({
  /** Signal is `Meas/<name>`. */
  name: z.string().regex(/^[A-Z][A-Za-z0-9]*$/),
  unit: z.string(),
  low: z.number(),
  high: z.number(),
});

/** Money, in the currency of the line. */
const stationCosts = z.strictObject({
  perHourProcessing: nonNegative.default(0),
  /** Blocked, starved, held or idle in working time. */
  perHourWaiting: nonNegative.default(0),
  perSetup: nonNegative.default(0),
  perRepair: nonNegative.default(0),
  perMaintenance: nonNegative.default(0),
});

/** Schema of one station. */
export const stationSchema = z.strictObject({
  id,
  name: z.string(),
  kind: z.enum(['source', 'single', 'parallel', 'assembly', 'disassembly', 'batch', 'inspection', 'sink']),
  shape: z.enum(STATION_SHAPES).default('generic'),
  at: point,
  /** Heading of the machine in the layout [degrees], 0 = front towards -y. */
  rotationDegrees: z.number().default(0),
  /** Identical machines side by side that share inputs, outputs and people; each fails by itself. Of `parallel` 2 or more. */
  servers: z.int().min(1).max(1000).default(1),
  /** Buffers the main part is taken from, first one first. */
  inputs: z.array(id).default([]),
  /** Further parts consumed at the start of each cycle (assembly). */
  components: z.array(z.strictObject({ from: id, quantity: z.int().positive().max(10_000).default(1) })).default([]),
  /** Which part is taken next. All but `fifo` choose among all parts of all inputs. */
  dispatch: z.enum(['fifo', 'spt', 'edd', 'cr', 'slack', 'atc', 'priority', 'setup', 'policy']).default('fifo'),
  /** A part of higher priority that arrives puts the one in work back, to be resumed later. */
  preempts: z.boolean().default(false),
  outputs: z.array(output).default([]),
  /** How a part chooses among the outputs that take its result and product. */
  routing: z.enum(['first', 'probability', 'shortest', 'cyclic']).default('first'),
  /** Parts in one cycle (batch); the cycle starts when they are all there. */
  batchSize: z.int().positive().max(10_000).default(1),
  /** Longest time the first part of a batch waits for the others [s]; then the cycle starts with those there are. Null: until it is full. */
  batchWaitSeconds: positive.nullable().default(null),
  /** Parts that come out behind each main part (disassembly). */
  yields: z.array(z.strictObject({ product: id, quantity: z.int().positive().max(10_000).default(1) })).default([]),
  cycleTimeSeconds: distributionSchema.default({ type: 'constant', value: 0 }),
  /** Cycle times that differ by product, by product id. */
  cycleTimeSecondsByProduct: z.record(id, distributionSchema).default({}),
  /** Changeover [s] from one product (row) to another (column); missing pairs are 0. */
  changeoverSeconds: z.record(id, z.record(id, nonNegative)).default({}),
  /** Skill an operator must bring for the whole of each cycle (manual work). */
  operatorSkill: z.string().nullable().default(null),
  /** Skill an operator must bring for each changeover. */
  setupSkill: z.string().nullable().default(null),
  /** Result of a cycle: share sent to rework and share scrapped. */
  quality: z
    .strictObject({
      rework: probability.default(0),
      scrap: probability.default(0),
      /** A part that fails again after this many reworks is scrapped. */
      maxReworks: z.int().nonnegative().max(COUNT_MAX).default(1),
    })
    .default({ rework: 0, scrap: 0, maxReworks: 1 }),
  failures: z.array(failureMode).default([]),
  maintenance: z.array(maintenanceTask).default([]),
  /** What the end of a shift does to a running setup or cycle. */
  offShift: z.enum(['finish', 'suspend']).default('finish'),
  /** Speed against the cycle time, and what it does to wear and quality. */
  speed: z
    .strictObject({
      factor: z.number().min(0.01).max(100).default(1),
      /** Operating clocks run factor^wearExponent as fast. */
      wearExponent: exponent.default(0),
      /** Rework and scrap shares grow with factor^scrapExponent. */
      scrapExponent: exponent.default(0),
    })
    .default({ factor: 1, wearExponent: 0, scrapExponent: 0 }),
  sensors: z.array(sensor).default([]),
  costs: stationCosts.prefault({}),
  /** source only: `orders` releases parts of the order plan, `stock` never runs out of `product`. */
  releases: z.enum(['orders', 'stock']).default('orders'),
  /** source with `releases: stock`: the product it feeds. */
  product: id.optional(),
  /** source only: releases while fewer parts than this are on the line (CONWIP); 0 for no limit. */
  maxWip: z.int().nonnegative().max(COUNT_MAX).default(0),
});
