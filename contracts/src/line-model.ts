// The line model: what a production line is made of, as one versioned zod schema.
import { z } from 'zod';
import { checkLine } from './line-checks.ts';

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and dashes, starting with a letter');
const positive = z.number().positive();
const nonNegative = z.number().nonnegative();
const probability = z.number().min(0).max(1);

const distributionObject = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('constant'), value: nonNegative }),
  z.strictObject({ type: z.literal('uniform'), min: nonNegative, max: nonNegative }),
  z.strictObject({ type: z.literal('triangular'), min: nonNegative, mode: nonNegative, max: nonNegative }),
  z.strictObject({ type: z.literal('normal'), mean: positive, sd: nonNegative }),
  z.strictObject({ type: z.literal('lognormal'), mean: positive, cv: positive }),
  z.strictObject({ type: z.literal('gamma'), mean: positive, cv: positive }),
  z.strictObject({ type: z.literal('weibull'), shape: positive, scale: positive }),
  z.strictObject({ type: z.literal('exponential'), mean: positive }),
  z.strictObject({ type: z.literal('empirical'), values: z.array(nonNegative).min(1) }),
]);

/** A random time or count. A bare number is a constant. `normal` is truncated at 0. */
export const distributionSchema = z.preprocess(
  (value) => (typeof value === 'number' ? { type: 'constant', value } : value),
  distributionObject,
);
export type Distribution = z.infer<typeof distributionObject>;

const point = z.strictObject({ x: z.number(), y: z.number() });

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

const failureMode = z.strictObject({
  id,
  name: z.string(),
  /** What ages the machine: wall time, time in operation, or cycles. */
  clock: z.enum(['calendar', 'operating', 'cycles']),
  /** Time [s] or number of cycles between failures. */
  timeBetween: distributionSchema,
  repairSeconds: distributionSchema,
  /** Skill of the technician who repairs; null when the machine recovers by itself. */
  skill: z.string().nullable().default(null),
  onFailure: z.enum(['resume', 'restart', 'scrap']).default('resume'),
  /** StopReason code the PLC shows; from 100 on, unique in the station. */
  stopReason: z.int().min(100),
});

const output = z.strictObject({
  to: id,
  /** Which results leave this way. */
  when: z.enum(['always', 'pass', 'rework', 'scrap']).default('always'),
});

const sensor = z.strictObject({
  /** Signal is `Meas/<name>`. */
  name: z.string().regex(/^[A-Z][A-Za-z0-9]*$/),
  unit: z.string(),
  low: z.number(),
  high: z.number(),
});

const station = z.strictObject({
  id,
  name: z.string(),
  kind: z.enum(['source', 'single', 'assembly', 'batch', 'inspection', 'sink']),
  shape: z.enum(STATION_SHAPES).default('generic'),
  at: point,
  /** Heading of the machine in the layout [degrees], 0 = front towards -y. */
  rotationDegrees: z.number().default(0),
  /** Buffers the main part is taken from, first one first. */
  inputs: z.array(id).default([]),
  /** Further parts consumed at the start of each cycle (assembly). */
  components: z.array(z.strictObject({ from: id, quantity: z.int().positive().default(1) })).default([]),
  outputs: z.array(output).default([]),
  /** Parts in one cycle (batch); the cycle starts when they are all there. */
  batchSize: z.int().positive().default(1),
  cycleTimeSeconds: distributionSchema.default({ type: 'constant', value: 0 }),
  /** Cycle times that differ by product, by product id. */
  cycleTimeSecondsByProduct: z.record(id, distributionSchema).default({}),
  /** Changeover [s] from one product (row) to another (column); missing pairs are 0. */
  changeoverSeconds: z.record(id, z.record(id, nonNegative)).default({}),
  /** Skill an operator must bring for the whole of each cycle (manual work). */
  operatorSkill: z.string().nullable().default(null),
  /** Result of a cycle: share sent to rework and share scrapped. */
  quality: z
    .strictObject({
      rework: probability.default(0),
      scrap: probability.default(0),
      /** A part that fails again after this many reworks is scrapped. */
      maxReworks: z.int().nonnegative().default(1),
    })
    .default({ rework: 0, scrap: 0, maxReworks: 1 }),
  failures: z.array(failureMode).default([]),
  sensors: z.array(sensor).default([]),
  /** source only: `orders` releases parts of the order plan, `stock` never runs out of `product`. */
  releases: z.enum(['orders', 'stock']).default('orders'),
  /** source with `releases: stock`: the product it feeds. */
  product: id.optional(),
});

const buffer = z.discriminatedUnion('kind', [
  z.strictObject({
    id,
    name: z.string(),
    kind: z.literal('conveyor'),
    /** Accumulating conveyor: parts run at belt speed until they meet the one ahead. */
    lengthMm: positive,
    speedMmPerSecond: positive,
    /** Room one part takes [mm]; capacity = floor(length / pitch). */
    pitchMm: positive,
    path: z.array(point).min(2),
  }),
  z.strictObject({
    id,
    name: z.string(),
    kind: z.literal('buffer'),
    capacity: z.int().positive(),
    transitSeconds: nonNegative.default(0),
    path: z.array(point).min(2),
  }),
]);

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM');
const days = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);

const shift = z.strictObject({
  id,
  name: z.string(),
  days: z.array(days).min(1),
  start: time,
  /** An end at or before the start is on the next day. */
  end: time,
  breaks: z.array(z.strictObject({ start: time, minutes: positive })).default([]),
});

const person = z.strictObject({
  id,
  name: z.string(),
  role: z.enum(['operator', 'technician']),
  skills: z.array(z.string()).min(1),
  home: point,
  walkMetresPerSecond: positive.default(1.2),
});

const planned = z.strictObject({
  /** Order id is `<date>-<shift>-<suffix>`. */
  suffix: z.string().regex(/^[A-Za-z0-9]+$/),
  product: id,
  quantity: z.int().positive(),
  /** Due time after shift start [min]. */
  dueMinutes: positive,
  weight: positive.default(1),
});

const order = z.strictObject({
  id: z.string().min(1),
  product: id,
  quantity: z.int().positive(),
  releaseAt: z.iso.datetime().optional(),
  dueAt: z.iso.datetime(),
  weight: positive.default(1),
});

/** Schema of a line model file. Unknown keys are refused, so a typing error is found, not ignored. */
export const lineModelSchema = z
  .strictObject({
    schema: z.literal('mini-factory-twin/line@1'),
    id,
    name: z.string(),
    description: z.string().default(''),
    location: z.strictObject({ enterprise: id, site: id, area: id }),
    products: z
      .array(
        z.strictObject({
          id,
          name: z.string(),
          color: z.string().regex(/^#[0-9a-f]{6}$/),
          role: z.enum(['product', 'component']).default('product'),
        }),
      )
      .min(1),
    stations: z.array(station).min(2),
    buffers: z.array(buffer).min(1),
    people: z.array(person).default([]),
    /** Times of day are UTC. No shifts: the line works round the clock. */
    shifts: z.array(shift).default([]),
    /** Orders that repeat every shift, worked off in this sequence. */
    planPerShift: z.array(planned).default([]),
    /** Orders with fixed times, worked off before those of the plan. */
    orders: z.array(order).default([]),
  })
  .superRefine((line, context) => {
    for (const fault of checkLine(line)) context.addIssue({ code: 'custom', path: fault.path, message: fault.message });
  });

export type LineModel = z.infer<typeof lineModelSchema>;
export type Station = LineModel['stations'][number];
export type Buffer = LineModel['buffers'][number];
export type FailureMode = Station['failures'][number];
export type Person = LineModel['people'][number];
export type Product = LineModel['products'][number];
export type Shift = LineModel['shifts'][number];

/** Parts a buffer can hold. */
export function bufferCapacity(buffer: Buffer): number {
  if (buffer.kind === 'buffer') return buffer.capacity;
  return Math.floor(buffer.lengthMm / buffer.pitchMm + 1e-9);
}

/** Time a part needs through an empty buffer [s]. */
export function bufferTransitSeconds(buffer: Buffer): number {
  if (buffer.kind === 'buffer') return buffer.transitSeconds;
  return buffer.lengthMm / buffer.speedMmPerSecond;
}

/** Mean of a distribution (of the untruncated one for `normal`). */
export function distributionMean(distribution: Distribution): number {
  switch (distribution.type) {
    case 'constant':
      return distribution.value;
    case 'uniform':
      return (distribution.min + distribution.max) / 2;
    case 'triangular':
      return (distribution.min + distribution.mode + distribution.max) / 3;
    case 'weibull':
      return distribution.scale * gammaOf(1 + 1 / distribution.shape);
    case 'empirical':
      return distribution.values.reduce((sum, value) => sum + value, 0) / distribution.values.length;
    case 'normal':
    case 'lognormal':
    case 'gamma':
    case 'exponential':
      return distribution.mean;
  }
}

/** Cycle time of a station for a product. */
export function cycleTimeOf(station: Station, product: string): Distribution {
  return station.cycleTimeSecondsByProduct[product] ?? station.cycleTimeSeconds;
}

/** Gamma function by Lanczos' approximation (g = 7, n = 9), relative error below 1e-13 for x > 0.5. */
function gammaOf(x: number): number {
  const coefficients = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const y = x - 1;
  const t = y + coefficients.length - 0.5;
  const series = coefficients.reduce((sum, value, index) => sum + value / (y + index + 1), 0.99999999999980993);
  return Math.sqrt(2 * Math.PI) * t ** (y + 0.5) * Math.exp(-t) * series;
}
