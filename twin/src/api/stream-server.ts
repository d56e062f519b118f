// WebSocket connections of the stream: who may join, keeping them alive, ending them.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { TwinError, toProblem } from '@mini-factory-twin/contracts';
import { type WebSocket, WebSocketServer } from 'ws';
import { createLineStream, type LineStream } from './line-stream.ts';
import type { ApiPorts } from './ports.ts';
import { PROBLEM_TYPE } from './problems.ts';

/** Settings of the stream. */
export interface StreamOptions {
  /** Names this life of the twin. */
  epoch: string;
  /** Real ms between two deltas. */
  tickMs: number;
  /** Connections at a time; one more is closed with code 1013 (try again later). */
  maxClients: number;
  /** Real ms between two pings; who has not answered by the next one is cut off. */
  pingMs: number;
  /** Pages of other sites may connect too. */
  isAnyOriginAllowed: boolean;
}

/** The stream's side of the HTTP server. */
export interface StreamServer {
  /** Takes over a request that asks for a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

const PATH = /^\/api\/lines\/([^/?]+)\/stream\/?(\?|$)/;
/** Clients have nothing to say; what they send is dropped. */
const MAX_CLIENT_MESSAGE_BYTES = 4096;
const TRY_AGAIN_LATER = 1013;
const GOING_AWAY = 1001;
/** Real ms a browser has to answer the goodbye. */
const GOODBYE_MS = 200;

/** Starts the ticks of all lines' streams. */
export function createStreamServer(ports: ApiPorts, options: StreamOptions): StreamServer {
  const streams = openStreams(ports, options.epoch);
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_CLIENT_MESSAGE_BYTES,
  });
  const answering = new WeakSet<WebSocket>();

  function join(socket: WebSocket, stream: LineStream): void {
    // A broken connection also closes: there is nothing more to do about the error itself.
    socket.on('error', () => socket.terminate());
    if (sockets.clients.size > options.maxClients) {
      socket.close(TRY_AGAIN_LATER, 'all stream connections are taken');
      return;
    }
    answering.add(socket);
    socket.on('pong', () => answering.add(socket));
    socket.on('close', stream.join(socket));
  }

  const timers = [
    setInterval(() => {
      for (const stream of streams.values()) stream.tick();
    }, options.tickMs),
    setInterval(() => keepAlive(sockets, answering), options.pingMs),
  ];

  return {
    upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy());
      const found = streamFor(request, streams, options.isAnyOriginAllowed);
      if (found instanceof TwinError) refuse(socket, found);
      else sockets.handleUpgrade(request, socket, head, (accepted) => join(accepted, found));
    },
    close() {
      for (const timer of timers) clearInterval(timer);
      for (const stream of streams.values()) stream.close();
      closeAll(sockets);
    },
  };
}

function openStreams(ports: ApiPorts, epoch: string): Map<string, LineStream> {
  const streams = new Map<string, LineStream>();
  for (const { id } of ports.lines()) {
    const line = ports.line(id);
    if (line !== undefined) streams.set(id, createLineStream(line, epoch));
  }
  return streams;
}

/** Cuts off who has not answered the last ping, and pings the others. */
function keepAlive(sockets: WebSocketServer, answering: WeakSet<WebSocket>): void {
  for (const socket of sockets.clients) {
    if (!answering.delete(socket)) socket.terminate();
    else socket.ping();
  }
}

/** Says goodbye, and does not wait for those that do not answer. */
function closeAll(sockets: WebSocketServer): void {
  for (const socket of sockets.clients) socket.close(GOING_AWAY, 'the twin stops');
  sockets.close();
  setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate();
  }, GOODBYE_MS);
}

function streamFor(
  request: IncomingMessage,
  streams: ReadonlyMap<string, LineStream>,
  isAnyOriginAllowed: boolean,
): LineStream | TwinError {
  const id = lineIdOf(request.url ?? '');
  if (id === null) return new TwinError('ROUTE_NOT_FOUND', { path: request.url ?? '' });
  if (!isAnyOriginAllowed && !isSameOrigin(request))
    return new TwinError('REQUEST_INVALID', { faults: ['header.origin: allowed: the twin itself'] });
  return streams.get(id) ?? new TwinError('LINE_NOT_FOUND', { line: id, allowed: [...streams.keys()] });
}

function lineIdOf(url: string): string | null {
  const id = PATH.exec(url)?.[1];
  if (id === undefined) return null;
  try {
    return decodeURIComponent(id);
  } catch {
    return null;
  }
}

function isSameOrigin({ headers }: IncomingMessage): boolean {
  if (headers.origin === undefined) return true;
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host;
}

function refuse(socket: Duplex, error: TwinError): void {
  const body = JSON.stringify(toProblem(error));
  socket.end(
    `HTTP/1.1 ${error.status} Refused\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
