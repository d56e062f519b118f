// A real PostgreSQL server for tests: the one of TEST_DATABASE_URL, or one started here from installed binaries.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';

/** A server that can be stopped and started again on the same data. */
export interface PostgresServer {
  url: string;
  /** Ends the server process at once (SIGQUIT), as a crash would; null for a server that is not ours. */
  crash: (() => Promise<void>) | null;
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** Starts a server, or says why there is none. */
export async function startPostgres(): Promise<PostgresServer | { missing: string }> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) return { url: given, crash: null, start: async () => undefined, remove: async () => undefined };
  const bin = findBinaries();
  if (!bin)
    return { missing: 'no PostgreSQL binaries (initdb, postgres) are installed and TEST_DATABASE_URL is not set' };
  const user = serverUser();
  if (!user) return { missing: 'PostgreSQL does not run as root and there is no user postgres or nobody' };
  return createServerIn(bin, user);
}

async function createServerIn(bin: string, user: { uid?: number; gid?: number }): Promise<PostgresServer> {
  const dir = mkdtempSync(join(tmpdir(), 'twin-postgres-'));
  if (user.uid !== undefined && user.gid !== undefined) chownSync(dir, user.uid, user.gid);
  chmodSync(dir, 0o700);
  const data = join(dir, 'data');
  const run = { ...user, cwd: dir, stdio: 'ignore' as const };
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'twin', '-A', 'trust', '--no-sync', '-E', 'UTF8'], run);
  const port = await freePort();
  const url = `postgres://twin@127.0.0.1:${port}/postgres`;
  let server: ChildProcess | null = null;

  async function start(): Promise<void> {
    server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', dir], run);
    await untilAnswers(url);
  }
  async function crash(): Promise<void> {
    const ending = server;
    server = null;
    if (!ending || ending.exitCode !== null) return;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGQUIT');
    await ended;
  }
  await start();
  return {
    url,
    crash,
    start,
    async remove() {
      await crash();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function findBinaries(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const places = [...versions.map((version) => join(debian, version, 'bin')), '/usr/local/bin', '/usr/bin'];
  return places.find((place) => existsSync(join(place, 'initdb')) && existsSync(join(place, 'postgres'))) ?? null;
}

/** PostgreSQL refuses to run as root. */
function serverUser(): { uid?: number; gid?: number } | null {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    try {
      const number = (flag: string) =>
        Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: number('-u'), gid: number('-g') };
    } catch {
      // the next one
    }
  }
  return null;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilAnswers(url: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const client = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => undefined });
    try {
      await client`select 1`;
      return;
    } catch (error) {
      if (attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end({ timeout: 1 });
    }
  }
}
