// The orders of the line and how far they are, from the counts at the first and the last station.
import { type LineModel, ordersBetween, type PlannedOrder, shiftsBetween } from '@mini-factory-twin/contracts';

const AHEAD_MS = 12 * 3_600_000;

/** An order and its counts. */
export interface OrderProgress extends PlannedOrder {
  released: number;
  done: number;
  scrapped: number;
  finishedMs: number | null;
}

/** Orders in the sequence in which the line works them off. */
export interface OrderBook {
  all(): readonly OrderProgress[];
  /** `count` parts of the order were released so far; a new order at the source means that all before it are out. */
  released(id: string, count: number, isNewOrder: boolean): void;
  /** `count` good parts of the order are done; one at the last station means that all before it are done. */
  done(id: string, count: number, atMs: number): void;
  scrapped(id: string): void;
  /** Brings in the orders of coming shifts and drops those long done. */
  advance(atMs: number): void;
  /** Good parts of the orders of the shift that `atMs` is in. */
  doneInShift(atMs: number): number;
  /** Planned parts of that shift's orders. */
  plannedInShift(atMs: number): number;
  restore(orders: readonly OrderProgress[]): void;
}

/** An order book that follows the plan of the line model. */
export function createOrderBook(model: LineModel): OrderBook {
  let orders: OrderProgress[] = [];
  let extendedMs = Number.NEGATIVE_INFINITY;
  const find = (id: string): number => orders.findIndex((order) => order.id === id);

  function extend(atMs: number): void {
    const known = new Set(orders.map((order) => order.id));
    for (const order of ordersBetween(model, atMs, atMs + AHEAD_MS)) {
      if (known.has(order.id)) continue;
      orders.push({ ...order, released: 0, done: 0, scrapped: 0, finishedMs: null });
    }
    const startMs = shiftsBetween(model, atMs, atMs + 1)[0]?.startMs ?? atMs;
    orders = orders.filter((order) => order.finishedMs === null || order.dueMs >= startMs);
  }

  return {
    all: () => orders,
    released(id, count, isNewOrder) {
      const index = find(id);
      const order = orders[index];
      if (order === undefined) return;
      order.released = Math.max(order.released, count);
      if (!isNewOrder) return;
      for (const earlier of orders.slice(0, index)) earlier.released = Math.max(earlier.released, earlier.quantity);
    },
    done(id, count, atMs) {
      const index = find(id);
      const order = orders[index];
      if (order === undefined) return;
      order.done = Math.max(order.done, count);
      order.released = Math.max(order.released, order.done);
      // An order of which nothing was ever seen finished before this twin looked.
      for (const earlier of orders.slice(0, index)) {
        if (earlier.done === 0 && earlier.finishedMs === null) complete(earlier, Math.min(earlier.dueMs, atMs));
      }
      if (order.done >= order.quantity) order.finishedMs ??= atMs;
    },
    scrapped(id) {
      const order = orders[find(id)];
      if (order !== undefined) order.scrapped++;
    },
    advance(atMs) {
      if (Math.abs(atMs - extendedMs) < 60_000) return;
      extendedMs = atMs;
      extend(atMs);
    },
    doneInShift: (atMs) => sum(inShift(model, orders, atMs), (order) => order.done),
    plannedInShift: (atMs) => sum(inShift(model, orders, atMs), (order) => order.quantity),
    restore(restored) {
      orders = restored.map((order) => ({ ...order }));
    },
  };
}

function complete(order: OrderProgress, atMs: number): void {
  order.released = Math.max(order.released, order.quantity);
  order.done = order.quantity;
  order.finishedMs = atMs;
}

function inShift(model: LineModel, orders: readonly OrderProgress[], atMs: number): OrderProgress[] {
  const occurrence = shiftsBetween(model, atMs, atMs + 1)[0];
  if (occurrence === undefined) return [...orders];
  return orders.filter((order) => order.id.startsWith(`${occurrence.id}-`));
}

function sum(orders: readonly OrderProgress[], of: (order: OrderProgress) => number): number {
  return orders.reduce((total, order) => total + of(order), 0);
}
