// The example that trains a dispatcher runs as its guide says, with tiny budgets.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { CANDIDATE } from '../../src/environment/index.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'train-dispatcher-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('trains, compares all rules on held-out seeds, and saves its weights', async () => {
  const weights = join(folder, 'weights.json');
  const budgets = ['--generations', '2', '--held-out', '4', '--save', weights];
  const { stdout } = await promisify(execFile)(process.execPath, ['examples/rl/train-dispatcher.mjs', ...budgets], {
    cwd: root,
  });
  expect(stdout).toMatch(/generation 2: \d+\.\d in its tries/);
  expect(stdout).toMatch(/4 held-out episodes/);
  for (const name of ['fifo', 'spt', 'edd', 'atc', 'tuned ATC', 'learned'])
    expect(stdout).toMatch(new RegExp(`^ {2}${name} +\\d+\\.\\d\\d +-?\\d+\\.\\d\\d \\+- \\d`, 'm'));
  const saved = JSON.parse(readFileSync(weights, 'utf8')) as { line: string; weights: Record<string, number> };
  expect(saved.line).toBe('job-shop');
  expect(Object.keys(saved.weights)).toEqual(Object.keys(CANDIDATE).filter((name) => name !== 'present'));
  expect(Object.values(saved.weights).every(Number.isFinite)).toBe(true);
});
