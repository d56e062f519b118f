// The faults of a bare aedes, provoked again: none may come through.
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { expect, test } from 'vitest';
import { startBroker } from '../../src/index.ts';
import {
  aBroker,
  aClient,
  aDirectory,
  aSocket,
  aWebClient,
  collect,
  connectBytes,
  counted,
  isPublishAllowed,
  publishBytes,
  sleep,
  subscribeBytes,
  until,
} from './support.ts';

test.each([0, 1] as const)('a frozen subscriber of QoS %i does not stall the others', async (qos) => {
  const broker = await aBroker();
  const frozen = await aSocket(broker);
  frozen.write(connectBytes('frozen'));
  await once(frozen, 'data');
  frozen.write(subscribeBytes('load', qos));
  await once(frozen, 'data');
  frozen.pause();
  const good = await aClient(broker);
  let received = 0;
  good.on('message', () => received++);
  await good.subscribeAsync('load', { qos: 0 });
  const publisher = await aClient(broker);
  const payload = Buffer.alloc(8_192);
  const count = 2_000; // 16 MB: more than the sockets of the frozen one can hold
  let slowestMs = 0;
  for (let sent = 0; sent < count; sent += 50) {
    const startMs = performance.now();
    for (let i = 0; i < 50; i++) publisher.publish('load', payload, { qos });
    await until(() => received >= sent + 50);
    slowestMs = Math.max(slowestMs, performance.now() - startMs);
  }
  expect(received).toBe(count);
  expect(slowestMs).toBeLessThan(2_000); // aedes alone stalls for its drain timeout
  const stopped = (await counted(broker, 'dropped_slow_total')) + (await counted(broker, 'closed_slow_total'));
  expect(stopped).toBeGreaterThan(0);
});

test('overload, then the last subscriber leaves: the broker lives on', async () => {
  const broker = await aBroker();
  const subscriber = await aClient(broker);
  await subscriber.subscribeAsync('load');
  const flood = Buffer.concat(Array.from({ length: 5_000 }, () => publishBytes('load', 'x')));
  const publishers = await Promise.all(Array.from({ length: 20 }, () => aSocket(broker)));
  for (const [index, publisher] of publishers.entries()) publisher.write(connectBytes(`flood-${index}`));
  await Promise.all(publishers.map((publisher) => once(publisher, 'data')));
  for (const publisher of publishers) publisher.write(flood);
  await sleep(20);
  subscriber.stream.destroy();
  const check = await aClient(broker);
  const messages = collect(check);
  await check.subscribeAsync('after');
  await check.publishAsync('after', 'alive', { qos: 1 });
  await until(() => messages.length > 0, 15_000);
  expect(messages).toEqual(['after=alive']);
});

test('small messages are not held back by Nagle', async () => {
  const broker = await aBroker();
  const [subscriber, publisher] = [await aClient(broker), await aClient(broker)];
  await subscriber.subscribeAsync('tick');
  const latenciesMs: number[] = [];
  subscriber.on('message', (_topic, payload) => {
    latenciesMs.push(performance.now() - Number(payload.toString()));
    if (latenciesMs.length % 2 === 0) subscriber.publish('other', 'x'); // who also sends gets delayed acknowledgements
  });
  const count = 300;
  for (let i = 0; i < count; i++) {
    publisher.publish('tick', String(performance.now()));
    await sleep(3);
  }
  await until(() => latenciesMs.length === count);
  const p50Ms = latenciesMs.sort((a, b) => a - b)[count / 2] as number;
  expect(p50Ms).toBeLessThan(8); // with Nagle's algorithm about 17 ms
});

test('a message larger than allowed ends the connection, before its bytes are all there', async () => {
  const broker = await aBroker({ BROKER_MAX_PAYLOAD_BYTES: 1_000 });
  const client = await aClient(broker);
  await client.publishAsync('a', Buffer.alloc(1_000), { qos: 1 });
  client.publish('a', Buffer.alloc(1_001), { qos: 0 });
  await once(client, 'close');
  const socket = await aSocket(broker);
  socket.write(connectBytes('big'));
  await once(socket, 'data');
  socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f])); // announces 256 MB
  await once(socket, 'close');
  expect(await counted(broker, 'rejected_total', 'packet-too-large')).toBe(2);
});

test('a client above its message rate is slowed down and loses nothing', async () => {
  const broker = await aBroker({ BROKER_MAX_MESSAGES_PER_SECOND_PER_CLIENT: 100 });
  const [subscriber, publisher] = [await aClient(broker), await aClient(broker)];
  const messages = collect(subscriber);
  await subscriber.subscribeAsync('fast');
  const startMs = performance.now();
  for (let i = 0; i < 150; i++) publisher.publish('fast', String(i));
  await until(() => messages.length === 150);
  expect(performance.now() - startMs).toBeGreaterThan(400);
  expect(messages).toEqual(Array.from({ length: 150 }, (_, i) => `fast=${i}`));
});

test('connections above the limit and above the rate are refused', async () => {
  const few = await aBroker({ BROKER_MAX_CONNECTIONS: 2 });
  const first = await aClient(few);
  await aClient(few);
  await expect(aClient(few)).rejects.toThrow('closed');
  await first.endAsync();
  await sleep(50);
  await aClient(few);
  expect(await counted(few, 'rejected_total', 'connection-limit')).toBe(1);

  const slow = await aBroker({ BROKER_MAX_CONNECTIONS_PER_SECOND: 1 });
  await aClient(slow);
  await expect(aClient(slow)).rejects.toThrow('closed');
  expect(await counted(slow, 'rejected_total', 'connection-rate')).toBe(1);
});

test('garbage on a socket ends that connection only', async () => {
  const broker = await aBroker();
  const good = await aClient(broker);
  const garbage = [
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    Buffer.alloc(64, 0xff),
    Buffer.from([0x10, 0x00]),
    Buffer.from([0x30, 0x03, 0x00, 0x01, 0x61]),
    Buffer.concat([connectBytes('g'), Buffer.from([0xf0, 0x00])]),
    Buffer.concat([connectBytes('h'), Buffer.from([0x82, 0x02, 0x00, 0x01])]),
  ];
  for (const bytes of garbage) {
    const socket = await aSocket(broker);
    socket.resume();
    socket.end(bytes);
    await once(socket, 'close');
  }
  await good.publishAsync('a', 'x', { qos: 1 });
  expect(good.connected).toBe(true);
});

test.each(['memory', 'journal'])('a Will goes out once when the socket breaks, with %s', async (kind) => {
  const broker = await aBroker(kind === 'journal' ? { BROKER_DATA_DIR: await aDirectory() } : {});
  const watcher = await aClient(broker, { clientId: 'watcher', clean: false });
  const messages = collect(watcher);
  await watcher.subscribeAsync('spBv1.0/#', { qos: 1 });
  const will = { topic: 'spBv1.0/site/NDEATH/n', payload: Buffer.from('dead'), qos: 1 as const, retain: false };
  const node = await aClient(broker, { will });
  node.stream.destroy();
  await until(() => messages.length > 0);
  await sleep(50);
  expect(messages).toEqual(['spBv1.0/site/NDEATH/n=dead']);
});

test('a subscriber by WebSocket and one by TCP get the same messages', async () => {
  const broker = await aBroker({ anyWebSocketPort: true });
  const viaWeb = await aWebClient(broker);
  const viaTcp = await aClient(broker);
  const [web, tcp] = [collect(viaWeb), collect(viaTcp)];
  await Promise.all([viaWeb.subscribeAsync('#', { qos: 1 }), viaTcp.subscribeAsync('#', { qos: 1 })]);
  for (let i = 0; i < 100; i++) viaWeb.publish('n', String(i), { qos: 1 });
  await until(() => web.length === 100 && tcp.length === 100);
  expect(web).toEqual(tcp);
});

test('stop ends connections, frees the port, and a second start on a used port says what to change', async () => {
  const broker = await startBroker({ BROKER_MQTT_PORT: 0 });
  const port = Number(new URL(broker.mqttUrl).port);
  await aClient(broker);
  const second = startBroker({ BROKER_MQTT_PORT: port });
  await expect(second).rejects.toMatchObject({
    code: 'BROKER_PORT_IN_USE',
    message: expect.stringContaining('BROKER_MQTT_PORT'),
  });
  const startMs = performance.now();
  await broker.stop();
  expect(performance.now() - startMs).toBeLessThan(1_000);
  const refused = connectTcp({ host: '127.0.0.1', port });
  expect(((await once(refused, 'error')) as NodeJS.ErrnoException[])[0]?.code).toBe('ECONNREFUSED');
  const third = await startBroker({ BROKER_MQTT_PORT: port });
  await third.stop();
});

test('the metrics page tells connections, messages and refusals', async () => {
  const free = await startBroker({ BROKER_MQTT_PORT: 0 });
  const port = Number(new URL(free.mqttUrl).port); // free again in a moment
  await free.stop();
  const broker = await aBroker({ BROKER_METRICS_PORT: port });
  const client = await aClient(broker);
  await client.subscribeAsync('a');
  await client.publishAsync('a', 'x', { qos: 1 });
  expect(await isPublishAllowed(client, '$SYS/a')).toBe(false);
  const page = await (await fetch(broker.metricsUrl as string)).text();
  expect(page).toMatch(/mft_broker_messages_in_total 1\n/);
  expect(page).toMatch(/mft_broker_messages_out_total 1\n/);
  expect(page).toMatch(/mft_broker_rejected_total\{reason="publish"\} 1\n/);
  expect((await fetch(new URL('/healthz', broker.metricsUrl as string))).status).toBe(200);
});
