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
  const { dueSeconds, releaseSeconds, orderWeight } = parametersOf(kernel.program);
  const orders = kernel.program.counts.orders;
  // Only orders that are released, or late before that, can change: they enter the book in this sequence.
  const sequence = Int32Array.from({ length: orders }, (_, order) => order);
  const entersAt = (order: number): number => Math.min(releaseSeconds[order], dueSeconds[order]);
  const active = new Int32Array(orders);
  let entered = 0;
  let activeCount = 0;
  let lateCount = 0;
  let settledSeconds = 0;
  let weightedSeconds = 0;

  const tardiness = (order: number, at: number): number =>
    at > dueSeconds[order] ? orderWeight[order] * (at - dueSeconds[order]) : 0;

  function reset(): void {
    sequence.sort((a, b) => entersAt(a) - entersAt(b));
    entered = 0;
    activeCount = 0;
    settledSeconds = 0;
    update(0);
  }

  /** Brings the book to the present time. */
  function update(nowSeconds: number): void {
    while (entered < orders && entersAt(sequence[entered]) <= nowSeconds) active[activeCount++] = sequence[entered++];
    let kept = 0;
    let runningSeconds = 0;
    lateCount = 0;
    for (let at = 0; at < activeCount; at++) {
      const order = active[at];
      const finished = finishedAt[order];
      if (finished >= 0) {
        settledSeconds += tardiness(order, finished);
        continue;
      }
      active[kept++] = order;
      if (nowSeconds > dueSeconds[order]) lateCount++;
      runningSeconds += tardiness(order, nowSeconds);
    }
    activeCount = kept;
    weightedSeconds = settledSeconds + runningSeconds;
  }

  const openCount = (): number => activeCount + orders - entered;
  return {
    orders,
    reset,
    update,
    openCount,
    /** True when there are orders and all are finished. */
    isDone: () => orders > 0 && openCount() === 0,
    lateCount: () => lateCount,
    /** [order weight x s]. */
    weightedTardinessSeconds: () => weightedSeconds,
  };
}
