// Orders that are drawn: a Poisson stream, due by work content, the same for the same seed.
import { expect, it } from 'vitest';
import { workContents } from './draw-orders.ts';
import { createDispatchEnvironment, type DrawOrders, EnvironmentError, randomOrders } from './index.ts';
import { jobShop, machines } from './test/job-shop.ts';

const make = (drawOrders: DrawOrders) =>
  createDispatchEnvironment({ model: jobShop, policyStations: machines, horizonSeconds: 86_400, drawOrders });

const COUNT = 4000;
const environment = make(randomOrders({ count: COUNT, meanBetweenSeconds: 450, flowFactor: [2, 5], quantity: [1, 3] }));

it('comes at exponential times, with the weights and allowances asked for', () => {
  environment.reset({ seed: 1 });
  const orders = environment.orders();
  const { epochMs } = environment.line;
  expect(orders).toHaveLength(COUNT);
  const last = ((orders.at(-1)?.releaseMs ?? 0) - epochMs) / 1000 / COUNT;
  expect(last).toBeGreaterThan(450 * 0.95);
  expect(last).toBeLessThan(450 * 1.05);
  const share = (weight: number): number => orders.filter((order) => order.weight === weight).length / COUNT;
  expect([share(4), share(2), share(1)].map((each) => Math.round(each * 10))).toEqual([2, 6, 2]);
  const work = workContents(environment.line);
  expect(work.get('plate')).toBe(5 + 420 + 360 + 480);
  expect([...work.keys()]).toEqual(['shaft', 'flange', 'gear', 'ring', 'plate', 'block']);
  const factors = orders.map(
    ({ product, quantity, releaseMs, dueMs }) => (dueMs - releaseMs) / 1000 / quantity / (work.get(product) ?? 0),
  );
  expect(Math.min(...factors)).toBeGreaterThanOrEqual(2);
  expect(Math.min(...factors)).toBeLessThan(2.1);
  expect(Math.max(...factors)).toBeLessThanOrEqual(5);
  expect(new Set(orders.map(({ quantity }) => quantity))).toEqual(new Set([1, 2, 3]));
});

it('are those of the seed and the episode, and run in the line', () => {
  environment.reset({ seed: 1 });
  const first = environment.orders();
  environment.reset();
  expect(environment.orders()).not.toEqual(first);
  environment.reset({ seed: 1 });
  expect(environment.orders()).toEqual(first);
  environment.kernel.runUntil(20);
  const early = first.filter(({ releaseMs }) => releaseMs - environment.line.epochMs < 86_400_000 / 4);
  while (environment.kernel.runUntil(86_400 / 4) === 'decision') environment.kernel.choose(0);
  expect(early.every((_, order) => environment.kernel.orderReleased(order) > 0)).toBe(true);
  expect(environment.kernel.orderReleased(first.length - 1)).toBe(0);
});

it('refuses a draw of another size, or for a product that is not there', () => {
  let draws = 0;
  const order = { id: 'a', product: 'gear', quantity: 1, releaseMs: 0, dueMs: 0, weight: 1 };
  const growing = make(() => Array.from({ length: ++draws }, () => order));
  expect(() => growing.reset({ seed: 1 })).toThrow(
    new EnvironmentError('ENVIRONMENT_ORDERS', { found: '2 orders', allowed: '1, as many as in the first draw' }),
  );
  draws = 0;
  const strange = make(() => [{ ...order, product: draws++ === 0 ? 'gear' : 'sprocket' }]);
  expect(() => strange.reset({ seed: 1 })).toThrow('found product "sprocket", allowed: shaft, flange, gear, ring');
});
