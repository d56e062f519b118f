// What the integration tests of the broker share: a broker on a free port, clients, and raw sockets.
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type IClientOptions, MqttClient, type StreamBuilder } from 'mqtt';
import { onTestFinished } from 'vitest';
import { createWebSocketStream, WebSocket } from 'ws';
import type { Role } from '../../src/authorize.ts';
import { type Broker, type BrokerOptions, startBroker } from '../../src/index.ts';
import { hashPassword } from '../../src/password.ts';

export const PASSWORD = 'correct horse';
const passwordHash = hashPassword(PASSWORD);

/** A broker on a free port that ends with the test. */
export async function aBroker(options: BrokerOptions = {}): Promise<Broker> {
  const broker = await startBroker({ BROKER_MQTT_PORT: 0, ...options });
  onTestFinished(() => broker.stop());
  return broker;
}

/** A directory that goes away with the test. */
export async function aDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'mft-broker-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A users file in which each user's name is its role, all with the same password. */
export async function aUsersFile(users: { name: string; role: Role; publish?: string[] }[]): Promise<string> {
  const path = join(await aDirectory(), 'users');
  const password = await passwordHash;
  await writeFile(path, users.map((user) => `${JSON.stringify({ ...user, password })}\n`).join(''));
  return path;
}

/** A connected client that ends with the test. */
export function aClient(broker: { mqttUrl: string }, options: IClientOptions = {}): Promise<MqttClient> {
  return connected(mqtt.connect(broker.mqttUrl, { reconnectPeriod: 0, connectTimeout: 5_000, ...options }));
}

/** A client that comes by WebSocket, and ends with the test. */
export function aWebClient(broker: Broker): Promise<MqttClient> {
  const dial = () => createWebSocketStream(new WebSocket(broker.wsUrl ?? '', 'mqtt'));
  return connected(new MqttClient(dial as unknown as StreamBuilder, { reconnectPeriod: 0, protocolVersion: 4 }));
}

async function connected(client: MqttClient): Promise<MqttClient> {
  client.on('error', () => {});
  onTestFinished(() => {
    client.end(true);
  });
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve());
    client.once('error', reject);
    client.once('close', () => reject(new Error('closed')));
  });
  return client;
}

/** A client of a user of {@link aUsersFile}. */
export const aUser = (broker: Broker, username: string, options: IClientOptions = {}): Promise<MqttClient> =>
  aClient(broker, { username, password: PASSWORD, ...options });

/** Collects the messages of a client as `topic=payload`. */
export function collect(client: MqttClient): string[] {
  const messages: string[] = [];
  client.on('message', (topic, payload) => messages.push(`${topic}=${payload.toString()}`));
  return messages;
}

/** Whether the client is still connected after publishing: the broker ends the connection of who may not. */
export async function isPublishAllowed(client: MqttClient, topic: string): Promise<boolean> {
  const closed = once(client, 'close').then(() => false);
  const acknowledged = client.publishAsync(topic, 'x', { qos: 1 }).then(
    () => true,
    () => false,
  );
  return Promise.race([closed, acknowledged]);
}

/** Whether the broker grants the subscription. */
export async function isSubscribeAllowed(client: MqttClient, filter: string): Promise<boolean> {
  try {
    const grants = await client.subscribeAsync(filter, { qos: 1 });
    return grants.every(({ qos }) => qos < 128);
  } catch {
    return false;
  }
}

/** A plain TCP connection to the broker that ends with the test. */
export async function aSocket(broker: { mqttUrl: string }): Promise<Socket> {
  const { hostname, port } = new URL(broker.mqttUrl);
  const socket = connectTcp({ host: hostname, port: Number(port), noDelay: true });
  socket.on('error', () => {});
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, 'connect');
  return socket;
}

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
};
/** A packet of less than 128 bytes. */
const packet = (head: number, ...body: Buffer[]): Buffer => {
  const bytes = Buffer.concat(body);
  return Buffer.concat([Buffer.from([head, bytes.length]), bytes]);
};

/** CONNECT of MQTT 3.1.1 with a clean session and no keep-alive. */
export const connectBytes = (clientId: string): Buffer =>
  packet(0x10, text('MQTT'), Buffer.from([4, 2, 0, 0]), text(clientId));
export const subscribeBytes = (filter: string, qos: 0 | 1): Buffer =>
  packet(0x82, Buffer.from([0, 1]), text(filter), Buffer.from([qos]));
/** PUBLISH of QoS 0. */
export const publishBytes = (topic: string, payload: string): Buffer => packet(0x30, text(topic), Buffer.from(payload));

/** Waits until `isTrue`, looking every few milliseconds. */
export async function until(isTrue: () => boolean, timeoutMs = 5_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error('not in time');
    await sleep(5);
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The value of one of the broker's counters, over all labels or for one reason. */
export async function counted(broker: Broker, name: string, reason?: string): Promise<number> {
  const metric = await broker.metrics.registry.getSingleMetric(`mft_broker_${name}`)?.get();
  const values = metric?.values.filter(({ labels }) => reason === undefined || labels['reason'] === reason) ?? [];
  return values.reduce((sum, { value }) => sum + value, 0);
}
