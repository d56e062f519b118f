// The thread in which PGlite lives: it would starve the event loop of the twin (consecutive queries run as microtasks).
import { workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import type { Row, SqlEngine, Statement } from './engine.ts';
import { serveEngine } from './worker-protocol.ts';

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

const { dataDir, program } = workerData as { dataDir: string; program: object };
serveEngine(open());

async function open(): Promise<SqlEngine> {
  const startParams = [...PGlite.defaultStartParams, ...SETTINGS];
  const db = new PGlite({ dataDir, pgliteWasmModule: program as never, startParams });
  await db.waitReady;
  return {
    name: 'pglite',
    query: (statement) => run(db, statement),
    async script(statements) {
      await db.transaction(async (transaction) => {
        for (const sql of statements) await transaction.exec(sql);
      });
    },
    transaction: (guard, statements) =>
      db.transaction(async (transaction) => {
        if ((await run(transaction, guard)).length === 0) return false;
        for (const statement of statements) await run(transaction, statement);
        return true;
      }),
    close: () => db.close(),
  };
}

async function run(db: Pick<PGlite, 'query'>, { sql, params }: Statement): Promise<Row[]> {
  const { rows } = await db.query<Row>(sql, params, { rowMode: 'array' });
  return rows;
}
