// Processes die and the product is stopped: the page must say so, heal by itself, and nothing may be left behind.
import type { Dashboard } from './browser.ts';
import { assert, eventually } from './checks.ts';
import type { Scene } from './page-checks.ts';
import { type ServiceName, startStack, type Stopped } from './stack.ts';

const STOP_LIMIT_MS = 3_000;
const HEAL_LIMIT_MS = 40_000;

/** Kills the emulators, then the twin. */
export async function checkFailures(scene: Scene, dashboard: Dashboard): Promise<void> {
  const { checks } = scene;
  const known = await knownStations(dashboard);
  await checks.check('killed emulators: the page says within seconds that it has no data', async () => {
    kill(scene, 'simulators');
    await eventually('no data', () => dashboard.twin('states'), {
      until: (states) => known.some((id) => states?.[id] === 'unknown'),
    });
  });
  await checks.check('... and heals when they are back', () => healed(dashboard, known));
  await checks.check('killed broker: everything heals by itself', async () => {
    kill(scene, 'broker');
    await newFrames(dashboard);
    await healed(dashboard, known);
  });
  await checks.check('killed twin: the page reconnects by itself', async () => {
    const before = kill(scene, 'twin');
    await eventually('a new twin', () => scene.stack.pidOf('twin'), {
      until: (pid) => pid !== null && pid !== before,
      withinMs: HEAL_LIMIT_MS,
    });
    await newFrames(dashboard);
    await healed(dashboard, known);
  });
}

/** Ctrl-C; and on a second run the end of npm alone. */
export async function checkStop({ checks, stack }: Scene): Promise<void> {
  await checks.check('Ctrl-C ends every process and frees the ports within 3 s', async () => {
    assertAllGone(await stack.stop('ctrl-c', STOP_LIMIT_MS));
  });
  await checks.check('so does the end of npm alone', async () => {
    const other = await startStack(['--no-simulator']);
    try {
      assertAllGone(await other.stop('npm killed', STOP_LIMIT_MS));
    } finally {
      other.remove();
    }
  });
}

function assertAllGone({ tookMs, leftOver, takenPorts }: Stopped): void {
  assert(leftOver.length === 0, `still running after ${Math.round(tookMs)} ms: ${leftOver.join(', ')}`);
  assert(takenPorts.length === 0, `still taken: ${takenPorts.join(', ')}`);
}

function kill({ stack }: Scene, service: ServiceName): number {
  const pid = stack.pidOf(service);
  assert(pid !== null, `the ${service} does not run`);
  process.kill(pid, 'SIGKILL');
  return pid;
}

async function newFrames(dashboard: Dashboard): Promise<void> {
  const sinceMs = Date.now() + 2_000;
  await eventually('news from the twin', () => dashboard.twin('lastFrameAppliedMs'), {
    until: (sentMs) => (sentMs ?? 0) > sinceMs,
    withinMs: HEAL_LIMIT_MS,
  });
}

/** Whatever was known before is known again. */
async function healed(dashboard: Dashboard, known: readonly string[]): Promise<void> {
  await eventually('all states known', () => dashboard.twin('states'), {
    until: (states) => known.every((id) => (states?.[id] ?? 'unknown') !== 'unknown'),
    withinMs: HEAL_LIMIT_MS,
  });
}

/** Stations with a known state; a sink has none. */
async function knownStations(dashboard: Dashboard): Promise<string[]> {
  const states = Object.entries((await dashboard.twin('states')) ?? {});
  return states.filter(([, state]) => state !== 'unknown').map(([id]) => id);
}
