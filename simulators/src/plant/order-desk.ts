// The order desk (a small MES): which order the next part is released for, and how far each order is at each station.
import { type LineModel, ordersBetween, type PlannedOrder, shiftsBetween } from '@mini-factory-twin/contracts';

const AHEAD_MS = 86_400_000;
const REFRESH_MS = 3_600_000;
/** The plan is paced so that an order is through this long before it is due. */
const SLACK_MS = 15 * 60_000;

/** An order and how far it is. */
export interface OrderProgress {
  plan: PlannedOrder;
  released: number;
  scrapped: number;
  /** Parts finished, by station index; the first value of all is what was done before the plant was powered up. */
  counts: Int32Array;
}

/** Orders in the sequence in which the line works them off. */
export class OrderDesk {
  readonly orders: OrderProgress[] = [];
  private readonly line: LineModel;
  private readonly known = new Set<string>();
  private refreshAtMs: number;

  /** Orders of the shift that `startMs` falls into are done in proportion: the line did not start to work just now. */
  constructor(line: LineModel, startMs: number) {
    this.line = line;
    this.refreshAtMs = startMs + REFRESH_MS;
    const doneBefore = carryIn(line, startMs);
    for (const plan of ordersBetween(line, startMs, startMs + AHEAD_MS)) this.add(plan, doneBefore.get(plan.id) ?? 0);
  }

  /** The order the next part is released for, or null when nothing is to be released now. */
  next(nowMs: number): OrderProgress | null {
    if (nowMs >= this.refreshAtMs) this.refresh(nowMs);
    for (const order of this.orders) {
      if (order.plan.releaseMs <= nowMs && order.released - order.scrapped < order.plan.quantity) return order;
    }
    return null;
  }

  private add(plan: PlannedOrder, done: number): void {
    if (this.known.has(plan.id)) return;
    this.known.add(plan.id);
    const counts = new Int32Array(this.line.stations.length).fill(done);
    this.orders.push({ plan, released: done, scrapped: 0, counts });
  }

  private refresh(nowMs: number): void {
    this.refreshAtMs = nowMs + REFRESH_MS;
    for (const plan of ordersBetween(this.line, nowMs, nowMs + AHEAD_MS)) this.add(plan, 0);
  }
}

/** Parts of each order that were done before `startMs`, at the planned pace from shift start to each due time. */
export function carryIn(line: LineModel, startMs: number): Map<string, number> {
  const done = new Map<string, number>();
  for (const occurrence of shiftsBetween(line, startMs, startMs + 1)) {
    const orders = ordersBetween(line, startMs, startMs + 1).filter((order) =>
      order.id.startsWith(`${occurrence.id}-`),
    );
    let beginMs = occurrence.startMs;
    orders.forEach((order, index) => {
      const isLast = index === orders.length - 1;
      const endMs = Math.max(beginMs, isLast ? occurrence.endMs : order.dueMs - SLACK_MS);
      const share = endMs > beginMs ? (startMs - beginMs) / (endMs - beginMs) : 1;
      done.set(order.id, Math.round(order.quantity * Math.min(1, Math.max(0, share))));
      beginMs = endMs;
    });
  }
  for (const order of line.orders) if (Date.parse(order.dueAt) <= startMs) done.set(order.id, order.quantity);
  return done;
}
