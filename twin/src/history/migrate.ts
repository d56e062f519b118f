// Brings the tables of a database up to date with the migrations of this version.
import { fileURLToPath } from 'node:url';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { SqlEngine } from './engine.ts';

const FOLDER = fileURLToPath(new URL('../../drizzle', import.meta.url));

/**
 * Runs the migrations that are missing, all in one transaction. Keeps its books where drizzle's own tools look.
 * @throws what the database says; nothing is changed then
 */
export async function migrate(engine: SqlEngine): Promise<void> {
  await engine.script([
    'CREATE SCHEMA IF NOT EXISTS drizzle',
    `CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (
       id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)`,
  ]);
  const latest = 'SELECT coalesce(max(created_at), 0)::float8 FROM drizzle.__drizzle_migrations';
  const [row] = await engine.query({ sql: latest, params: [] });
  const doneMs = Number(row?.[0]);
  const missing = readMigrationFiles({ migrationsFolder: FOLDER }).filter(({ folderMillis }) => folderMillis > doneMs);
  if (missing.length === 0) return;
  const statements = missing.flatMap(({ sql, hash, folderMillis }) => [
    ...sql,
    `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('${hash}', ${folderMillis})`,
  ]);
  await engine.script(statements);
}
