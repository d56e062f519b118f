// The history of the twin: takes what happens without ever holding up the caller, and answers what happened.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type SignalRecord, TwinError } from '@mini-factory-twin/contracts';
import { createCollector } from './collector.ts';
import { lockDataDir } from './data-lock.ts';
import { Delivery } from './delivery.ts';
import type { Logger, SqlEngine } from './engine.ts';
import { migrate } from './migrate.ts';
import { openPglite } from './pglite-engine.ts';
import { openPostgres } from './postgres-engine.ts';
import { Spool } from './spool.ts';
import { createSqlStore } from './sql-store.ts';
import type { AlarmEvent, AuditEntry, HistoryRow, HistoryStatus, HistoryStore } from './store.ts';

const SPOOL_MAX_BYTES = 1024 ** 3;

export interface HistoryOptions {
  /** Folder of PGlite's database, the spool and the lock; created when missing. */
  dataDir: string;
  /** PostgreSQL to use instead of PGlite. */
  databaseUrl?: string | undefined;
  logger: Logger;
  /** Longest time a row waits in memory [ms]. */
  flushMs?: number;
  /** Rows that are written without waiting for the time. */
  flushRows?: number;
  /** First and longest pause between attempts to connect [ms]. */
  retryMinMs?: number;
  retryMaxMs?: number;
  /** A write that takes longer is overtaken by way of the spool [ms]. */
  slowMs?: number;
  /** Bound of the spool; above it telemetry is given up, never alarms or audit [bytes]. */
  spoolMaxBytes?: number;
}

type Queries = Omit<HistoryStore, 'engine' | 'write' | 'forgetWriter' | 'ping' | 'close'>;

/** The history as the rest of the twin sees it. Questions reject with `DATABASE_UNAVAILABLE` while the database is away. */
export interface History extends Queries {
  /** Takes records for storage; never waits and never throws. */
  append(line: string, records: readonly SignalRecord[]): void;
  /** Takes a row for storage; never waits and never throws. */
  record(row: HistoryRow): void;
  /** Resolves when the row is committed, or on disk in the spool while the database is away. */
  commit(row: HistoryRow): Promise<void>;
  appendAlarmEvent(event: AlarmEvent): Promise<void>;
  appendAudit(entry: AuditEntry): Promise<void>;
  /** Resolves when all that was taken so far is committed or on disk in the spool. */
  flush(): Promise<void>;
  /** Resolves when, besides, the spool has been loaded into the database. */
  settled(): Promise<void>;
  status(): HistoryStatus;
  /** Waits for the database. @returns false when it is still away after `timeoutMs` */
  connected(timeoutMs: number): Promise<boolean>;
  /** Writes what is waiting, disconnects and gives the folder back. */
  close(): Promise<void>;
}

/**
 * Opens the history. The database may be away: it is then tried again and again, and what happens meanwhile goes to the
 * spool.
 * @throws TwinError `DATA_DIR_LOCKED` when another process uses the folder
 */
export async function openHistory(options: HistoryOptions): Promise<History> {
  const unlock = lockDataDir(options.dataDir);
  try {
    const writer = randomUUID();
    const maxBytes = options.spoolMaxBytes ?? SPOOL_MAX_BYTES;
    const spool = await Spool.open({ dir: join(options.dataDir, 'spool'), writer, maxBytes });
    const delivery = new Delivery({
      spool,
      writer,
      connect: (signal) => connect(options, signal),
      logger: options.logger,
      retryMinMs: options.retryMinMs ?? 500,
      retryMaxMs: options.retryMaxMs ?? 30_000,
      slowMs: options.slowMs ?? 2_000,
      lostMs: 30_000,
      maxQueuedRows: 50_000,
    });
    return createHistory({ delivery, spool, unlock, options });
  } catch (error) {
    unlock();
    throw error;
  }
}

async function connect({ databaseUrl, dataDir }: HistoryOptions, signal: AbortSignal): Promise<HistoryStore> {
  const opening = databaseUrl ? openPostgres(databaseUrl, signal) : openPglite(join(dataDir, 'db'), signal);
  const engine: SqlEngine = await opening;
  try {
    await migrate(engine);
    return createSqlStore(engine);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

interface Parts {
  delivery: Delivery;
  spool: Spool;
  unlock: () => void;
  options: HistoryOptions;
}

function createHistory({ delivery, spool, unlock, options }: Parts): History {
  const { flushMs = 250, flushRows = 2000, logger } = options;
  const collector = createCollector();
  let timer: NodeJS.Timeout | null = null;

  function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    return delivery.submit(collector.take());
  }
  /** Nobody waits for these rows; the delivery has told what went wrong. */
  function flushQuietly(): void {
    flush().catch((error: unknown) => logger.debug({ error: String(error) }, 'rows were not stored'));
  }
  function schedule(): void {
    if (collector.size >= flushRows) flushQuietly();
    else if (collector.size > 0) timer ??= setTimeout(flushQuietly, flushMs);
  }
  function commit(row: HistoryRow): Promise<void> {
    collector.push(row);
    return flush();
  }

  return {
    append(line, records) {
      collector.add(line, records);
      schedule();
    },
    record(row) {
      collector.push(row);
      schedule();
    },
    commit,
    appendAlarmEvent: (event) => commit({ kind: 'alarm', event }),
    appendAudit: (entry) => commit({ kind: 'audit', entry }),
    flush,
    async settled() {
      await flush();
      await delivery.settled();
    },
    status: () => ({
      engine: options.databaseUrl ? 'postgres' : 'pglite',
      status: delivery.store ? 'ok' : 'away',
      queuedRows: collector.size + delivery.queuedRows,
      spooledBytes: spool.bytes,
      droppedRows: spool.droppedRows,
      lastError: delivery.lastError,
    }),
    connected: (timeoutMs) => delivery.connected(timeoutMs),
    async close() {
      flushQuietly();
      await delivery.close();
      await spool.close();
      unlock();
    },
    ...createQueries(delivery),
  };
}

function createQueries(delivery: Delivery): Queries {
  async function ask<T>(question: (store: HistoryStore) => Promise<T>): Promise<T> {
    const { store, lastError } = delivery;
    if (!store) throw new TwinError('DATABASE_UNAVAILABLE', { reason: lastError ?? 'not connected yet' });
    try {
      return await question(store);
    } catch (error) {
      throw new TwinError('DATABASE_UNAVAILABLE', { reason: (error as Error).message }, { cause: error });
    }
  }
  return {
    signalHistory: (line, signal, range) => ask((store) => store.signalHistory(line, signal, range)),
    stateIntervals: (line, range) => ask((store) => store.stateIntervals(line, range)),
    alarmEvents: (line, afterSeq) => ask((store) => store.alarmEvents(line, afterSeq)),
    latestMirror: (line) => ask((store) => store.latestMirror(line)),
    forecasts: (line, range) => ask((store) => store.forecasts(line, range)),
    orders: (line, range) => ask((store) => store.orders(line, range)),
    moves: (line, range) => ask((store) => store.moves(line, range)),
    kpis: (line, range) => ask((store) => store.kpis(line, range)),
    audit: (range) => ask((store) => store.audit(range)),
    scenarios: (line) => ask((store) => store.scenarios(line)),
    experiments: () => ask((store) => store.experiments()),
    experimentRows: (id) => ask((store) => store.experimentRows(id)),
  };
}
