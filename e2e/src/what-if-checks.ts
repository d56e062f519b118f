// A what-if question on the page: asked, answered in words, kept, opened again by its address.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { fetchKept } from './api.ts';
import { openDashboard } from './browser.ts';
import { assert, eventually } from './checks.ts';
import type { Scene } from './page-checks.ts';

const STATION = 'press';
/** Short and few, because a machine under test is slow; a press that stands for half an hour is seen in these all the same. */
const LOOK = { hours: '2', futures: '29' };
const ANSWER_WITHIN_MS = 120_000;

/** Asks what a press that stands would cost, in a page of its own. */
export async function checkWhatIf({ checks, stack, browser, line, outputFolder }: Scene): Promise<void> {
  const { page, errors } = await openDashboard(browser, `${stack.url}/what-if`, 'dark');
  await checks.check('the What-if page opens by its address, without the 3D line', async () => {
    await page.getByRole('button', { name: 'A station stands' }).waitFor();
    const current = await page.getByRole('link', { name: 'What if' }).getAttribute('aria-current');
    assert(current === 'page', 'the rail does not mark the page');
    assert((await page.locator('canvas').count()) === 0, 'there is a canvas');
  });
  await checks.check('a press that stands for 30 minutes is told as a significant loss', async () => {
    await askForStanding(page);
    await page.locator('.headline h2').waitFor({ timeout: ANSWER_WITHIN_MS });
    const lead = await page.locator('.headline h2').innerText();
    const missed = Number(/^you will miss ([\d,]+) good parts by \d\d:\d\d$/i.exec(lead)?.[1]?.replace(',', ''));
    assert(missed > 50, `the headline says: ${lead}`);
    const row = page.locator('[data-figure="line.goodParts"]');
    assert((await row.getAttribute('data-verdict')) === 'worse', `the row says: ${await row.innerText()}`);
    assert((await page.locator('.fan svg').count()) === 2, 'two fans are drawn');
  });
  await checks.check('it is kept, and its address shows it in another page', async () => {
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await eventually('an address with the scenario', () => page.url(), {
      until: (url) => new URL(url).searchParams.has('scenario'),
      withinMs: ANSWER_WITHIN_MS,
    });
    const id = new URL(page.url()).searchParams.get('scenario');
    const kept = await fetchKept(stack.url, line);
    assert(
      kept.some((scenario) => scenario.id === id),
      `the twin keeps ${kept.map((one) => one.id).join(', ')}`,
    );
    const lead = await page.locator('.headline h2').innerText();
    await page.reload();
    await eventually('the same headline', () => page.locator('.headline h2').innerText(), {
      until: (text) => text === lead,
      withinMs: 30_000,
    });
    assert((await page.getByLabel('Station').inputValue()) === STATION, 'the question is filled in');
  });
  await checks.check('axe finds no fault on the What-if page in either theme', async () => {
    for (const theme of ['dark', 'light']) {
      if (theme === 'light') await page.getByRole('button', { name: 'Change to light theme' }).click();
      await page.screenshot({ path: `${outputFolder}what-if-${theme}.png` });
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(
        ({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
      );
      assert(found.length === 0, `${theme}: ${found.join('; ')}`);
    }
  });
  await checks.check('the What-if page throws and logs no error', () => {
    assert(errors.length === 0, errors.join('; '));
  });
  await page.context().close();
}

async function askForStanding(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'A station stands' }).click();
  await page.getByLabel('Station').selectOption(STATION);
  await page.getByLabel('Minutes it stands').fill('30');
  await page.getByLabel('Look ahead').selectOption(LOOK.hours);
  await page.getByLabel('Futures').selectOption(LOOK.futures);
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
}
