// The history on any engine that speaks PostgreSQL.
import type {
  Experiment,
  Forecast,
  KeptScenario,
  Kpis,
  KnownState,
  LineModel,
  Move,
  Order,
  StateIntervals,
} from '@mini-factory-twin/contracts';
import { and, asc, desc, eq, gt, gte, lte } from 'drizzle-orm';
import { drizzle, type PgRemoteDatabase } from 'drizzle-orm/pg-proxy';
import { textArray } from './array-literal.ts';
import type { SqlEngine } from './engine.ts';
import * as schema from './schema.ts';
import { signalHistoryQuery, stateIntervalsQuery, valueBeforeQuery } from './signal-history.ts';
import type { HistoryStore, StoredExperiment, TelemetryColumns } from './store.ts';
import { progressGuard, rowStatements, telemetryInsert } from './write-statements.ts';

/** The history over a migrated database. Closing the store closes the engine. */
export function createSqlStore(engine: SqlEngine): HistoryStore {
  const database: Database = drizzle(async (sql, params) => ({ rows: await engine.query({ sql, params }) }));
  const idOf = createSignalIds(engine);
  return {
    engine: engine.name,
    ...createWrites(engine, database, idOf),
    ...createSignalQueries(engine, database),
    ...createDocumentQueries(database),
    ...createBookQueries(database),
    close: () => engine.close(),
  };
}

type Database = PgRemoteDatabase;
type SignalIds = (signals: TelemetryColumns['signals']) => Promise<number[]>;

function createWrites(
  engine: SqlEngine,
  database: Database,
  idsOf: SignalIds,
): Pick<HistoryStore, 'write' | 'forgetWriter' | 'ping'> {
  return {
    async write(id, { telemetry, rows }) {
      const statements = rowStatements(database, rows);
      if (telemetry.tsMs.length > 0) statements.push(telemetryInsert(telemetry, await idsOf(telemetry.signals)));
      await engine.transaction(progressGuard(id), statements);
    },
    async forgetWriter(writer) {
      await engine.query({ sql: 'DELETE FROM writer_progress WHERE writer = $1', params: [writer] });
    },
    async ping() {
      await engine.query({ sql: 'SELECT 1', params: [] });
    },
  };
}

/** Numbers of signals, made on first sight. They are never deleted, so they can be remembered. */
function createSignalIds(engine: SqlEngine): SignalIds {
  const known = new Map<string, number>();
  const keyOf = (line: string, asset: string, name: string) => `${line}\n${asset}\n${name}`;
  return async (signals) => {
    const missing = signals.filter((signal) => !known.has(keyOf(signal.line, signal.asset, signal.name)));
    if (missing.length > 0) {
      const columns = (['line', 'asset', 'name', 'datatype', 'unit'] as const).map((column) =>
        textArray(missing.map((signal) => signal[column])),
      );
      // The empty update makes RETURNING tell the numbers of those that exist already.
      const sql = `INSERT INTO signal (line, asset, name, datatype, unit)
        SELECT * FROM unnest($1::text::text[], $2::text::text[], $3::text::text[], $4::text::text[], $5::text::text[])
        ON CONFLICT (line, asset, name) DO UPDATE SET name = excluded.name RETURNING line, asset, name, id`;
      for (const [line, asset, name, id] of await engine.query({ sql, params: columns })) {
        known.set(keyOf(String(line), String(asset), String(name)), Number(id));
      }
    }
    return signals.map((signal) => known.get(keyOf(signal.line, signal.asset, signal.name)) as number);
  };
}

function createSignalQueries(
  engine: SqlEngine,
  database: Database,
): Pick<HistoryStore, 'signalHistory' | 'stateIntervals'> {
  const { signal } = schema;
  return {
    async signalHistory(line, { asset, name }, { fromMs, toMs, points }) {
      const [found] = await database
        .select()
        .from(signal)
        .where(and(eq(signal.line, line), eq(signal.asset, asset), eq(signal.name, name)));
      if (!found) return { asset, signal: name, unit: null, points: [] };
      const [before] = await engine.query(valueBeforeQuery(found.id, fromMs));
      const rows = await engine.query(signalHistoryQuery(found.id, fromMs, toMs, points));
      const inside = rows.map(([ms, value]) => pointOf(ms, value));
      const isHeld = before !== undefined && inside[0]?.[0] !== fromMs;
      return {
        asset,
        signal: name,
        unit: found.unit,
        points: isHeld ? [pointOf(fromMs, before[1]), ...inside] : inside,
      };
    },
    async stateIntervals(line, { fromMs, toMs }) {
      const stations = new Map<string, StateIntervals['stations'][number]>();
      for (const [asset, ms, state] of await engine.query(stateIntervalsQuery(line, fromMs, toMs))) {
        const id = String(asset);
        const station = stations.get(id) ?? { id, changes: [] };
        station.changes.push([Math.round(Number(ms)), state as KnownState]);
        stations.set(id, station);
      }
      return { fromMs, toMs, stations: [...stations.values()] };
    },
  };
}

/** Times come as float8 seconds, in which whole milliseconds are not exact. */
function pointOf(ms: unknown, value: unknown): [number, number | null] {
  return [Math.round(Number(ms)), value === null || value === undefined ? null : Number(value)];
}

function createDocumentQueries(
  database: Database,
): Pick<HistoryStore, 'alarmEvents' | 'latestMirror' | 'forecasts' | 'orders' | 'moves' | 'kpis'> {
  const { alarmEvent, mirrorSnapshot, forecast, orderProgress, partMove, kpiSnapshot } = schema;
  return {
    alarmEvents: (line, afterSeq = 0) =>
      database
        .select()
        .from(alarmEvent)
        .where(and(eq(alarmEvent.line, line), gt(alarmEvent.seq, afterSeq)))
        .orderBy(asc(alarmEvent.seq)),
    async latestMirror(line) {
      const query = database.select().from(mirrorSnapshot).where(eq(mirrorSnapshot.line, line));
      const [row] = await query.orderBy(desc(mirrorSnapshot.atMs)).limit(1);
      return row ? { atMs: row.atMs, memory: row.payload } : null;
    },
    async forecasts(line, { fromMs, toMs, limit }) {
      const made = forecast.madeAtMs;
      const inRange = and(eq(forecast.line, line), gte(made, fromMs), lte(made, toMs));
      const rows = await database.select().from(forecast).where(inRange).orderBy(desc(made)).limit(limit);
      return rows.reverse().map((row) => row.payload as Forecast);
    },
    async orders(line, { fromMs, toMs }) {
      const { releaseMs, updatedMs, id } = orderProgress;
      const inRange = and(eq(orderProgress.line, line), gte(updatedMs, fromMs), lte(releaseMs, toMs));
      const rows = await database.select().from(orderProgress).where(inRange).orderBy(asc(releaseMs), asc(id));
      return rows.map((row) => row.payload as Order);
    },
    async moves(line, { fromMs, toMs }): Promise<Move[]> {
      const inRange = and(eq(partMove.line, line), gte(partMove.enterMs, fromMs), lte(partMove.enterMs, toMs));
      const rows = await database
        .select()
        .from(partMove)
        .where(inRange)
        .orderBy(asc(partMove.enterMs), asc(partMove.seq));
      return rows.map(({ line: _line, ...move }) => move);
    },
    async kpis(line, { fromMs, toMs }) {
      const inRange = and(eq(kpiSnapshot.line, line), gte(kpiSnapshot.atMs, fromMs), lte(kpiSnapshot.atMs, toMs));
      const rows = await database.select().from(kpiSnapshot).where(inRange).orderBy(asc(kpiSnapshot.atMs));
      return rows.map((row) => row.payload as Kpis);
    },
  };
}

function createBookQueries(
  database: Database,
): Pick<HistoryStore, 'experiments' | 'experimentRows' | 'scenarios' | 'audit'> {
  const { experiment, scenario, audit } = schema;
  return {
    async experiments() {
      const { payload, model } = experiment;
      const rows = await database.select({ payload, model }).from(experiment).orderBy(asc(experiment.createdMs));
      return rows.map((row) => ({ experiment: row.payload as Experiment, model: row.model as LineModel }));
    },
    async scenarios(line) {
      const mine = database.select().from(scenario).where(eq(scenario.line, line)).orderBy(asc(scenario.createdMs));
      return (await mine).map((row) => row.payload as KeptScenario);
    },
    async experimentRows(id) {
      const [row] = await database.select({ rows: experiment.rows }).from(experiment).where(eq(experiment.id, id));
      return (row?.rows ?? null) as StoredExperiment['rows'];
    },
    async audit({ fromMs, toMs }) {
      const rows = await database
        .select()
        .from(audit)
        .where(and(gte(audit.atMs, fromMs), lte(audit.atMs, toMs)))
        .orderBy(asc(audit.seq));
      return rows.map(({ seq: _seq, ...entry }) => entry);
    },
  };
}
