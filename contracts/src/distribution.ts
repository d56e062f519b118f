// Random times and counts: the distributions a line model may name, and their means.
import { z } from 'zod';

/** Longest time [s], and largest count, that a distribution may be asked for: above it a clock in float64 loses milliseconds. */
export const LARGEST_TIME = 1e12;
/** Past these a computer draws nothing but zeros, or nothing at all. */
const CV = { least: 1e-6, most: 100 };
const SHAPE = { least: 0.1, most: 1e6 };

const positive = z.number().positive().max(LARGEST_TIME);
const nonNegative = z.number().nonnegative().max(LARGEST_TIME);
const variation = z.number().min(CV.least).max(CV.most);

interface RisingLimit {
  key: string;
  value: number;
  least: number;
  name: string;
}

const distributionUnion = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('constant'), value: nonNegative }),
  z.strictObject({ type: z.literal('uniform'), min: nonNegative, max: nonNegative }),
  z.strictObject({ type: z.literal('triangular'), min: nonNegative, mode: nonNegative, max: nonNegative }),
  z.strictObject({ type: z.literal('normal'), mean: positive, sd: nonNegative }),
  z.strictObject({ type: z.literal('lognormal'), mean: positive, cv: variation }),
  z.strictObject({ type: z.literal('gamma'), mean: positive, cv: variation }),
  z.strictObject({ type: z.literal('weibull'), shape: z.number().min(SHAPE.least).max(SHAPE.most), scale: positive }),
  z.strictObject({ type: z.literal('exponential'), mean: positive }),
  z.strictObject({ type: z.literal('empirical'), values: z.array(nonNegative).min(1) }),
]);

const distributionObject = distributionUnion.superRefine((distribution, context) => {
  for (const { key, value, least, name } of risingLimits(distribution)) {
    if (value >= least) continue;
    const message = `found ${value}, allowed: at least ${name} = ${least}`;
    context.addIssue({ code: 'custom', path: [key], message });
  }
});

/** A random time or count. A bare number is a constant. `normal` is truncated at 0. */
export const distributionSchema = z.preprocess(
  (value) => (typeof value === 'number' ? { type: 'constant', value } : value),
  distributionObject,
);
export type Distribution = z.infer<typeof distributionUnion>;

/** Limits that must not be below the one before. */
function risingLimits(distribution: z.infer<typeof distributionUnion>): RisingLimit[] {
  if (distribution.type === 'uniform')
    return [{ key: 'max', value: distribution.max, least: distribution.min, name: 'min' }];
  if (distribution.type !== 'triangular') return [];
  const { min, mode, max } = distribution;
  return [
    { key: 'mode', value: mode, least: min, name: 'min' },
    { key: 'max', value: max, least: mode, name: 'mode' },
  ];
}

/** Mean of a distribution (of the untruncated one for `normal`). */
export function distributionMean(distribution: Distribution): number {
  switch (distribution.type) {
    case 'constant':
      return distribution.value;
    case 'uniform':
      return (distribution.min + distribution.max) / 2;
    case 'triangular':
      return (distribution.min + distribution.mode + distribution.max) / 3;
    case 'weibull':
      return distribution.scale * gammaOf(1 + 1 / distribution.shape);
    case 'empirical':
      return distribution.values.reduce((sum, value) => sum + value, 0) / distribution.values.length;
    case 'normal':
    case 'lognormal':
    case 'gamma':
    case 'exponential':
      return distribution.mean;
  }
}

/** The distribution of a random time multiplied by a factor above 0. */
export function distributionScaled(distribution: Distribution, factor: number): Distribution {
  switch (distribution.type) {
    case 'constant':
      return { ...distribution, value: distribution.value * factor };
    case 'uniform':
      return { ...distribution, min: distribution.min * factor, max: distribution.max * factor };
    case 'triangular': {
      const { min, mode, max } = distribution;
      return { ...distribution, min: min * factor, mode: mode * factor, max: max * factor };
    }
    case 'normal':
      return { ...distribution, mean: distribution.mean * factor, sd: distribution.sd * factor };
    case 'weibull':
      return { ...distribution, scale: distribution.scale * factor };
    case 'empirical':
      return { ...distribution, values: distribution.values.map((value) => value * factor) };
    case 'lognormal':
    case 'gamma':
    case 'exponential':
      return { ...distribution, mean: distribution.mean * factor };
  }
}

/** Gamma function by Lanczos' approximation (g = 7, n = 9), relative error below 1e-13 for x > 0.5. */
function gammaOf(x: number): number {
  const coefficients = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const y = x - 1;
  const t = y + coefficients.length - 0.5;
  const series = coefficients.reduce((sum, value, index) => sum + value / (y + index + 1), 0.99999999999980993);
  return Math.sqrt(2 * Math.PI) * t ** (y + 0.5) * Math.exp(-t) * series;
}
