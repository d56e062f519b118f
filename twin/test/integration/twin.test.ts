// The whole twin against the real broker, the embedded database and real worker threads, fed by a hand-made edge node.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Broker, startBroker } from '@mini-factory-twin/broker';
import {
  type Alarm,
  type Experiment,
  type ExperimentComparison,
  type Forecast,
  isTwinError,
  type LineState,
  PACKML_STATES,
  STATION_SIGNALS,
  type SteppedState,
} from '@mini-factory-twin/contracts';
import { encodePayload, type Metric } from '@mini-factory-twin/contracts/sparkplug';
import mqtt, { type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startTwin, type Twin } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';

const LINE = `
schema: mini-factory-twin/line@1
id: duo
name: Two machines
location: { enterprise: e, site: site-1, area: a }
products: [{ id: p, name: P, color: "#aaaaaa" }]
stations:
  - { id: source, name: Source, kind: source, at: { x: 0, y: 0 }, outputs: [{ to: belt }], cycleTimeSeconds: 5 }
  - id: mill
    name: Mill
    kind: single
    at: { x: 3, y: 0 }
    inputs: [belt]
    outputs: [{ to: out }]
    cycleTimeSeconds: 6
    failures: [{ id: jam, name: Chip jam, clock: cycles, timeBetween: 1000, repairSeconds: 60, stopReason: 130 }]
  - { id: out, name: Out, kind: sink, at: { x: 6, y: 0 } }
buffers:
  - { id: belt, name: Belt, kind: buffer, capacity: 5, transitSeconds: 4, path: [{ x: 1, y: 0 }, { x: 2, y: 0 }] }
orders: [{ id: o1, product: p, quantity: 50000, dueAt: "2040-01-02T00:00:00Z" }]
`;

const S = STATION_SIGNALS;
const until = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 20_000, interval: 50 });

let folder: string;
let broker: Broker;
let brokerUrl = '';
let twin: Twin;
let edge: MqttClient;
let seq = 0;

function startTwinHere(overrides: Record<string, string> = {}): Promise<Twin> {
  const environment = {
    TWIN_LINE: join(folder, 'line.yaml'),
    TWIN_PORT: '0',
    TWIN_DATA_DIR: join(folder, 'data'),
    TWIN_FORECAST_WORKERS: '1',
    TWIN_FORECAST_REPLICATIONS: '19',
    BROKER_URL: brokerUrl,
    ...overrides,
  };
  return startTwin(readConfig(environment), pino({ level: process.env['TEST_LOG_LEVEL'] ?? 'silent' }));
}

async function send(type: string, metrics: Metric[], device?: string): Promise<void> {
  const topic = `spBv1.0/site-1/${type}/gw${device === undefined ? '' : `/${device}`}`;
  const payload = encodePayload({ timestampMs: Date.now(), seq, metrics });
  seq = (seq + 1) % 256;
  await edge.publishAsync(topic, Buffer.from(payload));
}

const int = (name: string, value: number): Metric => ({ name, datatype: 'Int32', value, timestampMs: Date.now() });
const text = (name: string, value: string): Metric => ({ name, datatype: 'String', value, timestampMs: Date.now() });
const flag = (name: string, value: boolean): Metric => ({ name, datatype: 'Boolean', value, timestampMs: Date.now() });

async function sendBirths(): Promise<void> {
  seq = 0;
  await send('NBIRTH', [
    { name: 'bdSeq', datatype: 'Int64', value: 0n },
    flag('Node Control/Rebirth', false),
    flag('Properties/Simulated', true),
    text('Properties/RunId', 'test-run'),
  ]);
  for (const device of ['source', 'mill']) {
    const tags = [int(S.state, PACKML_STATES.Execute), int(S.mode, 1), flag(S.blocked, false), flag(S.starved, false)];
    const job = [
      int(S.stopReason, 0),
      text(S.partId, 'A1'),
      text(S.orderId, 'o1'),
      text(S.productId, 'p'),
      int(S.processed, 7),
    ];
    await send('DBIRTH', [...tags, ...job], device);
  }
  await send('DBIRTH', [int('Count/Entered', 12), int('Count/Left', 9)], 'belt');
}

async function startEdge(): Promise<void> {
  const death = Buffer.from(
    encodePayload({ timestampMs: Date.now(), metrics: [{ name: 'bdSeq', datatype: 'Int64', value: 0n }] }),
  );
  const will = { topic: 'spBv1.0/site-1/NDEATH/gw', payload: death, qos: 1 as const, retain: false };
  edge = await mqtt.connectAsync(brokerUrl, { protocolVersion: 4, reconnectPeriod: 0, will });
  edge.on('error', () => undefined);
  edge.on('message', () => void sendBirths());
  await edge.subscribeAsync('spBv1.0/site-1/NCMD/gw', { qos: 1 });
  await sendBirths();
}

async function get<T>(path: string, url = twin.url): Promise<T> {
  const response = await fetch(`${url}${path}`);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as T;
}

const state = (): Promise<LineState> => get<LineState>('/api/lines/duo/state');
const millState = async (): Promise<string | undefined> =>
  (await state()).stations.find(({ id }) => id === 'mill')?.state;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'twin-whole-'));
  writeFileSync(join(folder, 'line.yaml'), LINE);
  broker = await startBroker({ BROKER_MQTT_PORT: 0 });
  brokerUrl = broker.mqttUrl;
  twin = await startTwinHere();
  await startEdge();
  await until(async () => expect(await millState()).toBe('processing'));
});

afterEach(async () => {
  edge.end(true);
  await twin.stop();
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('births give the state of the line, its content by the counts, and a forecast from it', async () => {
  const now = await state();
  expect(now).toMatchObject({ line: 'duo', simulated: true, runId: 'test-run', health: { status: 'SYNCED' } });
  expect(now.buffers[0]).toMatchObject({ id: 'belt', content: 3, capacity: 5 });
  const forecast = await until(() => get<Forecast>('/api/lines/duo/forecasts/latest'));
  expect(forecast.replications).toBe(19);
  // Eight hours at one part every six seconds are 4,800 parts; the mill has no other limit.
  expect(forecast.output.p50).toBeGreaterThan(4000);
  expect(forecast.output.p50).toBeLessThanOrEqual(4805);
});

test('a machine that aborts is down in the state, and an alarm names the failure', async () => {
  await send('DDATA', [int(S.state, PACKML_STATES.Aborted), int(S.stopReason, 130)], 'mill');
  await until(async () => expect(await millState()).toBe('down'));
  const alarm = await until(async () => {
    const alarms = await get<Alarm[]>('/api/lines/duo/alarms');
    const found = alarms.find((candidate) => candidate.kind === 'machine-down');
    expect(found).toBeDefined();
    return found as Alarm;
  });
  expect(alarm).toMatchObject({ asset: 'mill', state: 'active-unacked' });
  expect(alarm.text).toMatch(/Mill.*Chip jam/);
});

test('an acknowledgement that was confirmed is still there after a restart', async () => {
  await send('DDATA', [int(S.state, PACKML_STATES.Aborted), int(S.stopReason, 130)], 'mill');
  const alarm = await until(async () => {
    const alarms = await get<Alarm[]>('/api/lines/duo/alarms');
    if (alarms[0] === undefined) throw new Error('no alarm yet');
    return alarms[0];
  });
  const response = await fetch(`${twin.url}/api/lines/duo/alarms/${alarm.id}/acknowledge`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ by: 'eva', comment: 'on my way' }),
  });
  expect(response.status).toBe(200);
  await twin.stop();
  twin = await startTwinHere();
  await until(async () => {
    const alarms = await get<Alarm[]>('/api/lines/duo/alarms');
    expect(alarms.find(({ id }) => id === alarm.id)).toMatchObject({ acknowledgedBy: 'eva', comment: 'on my way' });
  });
});

test('when the edge node dies its machines are unknown, and known again after its next birth', async () => {
  edge.stream.destroy();
  await until(async () => expect(await millState()).toBe('unknown'));
  expect((await state()).health.status).toBe('LOST');
  await startEdge();
  await until(async () => expect(await millState()).toBe('processing'));
  expect((await state()).health.status).toBe('SYNCED');
});

test('when the broker goes away and comes back the twin asks for births and is in step again', async () => {
  const port = Number(new URL(broker.mqttUrl).port);
  await broker.stop();
  await until(async () => expect((await state()).health.status).toBe('LOST'));
  broker = await startBroker({ BROKER_MQTT_PORT: port });
  await startEdge();
  await until(async () => expect((await state()).health.status).toBe('SYNCED'));
});

test('an experiment runs beside the mirror and is still there after a restart', async () => {
  const asked = { name: 'trial', line: 'duo', settings: { horizonSeconds: 3600, replications: 4, seed: 5 } };
  const ask = (path: string, body?: unknown): Promise<Response> =>
    fetch(`${twin.url}/api/experiments${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    });
  const { id } = (await (await ask('', asked)).json()) as Experiment;
  await ask(`/${id}/step`, { events: 25 });
  await ask(`/${id}/run`);
  const done = await until(async () => {
    const found = await get<Experiment>(`/api/experiments/${id}`);
    expect(found.status).toBe('done');
    return found;
  });
  // A cycle of 6 s, 60 s of repair every 1000 cycles: 590 to 600 parts an hour.
  const good = done.result?.figures.find((figure) => figure.id === 'line.goodParts')?.estimate?.mean;
  expect(good).toBeGreaterThan(580);
  expect(good).toBeLessThanOrEqual(600);
  await twin.stop();
  twin = await startTwinHere();
  expect(await until(() => get<Experiment>(`/api/experiments/${id}`))).toEqual(done);
  const compared = await until(() => get<ExperimentComparison>(`/api/experiments/compare?first=${id}&second=${id}`));
  expect(compared.figures[0]).toMatchObject({ n: 4, difference: 0 });
  const stepped = (await (await ask(`/${id}/step`, { events: 1 })).json()) as SteppedState;
  expect(stepped.events).toBe(26);
});

test('a second twin on the same data folder is refused with the reason', async () => {
  const error = await startTwinHere().catch((cause: unknown) => cause);
  expect(isTwinError(error, 'DATA_DIR_LOCKED')).toBe(true);
});

test('a second twin on the same port is refused with the flag that changes it, and leaves nothing locked', async () => {
  const other = { TWIN_PORT: new URL(twin.url).port, TWIN_DATA_DIR: join(folder, 'other') };
  for (let tries = 0; tries < 2; tries++) {
    const error = await startTwinHere(other).catch((cause: unknown) => cause);
    expect(isTwinError(error, 'PORT_IN_USE')).toBe(true);
  }
});

const mosquittoPath = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto', '/opt/homebrew/sbin/mosquitto'].find(existsSync);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test.skipIf(mosquittoPath === undefined)('mosquitto can take the place of our own broker', async () => {
  await twin.stop();
  edge.end(true);
  const port = await freePort();
  brokerUrl = `mqtt://127.0.0.1:${port}`;
  const mosquitto: ChildProcess = spawn(mosquittoPath ?? '', ['-p', String(port)], { stdio: 'ignore' });
  try {
    twin = await startTwinHere();
    // This broker keeps no births: who comes later than they do has to ask for them.
    await until(async () => expect((await fetch(`${twin.url}/readyz`)).status).toBe(200));
    await until(() => startEdge());
    await until(async () => expect(await millState()).toBe('processing'));
    edge.stream.destroy();
    await until(async () => expect(await millState()).toBe('unknown'));
  } finally {
    const ended = new Promise((resolve) => mosquitto.once('exit', resolve));
    mosquitto.kill();
    await ended;
  }
});
