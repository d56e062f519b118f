// Parts: a pool of records, the work in process they make up, and how they leave the line.
import { recall } from './agenda.ts';
import type { Core } from './core.ts';
import {
  BORN,
  DONE,
  FINISHED_AT,
  FIRST_OPEN,
  FLOW_TIME,
  FREE_PART,
  GOOD,
  IS_SCRAP,
  LINE,
  NEXT_FREE,
  NOW,
  ORDER,
  ORDER_SCRAPPED,
  ORDER_SIZE,
  PART_SIZE,
  PRODUCT,
  RELEASED,
  REWORKS,
  SCRAPPED,
  WIP,
  WIP_INTEGRAL,
  WIP_SINCE,
} from './layout.ts';
import { ORDER_PARAM_SIZE, QUANTITY } from './program.ts';

/** Makes every part of the pool free. */
export function clearParts(k: Core): void {
  const { parts, partCount } = k.program.layout;
  for (let index = 0; index < partCount; index++) {
    const next = index + 1 < partCount ? parts + (index + 1) * PART_SIZE : 0;
    k.n[parts + index * PART_SIZE + NEXT_FREE] = next;
  }
  k.n[LINE + FREE_PART] = parts;
}

/** A new part of a product for an order (-1: none), born now. The pool has room for all that stations and buffers can hold. */
export function createPart(k: Core, product: number, order: number): number {
  const { f, n } = k;
  const part = n[LINE + FREE_PART];
  n[LINE + FREE_PART] = n[part + NEXT_FREE];
  n[part + PRODUCT] = product;
  n[part + ORDER] = order;
  n[part + REWORKS] = 0;
  n[part + IS_SCRAP] = 0;
  f[(part >> 1) + BORN] = f[(LINE >> 1) + NOW];
  if (!isComponent(k, product)) changeWip(k, 1);
  return part;
}

/** Ends a part that went into another one. Had it an order, the order needs another part: this one is no output. */
export function consumePart(k: Core, part: number): void {
  const { n } = k;
  if (!isComponent(k, n[part + PRODUCT])) changeWip(k, -1);
  const index = n[part + ORDER];
  if (index >= 0) {
    n[k.program.layout.orders + index * ORDER_SIZE + RELEASED]--;
    reopenOrder(k, index);
  }
  freePart(k, part);
}

/** Ends a part that leaves through a sink: done, or scrapped when it is marked so. */
export function finishPart(k: Core, part: number): void {
  const { f, n } = k;
  if (n[part + IS_SCRAP] !== 0) {
    scrapPart(k, part);
    return;
  }
  const now = f[(LINE >> 1) + NOW];
  if (!isComponent(k, n[part + PRODUCT])) {
    changeWip(k, -1);
    n[LINE + GOOD]++;
    f[(LINE >> 1) + FLOW_TIME] += now - f[(part >> 1) + BORN];
  }
  const index = n[part + ORDER];
  if (index >= 0) {
    const order = k.program.layout.orders + index * ORDER_SIZE;
    const quantity = k.m[k.program.tables.orders + index * ORDER_PARAM_SIZE + QUANTITY];
    if (++n[order + DONE] === quantity) f[(order >> 1) + FINISHED_AT] = now;
  }
  freePart(k, part);
}

/** Ends a part as scrap; its order needs one more, so the sources that release orders look again. */
export function scrapPart(k: Core, part: number): void {
  const { n } = k;
  if (!isComponent(k, n[part + PRODUCT])) {
    changeWip(k, -1);
    n[LINE + SCRAPPED]++;
  }
  const index = n[part + ORDER];
  if (index >= 0) {
    n[k.program.layout.orders + index * ORDER_SIZE + ORDER_SCRAPPED]++;
    reopenOrder(k, index);
  }
  freePart(k, part);
}

/** True when parts of the product are no output of their own. */
export function isComponent(k: Core, product: number): boolean {
  return k.m[k.program.tables.isComponent + product] !== 0;
}

/** An order has parts to start again: sources look at it anew. */
function reopenOrder(k: Core, index: number): void {
  if (index < k.n[LINE + FIRST_OPEN]) k.n[LINE + FIRST_OPEN] = index;
  const list = k.program.tables.orderSources;
  for (let i = 1; i <= k.m[list]; i++) recall(k, k.m[list + i]);
}

function changeWip(k: Core, change: number): void {
  const { f, n } = k;
  const line = LINE >> 1;
  f[line + WIP_INTEGRAL] += n[LINE + WIP] * (f[line + NOW] - f[line + WIP_SINCE]);
  f[line + WIP_SINCE] = f[line + NOW];
  n[LINE + WIP] += change;
}

function freePart(k: Core, part: number): void {
  k.n[part + NEXT_FREE] = k.n[LINE + FREE_PART];
  k.n[LINE + FREE_PART] = part;
}
