// Holds what the compiler cannot see: who depends on whom, and that documents and container files say what the code says.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ERRORS } from '@mini-factory-twin/contracts';
import { SPARKPLUG_ERRORS } from '@mini-factory-twin/contracts/sparkplug';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { brokerConfigSchema } from '../broker/src/config.ts';
import { BROKER_ERRORS } from '../broker/src/errors.ts';
import { simulatorConfigSchema } from '../simulators/src/config.ts';
import { twinConfigSchema } from '../twin/src/config.ts';
import { OPTIONS } from './lib/options.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(root + path, 'utf8');

/** Workspaces of this house that each may depend on: at run time, and only for tests and types. */
const MAY_USE: Record<string, { always: string[]; forTests: string[] }> = {
  contracts: { always: [], forTests: [] },
  broker: { always: ['contracts'], forTests: [] },
  twin: { always: ['contracts'], forTests: ['broker'] },
  simulators: { always: ['contracts'], forTests: ['broker'] },
  dashboard: { always: ['contracts'], forTests: ['twin'] },
  e2e: { always: ['contracts'], forTests: ['contracts'] },
  bench: { always: ['broker', 'contracts', 'simulators', 'twin'], forTests: [] },
};
const HOUSE = '@mini-factory-twin/';

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  workspaces?: string[];
}

test('every workspace has a rule', () => {
  const { workspaces = [] } = JSON.parse(read('package.json')) as Manifest;
  expect(workspaces.toSorted()).toEqual(Object.keys(MAY_USE).toSorted());
});

test.each(Object.entries(MAY_USE))('%s depends only on what it may use', (workspace, { always, forTests }) => {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(read(`${workspace}/package.json`)) as Manifest;
  expect(always).toEqual(expect.arrayContaining(ofHouse(dependencies)));
  expect([...always, ...forTests]).toEqual(expect.arrayContaining(ofHouse(devDependencies)));
});

test('dependencies are pinned exactly, so that a fresh clone is what was tested', () => {
  for (const folder of ['', ...Object.keys(MAY_USE).map((workspace) => `${workspace}/`)]) {
    const { dependencies, devDependencies } = JSON.parse(read(`${folder}package.json`)) as Manifest;
    for (const version of Object.values({ ...dependencies, ...devDependencies })) expect(version).toMatch(/^\d/);
  }
});

test.each([
  ['Twin and API', ERRORS],
  ['Broker', BROKER_ERRORS],
  ['Sparkplug codec', SPARKPLUG_ERRORS],
])('errors.md lists exactly the codes of: %s', (heading, table) => {
  const rows = tableUnder(read('docs/reference/errors.md'), heading);
  expect(rows.map(([code]) => code).toSorted()).toEqual(Object.keys(table).toSorted());
});

test('errors.md gives each error of the API its status, whether to retry, its message and what to do', () => {
  const rows = tableUnder(read('docs/reference/errors.md'), 'Twin and API');
  for (const [code = '', status, retry, message, advice] of rows) {
    const error = ERRORS[code as keyof typeof ERRORS];
    expect([code, status, retry, message]).toEqual([
      code,
      String(error.status),
      error.retryable ? 'yes' : 'no',
      error.message,
    ]);
    expect(advice, `${code} says what to do`).not.toBe('');
  }
});

const CONFIGS = [
  ['Twin', twinConfigSchema.shape],
  ['Broker', brokerConfigSchema.shape],
  ['PLC emulators', simulatorConfigSchema.shape],
] as const;

test.each(CONFIGS)('config.md lists exactly the variables and defaults of: %s', (heading, shape) => {
  const documented = tableUnder(read('docs/reference/config.md'), heading).map(([name, value]) => [name, value]);
  const actual = Object.entries(shape).map(([name, schema]) => [name, documentedDefault(name, schema)]);
  expect(documented.toSorted()).toEqual(actual.toSorted());
});

test('config.md lists exactly the flags of npm start', () => {
  const rows = tableUnder(read('docs/reference/config.md'), 'npm start').map(([flag, variable]) => [flag, variable]);
  const flags = OPTIONS.filter(({ flag }) => flag !== 'help').map(({ flag, variable }) => [`--${flag}`, variable]);
  expect(rows).toEqual(flags);
});

interface Compose {
  services: Record<string, { image?: string; environment?: Record<string, string>; healthcheck?: object }>;
  volumes: Record<string, unknown>;
}

/** Variables of scripts/broker-container.mjs, which makes the broker's users file from them. */
const CONTAINER_VARIABLES = ['MQTT_TWIN_PASSWORD', 'MQTT_LINE_PASSWORD', 'MQTT_LINE_NODES'];

test('every variable in docker-compose.yml is one that the code reads', () => {
  const known = new Set(CONFIGS.flatMap(([, shape]) => Object.keys(shape)).concat(CONTAINER_VARIABLES));
  const { services } = parse(read('docker-compose.yml'), { merge: true }) as Compose;
  expect(Object.keys(services).toSorted()).toEqual(['broker', 'database', 'simulators', 'twin']);
  for (const [name, { environment = {} }] of Object.entries(services)) {
    if (name === 'database') continue;
    expect(Object.keys(environment).filter((variable) => !known.has(variable))).toEqual([]);
  }
  const script = read('scripts/broker-container.mjs');
  for (const variable of CONTAINER_VARIABLES) expect(script).toContain(variable);
});

test('values in docker-compose.yml are accepted by the configuration they go to', () => {
  const { services } = parse(read('docker-compose.yml'), { merge: true }) as Compose;
  const schemas = { twin: twinConfigSchema, broker: brokerConfigSchema, simulators: simulatorConfigSchema };
  for (const [name, schema] of Object.entries(schemas)) {
    const entries = Object.entries(services[name]?.environment ?? {});
    const filled = entries.map(([variable, value]) => [variable, value.replace(/\$\{\w+:-([^}]*)\}/g, '$1')]);
    expect(schema.safeParse(Object.fromEntries(filled)).error).toBeUndefined();
  }
});

test('the Dockerfile copies the manifest of every workspace before it installs', () => {
  const dockerfile = read('Dockerfile');
  for (const workspace of Object.keys(MAY_USE)) expect(dockerfile).toContain(`COPY ${workspace}/package.json`);
});

test('links between documents lead to files that exist', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', ...markdownIn('docs')];
  for (const page of pages) {
    const folder = page.includes('/') ? page.slice(0, page.lastIndexOf('/') + 1) : '';
    for (const [, target = ''] of read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)) {
      if (target.endsWith('.png')) continue;
      expect(() => readFileSync(new URL(folder + target, `file://${root}`)), `${page} -> ${target}`).not.toThrow(
        /ENOENT/,
      );
    }
  }
});

function ofHouse(dependencies: Record<string, string>): string[] {
  const names = Object.keys(dependencies).filter((name) => name.startsWith(HOUSE));
  return names.map((name) => name.slice(HOUSE.length));
}

/** Cells of the first table under a heading, header left out, code marks taken off. */
function tableUnder(markdown: string, heading: string): string[][] {
  const lines = markdown.split('\n');
  const start = lines.indexOf(`## ${heading}`);
  expect(start, `a heading "## ${heading}"`).toBeGreaterThanOrEqual(0);
  const first = lines.findIndex((line, index) => index > start && line.startsWith('|'));
  const rows: string[][] = [];
  for (let index = first + 2; lines[index]?.startsWith('|'); index++) {
    const cells = (lines[index] as string).split(/(?<!\\)\|/).slice(1, -1);
    rows.push(
      cells.map((cell) =>
        cell
          .trim()
          .replace(/^`(.*)`$/, '$1')
          .replaceAll('\\|', '|'),
      ),
    );
  }
  return rows;
}

/** Default as written in config.md; a default that depends on the computer is written in words there. */
function documentedDefault(name: string, schema: { safeParse(value: unknown): { data?: unknown } }): string {
  if (name === 'TWIN_FORECAST_WORKERS') return 'cores - 1, 1 to 4';
  if (name === 'TWIN_EXPERIMENT_THREADS') return 'cores - 1, at least 1';
  const { data } = schema.safeParse(undefined);
  const isEmpty = data === undefined || (Array.isArray(data) && data.length === 0);
  return isEmpty ? '' : String(data as string | number | boolean);
}

function markdownIn(folder: string): string[] {
  const names = readdirSync(root + folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.md')).map((name) => `${folder}/${name}`);
}
