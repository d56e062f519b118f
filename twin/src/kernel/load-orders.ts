// Makes the order book agree with the parts on the line.
import type { Core } from './core.ts';
import {
  DONE,
  FIRST_OPEN,
  LINE,
  ORDER,
  ORDER_SCRAPPED,
  ORDER_SIZE,
  PART_SIZE,
  PRODUCT,
  RELEASED,
  NEXT_FREE,
  FREE_PART,
} from './layout.ts';
import { isComponent } from './parts.ts';
import { ORDER_PARAM_SIZE, ORDER_PRODUCT } from './program.ts';

/** Gives parts without an order to orders that miss some, then counts what each order has released. */
export function reconcileOrders(k: Core): void {
  const { counts, layout } = k.program;
  const inUse = partsInUse(k);
  const onLine = new Array<number>(counts.orders).fill(0);
  for (const part of inUse) if (k.n[part + ORDER] >= 0) onLine[k.n[part + ORDER]]++;
  for (const part of inUse) {
    if (k.n[part + ORDER] >= 0 || isComponent(k, k.n[part + PRODUCT])) continue;
    const order = orderThatMisses(k, k.n[part + PRODUCT], onLine);
    if (order < 0) continue;
    k.n[part + ORDER] = order;
    onLine[order]++;
  }
  for (let index = 0; index < counts.orders; index++) {
    const order = layout.orders + index * ORDER_SIZE;
    k.n[order + RELEASED] = k.n[order + DONE] + k.n[order + ORDER_SCRAPPED] + onLine[index];
  }
  k.n[LINE + FIRST_OPEN] = 0;
}

function orderThatMisses(k: Core, product: number, onLine: readonly number[]): number {
  const { layout, tables, counts } = k.program;
  for (let index = 0; index < counts.orders; index++) {
    if (k.m[tables.orders + index * ORDER_PARAM_SIZE + ORDER_PRODUCT] !== product) continue;
    const order = layout.orders + index * ORDER_SIZE;
    const missing = k.n[order + RELEASED] - k.n[order + DONE] - k.n[order + ORDER_SCRAPPED] - onLine[index];
    if (missing > 0) return index;
  }
  return -1;
}

/** Handles of the parts that are not free, in the order of the pool. */
function partsInUse(k: Core): number[] {
  const { parts, partCount } = k.program.layout;
  const free = new Set<number>();
  for (let part = k.n[LINE + FREE_PART]; part !== 0; part = k.n[part + NEXT_FREE]) free.add(part);
  const all = Array.from({ length: partCount }, (_, index) => parts + index * PART_SIZE);
  return all.filter((part) => !free.has(part));
}
