// Is a TCP port free, and which one is.
import { connect, createServer } from 'node:net';

const CONNECT_TIMEOUT_MS = 500;

/**
 * Whether nobody listens on the port, on this host or on all addresses.
 * @param {number} port 1 to 65535
 * @param {string} [host]
 * @returns {Promise<boolean>}
 */
export async function isPortFree(port, host = '127.0.0.1') {
  // Some systems let a second listener take the loopback part of a port that is taken on all addresses.
  if (await answers(port)) return false;
  return (await listenOnce(port, host)) !== null;
}

/** Any free port of this host [1 to 65535]. */
export async function anyFreePort(host = '127.0.0.1') {
  const port = await listenOnce(0, host);
  if (port === null) throw new Error(`no port is free on ${host}`);
  return port;
}

/** The first free port from `port` up, null when none of the next 100 is. */
export async function nextFreePort(port) {
  for (let candidate = port; candidate < port + 100 && candidate <= 65_535; candidate++) {
    if (await isPortFree(candidate)) return candidate;
  }
  return null;
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: CONNECT_TIMEOUT_MS });
    const end = (isAnswered) => {
      socket.destroy();
      resolve(isAnswered);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

function listenOnce(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, host, () => {
      const { port: taken } = server.address();
      server.close(() => resolve(taken));
    });
  });
}
