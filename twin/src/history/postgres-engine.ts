// PostgreSQL as a database engine.
import type { SqlEngine } from './engine.ts';
import { openInWorker } from './worker-engine.ts';

/**
 * Connects and makes sure that the server answers.
 * @param url `postgres://user:password@host:port/database`
 * @param signal gives up while connecting
 * @throws what postgres.js or the server says when there is no connection
 */
export function openPostgres(url: string, signal?: AbortSignal): Promise<SqlEngine> {
  return openInWorker('postgres', { url }, signal);
}
