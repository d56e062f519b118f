// Turns a batch into the statements that write it: columns by unnest, the rest as multi-row inserts.
import { eq, type SQL, sql } from 'drizzle-orm';
import type { PgRemoteDatabase } from 'drizzle-orm/pg-proxy';
import { booleanArray, numberArray, textArray } from './array-literal.ts';
import type { Statement } from './engine.ts';
import * as schema from './schema.ts';
import type { BatchId, HistoryRow, TelemetryColumns } from './store.ts';

/** Rows of one insert: well below the 65,535 parameters of the protocol. */
const ROWS_PER_INSERT = 1000;
/** Snapshots of the mirror kept per line. */
const SNAPSHOTS_KEPT = 5;

type Database = PgRemoteDatabase;
type RowOf<K extends HistoryRow['kind']> = Extract<HistoryRow, { kind: K }>;
type Writer<K extends HistoryRow['kind']> = (database: Database, rows: RowOf<K>[]) => { toSQL(): Statement }[];

/** Takes the batch's number; returns no row when it was taken before, and locks out another process at it. */
export function progressGuard({ writer, number }: BatchId): Statement {
  const text = `INSERT INTO writer_progress (writer, batch) VALUES ($1, $2)
    ON CONFLICT (writer) DO UPDATE SET batch = excluded.batch WHERE writer_progress.batch < excluded.batch
    RETURNING batch`;
  return { sql: text, params: [writer, number] };
}

/** Inserts telemetry; `ids` are the signal ids in the order of `columns.signals`. */
export function telemetryInsert(columns: TelemetryColumns, ids: readonly number[]): Statement {
  const runOf = (index: number) => columns.runs[index] ?? { simulated: false, runId: null };
  return {
    sql: `INSERT INTO telemetry (ts, signal_id, value, text, quality, simulated, run_id)
      SELECT to_timestamp(t / 1000), s, v, x, q, m, r
      FROM unnest($1::text::float8[], $2::text::int4[], $3::text::float8[], $4::text::text[], $5::text::int2[],
        $6::text::bool[], $7::text::text[]) AS rows (t, s, v, x, q, m, r)`,
    params: [
      numberArray(columns.tsMs),
      numberArray(columns.signal.map((index) => ids[index] ?? null)),
      numberArray(columns.value),
      textArray(columns.text),
      numberArray(columns.quality),
      booleanArray(columns.run.map((index) => runOf(index).simulated)),
      textArray(columns.run.map((index) => runOf(index).runId)),
    ],
  };
}

/** Inserts for rows of any kinds; the order inside a kind is kept. */
export function rowStatements(database: Database, rows: readonly HistoryRow[]): Statement[] {
  const kinds = new Map<HistoryRow['kind'], HistoryRow[]>();
  for (const row of rows) {
    const list = kinds.get(row.kind);
    if (list) list.push(row);
    else kinds.set(row.kind, [row]);
  }
  return [...kinds].flatMap(([kind, list]) => statementsOf(database, kind, list));
}

/** PostgreSQL stores no NUL, neither in text nor as `\\u0000` in JSON; one in a part id must not cost the whole batch. */
function withoutNul(param: unknown): unknown {
  if (typeof param !== 'string' || !/\0|\\u0000/.test(param)) return param;
  return param.replaceAll('\0', '').replace(/(?<!\\)((?:\\\\)*)\\u0000/g, '$1');
}

function statementsOf(database: Database, kind: HistoryRow['kind'], rows: HistoryRow[]): Statement[] {
  const write = WRITERS[kind] as Writer<HistoryRow['kind']>;
  const statements: Statement[] = [];
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    for (const query of write(database, rows.slice(start, start + ROWS_PER_INSERT))) {
      const { sql: text, params } = query.toSQL();
      statements.push({ sql: text, params: params.map(withoutNul) });
    }
  }
  return statements;
}

const WRITERS: { [K in HistoryRow['kind']]: Writer<K> } = {
  model: (database, rows) => [database.insert(schema.lineModel).values(rows).onConflictDoNothing()],
  signal: (database, rows) => [
    database
      .insert(schema.signal)
      .values(latest(rows, (row) => `${row.line}\n${row.asset}\n${row.name}`))
      .onConflictDoUpdate({
        target: [schema.signal.line, schema.signal.asset, schema.signal.name],
        set: excluded('datatype', 'unit', 'low', 'high'),
      }),
  ],
  state: (database, rows) => [database.insert(schema.stationState).values(rows)],
  move: (database, rows) => [
    database.insert(schema.partMove).values(rows.map(({ line, move }) => ({ line, ...move }))),
  ],
  order: (database, rows) => [
    database
      .insert(schema.orderProgress)
      .values(
        latest(rows, (row) => `${row.line}\n${row.order.id}`).map(({ line, order, updatedMs }) => ({
          line,
          id: order.id,
          releaseMs: order.releaseMs,
          updatedMs,
          payload: order,
        })),
      )
      .onConflictDoUpdate({
        target: [schema.orderProgress.line, schema.orderProgress.id],
        set: { ...excluded('payload'), releaseMs: sql`excluded.release_ts`, updatedMs: sql`excluded.updated` },
      }),
  ],
  alarm: (database, rows) => [database.insert(schema.alarmEvent).values(rows.map(({ event }) => event))],
  forecast: (database, rows) => [
    database
      .insert(schema.forecast)
      .values(rows.map(({ line, forecast }) => ({ line, ...forecastColumns(forecast) })))
      .onConflictDoNothing(),
  ],
  kpis: (database, rows) => [
    database.insert(schema.kpiSnapshot).values(rows.map(({ line, kpis, atMs }) => ({ line, atMs, payload: kpis }))),
  ],
  mirror: (database, rows) => [
    database
      .insert(schema.mirrorSnapshot)
      .values(latest(rows, (row) => row.line).map(({ line, memory, atMs }) => ({ line, atMs, payload: memory }))),
    database.delete(schema.mirrorSnapshot).where(OLD_SNAPSHOT),
  ],
  scenario: (database, rows) => latest(rows, ({ id }) => id).map((row) => scenarioWrite(database, row)),
  experiment: (database, rows) => latest(rows, ({ id }) => id).map((row) => experimentWrite(database, row)),
  audit: (database, rows) => [database.insert(schema.audit).values(rows.map(({ entry }) => entry))],
};

const OLD_SNAPSHOT = sql`ctid IN (SELECT ctid FROM (
  SELECT ctid, row_number() OVER (PARTITION BY line ORDER BY ts DESC) AS rank FROM mirror_snapshot) AS ranked
  WHERE rank > ${sql.raw(String(SNAPSHOTS_KEPT))})`;

function scenarioWrite(database: Database, { id, scenario }: RowOf<'scenario'>): { toSQL(): Statement } {
  const { scenario: table } = schema;
  if (scenario === null) return database.delete(table).where(eq(table.id, id));
  const { line, createdMs } = scenario;
  return database
    .insert(table)
    .values({ id, line, createdMs, payload: scenario })
    .onConflictDoUpdate({ target: table.id, set: excluded('payload') });
}

function experimentWrite(database: Database, { id, content }: RowOf<'experiment'>): { toSQL(): Statement } {
  const { experiment: table } = schema;
  if (content === null) return database.delete(table).where(eq(table.id, id));
  const { experiment, model, rows } = content;
  const { line, modelVersion, settings, createdMs } = experiment;
  return database
    .insert(table)
    .values({ id, line, modelVersion, seed: settings.seed, createdMs, payload: experiment, model, rows })
    .onConflictDoUpdate({
      target: table.id,
      set: { ...excluded('payload'), rows: sql`coalesce(excluded.rows, ${table.rows})` },
    });
}

function forecastColumns(forecast: RowOf<'forecast'>['forecast']) {
  return { id: forecast.id, madeAtMs: forecast.madeAtMs, horizonMs: forecast.horizonMs, payload: forecast };
}

/** The last row of each key: one insert may not touch a row twice. */
function latest<T>(rows: readonly T[], keyOf: (row: T) => string): T[] {
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()];
}

function excluded<K extends string>(...columns: K[]): Record<K, SQL> {
  return Object.fromEntries(columns.map((name) => [name, sql.raw(`excluded.${name}`)])) as Record<K, SQL>;
}
