// A machine is stopped and started again by a command: state, light, alarm and forecast on the page must follow.
import type { Forecast, PackmlCommand } from '@mini-factory-twin/contracts';
import { fetchStation } from './api.ts';
import type { Dashboard } from './browser.ts';
import { assert, eventually, sleep } from './checks.ts';
import { findMachine, type Machine } from './machine.ts';
import type { Scene } from './page-checks.ts';

const STATION = 'press';
/** A colour that differs by this much in one of red, green and blue is another colour to the eye. */
const OTHER_COLOR = 25;
const BACK_TO_WORK: PackmlCommand[] = ['Clear', 'Reset', 'Start'];

/** Aborts the press, looks at the page, and brings the press back. */
export async function checkStoppedMachine(scene: Scene, dashboard: Dashboard): Promise<void> {
  const { checks, stack } = scene;
  let machine: Machine | null = null;
  await checks.check('the emulated press takes commands', async () => {
    machine = await findMachine(stack.brokerUrl, STATION);
  });
  if (machine === null) return;
  await checkDown(scene, dashboard, machine);
  await checkBack(scene, dashboard, machine);
  await (machine as Machine).close();
}

async function checkDown({ checks }: Scene, dashboard: Dashboard, machine: Machine): Promise<void> {
  let light: Light | null = null;
  let before: Forecast | null = null;
  await checks.check('its stack light and a forecast are there before it is stopped', async () => {
    light = await lightOf(dashboard);
    const forecast = await eventually('a forecast', () => dashboard.twin('forecast'), {
      until: (value) => value != null,
    });
    before = forecast ?? null;
  });
  await checks.check('an aborted press is down on the page', async () => {
    await machine.command('Abort');
    await eventually('press down', () => dashboard.twin('states'), { until: (states) => states?.[STATION] === 'down' });
  });
  await checks.check('its stack light has another colour on the screen', async () => {
    await eventually('another stack light', () => lightOf(dashboard), {
      until: (now) => light !== null && now.name !== light.name && difference(now.color, light.color) > OTHER_COLOR,
    });
  });
  await checks.check('an alarm for it is in the list', async () => {
    await eventually('an alarm', () => dashboard.twin('alarms'), {
      until: (alarms) =>
        alarms?.some(
          ({ asset, kind, clearedMs }) => asset === STATION && kind === 'machine-down' && clearedMs === null,
        ) ?? false,
    });
  });
  await checks.check('the forecast changes with it', async () => {
    await eventually('another forecast', () => dashboard.twin('forecast'), {
      until: (now) => now != null && before != null && now.madeAtMs > before.madeAtMs && isOther(now, before),
      withinMs: 20_000,
    });
  });
}

async function checkBack({ checks, stack, line }: Scene, dashboard: Dashboard, machine: Machine): Promise<void> {
  await checks.check('Clear, Reset and Start bring it back, and the alarm clears', async () => {
    for (const command of BACK_TO_WORK) {
      await machine.command(command);
      await sleep(700);
    }
    await eventually('press working', () => dashboard.twin('states'), {
      until: (states) => states?.[STATION] !== 'down' && states?.[STATION] !== 'unknown',
      withinMs: 20_000,
    });
    await eventually('the alarm cleared', () => dashboard.twin('alarms'), {
      until: (alarms) =>
        !alarms?.some(
          ({ asset, kind, clearedMs }) => asset === STATION && kind === 'machine-down' && clearedMs === null,
        ),
    });
    const { state } = await fetchStation(stack.url, line, STATION);
    assert(state !== 'down', `the API says ${state}`);
  });
}

interface Light {
  name: string | null;
  /** Red, green and blue on the screen [0..255]. */
  color: [number, number, number];
}

async function lightOf(dashboard: Dashboard): Promise<Light> {
  const [name, point] = [await dashboard.twin('stackLightColor', STATION), await dashboard.twin('project', STATION)];
  assert(point != null, 'the stack light is not in view');
  return { name: name ?? null, color: await dashboard.colorAt(point) };
}

function difference(one: [number, number, number], other: [number, number, number]): number {
  return Math.max(...one.map((value, index) => Math.abs(value - (other[index] as number))));
}

function isOther(now: Forecast, before: Forecast): boolean {
  const down = (forecast: Forecast): number => forecast.stations.find(({ id }) => id === STATION)?.down ?? 0;
  return now.output.p50 !== before.output.p50 || down(now) > down(before);
}
