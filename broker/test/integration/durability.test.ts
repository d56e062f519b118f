// What the broker acknowledged survives SIGKILL, of the broker and of the subscriber. Runs the built broker.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import mqtt, { type MqttClient } from 'mqtt';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { BrokerError } from '../../src/index.ts';
import { Journal } from '../../src/persistence/journal.ts';
import { aBroker, aClient, aDirectory, collect, isPublishAllowed, sleep, until } from './support.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [tsc, '-b', 'broker'], { cwd: root }).catch(() => {}); // vitest reports better
});

async function aProcess(environment: Record<string, string>): Promise<{ child: ChildProcess; mqttUrl: string }> {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, BROKER_MQTT_PORT: '0', BROKER_WS_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const { mqttUrl } = JSON.parse(line) as { mqttUrl?: string };
    if (mqttUrl) return { child, mqttUrl };
  }
  throw new Error('the broker did not start');
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

const session = { clientId: 'history', clean: false };

/** Connects the persistent session, listening before the first message can come. */
function resume(broker: { mqttUrl: string }): { client: MqttClient; messages: string[] } {
  const client = mqtt.connect(broker.mqttUrl, { ...session, reconnectPeriod: 0 });
  client.on('error', () => {});
  onTestFinished(() => void client.end(true));
  return { client, messages: collect(client) };
}

async function leaveSession(broker: { mqttUrl: string }, filter = 'data/#'): Promise<void> {
  const client = await aClient(broker, session);
  await client.subscribeAsync(filter, { qos: 1 });
  await client.endAsync();
}

/** Publishes as fast as the broker acknowledges until the connection breaks; returns what was acknowledged. */
function flood(publisher: MqttClient, inFlight = 200): string[] {
  const acknowledged: string[] = [];
  let next = 0;
  const publishOne = (): void => {
    const payload = String(next++);
    publisher.publish('data/n', payload, { qos: 1 }, (error) => {
      if (error) return;
      acknowledged.push(`data/n=${payload}`);
      publishOne();
    });
  };
  for (let i = 0; i < inFlight; i++) publishOne();
  return acknowledged;
}

/** Wraps the commits of every journal until the test ends. */
function aroundCommit(wrap: (commit: () => Promise<void>) => Promise<void>): void {
  const descriptor = Object.getOwnPropertyDescriptor(Journal.prototype, 'commit');
  const original = descriptor?.value as (this: Journal) => Promise<void>;
  const spy = vi.spyOn(Journal.prototype, 'commit').mockImplementation(function (this: Journal) {
    return wrap(() => original.call(this));
  });
  onTestFinished(() => spy.mockRestore());
}

describe('kill -9 of the broker', () => {
  test('under load: all it acknowledged reaches the offline session', async () => {
    const BROKER_DATA_DIR = await aDirectory();
    const first = await aProcess({ BROKER_DATA_DIR });
    await leaveSession(first);
    const acknowledged = flood(await aClient(first));
    await until(() => acknowledged.length > 2_000, 15_000);
    await kill(first.child);
    await sleep(100);

    const second = await aProcess({ BROKER_DATA_DIR });
    const { messages } = resume(second);
    await until(() => new Set(messages).size >= acknowledged.length, 15_000);
    await sleep(100);
    const received = new Set(messages);
    expect(acknowledged.filter((message) => !received.has(message))).toEqual([]);
  });

  test('while the session is online: nothing acknowledged is lost, either way', async () => {
    const BROKER_DATA_DIR = await aDirectory();
    const first = await aProcess({ BROKER_DATA_DIR });
    const before = resume(first);
    await before.client.subscribeAsync('data/#', { qos: 1 });
    const acknowledged = flood(await aClient(first));
    await until(() => acknowledged.length > 2_000, 15_000);
    await kill(first.child);
    await sleep(100);

    const second = await aProcess({ BROKER_DATA_DIR });
    const after = resume(second);
    await until(() => new Set([...before.messages, ...after.messages]).size >= acknowledged.length, 15_000);
    const received = new Set([...before.messages, ...after.messages]);
    expect(acknowledged.filter((message) => !received.has(message))).toEqual([]);
    expect(after.messages.length).toBeLessThan(acknowledged.length); // what was acknowledged is not sent again
  });

  test('retained messages and their deletion stay', async () => {
    const BROKER_DATA_DIR = await aDirectory();
    const first = await aProcess({ BROKER_DATA_DIR });
    const publisher = await aClient(first);
    await publisher.publishAsync('keep', 'old', { qos: 1, retain: true });
    await publisher.publishAsync('keep', 'new', { qos: 1, retain: true });
    await publisher.publishAsync('gone', 'x', { qos: 1, retain: true });
    await publisher.publishAsync('gone', '', { qos: 1, retain: true });
    await kill(first.child);

    const second = await aProcess({ BROKER_DATA_DIR });
    const client = await aClient(second);
    const messages = collect(client);
    await client.subscribeAsync('#', { qos: 1 });
    await until(() => messages.length > 0);
    await sleep(50);
    expect(messages).toEqual(['keep=new']);
  });
});

describe('kill -9 of the subscriber', () => {
  test('what it did not acknowledge comes again', async () => {
    const broker = await aBroker();
    await leaveSession(broker);
    const half = await aClient(broker, { ...session, customHandleAcks: undefined });
    half.handleMessage = () => {}; // takes the message and never acknowledges it
    const publisher = await aClient(broker);
    await publisher.publishAsync('data/1', 'a', { qos: 1 });
    await publisher.publishAsync('data/2', 'b', { qos: 1 });
    await sleep(50);
    half.stream.destroy();
    await publisher.publishAsync('data/3', 'c', { qos: 1 });
    const { messages } = resume(broker);
    await until(() => messages.length >= 3);
    expect(messages).toEqual(['data/1=a', 'data/2=b', 'data/3=c']);
  });
});

describe('acknowledgement', () => {
  test.each([1, 2] as const)('of QoS %i waits until the journal is on disk', async (qos) => {
    const broker = await aBroker({ BROKER_DATA_DIR: await aDirectory() });
    await leaveSession(broker);
    const publisher = await aClient(broker);
    let isOnDisk = false;
    aroundCommit(async (commit) => {
      await sleep(200);
      await commit();
      isOnDisk = true;
    });
    await publisher.publishAsync('data/1', 'a', { qos });
    expect(isOnDisk).toBe(true);
  });

  test('is refused when the journal cannot be written: the connection ends', async () => {
    const broker = await aBroker({ BROKER_DATA_DIR: await aDirectory() });
    await leaveSession(broker);
    const publisher = await aClient(broker);
    const full = new BrokerError('BROKER_JOURNAL_FAILED', 'no space left');
    aroundCommit(() => Promise.reject(full));
    expect(await isPublishAllowed(publisher, 'data/1')).toBe(false);
  });

  test('given to a client whose connection breaks at once is kept: the message still reaches a live subscriber', async () => {
    const broker = await aBroker({ BROKER_DATA_DIR: await aDirectory() });
    await leaveSession(broker, 'other');
    const live = await aClient(broker);
    const messages = collect(live);
    await live.subscribeAsync('data/#', { qos: 1 });
    const publisher = await aClient(broker);
    aroundCommit(async (commit) => {
      publisher.stream.destroy();
      await sleep(100); // the connection is gone before aedes goes on with the message
      await commit();
    });
    publisher.publish('data/1', 'a', { qos: 1, retain: true });
    await until(() => messages.length > 0);
    expect(messages[0]).toBe('data/1=a');
  });
});

describe('the process', () => {
  test('stops on SIGTERM within a second with code 0 and keeps the session', async () => {
    const BROKER_DATA_DIR = await aDirectory();
    const first = await aProcess({ BROKER_DATA_DIR });
    await leaveSession(first);
    await (await aClient(first)).publishAsync('data/1', 'a', { qos: 1 });
    const startMs = performance.now();
    first.child.kill('SIGTERM');
    const [code] = await once(first.child, 'exit');
    expect(code).toBe(0);
    expect(performance.now() - startMs).toBeLessThan(1_500);
    const { messages } = resume(await aProcess({ BROKER_DATA_DIR }));
    await until(() => messages.length > 0);
  });

  test('says in one line which port is taken and what changes it', async () => {
    const { mqttUrl } = await aProcess({});
    const { port } = new URL(mqttUrl);
    const env = { ...process.env, BROKER_MQTT_PORT: port, BROKER_WS_PORT: '0' };
    const second = promisify(execFile)(process.execPath, [main], { env });
    await expect(second).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(new RegExp(`^BROKER_PORT_IN_USE: .*:${port}; set BROKER_MQTT_PORT.*\n$`)),
    });
  });

  test('stops when the process that started it is killed', async () => {
    const script = `
      const env = { ...process.env, MFT_PARENT_PID: process.pid };
      require('node:child_process').spawn(process.execPath, ['${main}'], { env, stdio: ['ignore', 1, 2] })`;
    const parent = spawn(process.execPath, ['-e', script], {
      env: { ...process.env, BROKER_MQTT_PORT: '0', BROKER_WS_PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void parent.kill('SIGKILL'));
    await once(parent.stdout as NodeJS.ReadableStream, 'data'); // the broker listens
    parent.kill('SIGKILL');
    const end = await once(parent.stdout as NodeJS.ReadableStream, 'end'); // the broker held the other end of the pipe
    expect(end).toEqual([]);
  });

  test('does not share its data directory, and takes it over from a killed one', async () => {
    const BROKER_DATA_DIR = await aDirectory();
    const { child } = await aProcess({ BROKER_DATA_DIR });
    await expect(aBroker({ BROKER_DATA_DIR })).rejects.toMatchObject({ code: 'BROKER_DATA_DIR_IN_USE' });
    await kill(child);
    await aBroker({ BROKER_DATA_DIR });
  });
});
