// The readable tree on the real broker: retained values, rate, staleness, retirement, and a broker that restarts.
import { createServer } from 'node:net';
import { type Broker, startBroker } from '@mini-factory-twin/broker';
import type { SignalRecord } from '@mini-factory-twin/contracts';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startUnsMirror, type UnsMirror } from '../../src/uns/uns-mirror.ts';

const LINE = 'uns/v1/acme/plant-1/drives/drive-unit';
const until = <T>(check: () => T) => vi.waitFor(check, { timeout: 10_000, interval: 10 });
const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

interface Seen {
  topic: string;
  payload: string;
  retain: boolean;
  qos: number;
}

let broker: Broker;
let uns: UnsMirror;
const clients: MqttClient[] = [];

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function watch(): Promise<Seen[]> {
  const seen: Seen[] = [];
  const client = await mqtt.connectAsync(broker.mqttUrl, { reconnectPeriod: 0 });
  clients.push(client);
  client.on('message', (topic, payload, { retain, qos }) =>
    seen.push({ topic, payload: payload.toString(), retain, qos }),
  );
  await client.subscribeAsync('uns/#', { qos: 1 });
  return seen;
}

function record(value: SignalRecord['value'], changes: Partial<SignalRecord> = {}): SignalRecord {
  const source = { connection: 'c', address: 'a', session: 's', seq: 0 };
  const times = { tsSource: 7, tsPublish: 8, tsReceive: 9 };
  const kind = { historical: false, refresh: false, simulated: true, runId: 'r1', datatype: 'Double', unit: 'A' };
  return { asset: 'cnc-1', signal: 'Meas/Current', value, quality: 'good', ...times, ...kind, source, ...changes };
}

beforeEach(async () => {
  broker = await startBroker({ BROKER_MQTT_PORT: await freePort() });
  uns = startUnsMirror({
    url: broker.mqttUrl,
    client: { clientId: 'uns' },
    model: { id: 'drive-unit', location: { enterprise: 'acme', site: 'plant-1', area: 'drives' } },
    intervalMs: 100,
    logger,
  });
  await until(() => expect(uns.status().isConnected).toBe(true));
});

afterEach(async () => {
  await uns.close();
  for (const client of clients.splice(0)) client.end(true);
  await broker.stop();
});

test('the latest value is retained with QoS 1; a fast topic is slowed down and ends with its last value', async () => {
  const live = await watch();
  for (let i = 0; i <= 50; i++) {
    uns.publish(record(i));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  uns.publish(record(99, { historical: true }));
  uns.publish(record(1, { signal: 'Cmd/CntrlCmd' }));
  await until(() => expect(JSON.parse(live.at(-1)?.payload ?? '{}')).toMatchObject({ v: 50 }));
  expect(live.length).toBeLessThan(12);
  expect(live.every(({ topic, qos }) => topic === `${LINE}/cnc-1/_meas/Current` && qos === 1)).toBe(true);
  const late = await watch();
  await until(() => expect(late).toHaveLength(1));
  expect(late[0]?.retain).toBe(true);
  expect(JSON.parse(late[0]?.payload ?? '')).toEqual({ v: 50, ts: 7, q: 'good', u: 'A', sim: 'r1' });
});

test('a death shows the last values as stale, a retired asset leaves the tree', async () => {
  uns.publish(record(3));
  uns.publish(record(4, { asset: 'cnc-2' }));
  uns.publishTwin({ asset: 'cnc-1', branch: '_twin', name: 'State' }, { value: 'processing', atMs: 5 });
  uns.markStale(['cnc-1']);
  await until(() => expect(uns.status().waiting).toBe(0));
  const seen = await watch();
  await until(() => expect(seen).toHaveLength(3));
  const qualities = Object.fromEntries(
    seen.map(({ topic, payload }) => [topic.slice(LINE.length), JSON.parse(payload).q]),
  );
  expect(qualities).toEqual({
    '/cnc-1/_meas/Current': 'stale',
    '/cnc-1/_twin/State': 'stale',
    '/cnc-2/_meas/Current': 'good',
  });
  uns.retire('cnc-1');
  await until(() => expect(uns.status().waiting).toBe(0));
  await until(() => expect(seen.filter(({ payload }) => payload === '')).toHaveLength(2));
  const late = await watch();
  await until(() => expect(late).toHaveLength(1));
});

test('after a restart of the broker the tree is there again', async () => {
  uns.publish(record(3));
  const port = Number(new URL(broker.mqttUrl).port);
  await broker.stop();
  await until(() => expect(uns.status().isConnected).toBe(false));
  uns.publish(record(4));
  broker = await startBroker({ BROKER_MQTT_PORT: port });
  const seen = await watch();
  await until(() => expect(JSON.parse(seen.at(-1)?.payload ?? '{}')).toMatchObject({ v: 4 }));
});
