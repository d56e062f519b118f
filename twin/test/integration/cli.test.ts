// The command line as a user calls it: the built program in a process of its own.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const line = 'examples/lines/two-machines.yaml';

const cli = (...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, ...words],
      { cwd: root, env: { ...process.env, INIT_CWD: root } },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mft-cli-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('simulate prints a table of the line, its stations and its buffers', async () => {
  const { code, stdout } = await cli('simulate', line, '--horizon', '4h', '--replications', '3');
  expect(code).toBe(0);
  expect(stdout).toMatch(/Two machines: 3 runs of 4 h, seed 1/);
  expect(stdout).toMatch(/goodPartsPerHour +5\d\d\.\d/);
  expect(stdout).toMatch(/lathe +9\d\.\d\d/);
  expect(stdout).not.toMatch(/NaN|undefined|null/);
});

test('simulate --json gives the same every time', async () => {
  const words = ['simulate', line, '--horizon', '1h', '--replications', '4', '--json', '-'];
  const documents = [await cli(...words), await cli(...words, '--threads', '1')].map(({ stdout }) =>
    JSON.parse(stdout),
  );
  expect(documents[0].result.rows).toHaveLength(4);
  expect(documents[1].result.rows).toEqual(documents[0].result.rows);
});

test('simulate --compare pairs a line with another one', async () => {
  const { stdout } = await cli('simulate', line, '--horizon', '1h', '--replications', '3', '--compare', line);
  expect(stdout).toMatch(/pairs on common random numbers/);
  expect(stdout).toMatch(/goodParts +\d+\.?\d* +\d+\.?\d* +0 +0 +0 +parts +undecided/);
});

test('simulate --trace writes every event of the first run', async () => {
  const file = join(await aFolder(), 'trace.ndjson');
  const { stdout } = await cli(
    'simulate',
    line,
    '--horizon',
    '1h',
    '--replications',
    '1',
    '--trace',
    file,
    '--json',
    '-',
  );
  const { result } = JSON.parse(stdout);
  const events = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text));
  const finished = events.filter(({ kind }) => kind === 'finish').length;
  const column = result.figures.findIndex(({ id }: { id: string }) => id === 'line.goodParts');
  expect(finished).toBe(result.rows[0][column]);
  expect(events.every(({ t }, index) => index === 0 || t >= events[index - 1].t)).toBe(true);
  expect(events.find(({ kind }) => kind === 'state')).toMatchObject({ t: 0, id: 'saw', value: 'processing' });
});

test('check says what a line has, or what is wrong with it', async () => {
  expect(await cli('check', line)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('can be run: 4 stations'),
  });
  const missing = await cli('check', 'no-such-line.yaml');
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringMatching(/^LINE_MODEL_UNREADABLE/) });
});

test.each([
  [['simulate', line, '--horizon', '8'], /--horizon: found "8", allowed: a number with s, m, h, d or y/],
  [['simulate', line, '--replications', '0'], /--replications: found "0", allowed: a whole number from 1/],
  [['simulate', line, '--precision', '5'], /--precision: found "5", allowed: a percentage/],
  [['simulate', line, '--start', 'tomorrow'], /--start: found "tomorrow", allowed: ISO 8601/],
  [['simulate', line, '--speed', '5'], /'--speed'/],
  [['simulate'], /found 0 files, allowed: one/],
  [['simulat'], /found "simulat", allowed: simulate, check/],
])('refuses %j in one line', async (words, message) => {
  const { code, stderr } = await cli(...words);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/ at .*\.js/);
});
