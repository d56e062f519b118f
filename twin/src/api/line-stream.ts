// The stream of one line to its browsers: a hello for each, then the same deltas for all; who is slow gets a new hello.
import type { DeltaMessage, HelloMessage } from '@mini-factory-twin/contracts';
import type { ChangeParts, LinePort } from './ports.ts';

/** Bytes that may wait for one client before it is sent no more deltas. */
export const BACKLOG_LIMIT_BYTES = 1024 * 1024;

/** What the stream needs of a connection. */
export interface StreamSocket {
  /** Bytes handed over and not yet on the wire. */
  readonly bufferedAmount: number;
  send(text: string): void;
}

/** Stream of one line. Frames count on while nobody listens. */
export interface LineStream {
  /** Sends hello and, from the next frame on, deltas. The returned function ends it. */
  join(socket: StreamSocket): () => void;
  /** Sends what changed since the last tick, if anything did. */
  tick(): void;
  /** Stops listening to the line. */
  close(): void;
}

interface Client {
  socket: StreamSocket;
  /** It has lost its place: no deltas until its backlog is gone, then a hello. */
  isBehind: boolean;
}

/** A stream from now on. `epoch` names this life of the twin. */
export function createLineStream(line: LinePort, epoch: string): LineStream {
  const clients = new Set<Client>();
  let frame = 0;
  let pending: ChangeParts | null = null;
  const unsubscribe = line.onChange((parts) => {
    pending = pending === null ? { ...parts } : merged(pending, parts);
  });

  function hello(): string {
    const message: HelloMessage = { type: 'hello', epoch, frame, ...line.hello() };
    return JSON.stringify(message);
  }

  function sendDelta(parts: ChangeParts): void {
    frame++;
    const inStep = [...clients].filter((client) => !client.isBehind);
    if (inStep.length === 0) return;
    const message: DeltaMessage = { type: 'delta', frame, ...line.clock(), ...parts };
    const text = JSON.stringify(message);
    for (const client of inStep) {
      if (client.socket.bufferedAmount > BACKLOG_LIMIT_BYTES) client.isBehind = true;
      else client.socket.send(text);
    }
  }

  return {
    join(socket) {
      const client = { socket, isBehind: false };
      clients.add(client);
      socket.send(hello());
      return () => clients.delete(client);
    },
    tick() {
      if (pending !== null) {
        const parts = pending;
        pending = null;
        sendDelta(parts);
      }
      const recovered = [...clients].filter((client) => client.isBehind && client.socket.bufferedAmount === 0);
      if (recovered.length === 0) return;
      const text = hello();
      for (const client of recovered) {
        client.isBehind = false;
        client.socket.send(text);
      }
    },
    close: unsubscribe,
  };
}

/** Two sets of changes as one: the later view of each thing, all moves in their order. */
export function merged(earlier: ChangeParts, later: ChangeParts): ChangeParts {
  const both: ChangeParts = { ...earlier, ...later };
  if (earlier.stations && later.stations) both.stations = latest(earlier.stations, later.stations);
  if (earlier.buffers && later.buffers) both.buffers = latest(earlier.buffers, later.buffers);
  if (earlier.orders && later.orders) both.orders = latest(earlier.orders, later.orders);
  if (earlier.alarms && later.alarms) both.alarms = latest(earlier.alarms, later.alarms);
  if (earlier.moves && later.moves) both.moves = [...earlier.moves, ...later.moves];
  return both;
}

function latest<Item extends { id: string }>(earlier: readonly Item[], later: readonly Item[]): Item[] {
  return [...new Map([...earlier, ...later].map((item) => [item.id, item])).values()];
}
