// Makes the order book agree with the parts on the line.
import type { Core } from './core.ts';
import { FIRST_OPEN, FREE_PART } from './state.ts';

/** Gives parts without an order to orders that miss some, then counts what each order has released. */
export function reconcileOrders(core: Core): void {
  const { state, parameters, program } = core;
  const { partOrder, partProduct, orderReleased, orderDone, orderScrapped } = state;
  const inUse = partsInUse(core);
  const onLine = new Array<number>(program.counts.orders).fill(0);
  for (const part of inUse) if (partOrder[part] >= 0) onLine[partOrder[part]]++;
  for (const part of inUse) {
    if (partOrder[part] >= 0 || parameters.isComponent[partProduct[part]] !== 0) continue;
    const order = orderThatMisses(core, partProduct[part], onLine);
    if (order < 0) continue;
    partOrder[part] = order;
    onLine[order]++;
  }
  onLine.forEach((count, order) => (orderReleased[order] = orderDone[order] + orderScrapped[order] + count));
  state.tally[FIRST_OPEN] = 0;
}

function orderThatMisses({ state, parameters }: Core, product: number, onLine: readonly number[]): number {
  const { orderReleased, orderDone, orderScrapped } = state;
  return onLine.findIndex(
    (count, order) =>
      parameters.orderProduct[order] === product &&
      orderReleased[order] - orderDone[order] - orderScrapped[order] - count > 0,
  );
}

/** Parts that are not free, in the order of the pool. */
function partsInUse({ state, program }: Core): number[] {
  const free = new Set<number>();
  for (let part = state.tally[FREE_PART]; part >= 0; part = state.partNext[part]) free.add(part);
  return Array.from({ length: program.counts.parts }, (_, part) => part).filter((part) => !free.has(part));
}
