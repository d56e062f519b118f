// The constants that drawing from a distribution needs, worked out once.
import { normalUpperTail } from './normal.ts';
import type { DistributionSpec } from './spec.ts';

/** a: the value. */
export const CONSTANT = 0;
/** a, b: least value and width. */
export const UNIFORM = 1;
/** a, b, c: min, mode, max. */
export const TRIANGULAR = 2;
/** a, b: mean and standard deviation before truncation at 0, c: probability below 0. */
export const NORMAL = 3;
/** a, b: mean and standard deviation of the logarithm. */
export const LOGNORMAL = 4;
/** a, b: shape and scale. */
export const GAMMA = 5;
/** a, b: shape and scale, c: 1 / shape. */
export const WEIBULL = 6;
/** a: mean. */
export const EXPONENTIAL = 7;
/** Sorted values. */
export const EMPIRICAL = 8;

/** What is packed of a distribution. */
export interface PackedDistribution {
  type: number;
  a: number;
  b: number;
  c: number;
  mean: number;
  values: readonly number[];
}

/** Constants of a distribution. */
export function packDistribution(spec: DistributionSpec): PackedDistribution {
  const packed = { b: 0, c: 0, values: [] };
  switch (spec.type) {
    case 'constant':
      return { ...packed, type: CONSTANT, a: spec.value, mean: spec.value };
    case 'uniform':
      return { ...packed, type: UNIFORM, a: spec.min, b: spec.max - spec.min, mean: (spec.min + spec.max) / 2 };
    case 'triangular':
      return {
        ...packed,
        type: TRIANGULAR,
        a: spec.min,
        b: spec.mode,
        c: spec.max,
        mean: (spec.min + spec.mode + spec.max) / 3,
      };
    case 'normal':
      if (spec.sd === 0) return { ...packed, type: CONSTANT, a: spec.mean, mean: spec.mean };
      return {
        ...packed,
        type: NORMAL,
        a: spec.mean,
        b: spec.sd,
        c: normalUpperTail(spec.mean / spec.sd),
        mean: spec.mean,
      };
    case 'lognormal': {
      const variance = Math.log(1 + spec.cv ** 2);
      return {
        ...packed,
        type: LOGNORMAL,
        a: Math.log(spec.mean) - variance / 2,
        b: Math.sqrt(variance),
        mean: spec.mean,
      };
    }
    case 'gamma':
      return { ...packed, type: GAMMA, a: spec.cv ** -2, b: spec.mean * spec.cv ** 2, mean: spec.mean };
    case 'weibull':
      return {
        ...packed,
        type: WEIBULL,
        a: spec.shape,
        b: spec.scale,
        c: 1 / spec.shape,
        mean: spec.scale * gammaOf(1 + 1 / spec.shape),
      };
    case 'exponential':
      return { ...packed, type: EXPONENTIAL, a: spec.mean, mean: spec.mean };
    case 'empirical': {
      const values = [...spec.values].sort((a, b) => a - b);
      return { ...packed, type: EMPIRICAL, a: 0, mean: values.reduce((sum, v) => sum + v, 0) / values.length, values };
    }
  }
}

/** Gamma function for x >= 1 by Lanczos' approximation (g = 7, n = 9), relative error below 1e-13. */
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
