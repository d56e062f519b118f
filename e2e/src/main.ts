// Starts the whole product, opens it in a real browser, breaks it in several ways and looks whether the page tells the truth.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { launch } from './browser.ts';
import { Checks } from './checks.ts';
import { checkAccessibility, checkPage } from './page-checks.ts';
import { checkFailures, checkStop } from './process-checks.ts';
import { checkStoppedMachine } from './machine-checks.ts';
import { checkWhatIf } from './what-if-checks.ts';
import { type Stack, startStack } from './stack.ts';

const LINE = 'drive-unit';
const outputFolder = fileURLToPath(new URL('../output/', import.meta.url));

const checks = new Checks();
let stack: Stack | null = null;
let browser: Browser | null = null;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stack?.remove();
    process.exit(1);
  });
}

try {
  mkdirSync(outputFolder, { recursive: true });
  await checks.check('npm start prints its URL', async () => {
    stack = await startStack(['--speed', '4', '--seed', '7']);
  });
  await checks.check('a browser starts', async () => {
    browser = await launch();
  });
  if (stack !== null && browser !== null) await checkAll({ stack, browser });
} catch (error) {
  checks.failed++;
  console.log(`FAILED  ${String((error as Error).stack)}`);
} finally {
  await (browser as Browser | null)?.close();
  (stack as Stack | null)?.remove();
}
console.log(`\n${checks.passed} passed, ${checks.failed} failed`);
process.exit(checks.failed === 0 ? 0 : 1);

async function checkAll({ stack, browser }: { stack: Stack; browser: Browser }): Promise<void> {
  const scene = { checks, stack, browser, line: LINE, outputFolder };
  // First, while no other page draws: a browser without a graphics card is slow.
  await checkAccessibility(scene);
  await checkWhatIf(scene);
  const dashboard = await checkPage(scene);
  await checkStoppedMachine(scene, dashboard);
  await checkFailures(scene, dashboard);
  await checkStop(scene);
}
