// Orders that differ from episode to episode: how they are drawn, and how they get into a kernel.
import type { PlannedOrder } from '@mini-factory-twin/contracts';
import type { Kernel } from '../kernel/index.ts';
import { parametersOf } from '../kernel/program.ts';
import { seedStream, uniform } from '../kernel/random.ts';
import type { CompiledLine } from '../line/index.ts';
import { EnvironmentError } from './errors.ts';
import type { DrawOrders } from './options.ts';

/** Purpose of the stream of orders; those of the kernel are below it. */
const STREAM_ORDERS = 101;

/** Orders that come at random. */
export interface RandomOrders {
  /** How many orders an episode has. */
  count: number;
  /** Mean time between two orders (exponential) [s]. */
  meanBetweenSeconds: number;
  /** Due after this many times the work content of the order, least and most (uniform). */
  flowFactor: readonly [number, number];
  /** Parts of an order, least and most (uniform); default one. */
  quantity?: readonly [number, number];
  /** Weights with the share of orders that have them; default 20 % of 4, 60 % of 2, 20 % of 1 (Pinedo and Singer 1999). */
  weights?: readonly (readonly [weight: number, share: number])[];
  /** Products ordered, each as often as the others; default all that a source sends on a way to the end. */
  products?: readonly string[];
}

/**
 * Orders in a Poisson stream, due by total work content (Baker 1984, TWK): the dynamic job shop of the literature on
 * dispatching rules.
 */
export function randomOrders(options: RandomOrders): DrawOrders {
  const { count, meanBetweenSeconds, flowFactor, quantity = [1, 1] } = options;
  const weights = options.weights ?? [
    [4, 0.2],
    [2, 0.6],
    [1, 0.2],
  ];
  return ({ line, random }) => {
    const work = workContents(line);
    const products = options.products ?? [...work.keys()];
    let atMs = line.epochMs;
    return Array.from({ length: count }, (_, index) => {
      atMs -= meanBetweenSeconds * 1000 * Math.log(random());
      const product = products[Math.floor(random() * products.length)];
      const parts = quantity[0] + Math.floor(random() * (quantity[1] - quantity[0] + 1));
      const allowance = flowFactor[0] + random() * (flowFactor[1] - flowFactor[0]);
      const dueMs = atMs + allowance * parts * (work.get(product) ?? 0) * 1000;
      const weight = weightAt(weights, random());
      return { id: `random-${index + 1}`, product, quantity: parts, releaseMs: atMs, dueMs, weight };
    });
  };
}

/** Mean work of a part of each product from its release to the end [s], of products that orders can be for. */
export function workContents(line: CompiledLine): Map<string, number> {
  const { remainingWork, stationStart } = parametersOf(line.program);
  const { stations } = line.model;
  const contents = new Map<string, number>();
  stations.forEach(({ kind, releases, outputs }, station) => {
    if (kind !== 'source' || releases !== 'orders') return;
    line.productIds.forEach((product, index) => {
      const isSent = outputs.some(({ products }) => products.length === 0 || products.includes(product));
      const work = remainingWork[stationStart[station] * line.productIds.length + index];
      if (isSent && work > 0 && line.model.products[index].role === 'product') contents.set(product, work);
    });
  });
  return contents;
}

function weightAt(weights: readonly (readonly [number, number])[], at: number): number {
  let left = at * weights.reduce((sum, [, share]) => sum + share, 0);
  for (const [weight, share] of weights) {
    left -= share;
    if (left <= 0) return weight;
  }
  return weights[0]?.[0] ?? 1;
}

/** Stream of uniform numbers for the orders of an episode. */
export function orderStream(seed: number, replication: number): () => number {
  const words = new Int32Array(4);
  seedStream(words, 0, { seed, replication, entity: 0, purpose: STREAM_ORDERS });
  return () => uniform(words, 0);
}

/**
 * Puts orders into a kernel in place of those it has.
 * @throws EnvironmentError ENVIRONMENT_ORDERS when there are more or fewer, or one is for a product that is not in the line.
 */
export function putOrders(kernel: Kernel, line: CompiledLine, orders: readonly PlannedOrder[]): void {
  const expected = kernel.program.counts.orders;
  if (orders.length !== expected)
    throw new EnvironmentError('ENVIRONMENT_ORDERS', {
      found: `${orders.length} orders`,
      allowed: `${expected}, as many as in the first draw`,
    });
  const p = parametersOf(kernel.program);
  orders.forEach((order, index) => {
    const product = line.productIndex.get(order.product);
    if (product === undefined)
      throw new EnvironmentError('ENVIRONMENT_ORDERS', {
        found: `product "${order.product}"`,
        allowed: line.productIds.join(', '),
      });
    p.orderProduct[index] = product;
    p.quantity[index] = order.quantity;
    p.releaseSeconds[index] = (order.releaseMs - line.epochMs) / 1000;
    p.dueSeconds[index] = (order.dueMs - line.epochMs) / 1000;
    p.orderWeight[index] = order.weight;
    p.orderPriority[index] = order.priority ?? line.model.products[product].priority;
  });
}
