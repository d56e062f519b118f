// The sockets of the broker: MQTT over TCP, MQTT over WebSocket, and the metrics page.
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { BrokerError } from './errors.ts';
import { isAllowedOrigin } from './guards/loopback.ts';
import type { BrokerMetrics } from './metrics.ts';

export interface Listener {
  /** The port in use, also when any free one was asked for. */
  port: number;
  /** Stops listening and ends what is open. */
  close: () => Promise<void>;
}

export interface ListenAt {
  host: string;
  port: number;
  /** The variable that changes the port; named when the port is in use. */
  setting: string;
}

/** Where listeners bring new connections. */
export interface Door {
  /** Whether one more connection may come in now; counts the refusal if not. */
  mayConnect: () => boolean;
  accept: (stream: Duplex, remoteAddress: string | undefined) => void;
}

/**
 * Listens for MQTT over TCP. Nagle's algorithm is off: it costs up to 40 ms a message.
 * @throws BrokerError BROKER_PORT_IN_USE, BROKER_LISTEN_FAILED
 */
export async function listenMqtt(at: ListenAt, door: Door): Promise<Listener> {
  const server = createServer({ noDelay: true }, (socket) => {
    if (door.mayConnect()) door.accept(socket, socket.remoteAddress);
    else socket.destroy();
  });
  return listen(server, at);
}

export interface WebSocketOptions {
  allowedOrigins: readonly string[];
  maxPayloadBytes: number;
  metrics: BrokerMetrics;
}

/**
 * Listens for MQTT over WebSocket, MQTT 3.1.1 clause 6.
 * @throws BrokerError BROKER_PORT_IN_USE, BROKER_LISTEN_FAILED
 */
export async function listenWebSocket(at: ListenAt, options: WebSocketOptions, door: Door): Promise<Listener> {
  const server = createHttpServer((_request, response) => answer(response, 426, 'MQTT over WebSocket only\n'));
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: options.maxPayloadBytes + 8,
    perMessageDeflate: false,
    // [MQTT-6.0.0-4]: the server answers with the subprotocol it selected
    handleProtocols: (offered) => ['mqtt', 'mqttv3.1'].find((name) => offered.has(name)) ?? false,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, rest: Buffer) => {
    if (!isAllowedOrigin(request.headers.origin, options.allowedOrigins)) {
      options.metrics.rejected.inc({ reason: 'origin' });
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    } else if (door.mayConnect()) {
      socket.setNoDelay(true);
      webSockets.handleUpgrade(request, socket, rest, (webSocket) =>
        door.accept(createWebSocketStream(webSocket), socket.remoteAddress),
      );
    } else socket.destroy();
  });
  return listen(server, at);
}

/**
 * Serves `/metrics` (Prometheus text) and `/healthz`.
 * @throws BrokerError BROKER_PORT_IN_USE, BROKER_LISTEN_FAILED
 */
export async function listenMetrics(at: ListenAt, metrics: BrokerMetrics): Promise<Listener> {
  const server = createHttpServer((request, response) => {
    if (request.url === '/healthz') return answer(response, 200, 'ok\n');
    if (request.url !== '/metrics') return answer(response, 404, 'not found\n');
    response.setHeader('content-type', metrics.registry.contentType);
    void metrics.registry.metrics().then((page) => response.end(page));
  });
  return listen(server, at);
}

async function listen(server: Server, at: ListenAt): Promise<Listener> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => {}); // the stream above hears of it too; here only so that nothing is unhandled
    socket.once('close', () => open.delete(socket));
  });
  try {
    server.listen({ host: at.host, port: at.port });
    await once(server, 'listening');
  } catch (error) {
    throw listenError(error as NodeJS.ErrnoException, at);
  }
  server.on('error', () => {}); // a failed accept, such as too many open files, must not end the broker
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function listenError(error: NodeJS.ErrnoException, { host, port, setting }: ListenAt): BrokerError {
  if (error.code === 'EADDRINUSE') {
    return new BrokerError('BROKER_PORT_IN_USE', `${host}:${port}; set ${setting} to another port`, { cause: error });
  }
  return new BrokerError('BROKER_LISTEN_FAILED', `${host}:${port}: ${error.message}`, { cause: error });
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}
