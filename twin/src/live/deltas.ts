// What changed since the frame before: compares views and gathers moves, so that the stream sends no more than that.
import type { BufferView, DeltaMessage, Health, Move, Order, StationView } from '@mini-factory-twin/contracts';

/** Parts of a delta that have content. */
export type DeltaParts = Omit<DeltaMessage, 'type' | 'frame' | 'plantTimeMs' | 'wallTimeMs' | 'clockSpeed'>;

/** What the line looks like now. */
export interface Views {
  stations: StationView[];
  buffers: BufferView[];
  orders: Order[];
  health: Health;
}

/** Remembers what was last sent and tells the difference. */
export interface DeltaTracker {
  move(move: Move): void;
  /** Changed views and the moves since the last call; empty when nothing changed. */
  changes(views: Views): DeltaParts;
}

/** A tracker that has sent nothing yet. */
export function createDeltaTracker(): DeltaTracker {
  const sent = new Map<string, string>();
  let moves: Move[] = [];

  function changed<T>(key: string, value: T, signature: (value: T) => unknown): boolean {
    const text = JSON.stringify(signature(value));
    if (sent.get(key) === text) return false;
    sent.set(key, text);
    return true;
  }

  return {
    move: (move) => moves.push(move),
    changes({ stations, buffers, orders, health }) {
      const parts: DeltaParts = {};
      // The remaining time runs down by itself; a client counts it down from the last change.
      const freshStations = stations.filter((view) =>
        changed(`s:${view.id}`, view, ({ remainingSeconds, ...rest }) => [rest, remainingSeconds === null]),
      );
      const freshBuffers = buffers.filter((view) => changed(`b:${view.id}`, view, (same) => same));
      const isOrdersFresh = changed('orders', orders, (same) => same);
      const isHealthFresh = changed('health', health, healthSignature);
      if (freshStations.length > 0) parts.stations = freshStations;
      if (freshBuffers.length > 0) parts.buffers = freshBuffers;
      if (isOrdersFresh) parts.orders = orders;
      if (isHealthFresh) parts.health = health;
      if (moves.length > 0) parts.moves = moves;
      moves = [];
      return parts;
    },
  };
}

/** Message counts and the watermark change all the time; a second's step of the age is fine enough. */
function healthSignature(health: Health): unknown {
  return [
    health.status,
    health.reasons,
    Math.floor(health.ageSeconds),
    health.connections.map((connection) => [connection.status, connection.rejected, connection.gaps]),
  ];
}
