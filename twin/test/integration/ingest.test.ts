// The Sparkplug host against the real broker and a hand-made edge node: links, Wills, restarts and STATE.
import { createServer } from 'node:net';
import { type Broker, startBroker } from '@mini-factory-twin/broker';
import type { SignalRecord } from '@mini-factory-twin/contracts';
import { decodePayload, parseStatePayload } from '@mini-factory-twin/contracts/sparkplug';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SourceEvent } from '../../src/ingest/source.ts';
import { type SparkplugHost, startSparkplugHost } from '../../src/ingest/sparkplug-host.ts';
import { createTestLogger, current, currentBirth, TestEdgeNode } from '../../src/ingest/testing.ts';

const STATE = 'spBv1.0/STATE/twin';
const until = <T>(check: () => T) => vi.waitFor(check, { timeout: 10_000, interval: 10 });

let broker: Broker;
let host: SparkplugHost;
let records: SignalRecord[] = [];
let events: SourceEvent[] = [];
const clients: MqttClient[] = [];

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function connect(options: mqtt.IClientOptions = {}): Promise<MqttClient> {
  const client = await mqtt.connectAsync(broker.mqttUrl, { reconnectPeriod: 0, protocolVersion: 4, ...options });
  client.on('error', () => undefined);
  clients.push(client);
  return client;
}

/** An edge node of one device; answers rebirth requests when asked to. */
async function startEdge(options: { answers?: boolean } = {}) {
  const edge = new TestEdgeNode('plant-1', 'gw-1', Date.now);
  const [topic, payload] = edge.death();
  const client = await connect({ will: { topic, payload: Buffer.from(payload), qos: 1, retain: false } });
  const send = ([to, bytes]: [string, Uint8Array]) => client.publishAsync(to, Buffer.from(bytes));
  const birth = async () => {
    await send(edge.birth());
    await send(edge.send('DBIRTH', 'cnc-1', [currentBirth]));
  };
  const requests: string[] = [];
  client.on('message', (_topic, bytes) => {
    requests.push(decodePayload(bytes).metrics[0]?.name ?? '');
    if (options.answers) void birth();
  });
  await client.subscribeAsync(edge.topic('NCMD'));
  await birth();
  return { edge, client, send, requests };
}

async function watchState(): Promise<{ online: boolean; timestampMs?: number }[]> {
  const seen: { online: boolean; timestampMs?: number }[] = [];
  const client = await connect();
  client.on('message', (_topic, payload) => {
    const state = parseStatePayload(payload);
    if (state) seen.push(state);
  });
  await client.subscribeAsync(STATE);
  return seen;
}

beforeEach(async () => {
  records = [];
  events = [];
  broker = await startBroker({ BROKER_MQTT_PORT: await freePort() });
  host = startSparkplugHost({
    url: broker.mqttUrl,
    name: 'plant',
    hostId: 'twin',
    role: 'primary',
    knownAssets: new Set(['cnc-1']),
    reorderTimeoutMs: 100,
    rebirthThrottleMs: 300,
    rebirthJitterMs: 20,
    reconnectMinMs: 50,
    reconnectMaxMs: 200,
    logger: createTestLogger(),
    onRecords: (batch) => void records.push(...batch),
    onSource: (event) => void events.push(event),
  });
  await until(() => expect(host.status().status).toBe('waiting'));
});

afterEach(async () => {
  await host.close();
  for (const client of clients.splice(0)) client.end(true);
  await broker.stop();
});

test('births become records; a loss asks for a birth; the birth heals', async () => {
  const { edge, send, requests } = await startEdge({ answers: true });
  await until(() => expect(records).toHaveLength(1));
  expect(records[0]).toMatchObject({ asset: 'cnc-1', signal: 'Meas/Current', unit: 'A', refresh: true });
  edge.send('DDATA', 'cnc-1', [current(2)]);
  await send(edge.send('DDATA', 'cnc-1', [current(3)]));
  await until(() => expect(requests).toEqual(['Node Control/Rebirth']));
  await until(() => expect(records.map(({ value }) => value)).toEqual([1.5, 3, 1.5]));
  await send(edge.send('DDATA', 'cnc-1', [current(4)]));
  await until(() => expect(records.at(-1)?.value).toBe(4));
  expect(host.status()).toMatchObject({ status: 'online', gaps: 1, rebirthsRequested: 1, duplicates: 0 });
  expect(Math.abs(host.plantClock(Date.now()).plantMs - Date.now())).toBeLessThan(500);
});

test('a cut line makes the assets stale by the Will', async () => {
  const { client } = await startEdge();
  await until(() => expect(records).toHaveLength(1));
  client.stream.destroy();
  await until(() => expect(events.at(-1)).toMatchObject({ kind: 'offline', reason: 'death', assets: ['cnc-1'] }));
});

test('STATE is told after CONNECT with the time of the Will, on a lost line by the Will, and on leaving with a new time', async () => {
  const seen = await watchState();
  await until(() => expect(seen).toMatchObject([{ online: true }]));
  const connectMs = seen[0]?.timestampMs ?? 0;
  expect(Math.abs(Date.now() - connectMs)).toBeLessThan(5000);
  await host.close();
  await until(() => expect(seen.at(-1)).toMatchObject({ online: false }));
  expect(seen.at(-1)?.timestampMs).toBeGreaterThanOrEqual(connectMs);
});

test('a forged STATE is contradicted at once with the time of the CONNECT', async () => {
  const seen = await watchState();
  await until(() => expect(seen).toHaveLength(1));
  const forger = await connect();
  for (const lie of ['{"online":false,"timestamp":1}', 'garbage', 'OFFLINE']) {
    seen.length = 1;
    await forger.publishAsync(STATE, lie, { qos: 1, retain: true });
    await until(() => expect(seen.slice(1).filter(({ online }) => online)).toEqual([seen[0]]));
  }
});

test('after a restart of the broker the host is back, says so, and asks the nodes it knew', async () => {
  await startEdge();
  await until(() => expect(records).toHaveLength(1));
  const port = Number(new URL(broker.mqttUrl).port);
  await broker.stop();
  await until(() => expect(host.status().status).toBe('offline'));
  expect(events.at(-1)).toMatchObject({ kind: 'offline', assets: ['cnc-1'] });
  broker = await startBroker({ BROKER_MQTT_PORT: port });
  const seen = await watchState();
  const { requests } = await startEdge({ answers: true });
  await until(() => expect(seen.at(-1)).toMatchObject({ online: true }));
  await until(() => expect(events.at(-1)).toMatchObject({ kind: 'online', assets: ['cnc-1'] }));
  expect(requests.length).toBeLessThanOrEqual(1);
});

test('a host that starts late asks the nodes whose births the broker has kept', async () => {
  await host.close();
  records = [];
  const { requests } = await startEdge({ answers: true });
  host = startSparkplugHost({
    url: broker.mqttUrl,
    name: 'plant',
    hostId: 'twin-2',
    role: 'active',
    knownAssets: new Set(['cnc-1']),
    rebirthJitterMs: 20,
    logger: createTestLogger(),
    onRecords: (batch) => void records.push(...batch),
    onSource: (event) => void events.push(event),
  });
  await until(() => expect(records).toHaveLength(1));
  expect(requests).toEqual(['Node Control/Rebirth']);
});

test('garbage, unknown topics and wrong types do not disturb', async () => {
  const { edge, send } = await startEdge();
  const stranger = await connect();
  await until(() => expect(records).toHaveLength(1));
  const garbage = Buffer.from([0xff, 0x01, 0x80]);
  for (const topic of [
    'spBv1.0/x',
    'spBv1.0/plant-1/NOTYPE/gw-1',
    edge.topic('DDATA', 'cnc-1'),
    edge.topic('NBIRTH'),
  ]) {
    await stranger.publishAsync(topic, garbage, { qos: 1 });
  }
  await send(edge.send('DBIRTH', 'cnc-1', [{ name: 'PackML/Status/StateCurrent', datatype: 'String', value: 'x' }]));
  await send(edge.send('DBIRTH', 'cnc-1', [currentBirth]));
  await send(edge.send('DDATA', 'cnc-1', [current(7)]));
  await until(() => expect(records.map(({ value }) => value)).toEqual([1.5, 1.5, 7]));
  expect(host.status()).toMatchObject({ rejected: 5, gaps: 0, rebirthsRequested: 0 });
});
