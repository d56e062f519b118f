// What-if: scenarios as typed lists of changes to the live line, and the answer by paired futures.
import { z } from 'zod';
import { bandSchema } from './api.ts';
import { figureComparisonSchema, studyFigureSchema } from './experiment.ts';

const id = z.string().min(1);
const seconds = z.number().nonnegative().max(31_536_000);
const lasting = z.number().positive().max(31_536_000);
const factor = z.number().positive().max(100);

/** One change. Times count from the moment of the question. */
export const changeSchema = z.discriminatedUnion('kind', [
  /** The station stands for a time (a breakdown, a missing component at its source, a trial). */
  z.strictObject({ kind: z.literal('station-down'), station: id, inSeconds: seconds.default(0), forSeconds: lasting }),
  /** Cycle times x factor, for one product or all: a better tool, a slower operator. */
  z.strictObject({ kind: z.literal('cycle-time'), station: id, product: id.optional(), factor }),
  /** The machine's own speed x factor, with what the model says that does to wear and scrap. */
  z.strictObject({ kind: z.literal('speed'), station: id, factor }),
  /** Times between failures of a station x factor. */
  z.strictObject({ kind: z.literal('failures'), station: id, factor }),
  /** Repair times of a station x factor. */
  z.strictObject({ kind: z.literal('repairs'), station: id, factor }),
  z.strictObject({ kind: z.literal('capacity'), buffer: id, capacity: z.int().positive().max(100_000) }),
  z.strictObject({
    kind: z.literal('person-added'),
    role: z.enum(['operator', 'technician']),
    skills: z.array(id).min(1),
  }),
  z.strictObject({ kind: z.literal('person-removed'), person: id }),
  /** The shift ends later, or its breaks are worked through. */
  z.strictObject({ kind: z.literal('shift-longer'), shift: id, minutes: z.int().positive().max(720) }),
  z.strictObject({ kind: z.literal('breaks-skipped'), shift: id }),
  z.strictObject({
    kind: z.literal('order-added'),
    product: id,
    quantity: z.int().positive().max(1_000_000),
    dueAt: z.iso.datetime({ offset: true }),
    weight: z.number().positive().default(1),
    /** Before all that have not begun, or after them. */
    first: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal('order-dropped'), order: id }),
  z.strictObject({ kind: z.literal('order-first'), order: id }),
  z.strictObject({ kind: z.literal('order-quantity'), order: id, quantity: z.int().positive().max(1_000_000) }),
  /** A planned maintenance task is done then, and not when it would be due. */
  z.strictObject({ kind: z.literal('maintenance'), station: id, task: id, inSeconds: seconds.default(0) }),
  z.strictObject({
    kind: z.literal('dispatch'),
    station: id,
    rule: z.enum(['fifo', 'spt', 'edd', 'cr', 'slack', 'atc', 'priority', 'setup']),
  }),
]);
export type Change = z.infer<typeof changeSchema>;

/** A named list of changes. */
export const scenarioSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  changes: z.array(changeSchema).min(1).max(50),
});
export type Scenario = z.infer<typeof scenarioSchema>;

/** How far to look, and how often. */
export const lookAheadSchema = z.strictObject({
  /** From now; default: to the end of the shift. */
  horizonSeconds: z.number().positive().max(31_536_000).optional(),
  replications: z.int().min(9).max(9999).default(99),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1),
});
export type LookAhead = z.infer<typeof lookAheadSchema>;

/** Scenarios to compare with the line as it goes on by itself. */
export const whatIfQuestionSchema = lookAheadSchema.extend({ scenarios: z.array(scenarioSchema).min(1).max(10) });
export type WhatIfQuestion = z.infer<typeof whatIfQuestionSchema>;

/** Futures of one variant: all figures, and the course of output and WIP. */
export const futuresSchema = z.object({
  figures: z.array(studyFigureSchema),
  /** Parts finished since now, and parts on the line. */
  course: z.array(z.object({ atMs: z.number(), output: bandSchema, wip: bandSchema })),
});
export type Futures = z.infer<typeof futuresSchema>;

/** A difference, and how many replications would decide it when these did not. */
export const whatIfDifferenceSchema = figureComparisonSchema.extend({
  /** Null when it is decided, or when there is no difference at all. */
  replicationsToDecide: z.number().nullable(),
});

/** The answer to a what-if question. */
export const whatIfAnswerSchema = z.object({
  line: z.string(),
  /** Plant time of the state it starts from, and where it ends. */
  madeAtMs: z.number(),
  horizonMs: z.number(),
  /** Plant time that figures in seconds on the clock, such as the finish of an order, count from. */
  epochMs: z.number(),
  replications: z.number(),
  computeMs: z.number(),
  isOnStaleInputs: z.boolean(),
  base: futuresSchema,
  scenarios: z.array(
    z.object({
      name: z.string(),
      changes: z.array(changeSchema),
      futures: futuresSchema,
      /** Scenario less base, on the same random numbers. */
      differences: z.array(whatIfDifferenceSchema),
      warnings: z.array(z.string()),
    }),
  ),
});
export type WhatIfAnswer = z.infer<typeof whatIfAnswerSchema>;

/** One thing that could be changed, and what that would bring. */
export const leverSchema = z.object({
  name: z.string(),
  changes: z.array(changeSchema),
  /** More good parts by the horizon, and less weighted tardiness [h], with 95 % intervals. */
  output: whatIfDifferenceSchema,
  tardiness: whatIfDifferenceSchema.nullable(),
});

/** What would help most: the levers by what they bring. */
export const leversSchema = z.object({
  line: z.string(),
  madeAtMs: z.number(),
  horizonMs: z.number(),
  replications: z.number(),
  computeMs: z.number(),
  levers: z.array(leverSchema),
});
export type Levers = z.infer<typeof leversSchema>;

/** A scenario that is kept, to be run on the state of any time. */
export const keptScenarioSchema = scenarioSchema.extend({
  id: z.string(),
  line: z.string(),
  createdMs: z.number(),
  /** The latest answer; null before the first run. */
  answer: whatIfAnswerSchema.nullable(),
});
export type KeptScenario = z.infer<typeof keptScenarioSchema>;
