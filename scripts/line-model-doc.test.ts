// Holds docs/reference/line-model.md to the code, both ways: fields, limits, defaults, enumerations, checks, what is emulated.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { lineModelSchema } from '@mini-factory-twin/contracts';
import { describe, expect, test } from 'vitest';
import { enumsIn, schemaTables, withDefaults } from './lib/schema-tables.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(root + path, 'utf8');
const page = read('docs/reference/line-model.md');

const DISTRIBUTIONS = [
  'constant',
  'uniform',
  'triangular',
  'normal',
  'lognormal',
  'gamma',
  'weibull',
  'exponential',
  'empirical',
];

/** Where each object of the schema is on the page. A new one without a heading fails the tests. */
const HEADINGS: Record<string, string> = {
  '': 'Line',
  location: 'Location',
  'products[]': 'Product',
  'stations[]': 'Station',
  'stations[].at': 'Point',
  'stations[].components[]': 'Component',
  'stations[].outputs[]': 'Output',
  'stations[].yields[]': 'Yield',
  'stations[].quality': 'Quality',
  'stations[].failures[]': 'Failure mode',
  'stations[].maintenance[]': 'Maintenance task',
  'stations[].speed': 'Speed',
  'stations[].sensors[]': 'Sensor',
  'stations[].costs': 'Station costs',
  'buffers[].conveyor': 'Conveyor',
  'buffers[].buffer': 'Buffer',
  'people[]': 'Person',
  'shifts[]': 'Shift',
  'shifts[].breaks[]': 'Break',
  'planPerShift[]': 'Planned order',
  'orders[]': 'Order',
  costs: 'Line costs',
  ...Object.fromEntries(DISTRIBUTIONS.map((type) => [`stations[].cycleTimeSeconds.${type}`, `Distribution: ${type}`])),
};

const PATTERNS: Record<string, string> = {
  'date-time': 'date and time in UTC, such as `2026-01-05T06:00:00Z`',
  '^(?!constructor$)[a-z][a-z0-9-]*$': 'id',
  '^([01]\\d|2[0-3]):[0-5]\\d$': '`HH:MM`',
};

/** Tables that explain the members of an enumeration one by one. */
const ENUM_TABLES = [
  ['Kinds of station', 'stations[].kind'],
  ['Dispatch rules', 'stations[].dispatch'],
  ['Routing rules', 'stations[].routing'],
  ['Results', 'stations[].outputs[].when'],
  ['Off shift', 'stations[].offShift'],
  ['Clocks', 'stations[].failures[].clock'],
  ['Clocks', 'stations[].maintenance[].clock'],
  ['After a failure', 'stations[].failures[].onFailure'],
  ['Overlap', 'stations[].failures[].overlap'],
] as const;

/** What a name says of its unit. */
const UNITS: readonly [RegExp, string][] = [
  [/MmPerSecond$/, 'mm/s'],
  [/MetresPerSecond$/, 'm/s'],
  [/Mm$/, 'mm'],
  [/Degrees$/, 'degrees'],
  [/[mM]inutes$/, 'min'],
  [/^(perHour|.*Hour$)/, 'currency/h'],
  [/Seconds(ByProduct)?$/, 's'],
];

const schema = withDefaults(
  lineModelSchema.toJSONSchema({ io: 'input' }) as Parameters<typeof withDefaults>[0],
  lineModelSchema.toJSONSchema({ io: 'output' }) as Parameters<typeof withDefaults>[0],
);
const tables = schemaTables(schema, { headings: HEADINGS, patterns: PATTERNS });

describe.each([...tables])('%s', (heading, fields) => {
  const rows = tableUnder(heading);

  test('lists exactly the fields of the schema, with what is allowed and the default', () => {
    const expected = fields.map(({ field, allowed, fallback }) => [`\`${field}\``, allowed, fallback]);
    expect(rows.map(([field, allowed, , fallback]) => [field, allowed, fallback])).toEqual(expected);
  });

  test('says of each field what it means, and its unit where the name has one', () => {
    for (const [field = '', , unit, , meaning] of rows) {
      expect(meaning, `${field} has a meaning`).not.toBe('');
      const [, named] = UNITS.find(([name]) => name.test(field.replaceAll('`', ''))) ?? [];
      if (named !== undefined) expect(unit, `unit of ${field}`).toBe(named);
    }
  });
});

test('the page has no table of fields that the schema does not have', () => {
  const headings: string[] = [];
  let heading = '';
  for (const line of page.split('\n')) {
    if (/^#+ /.test(line)) heading = line.replace(/^#+ /, '');
    if (line.startsWith('| field | allowed |')) headings.push(heading);
  }
  expect(headings.toSorted()).toEqual([...tables.keys()].toSorted());
});

test.each(ENUM_TABLES)('%s: explains exactly the members of %s', (heading, path) => {
  const members = enumsIn(schema).get(path) ?? [];
  expect(members).not.toEqual([]);
  expect(tableUnder(heading).map(([name]) => name)).toEqual(members.map((member) => `\`${member}\``));
});

test('rules of the kernel are linked by the section they are in', () => {
  const sections = new Map<string, string>();
  let section = '';
  for (const line of read('docs/reference/kernel-rules.md').split('\n')) {
    if (line.startsWith('## ')) section = anchorOf(line.slice(3));
    const [, number] = /^(\d+)\. /.exec(line) ?? [];
    if (number !== undefined) sections.set(number, section);
  }
  const links = [...page.matchAll(/\[[Rr]ule (\d+)\]\(kernel-rules\.md#([\w-]+)\)/g)];
  expect(links.length).toBeGreaterThan(30);
  for (const [link, number = '', anchor] of links) expect(anchor, link).toBe(sections.get(number));
});

test('links within the page lead to its headings', () => {
  const anchors = new Set([...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));
  for (const [link, anchor = ''] of page.matchAll(/\]\(#([\w-]+)\)/g)) expect(anchors.has(anchor), link).toBe(true);
});

describe('checks', () => {
  const words = checkWords();
  const rows = page
    .slice(page.indexOf('\n## Checks'), page.indexOf('\n## What the emulated plant does'))
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| at |'))
    .map((line) => cellsOf(line)[1] ?? '');

  test('each check of the code is on the page, in its words', () => {
    expect(words.length).toBeGreaterThan(40);
    for (const word of words) expect(rows.some((row) => row.startsWith(word)) || word, word).toBe(true);
  });

  test('each check on the page is in the code', () => {
    for (const row of rows.filter((text) => text !== '(the names there are)'))
      expect(words.some((word) => row.startsWith(word)) || row, row).toBe(true);
  });
});

test('what the emulated plant does is what its code refuses', () => {
  const source = read('simulators/src/emulated.ts');
  const rules = [...source.matchAll(/field: '(\w+)',\s*allowed: '([^']+)'/g)];
  const expected = rules.map(([, field = '', allowed]) => [`\`${field}\``, allowed]);
  expect(expected.length).toBeGreaterThan(10);
  expect(tableUnder('What the emulated plant does')).toEqual(expected);
  expect(page).toContain('A `buffer` needs a `capacity` of 1 and more.');
  expect(source).toContain('emulated: 1 and more');
});

/** What is allowed, as the messages of the checks begin to say it: up to the first value that is filled in. */
function checkWords(): string[] {
  const folder = 'contracts/src/checks/';
  const files = readdirSync(root + folder).filter((name) => name.endsWith('-checks.ts'));
  const source = [...files.map((name) => read(folder + name)), read('contracts/src/distribution.ts')].join('\n');
  const literal = /(?:\ballowed(?:: | = )[`']|, allowed: |`allowed: |notAllowed\([^,]+, [`'])([^`'$]+)/g;
  return [...new Set([...source.matchAll(literal)].map(([, word = '']) => word.trim()))];
}

/** Cells of the first table under a heading, header left out. */
function tableUnder(heading: string): string[][] {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  expect(start, `a heading "${heading}"`).toBeGreaterThanOrEqual(0);
  const first = lines.findIndex((line, index) => index > start && line.startsWith('|'));
  const rows: string[][] = [];
  for (let index = first + 2; lines[index]?.startsWith('|') === true; index++) rows.push(cellsOf(lines[index] ?? ''));
  return rows;
}

function cellsOf(line: string): string[] {
  const cells = line.split(/(?<!\\)\|/).slice(1, -1);
  return cells.map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}
