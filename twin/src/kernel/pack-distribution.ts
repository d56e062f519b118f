// Packs a distribution into the program: its type and the constants that drawing from it needs.
import type { Arena } from './arena.ts';
import { normalUpperTail } from './normal.ts';
import { A, B, C, DISTRIBUTION_SIZE, MEAN, TYPE, VALUE_COUNT, VALUES } from './program.ts';
import type { DistributionSpec } from './spec.ts';

/** A: the value. */
export const CONSTANT = 0;
/** A, B: limits. */
export const UNIFORM = 1;
/** A, B, C: min, mode, max. */
export const TRIANGULAR = 2;
/** A, B: mean and standard deviation before truncation at 0, C: probability below 0. */
export const NORMAL = 3;
/** A, B: mean and standard deviation of the logarithm. */
export const LOGNORMAL = 4;
/** A, B: shape and scale. */
export const GAMMA = 5;
/** A, B: shape and scale, C: 1 / shape. */
export const WEIBULL = 6;
/** A: mean. */
export const EXPONENTIAL = 7;
/** Sorted values. */
export const EMPIRICAL = 8;

/** Handle of the packed distribution. */
export function packDistribution(arena: Arena, spec: DistributionSpec): number {
  const at = arena.take(DISTRIBUTION_SIZE);
  const { type, a, b = 0, c = 0, mean, values = [] } = constantsOf(spec);
  const row = arena.row(values);
  arena.doubles[at / 2 + A] = a;
  arena.doubles[at / 2 + B] = b;
  arena.doubles[at / 2 + C] = c;
  arena.doubles[at / 2 + MEAN] = mean;
  arena.words[at + TYPE] = type;
  arena.words[at + VALUES] = row;
  arena.words[at + VALUE_COUNT] = values.length;
  return at;
}

interface Constants {
  type: number;
  a: number;
  b?: number;
  c?: number;
  mean: number;
  values?: number[];
}

function constantsOf(spec: DistributionSpec): Constants {
  switch (spec.type) {
    case 'constant':
      return { type: CONSTANT, a: spec.value, mean: spec.value };
    case 'uniform':
      return { type: UNIFORM, a: spec.min, b: spec.max, mean: (spec.min + spec.max) / 2 };
    case 'triangular':
      return { type: TRIANGULAR, a: spec.min, b: spec.mode, c: spec.max, mean: (spec.min + spec.mode + spec.max) / 3 };
    case 'normal':
      if (spec.sd === 0) return { type: CONSTANT, a: spec.mean, mean: spec.mean };
      return { type: NORMAL, a: spec.mean, b: spec.sd, c: normalUpperTail(spec.mean / spec.sd), mean: spec.mean };
    case 'lognormal': {
      const variance = Math.log(1 + spec.cv ** 2);
      return { type: LOGNORMAL, a: Math.log(spec.mean) - variance / 2, b: Math.sqrt(variance), mean: spec.mean };
    }
    case 'gamma':
      return { type: GAMMA, a: spec.cv ** -2, b: spec.mean * spec.cv ** 2, mean: spec.mean };
    case 'weibull':
      return { type: WEIBULL, a: spec.shape, b: spec.scale, c: 1 / spec.shape, mean: spec.scale };
    case 'exponential':
      return { type: EXPONENTIAL, a: spec.mean, mean: spec.mean };
    case 'empirical': {
      const values = [...spec.values].sort((a, b) => a - b);
      return { type: EMPIRICAL, a: 0, mean: values.reduce((sum, v) => sum + v, 0) / values.length, values };
    }
  }
}
