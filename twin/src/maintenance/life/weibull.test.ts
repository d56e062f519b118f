// Weibull fit with censoring and the remaining life of a part of some age.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededUniform } from '../numerics/statistics.ts';
import { conditionalFailure, fitWeibull, type ObservedLife, remainingOfAge } from './weibull.ts';

/** Lives of which about 40 % are cut short by planned replacement. */
function lives(shape: number, scale: number, seed: number): ObservedLife[] {
  const uniform = seededUniform(seed);
  return Array.from({ length: 4000 }, () => {
    const life = scale * (-Math.log(1 - uniform())) ** (1 / shape);
    const replacedAt = scale * 2 * uniform();
    return { duration: Math.min(life, replacedAt), isFailure: life <= replacedAt };
  });
}

test('shape and scale are recovered from censored lives within 6 %, whatever the unit', () => {
  for (const [shape, scale] of [
    [0.8, 3],
    [1.7, 176],
    [3.5, 2e7],
  ] as const) {
    const fit = fitWeibull(lives(shape, scale, 42));
    expect(Math.abs(fit.shape / shape - 1)).toBeLessThan(0.06);
    expect(Math.abs(fit.scale / scale - 1)).toBeLessThan(0.06);
  }
});

test('taking censored lives for failures would give far shorter lives', () => {
  const observed = lives(1.7, 176, 1);
  const naive = fitWeibull(observed.map(({ duration }) => ({ duration, isFailure: true })));
  expect(naive.scale).toBeLessThan(0.8 * fitWeibull(observed).scale);
});

test('without two failures of different age there is no fit', () => {
  expect(() => fitWeibull([{ duration: 5, isFailure: false }])).toThrow(RangeError);
  expect(() => fitWeibull([{ duration: 5, isFailure: true }])).toThrow(RangeError);
});

test('half of the parts of an age fail before P50, and a worn-out part has less left the older it is', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1.05, max: 5, noNaN: true }),
      fc.double({ min: 1, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 2, noNaN: true }),
      (shape, scale, relativeAge) => {
        const age = relativeAge * scale;
        const { p10, p50, p90 } = remainingOfAge({ shape, scale }, age);
        expect(p10).toBeLessThanOrEqual(p50);
        expect(p50).toBeLessThanOrEqual(p90);
        expect(conditionalFailure({ shape, scale }, age, p50)).toBeCloseTo(0.5, 6);
        expect(remainingOfAge({ shape, scale }, age + 0.1 * scale).p50).toBeLessThan(p50);
      },
    ),
  );
});
