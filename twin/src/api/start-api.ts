// The HTTP server around the app: listens, carries the stream, stops and frees its port.
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { TwinError } from '@mini-factory-twin/contracts';
import type { TwinApi } from './create-api.ts';
import type { ApiPorts } from './ports.ts';
import { createStreamServer } from './stream-server.ts';

/** How the server is set up. */
export interface ApiServerOptions {
  app: TwinApi;
  ports: ApiPorts;
  /** Default 127.0.0.1. Another address only behind a proxy that authenticates. */
  host?: string;
  /** 0 takes a free one. */
  port: number;
  /** Names this life of the twin in the stream; default a random one. */
  epoch?: string;
  /** Real ms between two deltas of the stream, 50 or more. Default 100. */
  tickMs?: number;
  /** Stream connections at a time. Default 100. */
  maxClients?: number;
  /** Real ms between two pings. Default 15,000. */
  pingMs?: number;
}

/** A listening server. */
export interface ApiServer {
  url: string;
  port: number;
  /** Ends all connections; resolves when the port is free. */
  stop(): Promise<void>;
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);
const MIN_TICK_MS = 50;

/** Starts to listen. @throws TwinError PORT_IN_USE */
export async function startApi(options: ApiServerOptions): Promise<ApiServer> {
  const { app, ports, host = '127.0.0.1', port } = options;
  const server = createServer(getRequestListener(app.fetch));
  await listen(server, host, port);
  const streams = createStreamServer(ports, {
    epoch: options.epoch ?? randomUUID(),
    tickMs: Math.max(MIN_TICK_MS, options.tickMs ?? 100),
    maxClients: options.maxClients ?? 100,
    pingMs: options.pingMs ?? 15_000,
    isAnyOriginAllowed: LOOPBACK.has(host),
  });
  server.on('upgrade', (request, socket, head) => streams.upgrade(request, socket, head));
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${urlHost(host)}:${bound}`,
    port: bound,
    async stop() {
      streams.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      reject(isTaken ? new TwinError('PORT_IN_USE', { port, flag: '--port' }, { cause: error }) : error);
    });
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

/** An address people can open: any-address is this machine, IPv6 goes in brackets. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
