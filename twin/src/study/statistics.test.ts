import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimate, studentQuantile, wilsonInterval } from './statistics.ts';

describe('studentQuantile', () => {
  // Tables of Abramowitz & Stegun, 26.10; the last row is the normal distribution's.
  it.each([
    [0.975, 1, 12.7062047],
    [0.975, 2, 4.30265273],
    [0.975, 4, 2.77644511],
    [0.95, 10, 1.81246112],
    [0.995, 30, 2.7499957],
    [0.975, 1e9, 1.95996399],
  ])('%f with %d degrees of freedom is %f', (share, degrees, expected) => {
    expect(studentQuantile(share, degrees)).toBeCloseTo(expected, 6);
  });

  it('is odd about one half', () => {
    expect(studentQuantile(0.025, 7)).toBeCloseTo(-studentQuantile(0.975, 7), 12);
    expect(studentQuantile(0.5, 7)).toBeCloseTo(0, 9);
  });
});

describe('estimate', () => {
  it('is the mean with Student’s interval', () => {
    const found = estimate([4, 5, 6, 7, 8]);
    // sd = sqrt(2.5), half width = 2.776445 * sd / sqrt(5)
    expect(found).toMatchObject({ n: 5, mean: 6, p10: 4, p50: 6, p90: 8 });
    expect(found?.high).toBeCloseTo(6 + (2.77644511 * Math.sqrt(2.5)) / Math.sqrt(5), 6);
  });

  it('leaves out what is not known, and says nothing of nothing', () => {
    expect(estimate([Number.NaN, 3])).toMatchObject({ n: 1, mean: 3, sd: 0, low: null, high: null });
    expect(estimate([Number.NaN])).toBeNull();
  });

  it('has the mean inside its interval and its ranks in order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2 }), (values) => {
        const found = estimate(values);
        if (found?.low === undefined || found.low === null || found.high === null) throw new Error('no interval');
        expect(found.low).toBeLessThanOrEqual(found.mean);
        expect(found.high).toBeGreaterThanOrEqual(found.mean);
        expect(found.p10).toBeLessThanOrEqual(found.p50);
        expect(found.p50).toBeLessThanOrEqual(found.p90);
      }),
    );
  });
});

// Newcombe 1998, table I: 81 of 263 and 0 of 20.
it.each([
  [81, 263, 0.2553, 0.3662],
  [0, 20, 0, 0.1611],
])('Wilson’s interval of %d in %d', (hits, n, low, high) => {
  expect(wilsonInterval(hits, n).low).toBeCloseTo(low, 4);
  expect(wilsonInterval(hits, n).high).toBeCloseTo(high, 4);
});
