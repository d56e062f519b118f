// The thread in which PGlite lives: it would starve the event loop of the twin (consecutive queries run as microtasks).
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import type { Row, Statement } from './engine.ts';

/** A compiled WebAssembly module. */
export type Program = object;

/** What the thread is asked. `open` comes first. */
export type WorkerRequest = { id: number } & (
  | { kind: 'query'; statement: Statement }
  | { kind: 'script'; statements: string[] }
  | { kind: 'transaction'; guard: Statement; statements: Statement[] }
  | { kind: 'close' }
);

/** What it answers: rows of a query, or whether the guard let the transaction through. Id 0 tells that it is open. */
export type WorkerReply = { id: number } & ({ rows: Row[] } | { done: boolean } | { error: string });

const port = parentPort;
if (!port) throw new Error('pglite-worker.ts runs as a worker thread only');

/** Small caches: the working set of a line is the last hours of a few hundred signals, and the file system caches too. */
const SETTINGS = [
  '-c',
  'shared_buffers=16MB',
  '-c',
  'wal_buffers=1MB',
  '-c',
  'work_mem=4MB',
  '-c',
  'max_wal_size=64MB',
];

const { dataDir, program } = workerData as { dataDir: string; program: Program };
let opened: Promise<PGlite> | null = null;
opened = open().then(
  (db) => {
    reply({ id: 0, done: true });
    return db;
  },
  (error: unknown) => {
    reply({ id: 0, error: String(error) });
    throw error;
  },
);
opened.catch(() => undefined);

async function open(): Promise<PGlite> {
  const db = new PGlite({
    dataDir,
    pgliteWasmModule: program as never,
    startParams: [...PGlite.defaultStartParams, ...SETTINGS],
  });
  await db.waitReady;
  return db;
}

function reply(message: WorkerReply): void {
  port?.postMessage(message);
}

async function handle(db: PGlite, request: WorkerRequest): Promise<WorkerReply> {
  const { id } = request;
  switch (request.kind) {
    case 'query':
      return { id, rows: await run(db, request.statement) };
    case 'script':
      await db.transaction(async (transaction) => {
        for (const sql of request.statements) await transaction.exec(sql);
      });
      return { id, done: true };
    case 'transaction':
      return { id, done: await transact(db, request.guard, request.statements) };
    case 'close':
      await db.close();
      return { id, done: true };
  }
}

async function run(db: Pick<PGlite, 'query'>, { sql, params }: Statement): Promise<Row[]> {
  const { rows } = await db.query<Row>(sql, params, { rowMode: 'array' });
  return rows;
}

function transact(db: PGlite, guard: Statement, statements: Statement[]): Promise<boolean> {
  return db.transaction(async (transaction) => {
    const { rows } = await transaction.query(guard.sql, guard.params);
    if (rows.length === 0) return false;
    for (const { sql, params } of statements) await transaction.query(sql, params);
    return true;
  });
}

port.on('message', async (request: WorkerRequest) => {
  try {
    reply(await handle(await (opened as Promise<PGlite>), request));
  } catch (error) {
    reply({ id: request.id, error: error instanceof Error ? error.message : String(error) });
  }
  if (request.kind === 'close') port.close();
});
