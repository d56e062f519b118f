// The tables of the history, the same on PGlite and on PostgreSQL.
import {
  bigint,
  bigserial,
  boolean,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  serial,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';

/** A moment: ms since 1970 UTC in the program, `timestamptz` in the table. */
const moment = customType<{ data: number; driverData: string | Date }>({
  dataType: () => 'timestamp with time zone',
  toDriver: (ms) => new Date(ms).toISOString(),
  fromDriver: (value) => new Date(value).getTime(),
});

/** Every version of a line model that has been run. */
export const lineModel = pgTable(
  'line_model',
  {
    line: text('line').notNull(),
    version: text('version').notNull(),
    model: jsonb('model').notNull(),
    createdMs: moment('created').notNull(),
  },
  (table) => [primaryKey({ columns: [table.line, table.version] })],
);

/** A signal of an asset; telemetry refers to it by number. */
export const signal = pgTable(
  'signal',
  {
    id: serial('id').primaryKey(),
    line: text('line').notNull(),
    asset: text('asset').notNull(),
    name: text('name').notNull(),
    datatype: text('datatype').notNull(),
    unit: text('unit'),
    low: doublePrecision('low'),
    high: doublePrecision('high'),
  },
  (table) => [uniqueIndex('signal_name').on(table.line, table.asset, table.name)],
);

/** Values that changed. Numbers and booleans are in `value`, strings in `text`; both null means no value. */
export const telemetry = pgTable(
  'telemetry',
  {
    ts: moment('ts').notNull(),
    signalId: integer('signal_id').notNull(),
    value: doublePrecision('value'),
    text: text('text'),
    /** 0 good, 1 uncertain, 2 bad, 3 stale. */
    quality: smallint('quality').notNull(),
    /** Set for simulated data, so that a demo never mixes with a real line. */
    simulated: boolean('simulated').notNull(),
    runId: text('run_id'),
  },
  (table) => [index('telemetry_signal_ts').on(table.signalId, table.ts)],
);

/** A station entered a state. */
export const stationState = pgTable(
  'station_state',
  {
    line: text('line').notNull(),
    asset: text('asset').notNull(),
    fromMs: moment('from_ts').notNull(),
    state: text('state').notNull(),
  },
  (table) => [index('station_state_asset_from').on(table.line, table.asset, table.fromMs)],
);

/** A part entered a segment (station or buffer), or left the line (null). */
export const partMove = pgTable(
  'part_move',
  {
    line: text('line').notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    part: text('part').notNull(),
    product: text('product').notNull(),
    segment: text('segment'),
    enterMs: moment('enter_ts').notNull(),
    exitMs: moment('exit_ts'),
  },
  (table) => [index('part_move_enter').on(table.line, table.enterMs)],
);

/** The latest progress of each order. */
export const orderProgress = pgTable(
  'order_progress',
  {
    line: text('line').notNull(),
    id: text('id').notNull(),
    releaseMs: moment('release_ts').notNull(),
    updatedMs: moment('updated').notNull(),
    payload: jsonb('payload').notNull(),
  },
  (table) => [primaryKey({ columns: [table.line, table.id] })],
);

/** The journal of alarm events; the state of an alarm is the fold over its events. */
export const alarmEvent = pgTable(
  'alarm_event',
  {
    seq: bigserial('seq', { mode: 'number' }).primaryKey(),
    line: text('line').notNull(),
    alarm: text('alarm').notNull(),
    kind: text('kind').notNull(),
    payload: jsonb('payload').notNull(),
    atMs: moment('ts').notNull(),
  },
  (table) => [index('alarm_event_line_ts').on(table.line, table.atMs)],
);

export const forecast = pgTable(
  'forecast',
  {
    line: text('line').notNull(),
    id: text('id').notNull(),
    madeAtMs: moment('made_at').notNull(),
    horizonMs: moment('horizon').notNull(),
    payload: jsonb('payload').notNull(),
  },
  (table) => [primaryKey({ columns: [table.line, table.id] }), index('forecast_made').on(table.line, table.madeAtMs)],
);

export const kpiSnapshot = pgTable(
  'kpi_snapshot',
  {
    line: text('line').notNull(),
    atMs: moment('ts').notNull(),
    payload: jsonb('payload').notNull(),
  },
  (table) => [index('kpi_snapshot_ts').on(table.line, table.atMs)],
);

/** What the mirror remembers across a restart; only the newest few are kept. */
export const mirrorSnapshot = pgTable(
  'mirror_snapshot',
  {
    line: text('line').notNull(),
    atMs: moment('ts').notNull(),
    payload: jsonb('payload').notNull(),
  },
  (table) => [index('mirror_snapshot_ts').on(table.line, table.atMs)],
);

/** Offline runs of a line model. */
export const experiment = pgTable(
  'experiment',
  {
    id: text('id').primaryKey(),
    line: text('line').notNull(),
    modelVersion: text('model_version').notNull(),
    seed: bigint('seed', { mode: 'number' }).notNull(),
    createdMs: moment('created').notNull(),
    /** Name, settings, status and summary. */
    payload: jsonb('payload').notNull(),
    model: jsonb('model').notNull(),
    /** One row of figures a replication; null before it has run. */
    rows: jsonb('rows'),
  },
  (table) => [index('experiment_created').on(table.createdMs)],
);

/** What-if scenarios that are kept, with their latest answer. */
export const scenario = pgTable(
  'scenario',
  {
    id: text('id').primaryKey(),
    line: text('line').notNull(),
    createdMs: moment('created').notNull(),
    payload: jsonb('payload').notNull(),
  },
  (table) => [index('scenario_line_created').on(table.line, table.createdMs)],
);

/** Who did what. */
export const audit = pgTable(
  'audit',
  {
    seq: bigserial('seq', { mode: 'number' }).primaryKey(),
    atMs: moment('ts').notNull(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    target: text('target').notNull(),
    payload: jsonb('payload').notNull(),
  },
  (table) => [index('audit_ts').on(table.atMs)],
);

/** How far each writer's batches are stored: the other half of exactly-once. */
export const writerProgress = pgTable('writer_progress', {
  writer: text('writer').primaryKey(),
  batch: bigint('batch', { mode: 'number' }).notNull(),
});
