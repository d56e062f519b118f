// The edge node against the real broker: births, data by exception, rebirth, Will, commands, truth.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Broker, startBroker } from '@mini-factory-twin/broker';
import { PACKML_COMMANDS, PACKML_STATES, type LineModel, stationStateFromPackml } from '@mini-factory-twin/contracts';
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import {
  createMetricMemory,
  decodePayload,
  encodePayload,
  type MetricMemory,
  parseTopic,
  type ResolvedMetric,
  type SparkplugTopic,
} from '@mini-factory-twin/contracts/sparkplug';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../src/index.ts';

interface Message {
  address: Exclude<SparkplugTopic, { type: 'STATE' }>;
  payload: ReturnType<typeof decodePayload>;
  metrics: ResolvedMetric[];
  problems: number;
}

const NODE = 'spBv1.0/plant-1';
const PLANT_START = Date.parse('2026-11-25T07:00:00Z');

let line: LineModel;
let broker: Broker;
let host: MqttClient;
let messages: Message[] = [];
let memory: MetricMemory;
let simulator: Simulator | undefined;
const folder = mkdtempSync(join(tmpdir(), 'simulators-'));

beforeAll(async () => {
  line = await readLineFile('examples/lines/drive-unit.yaml');
  broker = await startBroker({ BROKER_MQTT_PORT: 0 });
  host = await connectAsync(broker.mqttUrl);
  await host.subscribeAsync('spBv1.0/#', { qos: 1 });
  host.on('message', (topic, bytes) => {
    const address = parseTopic(topic);
    if (address === null || address.type === 'STATE' || address.type.endsWith('CMD')) return;
    const payload = decodePayload(bytes);
    const raw = decodePayload(bytes);
    const isBirth = address.type.endsWith('BIRTH');
    const resolution = isBirth ? memory.birth(payload, address.deviceId) : memory.resolve(payload, address.deviceId);
    messages.push({ address, payload: raw, metrics: resolution.metrics, problems: resolution.problems.length });
  });
});

afterEach(async () => {
  await simulator?.stop();
  simulator = undefined;
});

afterAll(async () => {
  await host.endAsync();
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
});

function start(options: Partial<Parameters<typeof startSimulator>[0]> = {}): Simulator {
  messages = [];
  memory = createMetricMemory();
  simulator = startSimulator({
    line,
    brokerUrl: broker.mqttUrl,
    plantStartMs: PLANT_START,
    warmUpSeconds: 60,
    ...options,
  });
  return simulator;
}

async function until(condition: () => boolean, withinMs = 8000): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`not within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const of = (type: string): Message[] => messages.filter(({ address }) => address.type === type);
const isBorn = (): boolean => of('DBIRTH').length >= line.stations.length + line.buffers.length;

function command(
  topic: string,
  metric: { name: string; datatype: 'Boolean' | 'Int32' | 'String'; value: boolean | number | string },
) {
  return host.publishAsync(topic, Buffer.from(encodePayload({ timestampMs: Date.now(), metrics: [metric] })), {
    qos: 1,
  });
}

test('a birth tells all: bdSeq, run id, every station and buffer, aliases, units and ranges', async () => {
  const { runId } = start();
  await until(isBorn);
  const [birth] = of('NBIRTH');
  expect(birth?.payload.seq).toBe(0);
  const byName = new Map(birth?.metrics.map((metric) => [metric.name, metric]));
  expect(byName.get('bdSeq')).toMatchObject({ datatype: 'Int64', value: 0n, alias: undefined });
  expect(byName.get('Node Control/Rebirth')).toMatchObject({ value: false, alias: undefined });
  expect(byName.get('Properties/Simulated')?.value).toBe(true);
  expect(byName.get('Properties/RunId')?.value).toBe(runId);
  expect(byName.get('Properties/ClockSpeed')?.value).toBe(1);
  const devices = of('DBIRTH').map(({ address }) => address.deviceId);
  expect(new Set(devices)).toEqual(new Set([...line.stations, ...line.buffers].map(({ id }) => id)));
  expect(of('DBIRTH').map(({ payload }) => payload.seq)).toEqual(devices.map((_, index) => index + 1));
  // Of the births only: data that follows them at once uses the same aliases.
  const aliases = [...of('NBIRTH'), ...of('DBIRTH')].flatMap(({ metrics }) =>
    metrics.flatMap(({ alias }) => (alias === undefined ? [] : [alias])),
  );
  expect(new Set(aliases).size).toBe(aliases.length);
  const press = of('DBIRTH').find(({ address }) => address.deviceId === 'press');
  const force = press?.metrics.find(({ name }) => name === 'Meas/PressForce');
  expect(force).toMatchObject({ datatype: 'Float' });
  expect(force?.properties?.['engUnit']?.value).toBe('kN');
  expect(force?.properties?.['engHigh']?.value).toBe(40);
});

test('data carries aliases only, in sequence, each metric changed since it was last said', async () => {
  start({ speed: 10 });
  await until(() => of('DDATA').length > 300);
  await simulator?.stop();
  const sequence = messages.filter(({ address }) => address.type !== 'NDEATH').map(({ payload }) => payload.seq);
  sequence.forEach((seq, index) => expect(seq).toBe(index % 256));
  const said = new Map<string, unknown>();
  let atMs = 0;
  for (const { address, payload, metrics, problems } of messages) {
    expect(problems).toBe(0);
    for (const { name, value } of metrics) {
      const key = `${address.deviceId}/${name}`;
      if (address.type === 'DDATA') expect(said.get(key), key).not.toEqual(value);
      said.set(key, value);
    }
    if (address.type !== 'DDATA') continue;
    for (const metric of payload.metrics) {
      expect(metric.name).toBeUndefined();
      expect(metric.datatype).toBeUndefined();
      expect(metric.timestampMs).toBeGreaterThanOrEqual(atMs);
      atMs = metric.timestampMs ?? 0;
    }
  }
});

test('a rebirth on command starts the sequence anew with the same bdSeq', async () => {
  start();
  await until(isBorn);
  messages = [];
  await command(`${NODE}/NCMD/drive-unit`, { name: 'Node Control/Rebirth', datatype: 'Boolean', value: true });
  await until(isBorn);
  const [birth] = of('NBIRTH');
  expect(birth?.payload.seq).toBe(0);
  expect(birth?.metrics.find(({ name }) => name === 'bdSeq')?.value).toBe(0n);
});

test('a cut connection makes the broker send the Will with the bdSeq of the birth', async () => {
  const { node } = start();
  await until(isBorn);
  node.kill();
  await until(() => of('NDEATH').length === 1);
  expect(of('NDEATH')[0]?.payload.seq).toBeUndefined();
  expect(of('NDEATH')[0]?.payload.metrics).toMatchObject([{ name: 'bdSeq', value: 0n }]);
});

test('a clean stop says goodbye once, within a second', async () => {
  start();
  await until(isBorn);
  const startedMs = performance.now();
  await simulator?.stop();
  expect(performance.now() - startedMs).toBeLessThan(1000);
  await until(() => of('NDEATH').length > 0);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(of('NDEATH')).toHaveLength(1);
  expect(of('DDEATH')).toHaveLength(line.stations.length + line.buffers.length);
});

test('it connects when the broker comes later, and is born again with a higher bdSeq after the broker was away', async () => {
  const port = Number(new URL(broker.mqttUrl).port);
  const bdSeq = (): number =>
    Number(
      of('NBIRTH')
        .at(-1)
        ?.metrics.find(({ name }) => name === 'bdSeq')?.value,
    );
  const stopBroker = async (): Promise<void> => {
    await host.endAsync();
    await broker.stop();
  };
  const startBrokerAgain = async (): Promise<void> => {
    broker = await startBroker({ BROKER_MQTT_PORT: port });
    host = await rejoin();
  };
  await stopBroker();
  const { node, plant } = start();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(node.isConnected).toBe(false);
  await startBrokerAgain();
  await until(isBorn);
  const first = bdSeq();
  expect(first).toBeGreaterThan(0);
  await stopBroker();
  await until(() => !node.isConnected);
  const lostMs = plant.timeMs;
  messages = [];
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(plant.timeMs).toBeGreaterThan(lostMs);
  await startBrokerAgain();
  await until(isBorn);
  expect(bdSeq()).toBeGreaterThan(first);
  expect(messages.some(({ payload }) => payload.metrics.some(({ isHistorical }) => isHistorical))).toBe(false);
});

async function rejoin(): Promise<MqttClient> {
  const again = await connectAsync(broker.mqttUrl);
  for (const listener of host.listeners('message')) again.on('message', listener as never);
  await again.subscribeAsync('spBv1.0/#', { qos: 1 });
  return again;
}

test('Abort by DCMD stops a machine, and Clear, Reset, Start bring it back', async () => {
  start();
  await until(isBorn);
  const topic = `${NODE}/DCMD/drive-unit/laser`;
  const laser = (name: string): unknown =>
    messages
      .flatMap(({ address, metrics }) => (address.deviceId === 'laser' ? metrics : []))
      .findLast((m) => m.name === name)?.value;
  const state = (): unknown => laser('PackML/Status/StateCurrent');
  await command(topic, { name: 'Cmd/CntrlCmd', datatype: 'Int32', value: PACKML_COMMANDS.Abort });
  await until(() => state() === PACKML_STATES.Aborted);
  expect(laser('PackML/Admin/StopReason')).toBe(199);
  for (const [name, reached] of [
    ['Clear', 'Stopped'],
    ['Reset', 'Idle'],
  ] as const) {
    await command(topic, { name: 'Cmd/CntrlCmd', datatype: 'Int32', value: PACKML_COMMANDS[name] });
    await until(() => state() === PACKML_STATES[reached]);
  }
  await command(topic, { name: 'Cmd/CntrlCmd', datatype: 'Int32', value: PACKML_COMMANDS.Start });
  await until(() => state() === PACKML_STATES.Execute || state() === PACKML_STATES.Suspended);
  expect(laser('PackML/Admin/StopReason')).toBe(0);
});

test('an injected failure shows its stop reason; what is published agrees with the truth file', async () => {
  const truthFile = join(folder, 'truth.ndjson');
  start({ speed: 20, truthFile });
  await until(isBorn);
  const jam = JSON.stringify({ station: 'screwdriver', failure: 'screw-jam', seconds: 20 });
  await command(`${NODE}/NCMD/drive-unit`, { name: 'Simulator/Inject', datatype: 'String', value: jam });
  await until(() => (simulator?.plant.timeMs ?? 0) > PLANT_START + 60_000);
  await simulator?.stop();
  const truth = readFileSync(truthFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as { t: number; kind: string; id: string; value: unknown });
  const states = truth.filter(({ kind, id }) => kind === 'station' && id === 'screwdriver');
  expect(states.map(({ value }) => value)).toContain('down');
  for (const { id } of line.buffers)
    expect(truth.some((entry) => entry.kind === 'buffer' && entry.id === id)).toBe(true);
  const told = publishedStates('screwdriver');
  expect(told.some(({ stopReason }) => stopReason === 140)).toBe(true);
  const bornMs = of('NBIRTH')[0]?.payload.timestampMs ?? 0;
  for (let atMs = bornMs + 100; atMs < PLANT_START + 58_000; atMs += 97) {
    const real = states.findLast(({ t }) => t <= atMs)?.value;
    const near = told.filter(({ t }) => Math.abs(t - atMs) <= 60);
    const published = told.findLast(({ t }) => t <= atMs)?.state;
    if (near.length === 0) expect(published, `at ${atMs - bornMs} ms`).toBe(real);
  }
});

function publishedStates(id: string): { t: number; state: string; stopReason: number }[] {
  const tags = new Map<string, unknown>();
  const states: { t: number; state: string; stopReason: number }[] = [];
  for (const { address, metrics } of messages) {
    if (address.deviceId !== id) continue;
    for (const { name, value } of metrics) tags.set(name, value);
    const stopReason = Number(tags.get('PackML/Admin/StopReason'));
    const state = stationStateFromPackml({
      state: Number(tags.get('PackML/Status/StateCurrent')),
      mode: Number(tags.get('PackML/Status/UnitModeCurrent')),
      isBlocked: tags.get('PackML/Status/EquipmentBlocked') === true,
      isStarved: tags.get('PackML/Status/EquipmentStarved') === true,
      stopReason,
    });
    if (state !== states.at(-1)?.state) states.push({ t: metrics[0]?.timestampMs ?? 0, state, stopReason });
  }
  return states;
}
