// The parts `npm start` is made of: ports, services, log lines, set-up checks.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findChromium } from './lib/chromium.mjs';
import { readableLine } from './lib/log-lines.mjs';
import { parseOptions } from './lib/options.mjs';
import { anyFreePort, isPortFree, nextFreePort } from './lib/ports.mjs';
import { servicesFor, storedFolders } from './lib/services.mjs';
import { isInstallNeeded, nodeVersionFault } from './lib/setup-checks.mjs';

test.each(['127.0.0.1', '0.0.0.0'])(
  'a port somebody listens on at %s is not free, and free again afterwards',
  async (host) => {
    const port = await anyFreePort();
    expect(await isPortFree(port)).toBe(true);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, host, resolve));
    expect(await isPortFree(port)).toBe(false);
    expect(await nextFreePort(port)).toBeGreaterThan(port);
    await new Promise((resolve) => server.close(resolve));
    expect(await isPortFree(port)).toBe(true);
  },
);

const place = { root: '/repo', environment: {} };

test('by default broker, twin and emulators run and find each other', () => {
  const services = servicesFor(parseOptions(['--mqtt-port', '1999', '--port', '8099'], {}), place);
  expect(services.map(({ name }) => name)).toEqual(['broker', 'twin', 'simulators']);
  const [broker, twin, simulators] = services.map(({ environment }) => environment);
  expect(broker).toMatchObject({ BROKER_MQTT_PORT: '1999', BROKER_DATA_DIR: '/repo/data/broker' });
  expect(twin).toMatchObject({ BROKER_URL: 'mqtt://127.0.0.1:1999', TWIN_PORT: '8099', DATABASE_URL: '' });
  expect(simulators).toMatchObject({ BROKER_URL: 'mqtt://127.0.0.1:1999' });
});

test('a foreign broker and real machines leave only the twin to start', () => {
  const options = parseOptions(['--broker', 'mqtt://plant:1883', '--no-simulator', '--db', 'postgres://db/x'], {});
  const services = servicesFor(options, place);
  expect(services.map(({ name }) => name)).toEqual(['twin']);
  expect(services[0]?.environment).toMatchObject({ BROKER_URL: 'mqtt://plant:1883', DATABASE_URL: 'postgres://db/x' });
});

test('variables of the caller reach the services', () => {
  const environment = { LOG_LEVEL: 'debug', TWIN_FORECAST_SECONDS: '9' };
  const services = servicesFor(parseOptions([], environment), { root: '/repo', environment });
  for (const service of services) expect(service.environment).toMatchObject(environment);
});

test('a line file is taken from where npm was called, else from the repository', () => {
  const folder = mkdtempSync(join(tmpdir(), 'line-'));
  const twinLine = (line: string, from: string) =>
    servicesFor(parseOptions(['--line', line], {}), { root: '/repo', environment: { INIT_CWD: from } })[1]?.environment
      .TWIN_LINE;
  expect(twinLine('.', folder)).toBe(folder);
  expect(twinLine('nothing.yaml', folder)).toBe('/repo/nothing.yaml');
  rmSync(folder, { recursive: true });
});

test('--fresh deletes only what a run stores', () => {
  expect(storedFolders('/repo', './data')).toEqual(['/repo/data/broker', '/repo/data/twin']);
  expect(storedFolders('/repo', '/home/me')).toEqual(['/home/me/broker', '/home/me/twin']);
});

test.each([
  ['{"level":30,"msg":"listens"}', 'stdout', false, null],
  ['{"level":30,"msg":"listens","port":1}', 'stdout', true, 'info: listens port=1'],
  ['{"level":40,"time":1,"name":"twin","msg":"slow","lagMs":12}', 'stdout', false, 'warning: slow lagMs=12'],
  ['{"level":50,"msg":"lost","err":{"message":"ECONNREFUSED"}}', 'stdout', false, 'error: lost: ECONNREFUSED'],
  ['{"level":50,"err":{"message":"ECONNREFUSED"}}', 'stdout', false, 'error: ECONNREFUSED'],
  ['plain', 'stdout', false, null],
  ['plain', 'stderr', false, 'plain'],
  ['{not json', 'stderr', false, '{not json'],
  ['', 'stderr', true, null],
] as const)('%s on %s, verbose %s, is shown as %s', (line, source, isVerbose, shown) => {
  expect(readableLine(line, { source, isVerbose })).toBe(shown);
});

test.each([
  ['20.18.9', false],
  ['18.20.0', false],
  ['20.19.0', true],
  ['20.20.2', true],
  ['22.1.0', true],
])('Node %s is accepted: %s', (version, isAccepted) => {
  expect(nodeVersionFault(version) === null).toBe(isAccepted);
});

test('dependencies are installed when missing or older than the lock', () => {
  expect(isInstallNeeded(1, null)).toBe(true);
  expect(isInstallNeeded(2, 1)).toBe(true);
  expect(isInstallNeeded(1, 2)).toBe(false);
});

test('the chosen Chromium wins, and is not replaced by another when it is missing', () => {
  const exists = (path: string) => path === '/usr/bin/google-chrome';
  expect(findChromium({}, exists)).toBe('/usr/bin/google-chrome');
  expect(findChromium({ CHROMIUM_PATH: '/opt/chrome' }, exists)).toBeNull();
  expect(findChromium({ CHROMIUM_PATH: '/opt/chrome' }, () => true)).toBe('/opt/chrome');
  expect(findChromium({}, () => false)).toBeNull();
});
