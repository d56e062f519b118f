// `npm start` as a whole, on a scratch copy whose services are a few lines each: ports, the one URL, healing, stopping.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { anyFreePort, isPortFree } from './lib/ports.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'npm-start-'));
const running: ChildProcess[] = [];

const LIVES = `process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000); console.error('pid', process.pid);`;
const BROKER = `import { createServer } from 'node:net'; createServer().listen(+process.env.BROKER_MQTT_PORT, '127.0.0.1'); ${LIVES}`;
const TWIN = `import { createServer } from 'node:http';
if (process.env.TWIN_LINE.endsWith('bad.yaml')) { console.error('LINE_MODEL_INVALID: stations.0.id'); process.exit(1); }
createServer((_, response) => response.end()).listen(+process.env.TWIN_PORT, '127.0.0.1'); ${LIVES}`;

beforeAll(() => {
  cpSync(fileURLToPath(new URL('.', import.meta.url)), join(scratch, 'scripts'), { recursive: true });
  put('broker/dist/main.js', BROKER);
  put('twin/dist/main.js', TWIN);
  put('simulators/dist/main.js', LIVES);
  put('package.json', '{ "type": "module" }');
  put('examples/lines/drive-unit.yaml', '');
  put('bad.yaml', '');
  put('node_modules/.bin/turbo', '#!/bin/sh\nexit 0\n');
  chmodSync(join(scratch, 'node_modules/.bin/turbo'), 0o755);
});
afterEach(() => running.splice(0).forEach((child) => child.kill('SIGTERM')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function start(...flags: string[]) {
  const [port, mqttPort] = [await anyFreePort(), await anyFreePort()];
  const args = ['scripts/start.mjs', '--port', `${port}`, '--mqtt-port', `${mqttPort}`, ...flags];
  const child = spawn(process.execPath, args, { cwd: scratch, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, port, mqttPort, ended, output: () => output };
}

const isUp = async (run: Awaited<ReturnType<typeof start>>) =>
  vi.waitFor(() => expect(run.output()).toContain('Mini-Factory Twin is running'), 10_000);

test.each(['SIGINT', 'SIGTERM'] as const)('prints one URL, and on %s frees both ports with code 0', async (signal) => {
  const run = await start();
  await isUp(run);
  expect(run.output().match(/https?:\S+/g)).toEqual([`http://localhost:${run.port}`]);
  expect((await fetch(`http://localhost:${run.port}/`)).ok).toBe(true);
  run.child.kill(signal);
  expect(await run.ended).toBe(0);
  expect(await isPortFree(run.port)).toBe(true);
  expect(await isPortFree(run.mqttPort)).toBe(true);
});

test('a port in use is one line with the flag to change it, and code 1', async () => {
  const port = await anyFreePort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const run = await start('--mqtt-port', `${port}`);
  expect(await run.ended).toBe(1);
  expect(run.output()).toMatch(
    new RegExp(`^Port ${port} is in use; choose another with --mqtt-port N \\(\\d+ is free\\)\\n$`),
  );
  server.close();
});

test('a line model that the twin refuses ends everything with its reason and code 1', async () => {
  const run = await start('--line', 'bad.yaml');
  expect(await run.ended).toBe(1);
  expect(run.output()).toContain('LINE_MODEL_INVALID: stations.0.id');
  expect(run.output()).toContain('The twin ended with code 1; the lines above say why');
  expect(await isPortFree(run.mqttPort)).toBe(true);
});

test('a killed service comes back by itself', async () => {
  const run = await start();
  await isUp(run);
  const pids = () => [...run.output().matchAll(/^twin\s+\| pid (\d+)$/gm)].map(([, pid]) => Number(pid));
  process.kill(pids()[0] as number, 'SIGKILL');
  await vi.waitFor(() => expect(pids().length).toBe(2), 10_000);
  await vi.waitFor(async () => expect((await fetch(`http://localhost:${run.port}/`)).ok).toBe(true), 5_000);
});

test('without simulator and with a foreign broker only the twin runs', async () => {
  const run = await start('--no-simulator', '--broker', 'mqtt://127.0.0.1:1');
  await isUp(run);
  expect([...run.output().matchAll(/^(\w+)\s+\| pid/gm)].map(([, name]) => name)).toEqual(['twin']);
});

function put(path: string, text: string): void {
  mkdirSync(dirname(join(scratch, path)), { recursive: true });
  writeFileSync(join(scratch, path), text);
}
