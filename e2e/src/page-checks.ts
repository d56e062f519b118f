// What the page shows when all is well: one URL, the canvas, moving parts, the true states, no accessibility faults.
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { fetchState } from './api.ts';
import { type Dashboard, openDashboard, type Theme } from './browser.ts';
import { assert, type Checks, eventually } from './checks.ts';
import type { Stack } from './stack.ts';

/** What all checks work on. */
export interface Scene {
  checks: Checks;
  stack: Stack;
  browser: Browser;
  line: string;
  outputFolder: string;
}

const FORECAST_WITHIN_MS = 30_000;
/** News on the page younger than this count as live. */
const FRESH_MS = 2_000;

/** Opens the dashboard and checks it; the open page is for the checks that follow. */
export async function checkPage({ checks, stack, browser, line }: Scene): Promise<Dashboard> {
  const { url } = stack;
  await checks.check('exactly one URL is printed', () => {
    const urls = stack.output().match(/https?:\/\/\S+/g) ?? [];
    assert(urls.length === 1 && urls[0] === url, `printed: ${urls.join(' ')}`);
  });
  const dashboard = await openDashboard(browser, url, 'dark');
  await checks.check('the page shows the line on a canvas', async () => {
    await dashboard.page.locator('canvas').first().waitFor({ state: 'visible' });
    await eventually('frames drawn', () => dashboard.twin('frames'), { until: (frames) => (frames ?? 0) > 5 });
  });
  await checks.check('parts are on the line, and move', async () => {
    await eventually('parts on the line', () => dashboard.twin('parts'), {
      until: (parts) => (parts ?? 0) > 3,
      withinMs: 60_000,
    });
    await eventually('a part that moves', () => movedParts(dashboard, { url, line }), { until: (moved) => moved > 0 });
  });
  await checks.check('the states on the page are those of the API', () => checkStates(dashboard, { url, line }));
  await checks.check('the page throws and logs no error', () => {
    assert(dashboard.errors.length === 0, dashboard.errors.join('; '));
  });
  return dashboard;
}

/** Number of parts that changed their place on the page within half a second. */
async function movedParts(dashboard: Dashboard, { url, line }: { url: string; line: string }): Promise<number> {
  const { stations, buffers } = await fetchState(url, line);
  const ids = [...buffers, ...stations].flatMap(({ parts }) => parts.map(({ id }) => id));
  const places = (): Promise<string[]> =>
    Promise.all(ids.map(async (id) => JSON.stringify(await dashboard.twin('partPosition', id))));
  const before = await places();
  await dashboard.page.waitForTimeout(500);
  const after = await places();
  return after.filter((place, index) => place !== 'null' && before[index] !== 'null' && place !== before[index]).length;
}

/** Page and API are asked one after the other, so a state may change in between; then they are asked again. */
async function checkStates(dashboard: Dashboard, { url, line }: { url: string; line: string }): Promise<void> {
  const differences = async (): Promise<string[]> => {
    const [{ stations }, shown] = [await fetchState(url, line), await dashboard.twin('states')];
    return stations
      .filter(({ id, state }) => shown?.[id] !== state)
      .map(({ id, state }) => `${id}: ${state}/${shown?.[id]}`);
  };
  await eventually('page and API agree', differences, { until: (found) => found.length === 0 });
}

/** axe in both themes, and a picture of each. */
export async function checkAccessibility({ checks, stack, browser, outputFolder }: Scene): Promise<void> {
  for (const theme of ['dark', 'light'] satisfies Theme[]) {
    await checks.check(`axe finds no fault in the ${theme} theme`, async () => {
      const { page, twin } = await openDashboard(browser, stack.url, theme);
      await eventually('a forecast', () => twin('forecast'), {
        until: (forecast) => forecast !== null && forecast !== undefined,
        withinMs: FORECAST_WITHIN_MS,
      });
      await eventually('news of this moment on the page', () => twin('lastFrameAppliedMs'), {
        until: (sentMs) => Date.now() - (sentMs ?? 0) < FRESH_MS,
        withinMs: 30_000,
      });
      await page.screenshot({ path: `${outputFolder}live-${theme}.png` });
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(
        ({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
      );
      await page.context().close();
      assert(found.length === 0, found.join('; '));
    });
  }
}
