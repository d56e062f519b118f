// Random times and counts: the distributions a line model may name, and their means.
import { z } from 'zod';

const positive = z.number().positive();
const nonNegative = z.number().nonnegative();

const distributionObject = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('constant'), value: nonNegative }),
  z.strictObject({ type: z.literal('uniform'), min: nonNegative, max: nonNegative }),
  z.strictObject({ type: z.literal('triangular'), min: nonNegative, mode: nonNegative, max: nonNegative }),
  z.strictObject({ type: z.literal('normal'), mean: positive, sd: nonNegative }),
  z.strictObject({ type: z.literal('lognormal'), mean: positive, cv: positive }),
  z.strictObject({ type: z.literal('gamma'), mean: positive, cv: positive }),
  z.strictObject({ type: z.literal('weibull'), shape: positive, scale: positive }),
  z.strictObject({ type: z.literal('exponential'), mean: positive }),
  z.strictObject({ type: z.literal('empirical'), values: z.array(nonNegative).min(1) }),
]);

/** A random time or count. A bare number is a constant. `normal` is truncated at 0. */
export const distributionSchema = z.preprocess(
  (value) => (typeof value === 'number' ? { type: 'constant', value } : value),
  distributionObject,
);
export type Distribution = z.infer<typeof distributionObject>;

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
