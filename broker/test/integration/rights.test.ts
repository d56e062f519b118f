// Who gets in and who may do what, over real sockets.
import { once } from 'node:events';
import mqtt from 'mqtt';
import { describe, expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { startBroker } from '../../src/index.ts';
import {
  aBroker,
  aClient,
  aUser,
  aUsersFile,
  collect,
  counted,
  isPublishAllowed,
  isSubscribeAllowed,
  until,
} from './support.ts';

async function aBrokerWithUsers() {
  const BROKER_USERS_FILE = await aUsersFile([
    { name: 'press-1', role: 'edge-node', publish: ['factory/press-1/#'] },
    { name: 'twin', role: 'twin' },
    { name: 'screen', role: 'reader' },
  ]);
  return aBroker({ BROKER_USERS_FILE, BROKER_ALLOW_ANONYMOUS: false });
}

describe('getting in', () => {
  test('a user with the right password gets in, a wrong one and a stranger do not', async () => {
    const broker = await aBrokerWithUsers();
    await aUser(broker, 'twin');
    await aUser(broker, 'twin'); // the remembered password
    await expect(aUser(broker, 'twin', { password: 'wrong' })).rejects.toMatchObject({ code: 4 });
    await expect(aUser(broker, 'stranger')).rejects.toMatchObject({ code: 4 });
    await expect(aClient(broker)).rejects.toMatchObject({ code: 4 });
    expect(await counted(broker, 'rejected_total', 'credentials')).toBe(3);
  });

  test('anonymous clients come in from loopback, with the configured role', async () => {
    const broker = await aBroker({ BROKER_ANONYMOUS_ROLE: 'reader' });
    const client = await aClient(broker);
    expect(await isSubscribeAllowed(client, '#')).toBe(true);
    expect(await isPublishAllowed(client, 'a')).toBe(false);
  });

  test('a broker on all addresses refuses to start with anonymous clients', async () => {
    const start = startBroker({ BROKER_HOST: '0.0.0.0', BROKER_MQTT_PORT: 0 });
    await expect(start).rejects.toMatchObject({ code: 'BROKER_ANONYMOUS_NOT_LOOPBACK' });
  });

  test('a client id in use by another user is not taken over', async () => {
    const broker = await aBrokerWithUsers();
    const first = await aUser(broker, 'twin', { clientId: 'same' });
    await expect(aUser(broker, 'screen', { clientId: 'same' })).rejects.toMatchObject({ code: 2 });
    expect(first.connected).toBe(true);
  });

  test('an offline session is not inherited by another user', async () => {
    const broker = await aBrokerWithUsers();
    const session = { clientId: 'history', clean: false };
    const owner = await aUser(broker, 'twin', session);
    await owner.subscribeAsync('#', { qos: 1 });
    await owner.endAsync();
    await expect(aUser(broker, 'screen', session)).rejects.toMatchObject({ code: 2 });
    await aUser(broker, 'twin', session);
  });

  test('a page of a foreign web site does not get in by WebSocket, one of this machine does', async () => {
    const broker = await aBroker({ anyWebSocketPort: true });
    const dial = (origin: string) => {
      const socket = new WebSocket(broker.wsUrl as string, 'mqtt', { origin });
      onTestFinished(() => socket.terminate());
      return once(socket, 'open').then(
        () => 'open',
        () => 'refused',
      );
    };
    expect(await dial('https://evil.example')).toBe('refused');
    expect(await dial('http://localhost:5173')).toBe('open');
  });
});

describe('rights by role', () => {
  test.each([
    ['press-1', 'spBv1.0/site/NDATA/press-1', true],
    ['press-1', 'spBv1.0/site/DDATA/press-1/axis', true],
    ['press-1', 'factory/press-1/temperature', true],
    ['press-1', 'spBv1.0/site/NDATA/press-2', false],
    ['press-1', 'spBv1.0/site/NCMD/press-1', false],
    ['press-1', 'spBv1.0/STATE/host', false],
    ['press-1', 'uns/v1/a', false],
    ['twin', 'spBv1.0/STATE/host', true],
    ['twin', 'spBv1.0/site/DCMD/press-1/axis', true],
    ['twin', 'uns/v1/a', true],
    ['twin', '$sparkplug/certificates/spBv1.0/site/NBIRTH/press-1', false],
    ['twin', '$SYS/x', false],
    ['screen', 'a', false],
  ])('%s publishing on %s: %s', async (user, topic, isAllowed) => {
    const client = await aUser(await aBrokerWithUsers(), user);
    expect(await isPublishAllowed(client, topic)).toBe(isAllowed);
  });

  test.each([
    ['press-1', 'spBv1.0/+/NCMD/press-1', true],
    ['press-1', 'spBv1.0/site/DCMD/press-1/#', true],
    ['press-1', 'spBv1.0/STATE/+', true],
    ['press-1', 'spBv1.0/site/NCMD/+', false],
    ['press-1', '#', false],
    ['twin', '#', true],
    ['twin', '$sparkplug/certificates/#', true],
    ['screen', 'uns/#', true],
    ['screen', '$SYS/#', false],
    ['twin', '$share/group/a', false],
  ])('%s subscribing to %s: %s', async (user, filter, isAllowed) => {
    const client = await aUser(await aBrokerWithUsers(), user);
    expect(await isSubscribeAllowed(client, filter)).toBe(isAllowed);
  });

  test('a Will on a forbidden topic is refused at connect', async () => {
    const broker = await aBrokerWithUsers();
    const will = { topic: 'spBv1.0/STATE/host', payload: Buffer.from('x'), qos: 1 as const, retain: true };
    await expect(aUser(broker, 'press-1', { will })).rejects.toMatchObject({ code: 5 });
  });

  test('a refused filter beside an allowed one collects nothing for the session', async () => {
    const broker = await aBrokerWithUsers();
    const session = { clientId: 'press-1-session', clean: false };
    const edge = await aUser(broker, 'press-1', session);
    await edge.subscribeAsync(['spBv1.0/STATE/+', 'secret/#'], { qos: 1 }).catch(() => {});
    await edge.endAsync();
    const twin = await aUser(broker, 'twin');
    await twin.publishAsync('secret/a', 'x', { qos: 1 });
    await twin.publishAsync('spBv1.0/STATE/host', 'on', { qos: 1 });
    const again = mqtt.connect(broker.mqttUrl, { ...session, username: 'press-1', password: 'correct horse' });
    onTestFinished(() => void again.end(true));
    const messages = collect(again);
    await until(() => messages.length > 0);
    expect(messages).toEqual(['spBv1.0/STATE/host=on']);
  });
});

describe('topics of the broker', () => {
  test('births are kept under $sparkplug/certificates and do not leak to wildcards', async () => {
    const broker = await aBroker();
    const node = await aClient(broker);
    await node.publishAsync('spBv1.0/site/NBIRTH/press-1', 'birth', { qos: 0 });
    await node.publishAsync('plain', 'kept', { qos: 1, retain: true });
    const late = await aClient(broker);
    const messages = collect(late);
    await late.subscribeAsync(['#', '+/certificates/#'], { qos: 1 });
    await until(() => messages.length > 0);
    expect(messages).toEqual(['plain=kept']);
    await late.subscribeAsync('$sparkplug/certificates/#');
    await until(() => messages.length > 1);
    expect(messages[1]).toBe('$sparkplug/certificates/spBv1.0/site/NBIRTH/press-1=birth');
  });
});
