// The line model: what a production line is made of, as one versioned zod schema.
import { z } from 'zod';
import { checkLine } from './line-checks.ts';
import { COUNT_MAX, id, nonNegative, point, positive, stationSchema } from './station-model.ts';

export * from './line-figures.ts';
export { STATION_SHAPES } from './station-model.ts';

const buffer = z.discriminatedUnion('kind', [
  z.strictObject({
    id,
    name: z.string(),
    kind: z.literal('conveyor'),
    /** Accumulating conveyor: parts run at belt speed until they meet the one ahead. */
    lengthMm: positive.max(1e9),
    speedMmPerSecond: z.number().min(0.001).max(1e6),
    /** Room one part takes [mm]; capacity = floor(length / pitch). */
    pitchMm: z.number().min(0.1).max(1e9),
    path: z.array(point).min(2),
  }),
  z.strictObject({
    id,
    name: z.string(),
    kind: z.literal('buffer'),
    /** Places; 0 = handed over from machine to machine, without a place between. */
    capacity: z.int().nonnegative(),
    transitSeconds: nonNegative.default(0),
    /** Least time between two parts that leave. */
    headwaySeconds: nonNegative.default(0),
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
  breaks: z.array(z.strictObject({ start: time, minutes: positive.max(1440) })).default([]),
});

const person = z.strictObject({
  id,
  name: z.string(),
  role: z.enum(['operator', 'technician']),
  skills: z.array(z.string()).min(1),
  home: point,
  walkMetresPerSecond: z.number().min(0.01).max(1000).default(1.2),
});

const planned = z.strictObject({
  /** Order id is `<date>-<shift>-<suffix>`. */
  suffix: z.string().regex(/^[A-Za-z0-9]+$/),
  product: id,
  quantity: z.int().positive().max(COUNT_MAX),
  /** Due time after shift start [min]. */
  dueMinutes: positive.max(1e9),
  weight: positive.default(1),
  /** Higher goes first; default: that of its product. */
  priority: z.number().optional(),
});

const order = z.strictObject({
  id: z.string().min(1),
  product: id,
  quantity: z.int().positive().max(COUNT_MAX),
  releaseAt: z.iso.datetime().optional(),
  dueAt: z.iso.datetime(),
  weight: positive.default(1),
  /** Higher goes first; default: that of its product. */
  priority: z.number().optional(),
});

/** Money of the line as a whole. */
const lineCosts = z.strictObject({
  /** ISO 4217. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'three capital letters, such as EUR')
    .default('EUR'),
  materialPerPart: nonNegative.default(0),
  scrapPerPart: nonNegative.default(0),
  wipPerPartHour: nonNegative.default(0),
  /** Times the weight of the order. */
  tardinessPerOrderHour: nonNegative.default(0),
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
          /** Of parts without an order, and of orders without a priority; higher goes first. */
          priority: z.number().default(0),
        }),
      )
      .min(1),
    stations: z.array(stationSchema).min(2),
    buffers: z.array(buffer).min(1),
    people: z.array(person).default([]),
    /** Times of day are UTC. No shifts: the line works round the clock. */
    shifts: z.array(shift).default([]),
    /** Orders that repeat every shift, worked off in this sequence. */
    planPerShift: z.array(planned).default([]),
    /** Orders with fixed times, worked off before those of the plan. */
    orders: z.array(order).default([]),
    costs: lineCosts.prefault({}),
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
