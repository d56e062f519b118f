// Experiments: offline runs of a line model, kept with their settings, model version and seed.
import { z } from 'zod';

const MOST_SECONDS = 10 * 365 * 86_400;

/** How an experiment is run. */
export const studySettingsSchema = z.strictObject({
  /** Time 0: the line is empty then. */
  startAt: z.iso.datetime({ offset: true }).default('2026-01-05T06:00:00Z'),
  horizonSeconds: z.number().positive().max(MOST_SECONDS),
  /** Left out of the statistics; `auto` lets MSER-5 find it on pilot runs. */
  warmupSeconds: z.union([z.number().nonnegative(), z.literal('auto')]).default(0),
  /** Replications to run; with `stop`, the most to run. */
  replications: z.int().min(1).max(2000).default(20),
  /** Same seed, same result; experiments of one seed are compared on common random numbers. */
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1),
  /** Enough as soon as the 95 % interval of this figure is no wider than that share of its mean to either side. */
  stop: z
    .strictObject({
      figure: z.string().default('line.goodPartsPerHour'),
      relativeHalfWidth: z.number().gt(0).lt(1),
    })
    .nullable()
    .default(null),
});
export type ExperimentSettings = z.infer<typeof studySettingsSchema>;

/** What a new experiment is made from: a line of the twin by its id, or a line model of its own. */
export const newExperimentSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  line: z.string().optional(),
  /** A whole line model, checked like a line file. */
  model: z.unknown().optional(),
  settings: studySettingsSchema,
});
export type NewExperiment = z.infer<typeof newExperimentSchema>;

/** A mean over replications with its 95 % confidence interval (null for one replication), spread and ranks. */
export const estimateSchema = z.object({
  n: z.number(),
  mean: z.number(),
  sd: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  p10: z.number(),
  p50: z.number(),
  p90: z.number(),
});

const better = z.enum(['higher', 'lower', 'neither']);

/** A figure of a study: `line.<name>`, `station.<id>.<name>` or `buffer.<id>.<name>`. */
export const studyFigureSchema = z.object({
  id: z.string(),
  unit: z.string(),
  better,
  /** 0 or 1 in each replication: its mean is a probability, its interval Wilson's. */
  isShare: z.boolean(),
  /** Null when no replication could tell. */
  estimate: estimateSchema.nullable(),
});

/** What an experiment found. */
export const studySummarySchema = z.object({
  replications: z.number(),
  warmupSeconds: z.number(),
  /** With `stop`: whether the interval became narrow enough. */
  isPrecise: z.boolean().nullable(),
  figures: z.array(studyFigureSchema),
  /** Such as that the line came to a standstill, and who waits for whom. */
  warnings: z.array(z.string()),
  events: z.number(),
  computeSeconds: z.number(),
});
export type StudySummary = z.infer<typeof studySummarySchema>;

/** An experiment as it is listed. */
export const experimentSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Id of its line model, and hash of its content. */
  line: z.string(),
  modelVersion: z.string(),
  settings: studySettingsSchema,
  status: z.enum(['created', 'queued', 'running', 'done', 'failed', 'cancelled']),
  /** Share done while it runs, 0 to 1. */
  progress: z.number(),
  createdMs: z.number(),
  finishedMs: z.number().nullable(),
  /** Why it failed. */
  error: z.string().nullable(),
  /** Events of replication 0 done step by step. */
  steppedEvents: z.number(),
  result: studySummarySchema.nullable(),
});
export type Experiment = z.infer<typeof experimentSchema>;

/** How far to step replication 0: by a number of events, or to a time. */
export const stepSchema = z
  .strictObject({
    events: z.int().min(1).max(10_000).optional(),
    untilSeconds: z.number().nonnegative().max(MOST_SECONDS).optional(),
  })
  .refine(({ events, untilSeconds }) => (events === undefined) !== (untilSeconds === undefined), {
    message: 'allowed: either events or untilSeconds',
  });
export type Step = z.infer<typeof stepSchema>;

/** Replication 0 of an experiment, stopped between two events. */
export const steppedStateSchema = z.object({
  nowSeconds: z.number(),
  events: z.number(),
  /** False when a step to a time was cut short because it takes many events: ask again to go on. */
  isThere: z.boolean(),
  /** True when nothing will ever happen again or the horizon is reached. */
  isOver: z.boolean(),
  stations: z.array(z.object({ id: z.string(), state: z.string(), processed: z.number(), failures: z.number() })),
  buffers: z.array(z.object({ id: z.string(), content: z.number() })),
  wip: z.number(),
  goodParts: z.number(),
  scrappedParts: z.number(),
  /** Who waits for whom, when the line can never go on. */
  stall: z.string().nullable(),
  /** What happened in this step, the last 200 of it. */
  trace: z.array(
    z.object({ t: z.number(), kind: z.string(), id: z.string().nullable(), value: z.string().nullable() }),
  ),
});
export type SteppedState = z.infer<typeof steppedStateSchema>;

/** How the second experiment differs from the first in one figure. */
export const figureComparisonSchema = z.object({
  id: z.string(),
  unit: z.string(),
  better,
  first: z.number(),
  second: z.number(),
  /** Second less first, with its 95 % confidence interval. */
  difference: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  n: z.number(),
  /** Pairs of one seed (common random numbers), or two independent samples. */
  method: z.enum(['paired', 'welch']),
  verdict: z.enum(['better', 'worse', 'different', 'undecided']),
});
export const comparisonSchema = z.object({
  first: z.string(),
  second: z.string(),
  /** Settings that differ and make the comparison doubtful, in words. */
  cautions: z.array(z.string()),
  figures: z.array(figureComparisonSchema),
});
export type ExperimentComparison = z.infer<typeof comparisonSchema>;
