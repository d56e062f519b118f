// The whole product as child processes on free ports, started the way a user starts it.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A running stack. */
export interface Stack {
  url: string;
  brokerUrl: string;
  /** Folder for truth files and data; removed by `stop`. */
  folder: string;
  process: ChildProcess;
  /** Milliseconds from spawn to the printed URL. */
  startMs: number;
  /** Sends SIGINT and waits; answers the milliseconds it took. */
  stop(): Promise<number>;
}

/** Starts `scripts/start.mjs` with flags; rejects with its output when it ends before its URL is printed. */
export async function startStack(flags: readonly string[]): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'mini-factory-twin-'));
  const [port, mqttPort] = [await freePort(), await freePort()];
  const ports = ['--port', String(port), '--mqtt-port', String(mqttPort), '--data', join(folder, 'data')];
  const startedMs = performance.now();
  const child = spawn(process.execPath, [join(root, 'scripts/start.mjs'), ...ports, ...flags], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await printedUrl(child);
  return {
    url,
    brokerUrl: `mqtt://127.0.0.1:${mqttPort}`,
    folder,
    process: child,
    startMs: performance.now() - startedMs,
    async stop() {
      const stoppingMs = performance.now();
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      if (child.exitCode === null) {
        child.kill('SIGINT');
        await ended;
      }
      const tookMs = performance.now() - stoppingMs;
      rmSync(folder, { recursive: true, force: true });
      return tookMs;
    },
  };
}

/** A TCP port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Waits [ms]. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function printedUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = /https?:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(output);
      if (found !== null) resolve(found[0]);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`the stack ended with ${code}:\n${output}`)));
  });
}
