// Orders with progress and forecast finish; only a late order gets colour.
import type { LineModel, Order } from '@mini-factory-twin/contracts';
import { useTwin } from '../../stream/use-twin.ts';
import { formatShare, formatTime, MISSING, shortOrderId } from '../../ui/format.ts';

/** An order counts as late when it is less likely than this to be on time. */
const LATE_BELOW = 0.5;
const ROWS = 8;

/** Running orders first, then the planned in their sequence, then the latest done. */
export function sortOrders(orders: readonly Order[]): Order[] {
  const rank = { running: 0, planned: 1, done: 2 } as const;
  return orders.toSorted((a, b) => {
    if (a.status !== b.status) return rank[a.status] - rank[b.status];
    return a.status === 'done' ? (b.finishedMs ?? 0) - (a.finishedMs ?? 0) : a.dueMs - b.dueMs;
  });
}

/** Whether an order is late, or more likely to be late than not. */
export function isLate(order: Order): boolean {
  if (order.status === 'done') return order.finishedMs !== null && order.finishedMs > order.dueMs;
  return order.onTimeProbability !== null && order.onTimeProbability < LATE_BELOW;
}

/** The orders table. */
export function OrdersPanel({ model }: { model: LineModel }) {
  const orders = useTwin((state) => state.orders);
  const sorted = sortOrders(orders);
  return (
    <section className="panel">
      <header>
        <h2>Orders</h2>
        <span className="muted small">
          {orders.length > ROWS ? `${ROWS} of ${orders.length}` : orders.length === 0 ? 'none' : ''}
        </span>
      </header>
      {sorted.length > 0 && (
        <table className="orders">
          <thead>
            <tr>
              <th scope="col">Order</th>
              <th scope="col">Done</th>
              <th scope="col">Due</th>
              <th scope="col" title="Forecast: P50, and P10 to P90">
                Finish
              </th>
              <th scope="col" title="Probability to be on time">
                On time
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, ROWS).map((order) => (
              <OrderRow
                key={order.id}
                order={order}
                color={model.products.find((product) => product.id === order.product)?.color ?? '#888'}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function OrderRow({ order, color }: { order: Order; color: string }) {
  const share = Math.min(1, order.done / Math.max(1, order.quantity));
  return (
    <tr data-late={isLate(order) || undefined} data-status={order.status}>
      <th scope="row" title={`${order.id}, ${order.product}`}>
        <i className="dot" style={{ background: color }} />
        {shortOrderId(order.id)}
      </th>
      <td>
        <span className="progress" title={`${order.done} of ${order.quantity}, ${order.scrapped} scrapped`}>
          <i style={{ width: `${share * 100}%` }} />
          <span>
            {order.done}/{order.quantity}
          </span>
        </span>
      </td>
      <td>{formatTime(order.dueMs)}</td>
      <td>{finishText(order)}</td>
      <td>
        {isLate(order) && <i className="late" title="Late, or more likely late than not" />}
        {order.status === 'done' ? (isLate(order) ? 'late' : 'done') : formatShare(order.onTimeProbability)}
      </td>
    </tr>
  );
}

function finishText(order: Order) {
  if (order.finishedMs !== null) return formatTime(order.finishedMs);
  if (order.finish === null) return MISSING;
  const { p10, p50, p90 } = order.finish;
  if (p50 === null) return <span className="muted">after shift end</span>;
  return (
    <>
      <b>{formatTime(p50)}</b>{' '}
      <span className="muted small">
        {formatTime(p10)}–{p90 === null ? '…' : formatTime(p90)}
      </span>
    </>
  );
}
