// Draws against the distributions they come from, fresh and given an age.
import { describe, expect, it } from 'vitest';
import { assemble } from './assemble.ts';
import { normalQuantile, normalUpperTail } from './normal.ts';
import { parametersOf } from './program.ts';
import { seedStream, STREAM_CYCLE } from './random.ts';
import { createSampler } from './sampler.ts';
import type { DistributionSpec } from './spec.ts';
import { row } from './test-lines.ts';

const DRAWS = 20_000;
/** Normal deviate; a right sampler fails one comparison with probability 6e-5, seeds are fixed. */
const Z_LIMIT = 4;

function samplerOf(of: DistributionSpec): { draw: () => number; drawResidual: (age: number) => number } {
  const line = assemble(row(2, { capacity: 1, transitSeconds: 0 }, () => ({ cycleSeconds: [of] })));
  const parameters = parametersOf(line);
  const sampler = createSampler(parameters);
  const stream = new Int32Array(4);
  seedStream(stream, 0, { seed: 5, replication: 7, entity: 0, purpose: STREAM_CYCLE });
  const distribution = parameters.cycleDistribution[0];
  return {
    draw: () => sampler.draw(distribution, stream, 0),
    drawResidual: (age) => sampler.drawResidual(distribution, age, stream, 0),
  };
}

function meanOf(values: number[]): { mean: number; error: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, sd: Math.sqrt(variance), error: Math.sqrt(variance / values.length) };
}

describe('normal distribution', () => {
  it('has the tabled quantiles', () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 13);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167813, 13);
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.262340089798408, 11);
  });
  it('has a tail that is the inverse of the quantile', () => {
    for (const x of [-6, -2, -0.3, 0, 0.4, 1, 2.4, 2.6, 5, 9, 20]) {
      if (x > 0) expect(-normalQuantile(normalUpperTail(x))).toBeCloseTo(x, 10);
      expect(normalUpperTail(x) + normalUpperTail(-x)).toBeCloseTo(1, 14);
    }
  });
});

const CASES: { of: DistributionSpec; mean: number; sd: number }[] = [
  { of: { type: 'constant', value: 3 }, mean: 3, sd: 0 },
  { of: { type: 'uniform', min: 2, max: 6 }, mean: 4, sd: 4 / Math.sqrt(12) },
  { of: { type: 'triangular', min: 1, mode: 2, max: 6 }, mean: 3, sd: Math.sqrt((1 + 4 + 36 - 2 - 6 - 12) / 18) },
  { of: { type: 'normal', mean: 10, sd: 2 }, mean: 10, sd: 2 },
  // Half normal: truncation at 0 of a normal with a mean near 0.
  { of: { type: 'normal', mean: 1e-9, sd: 1 }, mean: Math.sqrt(2 / Math.PI), sd: Math.sqrt(1 - 2 / Math.PI) },
  { of: { type: 'lognormal', mean: 5, cv: 0.6 }, mean: 5, sd: 3 },
  { of: { type: 'gamma', mean: 4, cv: 0.5 }, mean: 4, sd: 2 },
  { of: { type: 'gamma', mean: 4, cv: 1.5 }, mean: 4, sd: 6 },
  {
    of: { type: 'weibull', shape: 2, scale: 100 },
    mean: 50 * Math.sqrt(Math.PI),
    sd: 100 * Math.sqrt(1 - Math.PI / 4),
  },
  { of: { type: 'exponential', mean: 7 }, mean: 7, sd: 7 },
  { of: { type: 'empirical', values: [5, 1, 3, 3] }, mean: 3, sd: Math.sqrt(2) },
];

describe.each(CASES)('$of', ({ of, mean, sd }) => {
  it('has its mean and spread', () => {
    const { draw } = samplerOf(of);
    const seen = meanOf(Array.from({ length: DRAWS }, () => draw()));
    expect(Math.abs(seen.mean - mean)).toBeLessThanOrEqual(Z_LIMIT * seen.error + 1e-9);
    expect(seen.sd).toBeGreaterThanOrEqual(sd * 0.9);
    expect(seen.sd).toBeLessThanOrEqual(sd * 1.1 + 1e-9);
  });

  it('leaves, given an age, what its own draws above that age leave', () => {
    const { draw, drawResidual } = samplerOf(of);
    const age = mean * 0.8;
    const above = Array.from({ length: 3 * DRAWS }, () => draw()).filter((x) => x > age);
    const expected = meanOf(above.map((x) => x - age));
    const rest = Array.from({ length: DRAWS }, () => drawResidual(age));
    const seen = meanOf(rest);
    expect(Math.min(...rest)).toBeGreaterThan(0);
    expect(Math.abs(seen.mean - expected.mean)).toBeLessThanOrEqual(
      Z_LIMIT * Math.hypot(seen.error, expected.error) + 1e-9,
    );
  });

  it('leaves little but something when it is long overdue', () => {
    const { drawResidual } = samplerOf(of);
    const rest = drawResidual(mean * 1000);
    expect(rest).toBeGreaterThan(0);
    expect(rest).toBeLessThan(mean * 1000);
  });
});
