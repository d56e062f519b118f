// Holds examples/README.md to the lines beside it: all are listed, and those that are said to be emulated are.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import { expect, test } from 'vitest';
import { refuseUnemulated } from '../simulators/src/emulated.ts';

const folder = fileURLToPath(new URL('../examples/', import.meta.url));
const page = readFileSync(`${folder}README.md`, 'utf8');
const rows = [...page.matchAll(/^\| \[([\w-]+)\]\((lines\/[\w-]+\.yaml)\) \| .+ \| (yes|no) \|$/gm)].map(
  ([, name = '', path = '', emulated = '']) => [name, path, emulated] as const,
);

test('the page lists exactly the lines there are', () => {
  const files = readdirSync(`${folder}lines`).filter((name) => name.endsWith('.yaml'));
  expect(rows.map(([, path]) => path.replace('lines/', '')).toSorted()).toEqual(files.toSorted());
  for (const [name, path] of rows) expect(path).toBe(`lines/${name}.yaml`);
});

test.each(rows)('%s is emulated just when the page says so', async (_name, path, emulated) => {
  const line = await readLineFile(folder + path);
  if (emulated === 'yes') expect(() => refuseUnemulated(line)).not.toThrow();
  else expect(() => refuseUnemulated(line)).toThrow(/emulated plant cannot do this line/);
});

test('every line that the page tells to start or simulate is there, and those to start are emulated', () => {
  const commands = [...page.matchAll(/^npm (start|run cli).*?(?:(examples\/lines\/[\w-]+\.yaml).*)?$/gm)];
  expect(commands.length).toBeGreaterThan(4);
  for (const [command, how, path] of commands) {
    if (path === undefined) continue;
    const row = rows.find(([, known]) => `examples/${known}` === path);
    expect(row, command).toBeDefined();
    if (how === 'start') expect(row?.[2], command).toBe('yes');
  }
});

test('links of the page lead to files that exist', () => {
  for (const [, target = ''] of page.matchAll(/\]\((?!https?:)([^)#\s]+)/g))
    expect(() => readFileSync(new URL(target, `file://${folder}`)), target).not.toThrow();
});
