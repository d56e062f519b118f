// How the orders of an episode stand: how many are open or late, and their weighted tardiness so far.
import type { Kernel } from '../kernel/index.ts';
import { parametersOf } from '../kernel/program.ts';
import { stateOf } from '../kernel/state.ts';

export type OrderBook = ReturnType<typeof createOrderBook>;

/**
 * Book of a kernel's orders. Weighted tardiness is the sum over orders of weight x max(0, finished - due), where an order
 * that is not finished counts up to now; it never falls.
 */
export function createOrderBook(kernel: Kernel) {
  const { finishedAt } = stateOf(kernel.program, kernel.state);
  const { dueSeconds, orderWeight } = parametersOf(kernel.program);
  const orders = kernel.program.counts.orders;
  const open = new Int32Array(orders);
  let openCount = 0;
  let lateCount = 0;
  let settledSeconds = 0;
  let weightedSeconds = 0;

  const tardiness = (order: number, at: number): number =>
    at > dueSeconds[order] ? orderWeight[order] * (at - dueSeconds[order]) : 0;

  function reset(): void {
    for (let order = 0; order < orders; order++) open[order] = order;
    openCount = orders;
    settledSeconds = 0;
    update(0);
  }

  /** Brings the book to the present time. */
  function update(nowSeconds: number): void {
    let kept = 0;
    lateCount = 0;
    weightedSeconds = 0;
    for (let at = 0; at < openCount; at++) {
      const order = open[at];
      const finished = finishedAt[order];
      if (finished >= 0) {
        settledSeconds += tardiness(order, finished);
        continue;
      }
      open[kept++] = order;
      if (nowSeconds > dueSeconds[order]) lateCount++;
      weightedSeconds += tardiness(order, nowSeconds);
    }
    openCount = kept;
    weightedSeconds += settledSeconds;
  }

  return {
    orders,
    reset,
    update,
    /** True when there are orders and all are finished. */
    isDone: () => orders > 0 && openCount === 0,
    openCount: () => openCount,
    lateCount: () => lateCount,
    /** [order weight x s]. */
    weightedTardinessSeconds: () => weightedSeconds,
  };
}
