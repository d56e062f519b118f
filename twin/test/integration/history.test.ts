// The history with real engines: nothing acknowledged is lost by kill -9 or by a database that comes and goes.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isTwinError, type SignalRecord } from '@mini-factory-twin/contracts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type History, openHistory } from '../../src/history/history.ts';
import { type PostgresServer, startPostgres } from '../contract/postgres-server.ts';

const LINE = 'l';
const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const folders: string[] = [];

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'twin-history-'));
  folders.push(dir);
  return dir;
}

/** Starting engines takes seconds, on a busy machine many. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

afterAll(() => {
  for (const dir of folders) rmSync(dir, { recursive: true, force: true });
});

function open(dataDir: string, databaseUrl?: string): Promise<History> {
  return openHistory({ dataDir, databaseUrl, logger, flushMs: 20, retryMinMs: 20, retryMaxMs: 100, slowMs: 500 });
}

function record(value: number, tsSource: number): SignalRecord {
  const source = { connection: 'c', address: 'a', session: 's', seq: 0 };
  const times = { tsSource, tsPublish: tsSource, tsReceive: tsSource };
  const kind = { historical: false, refresh: false, simulated: true, runId: 'r', datatype: 'Double', unit: 'A' };
  return { asset: 'cnc-1', signal: 'Meas/X', value, quality: 'good', ...times, ...kind, source };
}

/** A process that appends telemetry and acknowledges alarms as fast as it can, and says which are acknowledged. */
function startWriter(dataDir: string, databaseUrl: string): { process: ChildProcess; acknowledged: number[] } {
  const history = new URL('../../dist/history/index.js', import.meta.url).href;
  const script = `
    const { openHistory } = await import(${JSON.stringify(history)});
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const [dataDir, databaseUrl] = process.argv.slice(1);
    const history = await openHistory({ dataDir, databaseUrl: databaseUrl || undefined, logger, flushMs: 5 });
    if (!databaseUrl && !(await history.connected(90000))) process.exit(1);
    for (let n = 1; ; n++) {
      const source = { connection: 'c', address: 'a', session: 's', seq: 0 };
      history.append('${LINE}', [{ asset: 'cnc-1', signal: 'Meas/X', value: n, quality: 'good', tsSource: n, tsPublish: n, tsReceive: n,
        historical: false, refresh: false, simulated: true, runId: 'r', datatype: 'Double', unit: 'A', source }]);
      await history.appendAlarmEvent({ line: '${LINE}', alarm: String(n), kind: 'raised', payload: { n }, atMs: n });
      console.log(n);
    }`;
  const args = ['--input-type=module', '-e', script, dataDir, databaseUrl];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: number[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => acknowledged.push(Number(line)));
  return { process: child, acknowledged };
}

/** Lets the writer work for a while and kills it in the middle of it. */
async function killWriter(writer: ReturnType<typeof startWriter>, afterCount: number): Promise<number> {
  await vi.waitFor(() => expect(writer.acknowledged.length).toBeGreaterThan(afterCount), { timeout: 80_000 });
  const ended = new Promise((resolve) => writer.process.once('close', resolve));
  writer.process.kill('SIGKILL');
  await ended;
  return writer.acknowledged.length;
}

/** All that was acknowledged is there once, in order, and at most what was on its way besides. */
async function expectAll(history: History, acknowledged: number): Promise<void> {
  const events = await history.alarmEvents(LINE);
  const numbers = events.map(({ alarm }) => Number(alarm));
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => i + 1));
  expect(numbers.length).toBeGreaterThanOrEqual(acknowledged);
  expect(numbers.length).toBeLessThanOrEqual(acknowledged + 3);
  const range = { fromMs: 0, toMs: 1e6, points: 1e6 };
  const { points } = await history.signalHistory(LINE, { asset: 'cnc-1', name: 'Meas/X' }, range);
  expect(points.map(([, value]) => value)).toEqual(numbers);
}

describe('on PGlite', () => {
  test('an end in the middle of the first start is quick and leaves a folder to start in', async () => {
    const dataDir = folder();
    for (const waitMs of [0, 300]) {
      const history = await open(dataDir);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      const acknowledged = history.appendAlarmEvent({ line: LINE, alarm: '1', kind: 'raised', payload: {}, atMs: 1 });
      const startedMs = performance.now();
      await history.close();
      await acknowledged;
      expect(performance.now() - startedMs).toBeLessThan(2_000);
    }
    expect(existsSync(join(dataDir, 'twin.lock'))).toBe(false);
    expect(readdirSync(join(dataDir, 'spool'))).toHaveLength(2);
  });

  const dataDir = folder();

  test('kill -9 in the middle of writing loses nothing that was acknowledged, and the lock is taken over', async () => {
    const acknowledged = await killWriter(startWriter(dataDir, ''), 50);
    const history = await open(dataDir);
    try {
      expect(await history.connected(90_000)).toBe(true);
      await history.settled();
      await expectAll(history, acknowledged);
      const error = await open(dataDir).catch((reason: unknown) => reason);
      expect(isTwinError(error, 'DATA_DIR_LOCKED')).toBe(true);
    } finally {
      await history.close();
    }
    const again = await open(dataDir);
    expect(await again.connected(90_000)).toBe(true);
    await expectAll(again, acknowledged);
    await again.close();
  });

  test('the event loop is not held up while the database starts and works', async () => {
    const history = await open(dataDir);
    let longestMs = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
    }, 5);
    try {
      expect(history.status()).toMatchObject({ engine: 'pglite', status: 'away' });
      await expect(history.alarmEvents(LINE)).rejects.toSatisfy((error) => isTwinError(error, 'DATABASE_UNAVAILABLE'));
      history.append(LINE, [record(1, 1)]);
      await history.connected(90_000);
      for (let i = 0; i < 40; i++) {
        history.append(
          LINE,
          Array.from({ length: 500 }, (_, k) => record(i * 500 + k, i * 500 + k)),
        );
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await history.settled();
      expect(history.status()).toMatchObject({ status: 'ok', queuedRows: 0, spooledBytes: 0, droppedRows: 0 });
      expect(longestMs).toBeLessThan(1000);
    } finally {
      clearInterval(timer);
      await history.close();
    }
  });
});

const server = await startPostgres();
afterAll(async () => {
  if ('url' in server) await server.remove();
});
const missing = 'missing' in server ? server.missing : server.crash ? null : 'TEST_DATABASE_URL is not ours to stop';
if (missing) console.warn(`a PostgreSQL that comes and goes is not tested: ${missing}`);

describe.skipIf(missing !== null)('on PostgreSQL', () => {
  const postgres = server as PostgresServer;
  beforeAll(() => postgres.crash?.());

  test('the twin starts without it; what a killed process left on disk is loaded once, in order, when it is there', async () => {
    const dataDir = folder();
    const acknowledged = await killWriter(startWriter(dataDir, postgres.url), 200);
    const history = await open(dataDir, postgres.url);
    try {
      expect(history.status()).toMatchObject({ engine: 'postgres', status: 'away' });
      expect(history.status().spooledBytes).toBeGreaterThan(0);
      await postgres.start();
      expect(await history.connected(20_000)).toBe(true);
      await history.settled();
      await expectAll(history, acknowledged);
      expect(history.status()).toMatchObject({ status: 'ok', spooledBytes: 0 });
    } finally {
      await history.close();
    }
  });

  test('crashes of the server while writing cost nothing and double nothing', async () => {
    const history = await open(folder(), postgres.url);
    const line = 'crashing';
    let sent = 0;
    let isDone = false;
    const writing = (async () => {
      while (!isDone) {
        sent++;
        history.append(line, [record(sent, sent)]);
        await history.appendAlarmEvent({ line, alarm: String(sent), kind: 'raised', payload: {}, atMs: sent });
      }
    })();
    try {
      for (let round = 0; round < 2; round++) {
        const before = sent;
        await vi.waitFor(() => expect(sent).toBeGreaterThan(before + 20), { timeout: 30_000 });
        await postgres.crash?.();
        await vi.waitFor(() => expect(history.status().status).toBe('away'), { timeout: 30_000 });
        await postgres.start();
        await vi.waitFor(() => expect(history.status().status).toBe('ok'), { timeout: 30_000 });
      }
      isDone = true;
      await writing;
      await history.settled();
      const numbers = (await history.alarmEvents(line)).map(({ alarm }) => Number(alarm));
      expect(numbers).toEqual(Array.from({ length: sent }, (_, i) => i + 1));
      const range = { fromMs: 0, toMs: 1e7, points: 1e7 };
      const { points } = await history.signalHistory(line, { asset: 'cnc-1', name: 'Meas/X' }, range);
      expect(points).toHaveLength(sent);
    } finally {
      isDone = true;
      await history.close();
    }
  });
});
