// One broker a data directory: held by a listening local socket, which the system frees when the process dies.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BrokerError } from '../errors.ts';

/** Longest path of a local socket that every system takes [bytes]. */
const MAX_SOCKET_PATH_BYTES = 100;

/**
 * Locks a directory for this process until the returned function is called or the process ends, by SIGKILL too.
 * @throws BrokerError BROKER_DATA_DIR_IN_USE
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true });
  const path = socketPath(resolve(directory));
  const server = (await tryListen(path)) ?? (await listenOverDead(path, directory));
  server.unref();
  return async () => {
    server.close();
    await once(server, 'close');
  };
}

async function listenOverDead(path: string, directory: string): Promise<Server> {
  if (!(await isAlive(path))) {
    await rm(path, { force: true });
    const server = await tryListen(path);
    if (server) return server;
  }
  throw new BrokerError('BROKER_DATA_DIR_IN_USE', `${directory}; stop the other broker or set BROKER_DATA_DIR`);
}

function socketPath(directory: string): string {
  const name = `broker-${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const inside = join(directory, 'lock.sock');
  return Buffer.byteLength(inside) <= MAX_SOCKET_PATH_BYTES ? inside : join(tmpdir(), `${name}.sock`);
}

async function tryListen(path: string): Promise<Server | null> {
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen(path);
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null;
    throw error;
  }
}

async function isAlive(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
