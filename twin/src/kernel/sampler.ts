// Draws from the distributions of a program: fresh values, and what is left given an age. All but gamma invert one uniform number.
import {
  CONSTANT,
  EMPIRICAL,
  EXPONENTIAL,
  GAMMA,
  LOGNORMAL,
  NORMAL,
  TRIANGULAR,
  UNIFORM,
  WEIBULL,
} from './distribution-types.ts';
import { normalQuantile, normalUpperTail } from './normal.ts';
import type { Parameters } from './program.ts';
import { uniform } from './random.ts';

/** Share of the mean that something past every value its distribution allows is thought to need yet. */
const OVERDUE_SHARE = 0.05;
/** Least rest of something that goes on [s]: an observed cycle cannot be over at the moment it is seen running. */
const LEAST_REST = 1e-3;
const GAMMA_TRIES = 64;

export type Sampler = ReturnType<typeof createSampler>;

/** Draws from the distributions of a program; streams are four words at an index of an array. */
export function createSampler(parameters: Parameters) {
  const { distributionType, distributionA, distributionB, distributionC, distributionMean } = parameters;
  const { values, valueStart, valueCount } = parameters;

  /** A value of distribution `d`, not below 0. */
  function draw(d: number, stream: Int32Array, at: number): number {
    const type = distributionType[d];
    if (type === UNIFORM) return distributionA[d] + uniform(stream, at) * distributionB[d];
    if (type === CONSTANT) return distributionA[d];
    if (type === EXPONENTIAL) return -distributionA[d] * Math.log(uniform(stream, at));
    if (type === NORMAL) {
      const below = distributionC[d];
      const value = distributionA[d] + distributionB[d] * normalQuantile(below + uniform(stream, at) * (1 - below));
      return value > 0 ? value : 0;
    }
    return drawOther(d, stream, at);
  }

  function drawOther(d: number, stream: Int32Array, at: number): number {
    const type = distributionType[d];
    if (type === GAMMA) return drawGamma(d, stream, at);
    const u = uniform(stream, at);
    if (type === LOGNORMAL) return Math.exp(distributionA[d] + distributionB[d] * normalQuantile(u));
    if (type === WEIBULL) return distributionB[d] * (-Math.log(u)) ** distributionC[d];
    if (type === TRIANGULAR) return triangularQuantile(d, u);
    return values[valueStart[d] + Math.floor(u * valueCount[d])];
  }

  /**
   * What is left of a value that has reached `age` already: X - age given X > age. An age past all the distribution
   * allows gives a short exponential rest: the thing is overdue, it may end any moment.
   */
  function drawResidual(d: number, age: number, stream: Int32Array, at: number): number {
    if (!(age > 0)) return draw(d, stream, at);
    const rest = residual(d, age, stream, at);
    if (rest === rest && rest < Infinity) return rest > LEAST_REST ? rest : LEAST_REST;
    return LEAST_REST - OVERDUE_SHARE * distributionMean[d] * Math.log(uniform(stream, at));
  }

  /** NaN when the distribution has nothing above the age. */
  function residual(d: number, age: number, stream: Int32Array, at: number): number {
    const type = distributionType[d];
    const a = distributionA[d];
    const b = distributionB[d];
    if (type === CONSTANT) return age < a ? a - age : NaN;
    if (type === GAMMA) return gammaResidual(d, age, stream, at);
    if (type === EMPIRICAL) return empiricalResidual(d, age, stream, at);
    const u = uniform(stream, at);
    if (type === NORMAL) return a + b * upperQuantile(u * normalUpperTail((age - a) / b)) - age;
    if (type === LOGNORMAL) return Math.exp(a + b * upperQuantile(u * normalUpperTail((Math.log(age) - a) / b))) - age;
    if (type === EXPONENTIAL) return -a * Math.log(u);
    // Conditional survival: ln S(t + age) - ln S(age) = ln U.
    if (type === WEIBULL) return b * ((age / b) ** a - Math.log(u)) ** distributionC[d] - age;
    if (type === UNIFORM) return age < a + b ? Math.max(a, age) + u * (a + b - Math.max(a, age)) - age : NaN;
    const below = triangularBelow(d, age);
    return below < 1 ? triangularQuantile(d, below + u * (1 - below)) - age : NaN;
  }

  function triangularQuantile(d: number, u: number): number {
    const min = distributionA[d];
    const mode = distributionB[d];
    const max = distributionC[d];
    const width = max - min;
    if (width === 0) return mode;
    if (u * width < mode - min) return min + Math.sqrt(u * width * (mode - min));
    return max - Math.sqrt((1 - u) * width * (max - mode));
  }

  function triangularBelow(d: number, value: number): number {
    const min = distributionA[d];
    const mode = distributionB[d];
    const max = distributionC[d];
    if (value >= max) return 1;
    if (value <= min) return 0;
    if (value < mode) return (value - min) ** 2 / ((max - min) * (mode - min));
    return 1 - (max - value) ** 2 / ((max - min) * (max - mode));
  }

  function empiricalResidual(d: number, age: number, stream: Int32Array, at: number): number {
    const end = valueStart[d] + valueCount[d];
    let first = valueStart[d];
    while (first < end && values[first] <= age) first++;
    return first < end ? values[first + Math.floor(uniform(stream, at) * (end - first))] - age : NaN;
  }

  /** Marsaglia and Tsang, A simple method for generating gamma variables, ACM TOMS 26 (2000). */
  function drawGamma(d: number, stream: Int32Array, at: number): number {
    const shape = distributionA[d];
    const boost = shape < 1 ? uniform(stream, at) ** (1 / shape) : 1;
    const third = (shape < 1 ? shape + 1 : shape) - 1 / 3;
    const width = 1 / Math.sqrt(9 * third);
    for (;;) {
      const z = normalQuantile(uniform(stream, at));
      const v = (1 + width * z) ** 3;
      if (v <= 0) continue;
      if (Math.log(uniform(stream, at)) < 0.5 * z * z + third * (1 - v + Math.log(v)))
        return distributionB[d] * third * v * boost;
    }
  }

  /** By rejection; in the far tail, where that fails, the tail is exponential with the scale as its mean. */
  function gammaResidual(d: number, age: number, stream: Int32Array, at: number): number {
    for (let attempt = 0; attempt < GAMMA_TRIES; attempt++) {
      const value = drawGamma(d, stream, at);
      if (value > age) return value - age;
    }
    return -distributionB[d] * Math.log(uniform(stream, at));
  }

  return { draw, drawResidual };
}

/** Value that a standard normal variable is above with probability q. */
function upperQuantile(q: number): number {
  return q > 0 ? -normalQuantile(q) : NaN;
}
