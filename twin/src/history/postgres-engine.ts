// PostgreSQL over postgres.js as a database engine, on its own connections.
import postgres from 'postgres';
import type { Row, SqlEngine, Statement } from './engine.ts';

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

/**
 * Connects and makes sure that the server answers.
 * @param url `postgres://user:password@host:port/database`
 * @param signal gives up while connecting
 * @throws what postgres.js or the server says when there is no connection
 */
export async function openPostgres(url: string, signal?: AbortSignal): Promise<SqlEngine> {
  const client = postgres(url, {
    max: 3,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    idle_timeout: IDLE_TIMEOUT_SECONDS,
    onnotice: () => undefined,
    types: { json },
  });
  const giveUp = (): void => void client.end({ timeout: 0 });
  signal?.addEventListener('abort', giveUp);
  try {
    await client.unsafe('select 1');
  } catch (error) {
    await client.end({ timeout: 0 });
    throw error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
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

type Client = Pick<postgres.Sql<{ json: string }>, 'unsafe'>;

async function run(client: Client, { sql, params }: Statement): Promise<Row[]> {
  return await client.unsafe(sql, params as Parameter[], { prepare: true }).values();
}
