// The thread in which postgres.js lives: when a server dies in a transaction it throws where nobody can catch it
// (porsager/postgres#1154, #1208); here that ends the thread, which is a lost connection like any other.
import { workerData } from 'node:worker_threads';
import postgres from 'postgres';
import type { Row, SqlEngine, Statement } from './engine.ts';
import { serveEngine } from './worker-protocol.ts';

const CONNECT_TIMEOUT_SECONDS = 5;
const IDLE_TIMEOUT_SECONDS = 60;

/** JSON comes as text already (drizzle has written it), so it must not be quoted once more. */
const json = {
  to: 114,
  from: [114, 3802],
  serialize: (text: string) => text,
  parse: (text: string) => JSON.parse(text),
};

/** What a parameter may be here: arrays travel as array literals. */
type Parameter = string | number | boolean | null;
type Client = Pick<postgres.Sql<{ json: string }>, 'unsafe'>;

const { url } = workerData as { url: string };
serveEngine(open());

async function open(): Promise<SqlEngine> {
  const client = postgres(url, {
    max: 3,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    idle_timeout: IDLE_TIMEOUT_SECONDS,
    onnotice: () => undefined,
    types: { json },
  });
  await client.unsafe('select 1');
  return {
    name: 'postgres',
    query: (statement) => run(client, statement),
    async script(statements) {
      await client.begin(async (transaction) => {
        for (const sql of statements) await transaction.unsafe(sql).simple();
      });
    },
    async transaction(guard, statements) {
      return await client.begin(async (transaction) => {
        if ((await run(transaction, guard)).length === 0) return false;
        for (const statement of statements) await run(transaction, statement);
        return true;
      });
    },
    close: () => client.end({ timeout: 5 }),
  };
}

async function run(client: Client, { sql, params }: Statement): Promise<Row[]> {
  const rows = await client.unsafe(sql, params as Parameter[], { prepare: true }).values();
  return [...rows]; // its result is an array with more on it than a message can carry
}
