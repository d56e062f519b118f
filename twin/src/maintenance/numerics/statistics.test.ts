// Distribution functions against known values and their own inverses.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  betaCdf,
  chiSquaredQuantile,
  logGamma,
  normalCdf,
  normalQuantile,
  quantileSorted,
  robustCentre,
  seededUniform,
} from './statistics.ts';

test('the normal distribution has its known values', () => {
  expect(normalCdf(0)).toBeCloseTo(0.5, 14);
  expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 12);
  expect(normalCdf(-6)).toBeCloseTo(9.865876450377018e-10, 18);
});

test('the normal quantile inverts the distribution', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 1 - 1e-9, noNaN: true }), (p) => {
      expect(Math.abs(normalCdf(normalQuantile(p)) / p - 1)).toBeLessThan(1e-8);
    }),
  );
});

test('the chi-squared quantile lies within 1 % of the tables', () => {
  for (const [degrees, value] of [
    [3, 11.345],
    [8, 20.09],
    [17, 33.409],
  ] as const)
    expect(Math.abs(chiSquaredQuantile(0.99, degrees) / value - 1)).toBeLessThan(0.01);
});

test('the beta distribution of small whole shapes is the polynomial it should be, and its tails mirror', () => {
  for (const x of [0.01, 0.3, 0.5, 0.77, 0.99]) {
    expect(betaCdf(x, 1, 1)).toBeCloseTo(x, 10);
    expect(betaCdf(x, 2, 3)).toBeCloseTo(x * x * (6 - 8 * x + 3 * x * x), 10);
    expect(betaCdf(x, 80, 40.5)).toBeCloseTo(1 - betaCdf(1 - x, 40.5, 80), 10);
  }
});

test('the log of the gamma function has its known values', () => {
  expect(logGamma(5)).toBeCloseTo(Math.log(24), 10);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 10);
});

test('the robust centre ignores a tenth of wild values', () => {
  const random = seededUniform(5);
  const values = Float64Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? 1e6 : random() - 0.5));
  const { centre, scale } = robustCentre(values);
  expect(Math.abs(centre)).toBeLessThan(0.1);
  expect(scale).toBeLessThan(0.6);
});

test('quantiles of nothing are not a number', () => {
  expect(quantileSorted([], 0.5)).toBeNaN();
  expect(quantileSorted([1, 2, 3], 0.5)).toBe(2);
});
