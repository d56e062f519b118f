// Distributions with parameters that cannot be are refused, with the path of the parameter; all others have a mean.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { issueText } from './checks/issue-text.ts';
import { type Distribution, distributionMean, distributionSchema, LARGEST_TIME } from './distribution.ts';

function faultsIn(value: unknown): string[] {
  const parsed = distributionSchema.safeParse(value, { reportInput: true });
  return parsed.success ? [] : parsed.error.issues.map(issueText);
}

const cases: [name: string, wrong: unknown, fault: RegExp, right: unknown][] = [
  ['a negative number', -1, /^value: found -1, allowed: at least 0/, 0],
  ['NaN', NaN, /^value: found NaN, allowed: a number/, 1],
  ['no end', Infinity, /^value: found Infinity, allowed: a number/, LARGEST_TIME],
  ['longer than a clock can count', 2 * LARGEST_TIME, /^value: found 2000000000000, allowed: at most/, LARGEST_TIME],
  ['a word', 'soon', /found "soon", allowed: an object/, { type: 'constant', value: 1 }],
  ['an unknown type', { type: 'beta', mean: 1 }, /^type: found "beta", allowed: constant, uniform/, 1],
  ['no type', { mean: 1 }, /^type: found nothing, allowed: constant, uniform/, { type: 'exponential', mean: 1 }],
  ['a parameter too many', { type: 'constant', value: 1, sd: 2 }, /unknown key "sd"/, { type: 'constant', value: 1 }],
  [
    'uniform limits that fall',
    { type: 'uniform', min: 3, max: 2 },
    /^max: found 2, allowed: at least min = 3/,
    { type: 'uniform', min: 3, max: 3 },
  ],
  ['uniform below 0', { type: 'uniform', min: -1, max: 2 }, /^min: found -1/, { type: 'uniform', min: 0, max: 2 }],
  [
    'a triangular mode below the least',
    { type: 'triangular', min: 3, mode: 2, max: 4 },
    /^mode: found 2, allowed: at least min = 3/,
    { type: 'triangular', min: 2, mode: 2, max: 4 },
  ],
  [
    'a triangular mode above the most',
    { type: 'triangular', min: 1, mode: 5, max: 4 },
    /^max: found 4, allowed: at least mode = 5/,
    { type: 'triangular', min: 1, mode: 4, max: 4 },
  ],
  [
    'a normal time that is mostly below 0',
    { type: 'normal', mean: -2, sd: 1 },
    /^mean: found -2, allowed: above 0/,
    { type: 'normal', mean: 0.1, sd: 1 },
  ],
  [
    'a negative deviation',
    { type: 'normal', mean: 2, sd: -1 },
    /^sd: found -1, allowed: at least 0/,
    { type: 'normal', mean: 2, sd: 0 },
  ],
  [
    'a lognormal time that does not vary',
    { type: 'lognormal', mean: 2, cv: 0 },
    /^cv: found 0, allowed: at least/,
    { type: 'lognormal', mean: 2, cv: 0.01 },
  ],
  [
    'a lognormal time of no length',
    { type: 'lognormal', mean: 0, cv: 1 },
    /^mean: found 0, allowed: above 0/,
    { type: 'lognormal', mean: 0.1, cv: 1 },
  ],
  [
    'a gamma time so varied that it is 0 whenever drawn',
    { type: 'gamma', mean: 2, cv: 1e9 },
    /^cv: found 1000000000, allowed: at most 100/,
    { type: 'gamma', mean: 2, cv: 100 },
  ],
  ['a gamma time of no length', { type: 'gamma', mean: 0, cv: 1 }, /^mean: found 0/, { type: 'gamma', mean: 1, cv: 1 }],
  [
    'a weibull shape of 0',
    { type: 'weibull', shape: 0, scale: 2 },
    /^shape: found 0, allowed: at least 0.1/,
    { type: 'weibull', shape: 0.1, scale: 2 },
  ],
  [
    'a weibull scale of 0',
    { type: 'weibull', shape: 2, scale: 0 },
    /^scale: found 0, allowed: above 0/,
    { type: 'weibull', shape: 2, scale: 2 },
  ],
  ['an exponential mean of 0', { type: 'exponential', mean: 0 }, /^mean: found 0, allowed: above 0/, 0],
  [
    'no values',
    { type: 'empirical', values: [] },
    /^values: found an empty list, allowed: at least 1 entries/,
    { type: 'empirical', values: [0] },
  ],
  [
    'a negative value',
    { type: 'empirical', values: [1, -1] },
    /^values\.1: found -1, allowed: at least 0/,
    { type: 'empirical', values: [1, 1] },
  ],
];

test.each(cases)('%s', (_, wrong, fault, right) => {
  const faults = faultsIn(wrong);
  expect(faults.join('\n')).toMatch(fault);
  expect(faults).toHaveLength(1);
  expect(faultsIn(right)).toEqual([]);
});

describe('means', () => {
  const time = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
  const any: fc.Arbitrary<Distribution> = fc.oneof(
    time.map((value): Distribution => ({ type: 'constant', value })),
    fc.tuple(time, time).map(([a, b]): Distribution => ({ type: 'uniform', min: Math.min(a, b), max: Math.max(a, b) })),
    time.map((mean): Distribution => ({ type: 'normal', mean, sd: mean / 3 })),
    time.map((mean): Distribution => ({ type: 'exponential', mean })),
    fc
      .double({ min: 0.1, max: 1e6, noNaN: true })
      .map((shape): Distribution => ({ type: 'weibull', shape, scale: 10 })),
    fc.array(time, { minLength: 1, maxLength: 9 }).map((values): Distribution => ({ type: 'empirical', values })),
  );

  test('every distribution that is let through has a mean above 0 that is a number', () => {
    fc.assert(
      fc.property(any, (distribution) => {
        expect(faultsIn(distribution)).toEqual([]);
        const mean = distributionMean(distribution);
        expect(mean).toBeGreaterThan(0);
        expect(Number.isFinite(mean)).toBe(true);
      }),
    );
  });

  test.each<[Distribution, number]>([
    [{ type: 'uniform', min: 1, max: 3 }, 2],
    [{ type: 'triangular', min: 1, mode: 2, max: 6 }, 3],
    [{ type: 'weibull', shape: 1, scale: 4 }, 4],
    [{ type: 'weibull', shape: 2, scale: 2 }, Math.sqrt(Math.PI)],
    [{ type: 'weibull', shape: 0.5, scale: 3 }, 6],
    [{ type: 'empirical', values: [1, 2, 6] }, 3],
  ])('of %o is %d', (distribution, mean) => {
    expect(distributionMean(distribution)).toBeCloseTo(mean, 10);
  });
});
