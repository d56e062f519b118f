// The whole product, started with `npm start` on free ports and an empty data folder.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sleep } from './checks.ts';
import { descendants, isAlive } from './processes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const START_LIMIT_MS = 120_000;

export type ServiceName = 'broker' | 'twin' | 'simulators';

/** What stopping took, and what it left behind. */
export interface Stopped {
  tookMs: number;
  leftOver: number[];
  takenPorts: number[];
}

/** The product running. */
export interface Stack {
  url: string;
  brokerUrl: string;
  /** What it has printed so far. */
  output(): string;
  /** Process id of a service, null while it does not run. */
  pidOf(service: ServiceName): number | null;
  /**
   * Stops it and waits until nothing is left: `ctrl-c` sends SIGINT to all that the terminal would, `npm killed` sends
   * SIGTERM to npm alone, which does not pass it on.
   */
  stop(how: 'ctrl-c' | 'npm killed', limitMs: number): Promise<Stopped>;
  /** Ends whatever still runs and removes the data folder. */
  remove(): void;
}

/** Starts it. @throws Error with its output when it ends or does not print its URL in time */
export async function startStack(flags: readonly string[] = []): Promise<Stack> {
  const data = mkdtempSync(join(tmpdir(), 'mini-factory-twin-e2e-'));
  const ports = [await freePort(), await freePort()] as const;
  const [port, mqttPort] = ports;
  const own = ['--port', `${port}`, '--mqtt-port', `${mqttPort}`, '--data', data];
  const npm = spawn('npm', ['start', '--', ...own, ...flags], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  npm.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  npm.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const pids = (): number[] => (npm.pid === undefined ? [] : [npm.pid, ...descendants(npm.pid)].map(Number));
  const remove = (): void => {
    for (const pid of pids().toReversed()) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await printedUrl(npm, () => output);
  } catch (error) {
    remove();
    throw error;
  }
  return {
    url: `http://localhost:${port}`,
    brokerUrl: `mqtt://127.0.0.1:${mqttPort}`,
    output: () => output,
    pidOf: (service) => (npm.pid === undefined ? null : serviceOf(npm.pid, service)),
    stop: (how, limitMs) => stop(npm, { how, pids: pids(), ports, limitMs }),
    remove,
  };
}

async function stop(
  npm: ChildProcess,
  options: { how: 'ctrl-c' | 'npm killed'; pids: number[]; ports: readonly number[]; limitMs: number },
): Promise<Stopped> {
  const { how, pids, ports, limitMs } = options;
  const startedMs = performance.now();
  if (how === 'ctrl-c' && npm.pid !== undefined) process.kill(-npm.pid, 'SIGINT');
  else npm.kill('SIGTERM');
  while (pids.some(isAlive) && performance.now() - startedMs < limitMs) await sleep(20);
  const tookMs = performance.now() - startedMs;
  const taken = await Promise.all(ports.map(isTaken));
  return { tookMs, leftOver: pids.filter(isAlive), takenPorts: ports.filter((_, index) => taken[index]) };
}

function serviceOf(ancestor: number, service: ServiceName): number | null {
  return descendants(ancestor, (command) => command.includes(`${service}/dist/main.js`))[0] ?? null;
}

async function printedUrl(npm: ChildProcess, output: () => string): Promise<void> {
  const deadline = performance.now() + START_LIMIT_MS;
  while (!/http:\/\/localhost:\d+/.test(output())) {
    if (npm.exitCode !== null) throw new Error(`npm start ended with code ${npm.exitCode}:\n${output()}`);
    if (performance.now() > deadline) throw new Error(`npm start printed no URL:\n${output()}`);
    await sleep(50);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
  });
}
