// Wiener and gamma processes: coverage on synthetic wear, monotone in distance, and limits.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededNormal, seededUniform } from '../numerics/statistics.ts';
import { createGammaLife } from './gamma-process.ts';
import { createWienerLife } from './wiener.ts';

const PRIOR = { driftMean: 1, driftDeviation: 0.4, diffusion: 1 };

/** Share of units whose true remaining life at `observed` steps lies between P10 and P90. */
function wienerCoverage(units: number, observed: number): number {
  const normal = seededNormal(99);
  const threshold = 150;
  let inside = 0;
  let total = 0;
  for (let unit = 0; unit < units; unit++) {
    const drift = Math.max(0.1, PRIOR.driftMean + PRIOR.driftDeviation * normal());
    const life = createWienerLife(PRIOR);
    let index = 0;
    let at = 0;
    life.push(0, 0);
    for (; at < observed && index < threshold; ) {
      index += drift + normal();
      life.push(++at, index);
    }
    if (index >= threshold) continue;
    const { p10, p90 } = life.remaining(threshold);
    while (index < threshold && at < 100_000) {
      index += drift + normal();
      at++;
    }
    total++;
    if (at - observed >= p10 && at - observed <= p90) inside++;
  }
  return inside / total;
}

describe('Wiener process', () => {
  test('80 % intervals cover 75 to 85 % of the true lives, early and late', () => {
    for (const observed of [10, 60]) {
      const coverage = wienerCoverage(250, observed);
      expect(coverage).toBeGreaterThan(0.75);
      expect(coverage).toBeLessThan(0.85);
    }
  });

  test('the posterior finds the drift and the diffusion', () => {
    const normal = seededNormal(5);
    const life = createWienerLife({ driftMean: 0, driftDeviation: 5, diffusion: 10 });
    let index = 0;
    for (let at = 0; at < 3000; at++) {
      life.push(at, index);
      index += 0.7 + 2 * normal();
    }
    const { driftMean, diffusion } = life.state();
    expect(Math.abs(driftMean - 0.7)).toBeLessThan(0.12);
    expect(Math.abs(diffusion - 2)).toBeLessThan(0.15);
  });

  test('more distance never means less life, and quantiles are in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -3, max: 5, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.double({ min: 1, max: 50, noNaN: true }),
        (steps, distance) => {
          const life = createWienerLife(PRIOR);
          let index = 0;
          steps.forEach((step, at) => life.push(at, (index += step)));
          const near = life.remaining(index + distance);
          const far = life.remaining(index + 2 * distance);
          expect(near.p10).toBeLessThanOrEqual(near.p50);
          expect(near.p50).toBeLessThanOrEqual(near.p90);
          expect(near.p50).toBeLessThanOrEqual(far.p50);
        },
      ),
    );
  });

  test('at the threshold nothing is left; with a drift away from it the late quantile is never', () => {
    const life = createWienerLife({ driftMean: -1, driftDeviation: 0.01, diffusion: 0.1 });
    life.push(0, 0);
    expect(life.remaining(-1)).toEqual({ p10: 0, p50: 0, p90: 0 });
    expect(life.remaining(50).p50).toBe(Number.POSITIVE_INFINITY);
  });

  test('values that are no numbers and times that go back are left out', () => {
    const life = createWienerLife(PRIOR);
    life.push(0, 0);
    life.push(10, 10);
    const before = life.remaining(100);
    life.push(11, Number.NaN);
    life.push(5, 90);
    expect(life.remaining(100)).toEqual(before);
  });
});

describe('gamma process', () => {
  /** A gamma increment of integer shape: a sum of exponentials. */
  const increment = (shape: number, scale: number, uniform: () => number): number => {
    let sum = 0;
    for (let k = 0; k < shape; k++) sum -= Math.log(1 - uniform());
    return sum * scale;
  };

  test('80 % intervals cover 75 to 85 % of the true lives', () => {
    const uniform = seededUniform(7);
    let inside = 0;
    const units = 800;
    for (let unit = 0; unit < units; unit++) {
      const life = createGammaLife({ meanRate: 0.5, shapeRate: 2, weight: 5 });
      let wear = 0;
      life.push(0, 0);
      for (let at = 1; at <= 40; at++) life.push(at, (wear += increment(2, 0.25, uniform)));
      const { p10, p90 } = life.remaining(60);
      let left = 0;
      while (wear < 60) {
        wear += increment(2, 0.25, uniform);
        left++;
      }
      if (left >= p10 && left <= p90 + 1) inside++;
    }
    expect(inside / units).toBeGreaterThan(0.75);
    expect(inside / units).toBeLessThan(0.85);
  });

  test('measuring noise downwards is no progress', () => {
    const life = createGammaLife({ meanRate: 1, shapeRate: 2, weight: 1 });
    life.push(0, 5);
    life.push(10, 15);
    life.push(20, 14);
    expect(life.meanRate()).toBeCloseTo((1 + 10) / 21, 9);
    expect(life.remaining(15).p50).toBe(0);
  });
});
