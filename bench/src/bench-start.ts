// Measures what a newcomer waits for and what an idle twin costs: bare clone to moving 3D, start when built, idle load, stop.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { Figure, Figures } from './figures.ts';
import { treeUsage } from './process-tree.ts';
import { freePort, sleep, startStack } from './stack.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const IDLE_SECONDS = 40;
const WARM_SECONDS = 30;

/** Runs the measurement; the bare clone only with `isFromClone`, since it fetches all packages anew. */
export async function benchStart({ isFromClone }: { isFromClone: boolean }): Promise<Figures> {
  const figures: Figures = {};
  if (isFromClone) figures['start.bareCloneToMovingSeconds'] = figure(await fromClone(), 's', 90);
  const stack = await startStack([]);
  const pid = stack.process.pid ?? 0;
  const openedMs = performance.now();
  await moving(stack.url);
  figures['start.builtToMovingSeconds'] = figure((stack.startMs + performance.now() - openedMs) / 1000, 's', 10);
  await sleep(WARM_SECONDS * 1000);
  const before = treeUsage(pid);
  await sleep(IDLE_SECONDS * 1000);
  const after = treeUsage(pid);
  figures['idle.cores'] = figure((after.cpuSeconds - before.cpuSeconds) / IDLE_SECONDS, 'cores', 0.5);
  figures['idle.residentGigabytes'] = figure(after.residentBytes / 1e9, 'GB', 1.2);
  figures['idle.proportionalGigabytes'] = figure(after.proportionalBytes / 1e9, 'GB', 1.2);
  const ports = [Number(new URL(stack.url).port), Number(new URL(stack.brokerUrl).port)];
  figures['stop.seconds'] = figure((await stack.stop()) / 1000, 's', 3);
  const taken = (await Promise.all(ports.map(isTaken))).filter(Boolean).length;
  figures['stop.portsTaken'] = figure(taken, 'ports', 0);
  return figures;
}

async function fromClone(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'mini-factory-clone-'));
  const [port, mqttPort] = [await freePort(), await freePort()];
  const startedMs = performance.now();
  execFileSync('git', ['clone', '--quiet', root, folder]);
  const child = spawn('npm', ['start', '--', '--port', String(port), '--mqtt-port', String(mqttPort)], {
    cwd: folder,
    stdio: 'ignore',
  });
  try {
    await moving(`http://127.0.0.1:${port}`);
    return (performance.now() - startedMs) / 1000;
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    await sleep(3000);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until the page at `url` shows parts that move in the 3D scene. */
async function moving(url: string): Promise<void> {
  await answering(url);
  const browser = await chromium.launch({
    executablePath: ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync) ?? 'chromium',
    args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 960, height: 600 } });
    await page.goto(`${url}/?test`);
    await page.waitForFunction(
      'window.__twin !== undefined && window.__twin.parts() > 0 && window.__twin.frames() > 2',
    );
  } finally {
    await browser.close();
  }
}

async function answering(url: string): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    const isReady = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return;
    await sleep(250);
  }
  throw new Error(`${url} did not become ready within five minutes`);
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function figure(value: number, unit: string, floor: number): Figure {
  return { value, unit, n: 1, low: null, high: null, floor, ambition: null };
}
