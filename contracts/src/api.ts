// Schemas of the HTTP API's answers. Times ending in Ms are ms since 1970 UTC on the plant clock unless said otherwise.
import { z } from 'zod';
import { STATION_STATES } from './packml.ts';

/** P10, P50 and P90 of a quantity. */
export const bandSchema = z.object({ p10: z.number(), p50: z.number(), p90: z.number() });
export type Band = z.infer<typeof bandSchema>;

export const knownStateSchema = z.enum([...STATION_STATES, 'unknown']);
export const qualitySchema = z.enum(['good', 'uncertain', 'bad', 'stale']);

/** How far the mirror is in step with the plant. */
export const healthSchema = z.object({
  status: z.enum(['SYNCED', 'DEGRADED', 'LOST', 'INVALID']),
  /** Why it is not SYNCED, one line each, empty when it is. */
  reasons: z.array(z.string()),
  /** Plant time up to which all messages are believed to be in. */
  watermarkMs: z.number(),
  /** Real seconds since the last message of the line. */
  ageSeconds: z.number(),
  connections: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['online', 'offline', 'waiting']),
      /** Real ms of the last message; null before the first. */
      lastMessageMs: z.number().nullable(),
      messages: z.number(),
      rejected: z.number(),
      gaps: z.number(),
      rebirthsRequested: z.number(),
    }),
  ),
});
export type Health = z.infer<typeof healthSchema>;

export const partSchema = z.object({ id: z.string(), product: z.string(), order: z.string().nullable() });
export type Part = z.infer<typeof partSchema>;

export const stationStateSchema = z.object({
  id: z.string(),
  state: knownStateSchema,
  /** Plant time since which it is in this state. */
  sinceMs: z.number(),
  packml: z.object({ state: z.string(), mode: z.string() }),
  stopReason: z.object({ code: z.number(), text: z.string() }).nullable(),
  quality: qualitySchema,
  /** Parts inside, first the one being worked on. */
  parts: z.array(partSchema),
  /** Remaining seconds of the running cycle, setup or repair; null when nothing runs. */
  remainingSeconds: bandSchema.nullable(),
  cycle: z.object({
    planSeconds: z.number(),
    lastSeconds: z.number().nullable(),
    meanSeconds: z.number().nullable(),
    count: z.number(),
  }),
  processed: z.number(),
  defective: z.number(),
  /** Parts waiting in its input buffers. */
  queue: z.number(),
});
export type StationView = z.infer<typeof stationStateSchema>;

export const bufferStateSchema = z.object({
  id: z.string(),
  content: z.number(),
  /** 90 % credible range of the content. */
  low: z.number(),
  high: z.number(),
  capacity: z.number(),
  quality: qualitySchema,
  /** Parts in order, the next one to leave first. */
  parts: z.array(partSchema),
});
export type BufferView = z.infer<typeof bufferStateSchema>;

/** GET /api/lines/{line}/state */
export const stateSchema = z.object({
  line: z.string(),
  modelVersion: z.string(),
  /** The plant time this state is of. */
  plantTimeMs: z.number(),
  /** Real time of the answer. */
  wallTimeMs: z.number(),
  /** Plant seconds per real second. */
  clockSpeed: z.number(),
  simulated: z.boolean(),
  runId: z.string().nullable(),
  health: healthSchema,
  stations: z.array(stationStateSchema),
  buffers: z.array(bufferStateSchema),
});
export type LineState = z.infer<typeof stateSchema>;

/** One order with its progress and forecast. */
export const orderSchema = z.object({
  id: z.string(),
  product: z.string(),
  quantity: z.number(),
  done: z.number(),
  scrapped: z.number(),
  released: z.number(),
  releaseMs: z.number(),
  dueMs: z.number(),
  weight: z.number(),
  status: z.enum(['planned', 'running', 'done']),
  /** Real finish for a done order, else null. */
  finishedMs: z.number().nullable(),
  /** Forecast finish; p50 or p90 is null when that many futures do not finish within the horizon. */
  finish: z.object({ p10: z.number().nullable(), p50: z.number().nullable(), p90: z.number().nullable() }).nullable(),
  onTimeProbability: z.number().nullable(),
});
export type Order = z.infer<typeof orderSchema>;
export type OrderStatus = Order['status'];

/** GET /api/lines/{line}/forecasts/latest: the futures of one moment. */
export const forecastSchema = z.object({
  id: z.string(),
  line: z.string(),
  /** Plant time of the state it starts from. */
  madeAtMs: z.number(),
  /** Plant time it ends at: the end of the shift. */
  horizonMs: z.number(),
  replications: z.number(),
  computeMs: z.number(),
  /** True when inputs were stale or the mirror was not SYNCED. */
  isOnStaleInputs: z.boolean(),
  /** Good parts between the start of the shift (or of the twin) and the horizon. */
  output: bandSchema,
  wip: bandSchema,
  /** Course over time. */
  fan: z.array(z.object({ atMs: z.number(), output: bandSchema, wip: bandSchema })),
  orders: z.array(
    z.object({
      id: z.string(),
      finish: z.object({ p10: z.number().nullable(), p50: z.number().nullable(), p90: z.number().nullable() }),
      onTimeProbability: z.number(),
    }),
  ),
  stations: z.array(
    z.object({
      id: z.string(),
      /** Shares of the horizon, means over the replications. */
      processing: z.number(),
      blocked: z.number(),
      starved: z.number(),
      down: z.number(),
      /** Share of the futures in which this station is the bottleneck. */
      bottleneckProbability: z.number(),
      output: bandSchema,
    }),
  ),
});
export type Forecast = z.infer<typeof forecastSchema>;

export const ALARM_KINDS = [
  'machine-down',
  'starved',
  'blocked',
  'sensor-stale',
  'connection-lost',
  'twin-out-of-step',
] as const;

/** An alarm in its life-cycle (ISA-18.2 names). */
export const alarmSchema = z.object({
  id: z.string(),
  kind: z.enum(ALARM_KINDS),
  asset: z.string(),
  /** 1 is the most urgent. */
  priority: z.int().min(1).max(4),
  text: z.string(),
  state: z.enum(['active-unacked', 'active-acked', 'returned-unacked', 'normal']),
  raisedMs: z.number(),
  clearedMs: z.number().nullable(),
  acknowledgedMs: z.number().nullable(),
  acknowledgedBy: z.string().nullable(),
  comment: z.string().nullable(),
});
export type Alarm = z.infer<typeof alarmSchema>;

/** ISO 22400-2 figures of a station or of the line over an interval. Ratios are 0..1, null when undefined. */
export const oeeSchema = z.object({
  availability: z.number().nullable(),
  effectiveness: z.number().nullable(),
  qualityRatio: z.number().nullable(),
  oee: z.number().nullable(),
});
export const kpisSchema = z.object({
  line: z.string(),
  fromMs: z.number(),
  toMs: z.number(),
  shift: z.string().nullable(),
  output: z.number(),
  scrap: z.number(),
  throughputPerHour: z.number(),
  wip: z.number(),
  flowTimeSeconds: z.number().nullable(),
  oee: oeeSchema,
  stations: z.array(
    z.object({
      id: z.string(),
      oee: oeeSchema,
      /** Seconds in each state, `unknown` apart: it counts neither as up nor as down. */
      seconds: z.record(knownStateSchema, z.number()),
      plannedBusySeconds: z.number(),
      processed: z.number(),
      defective: z.number(),
    }),
  ),
});
export type Kpis = z.infer<typeof kpisSchema>;

/** One latest value: GET /api/lines/{line}/signals */
export const signalSchema = z.object({
  asset: z.string(),
  signal: z.string(),
  value: z.union([z.number(), z.boolean(), z.string(), z.array(z.string()), z.array(z.number())]).nullable(),
  datatype: z.string(),
  unit: z.string().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  quality: qualitySchema,
  sourceMs: z.number(),
  receivedMs: z.number(),
  simulated: z.boolean(),
});
export type SignalView = z.infer<typeof signalSchema>;

/** GET /api/lines/{line}/history?asset&signal&from&to&points */
export const historySchema = z.object({
  asset: z.string(),
  signal: z.string(),
  unit: z.string().nullable(),
  /** `[source time ms, value]`, rising in time, thinned to min and max per bucket when there are more than asked for. */
  points: z.array(z.tuple([z.number(), z.number().nullable()])),
});
export type History = z.infer<typeof historySchema>;

/** GET /api/lines/{line}/states?from&to: state intervals for ribbons. */
export const stateIntervalsSchema = z.object({
  fromMs: z.number(),
  toMs: z.number(),
  stations: z.array(
    z.object({
      id: z.string(),
      /** `[from ms, state]`, each lasting to the next one. */
      changes: z.array(z.tuple([z.number(), knownStateSchema])),
    }),
  ),
});
export type StateIntervals = z.infer<typeof stateIntervalsSchema>;

/** RFC 9457 problem details as answered by the API. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  retryable: z.boolean(),
  details: z.record(z.string(), z.unknown()),
});
