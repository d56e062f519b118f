// The API over real HTTP and WebSocket: the stream's course, clients that stall, limits, ports.
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { isTwinError, type StreamMessage, streamMessageSchema } from '@mini-factory-twin/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type ApiServer, type ApiServerOptions, createApi, startApi } from '../../src/api/index.ts';
import { createMemoryLine, type MemoryLine, portsOf } from '../../src/api/test/memory-line.ts';

const servers: ApiServer[] = [];
const sockets: WebSocket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  for (const server of servers.splice(0)) await server.stop();
});

async function start(line: MemoryLine, options: Partial<ApiServerOptions> = {}): Promise<ApiServer> {
  const ports = portsOf(line);
  const server = await startApi({ app: createApi(ports), ports, port: 0, tickMs: 50, ...options });
  servers.push(server);
  return server;
}

interface Listener {
  socket: WebSocket;
  messages: StreamMessage[];
  until(isEnough: (messages: StreamMessage[]) => boolean): Promise<void>;
}

async function listen(server: ApiServer, line = 'drive-unit'): Promise<Listener> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/lines/${line}/stream`);
  sockets.push(socket);
  const messages: StreamMessage[] = [];
  socket.on('message', (data: Buffer) => messages.push(streamMessageSchema.parse(JSON.parse(data.toString()))));
  await once(socket, 'open');
  return {
    socket,
    messages,
    async until(isEnough) {
      while (!isEnough(messages)) await once(socket, 'message');
    },
  };
}

const move = (seq: number, part = `p${seq}`) => ({
  seq,
  part,
  product: 'du-80',
  segment: 'press',
  enterMs: seq,
  exitMs: null,
});
const seqs = (messages: StreamMessage[]): number[] =>
  messages.flatMap((message) => (message.type === 'delta' ? (message.moves ?? []).map(({ seq }) => seq) : []));

describe('the stream', () => {
  it('says hello, then every change once and in order, gathered into few frames without holes', async () => {
    const line = createMemoryLine();
    const listener = await listen(await start(line));
    await listener.until((messages) => messages.length === 1);
    for (let seq = 1; seq <= 200; seq++) {
      line.change({ moves: [move(seq)] });
      if (seq % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await listener.until((messages) => seqs(messages).at(-1) === 200);
    expect(listener.messages[0]?.type).toBe('hello');
    expect(seqs(listener.messages)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(listener.messages.map(({ frame }) => frame)).toEqual(listener.messages.map((_, index) => index));
    expect(listener.messages.length).toBeLessThan(20);
  });

  it('does not wait for a client that stalls, and starts that one anew when it is back', async () => {
    const line = createMemoryLine();
    const server = await start(line);
    const [slow, quick] = [await listen(server), await listen(server)];
    await slow.until((messages) => messages.length === 1);
    slow.socket.pause();
    // Much more than the buffers of the operating system hold, so that the server itself has to keep it.
    const padding = 'x'.repeat(200_000);
    for (let seq = 1; seq <= 100; seq++) {
      line.change({ moves: [move(seq, padding)] });
      await quick.until((messages) => seqs(messages).at(-1) === seq);
    }
    expect(seqs(quick.messages)).toHaveLength(100);
    slow.socket.resume();
    await slow.until((messages) => messages.filter(({ type }) => type === 'hello').length === 2);
    const again = slow.messages.findIndex((message, index) => index > 0 && message.type === 'hello');
    expect(slow.messages[again]?.frame).toBe(quick.messages.at(-1)?.frame);
    expect(seqs(slow.messages).length).toBeLessThan(100);
    line.change({ moves: [move(101)] });
    await slow.until((messages) => seqs(messages).at(-1) === 101);
  });

  it('turns away one client too many, so that it can try again', async () => {
    const server = await start(createMemoryLine(), { maxClients: 1 });
    await listen(server);
    const second = await listen(server);
    const [code] = (await once(second.socket, 'close')) as [number];
    expect(code).toBe(1013);
  });

  it('cuts off a client that no longer answers pings', async () => {
    const server = await start(createMemoryLine(), { pingMs: 60 });
    const [dead, alive] = [await listen(server), await listen(server)];
    dead.socket.pong = () => undefined;
    // ws answers pings by itself; one that hangs is one that reads nothing.
    dead.socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 300));
    dead.socket.resume();
    await once(dead.socket, 'close');
    expect(alive.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('answers with a problem when the line is unknown', async () => {
    const server = await start(createMemoryLine());
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/lines/other/stream`);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(404);
    socket.on('error', () => undefined);
    socket.terminate();
  });

  it('says goodbye when the twin stops', async () => {
    const server = await start(createMemoryLine());
    const listener = await listen(server);
    const closed = once(listener.socket, 'close') as Promise<[number]>;
    await server.stop();
    expect((await closed)[0]).toBe(1001);
  });
});

describe('the server', () => {
  it('answers HTTP', async () => {
    const server = await start(createMemoryLine());
    const response = await fetch(`${server.url}/api/lines`);
    expect(await response.json()).toEqual([{ id: 'drive-unit', name: 'Drive-unit assembly' }]);
  });

  it('says which flag to change when its port is in use', async () => {
    const server = await start(createMemoryLine());
    const error = await start(createMemoryLine(), { port: server.port }).catch((reason: unknown) => reason);
    expect(isTwinError(error, 'PORT_IN_USE') && error.details).toEqual({ port: server.port, flag: '--port' });
  });

  it('frees its port at once, even with connections open', async () => {
    const server = await start(createMemoryLine());
    await listen(server);
    const idle = createConnection(server.port, '127.0.0.1');
    idle.on('error', () => undefined);
    await once(idle, 'connect');
    const before = performance.now();
    await server.stop();
    expect(performance.now() - before).toBeLessThan(2000);
    await start(createMemoryLine(), { port: server.port });
    idle.destroy();
  });
});
