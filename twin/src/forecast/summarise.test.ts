// Many futures become bands by rank, and probabilities by counting.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowLayout } from './rows.ts';
import { type Futures, quantile, summarise } from './summarise.ts';

/** Futures of one order and two stations whose rows are filled by `fill`. */
function futures(replications: number, fill: (row: Float64Array, replication: number) => void): Futures {
  const layout = rowLayout({ points: 2, orders: 1, stations: 2 });
  const rows = new Float64Array(replications * layout.length);
  for (let index = 0; index < replications; index++)
    fill(rows.subarray(index * layout.length, (index + 1) * layout.length), index);
  return {
    rows,
    layout,
    replications,
    pointsMs: [1000, 2000],
    orderIds: ['o'],
    dueMs: [51_000],
    stationIds: ['a', 'b'],
    epochMs: 1000,
  };
}

test('with 99 futures P10, P50 and P90 are the 10th, 50th and 90th', () => {
  const sorted = Array.from({ length: 99 }, (_, index) => index + 1);
  expect([0.1, 0.5, 0.9].map((share) => quantile(sorted, share))).toEqual([10, 50, 90]);
});

test('a new value from the same law falls between the P10 and P90 of 99 futures in 80 % of cases', () => {
  // 4,000 trials of uniform values; the share has standard error 0.63 %, and 3 of them are allowed: false alarm 0.3 %.
  let seed = 1;
  const next = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) / 2 ** 24;
  };
  let inside = 0;
  for (let trial = 0; trial < 4000; trial++) {
    const sorted = Array.from({ length: 99 }, next).sort((a, b) => a - b);
    const value = next();
    if (value >= quantile(sorted, 0.1) && value <= quantile(sorted, 0.9)) inside++;
  }
  expect(Math.abs(inside / 4000 - 0.8)).toBeLessThan(0.019);
});

test('an order that half of the futures finish by its due time is on time with probability one half', () => {
  const { orders } = summarise(
    futures(10, (row, index) => {
      row[rowLayout({ points: 2, orders: 1, stations: 2 }).finish] = 46 + index;
    }),
  );
  expect(orders[0]?.onTimeProbability).toBe(0.5);
  expect(orders[0]?.finish.p50).toBe(1000 + 51_000);
});

test('a finish that lies beyond the horizon in too many futures has no P90', () => {
  const { orders } = summarise(
    futures(10, (row, index) => {
      row[rowLayout({ points: 2, orders: 1, stations: 2 }).finish] = index < 3 ? Number.NaN : 40;
    }),
  );
  expect(orders[0]?.finish.p50).toBe(41_000);
  expect(orders[0]?.finish.p90).toBeNull();
  expect(orders[0]?.onTimeProbability).toBe(0.7);
});

test('bottleneck probabilities count the most loaded station of each future and sum to one', () => {
  const layout = rowLayout({ points: 2, orders: 1, stations: 2 });
  const { stations } = summarise(
    futures(8, (row, index) => {
      row[layout.load] = index < 2 ? 0.9 : 0.5;
      row[layout.load + 1] = 0.7;
    }),
  );
  expect(stations.map((station) => station.bottleneckProbability)).toEqual([0.25, 0.75]);
});

test('bands never cross', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 }), (values) => {
      const sorted = [...values].sort((a, b) => a - b);
      const [p10, p50, p90] = [quantile(sorted, 0.1), quantile(sorted, 0.5), quantile(sorted, 0.9)];
      return p10 <= p50 && p50 <= p90;
    }),
  );
});
