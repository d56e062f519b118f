// Parts: a pool of records, the work in process they make up, and how they leave the line.
import { KIND_SOURCE, NONE, SCRAP } from './constants.ts';
import type { Core } from './core.ts';
import { FIRST_OPEN, FLOW_TIME, FREE_PART, GOOD, NOW, RELEASED, SCRAPPED, WIP, WIP_SUM } from './state.ts';

export type Parts = ReturnType<typeof createParts>;

/** How parts come into being and end. */
export function createParts({ state, parameters, program, recall, trace }: Core) {
  const { line, tally, partBorn, partRemaining, partProduct, partOrder, partReworks, partResult, partNext } = state;
  const { finishedAt, orderReleased, orderDone, orderScrapped, productDone, sunk } = state;
  const { isComponent, quantity, maxWip, kind, stockProduct } = parameters;
  const orders = program.counts.orders;
  // Those that may have waited for a part to leave or to be made up.
  const orderSources = sourcesWhere((machine) => stockProduct[machine] < 0);
  const limitedSources = sourcesWhere((machine) => maxWip[machine] > 0);

  function sourcesWhere(holds: (machine: number) => boolean): Int32Array {
    return Int32Array.from([...kind.keys()].filter((machine) => kind[machine] === KIND_SOURCE && holds(machine)));
  }

  /** Makes every part of the pool free. */
  function clear(): void {
    for (let part = 0; part < partNext.length; part++) partNext[part] = part + 1 < partNext.length ? part + 1 : NONE;
    tally[FREE_PART] = partNext.length > 0 ? 0 : NONE;
  }

  /** A new part of a product for an order (NONE: none), born now. The pool has room for all that machines and buffers can hold. */
  function create(product: number, order: number): number {
    const part = tally[FREE_PART];
    tally[FREE_PART] = partNext[part];
    partProduct[part] = product;
    partOrder[part] = order;
    partReworks[part] = 0;
    partResult[part] = 0;
    partRemaining[part] = NONE;
    const now = line[NOW];
    partBorn[part] = now;
    if (isComponent[product] === 0) {
      tally[WIP]++;
      tally[RELEASED]++;
      line[WIP_SUM] -= now;
    }
    return part;
  }

  /** Ends a part that went into another one. Had it an order, the order needs another part: this one is no output. */
  function consume(part: number): void {
    if (isComponent[partProduct[part]] === 0) takeOffLine();
    const order = partOrder[part];
    if (order >= 0) {
      orderReleased[order]--;
      reopen(order);
    }
    free(part);
  }

  /** Ends a part that leaves through a sink: done, or scrapped when it is marked so. */
  function finish(part: number, sink: number): void {
    if (partResult[part] === SCRAP) {
      scrap(part);
      return;
    }
    const now = line[NOW];
    const product = partProduct[part];
    if (isComponent[product] === 0) {
      tally[GOOD]++;
      line[FLOW_TIME] += now - partBorn[part];
      takeOffLine();
    }
    productDone[product]++;
    sunk[sink]++;
    const order = partOrder[part];
    if (order >= 0 && ++orderDone[order] === quantity[order]) finishedAt[order] = now;
    if (trace !== null) trace(now, 'finish', NONE, product);
    free(part);
  }

  /** Ends a part as scrap; its order needs one more, so the sources that release orders look again. */
  function scrap(part: number): void {
    if (isComponent[partProduct[part]] === 0) {
      tally[SCRAPPED]++;
      takeOffLine();
    }
    const order = partOrder[part];
    if (order >= 0) {
      orderScrapped[order]++;
      reopen(order);
    }
    if (trace !== null) trace(line[NOW], 'scrap', NONE, partProduct[part]);
    free(part);
  }

  /** An order has parts to start again: sources look at it anew. */
  function reopen(order: number): void {
    if (order < tally[FIRST_OPEN] && order < orders) tally[FIRST_OPEN] = order;
    for (let i = 0; i < orderSources.length; i++) recall(orderSources[i]);
  }

  function takeOffLine(): void {
    line[WIP_SUM] += line[NOW];
    tally[WIP]--;
    for (let i = 0; i < limitedSources.length; i++) recall(limitedSources[i]);
  }

  function free(part: number): void {
    partNext[part] = tally[FREE_PART];
    tally[FREE_PART] = part;
  }

  return { clear, create, consume, finish, scrap };
}
