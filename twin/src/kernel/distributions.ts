// Draws from packed distributions: fresh values, and what is left given an age. All but gamma invert one uniform number.
import { LEAST_SECONDS } from './constants.ts';
import type { Core } from './core.ts';
import { normalQuantile, normalUpperTail } from './normal.ts';
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
} from './pack-distribution.ts';
import { A, B, C, MEAN, TYPE, VALUE_COUNT, VALUES } from './program.ts';
import { uniform } from './random.ts';

/** Share of the mean that something past every value its distribution allows is thought to need yet. */
const OVERDUE_SHARE = 0.05;
const GAMMA_TRIES = 64;

/** Draws from the distribution at handle `d` with the stream at `stream`, at least LEAST_SECONDS. */
export function draw(k: Core, d: number, stream: number): number {
  const value = drawRaw(k, d, stream);
  return value > LEAST_SECONDS ? value : LEAST_SECONDS;
}

function drawRaw(k: Core, d: number, stream: number): number {
  const { g, m, n } = k;
  const p = d >> 1;
  const type = m[d + TYPE];
  if (type === CONSTANT) return g[p + A];
  if (type === GAMMA) return drawGamma(k, d, stream);
  const u = uniform(n, stream);
  switch (type) {
    case NORMAL: {
      const below = g[p + C];
      return g[p + A] + g[p + B] * normalQuantile(below + u * (1 - below));
    }
    case EXPONENTIAL:
      return -g[p + A] * Math.log(u);
    case LOGNORMAL:
      return Math.exp(g[p + A] + g[p + B] * normalQuantile(u));
    case WEIBULL:
      return g[p + B] * (-Math.log(u)) ** g[p + C];
    case UNIFORM:
      return g[p + A] + u * (g[p + B] - g[p + A]);
    case TRIANGULAR:
      return triangularQuantile(k, d, u);
    default:
      return g[m[d + VALUES] + Math.floor(u * m[d + VALUE_COUNT])];
  }
}

/**
 * Draws what is left of a value that has reached `age` already: X - age given X > age. At least LEAST_SECONDS. An age
 * past all the distribution allows gives a short exponential rest: the thing is overdue, it may end any moment.
 */
export function drawResidual(k: Core, d: number, { stream, age }: { stream: number; age: number }): number {
  if (!(age > 0)) return draw(k, d, stream);
  const rest = residualRaw(k, d, { stream, age });
  if (rest === rest && rest < Infinity) return rest > LEAST_SECONDS ? rest : LEAST_SECONDS;
  return LEAST_SECONDS - OVERDUE_SHARE * k.g[(d >> 1) + MEAN] * Math.log(uniform(k.n, stream));
}

/** NaN when the distribution has nothing above the age. */
function residualRaw(k: Core, d: number, { stream, age }: { stream: number; age: number }): number {
  const { g, m, n } = k;
  const p = d >> 1;
  const a = g[p + A];
  const b = g[p + B];
  switch (m[d + TYPE]) {
    case CONSTANT:
      return age < a ? a - age : NaN;
    case NORMAL:
      return a + b * upperQuantile(uniform(n, stream) * normalUpperTail((age - a) / b)) - age;
    case LOGNORMAL:
      return Math.exp(a + b * upperQuantile(uniform(n, stream) * normalUpperTail((Math.log(age) - a) / b))) - age;
    case EXPONENTIAL:
      return -a * Math.log(uniform(n, stream));
    case WEIBULL:
      return b * ((age / b) ** a - Math.log(uniform(n, stream))) ** g[p + C] - age;
    case UNIFORM:
      return age < b ? Math.max(a, age) + uniform(n, stream) * (b - Math.max(a, age)) - age : NaN;
    case TRIANGULAR: {
      const below = triangularBelow(k, d, age);
      return below < 1 ? triangularQuantile(k, d, below + uniform(n, stream) * (1 - below)) - age : NaN;
    }
    case EMPIRICAL:
      return empiricalResidual(k, d, { stream, age });
    default:
      return gammaResidual(k, d, { stream, age });
  }
}

/** Value that a standard normal variable is above with probability q. */
function upperQuantile(q: number): number {
  return q > 0 ? -normalQuantile(q) : NaN;
}

function triangularQuantile({ g }: Core, d: number, u: number): number {
  const p = d >> 1;
  const min = g[p + A];
  const mode = g[p + B];
  const max = g[p + C];
  const width = max - min;
  if (width === 0) return mode;
  if (u * width < mode - min) return min + Math.sqrt(u * width * (mode - min));
  return max - Math.sqrt((1 - u) * width * (max - mode));
}

function triangularBelow({ g }: Core, d: number, x: number): number {
  const p = d >> 1;
  const min = g[p + A];
  const mode = g[p + B];
  const max = g[p + C];
  if (x >= max) return 1;
  if (x <= min) return 0;
  if (x < mode) return (x - min) ** 2 / ((max - min) * (mode - min));
  return 1 - (max - x) ** 2 / ((max - min) * (max - mode));
}

function empiricalResidual({ g, m, n }: Core, d: number, { stream, age }: { stream: number; age: number }): number {
  const end = m[d + VALUES] + m[d + VALUE_COUNT];
  let first = m[d + VALUES];
  while (first < end && g[first] <= age) first++;
  return first < end ? g[first + Math.floor(uniform(n, stream) * (end - first))] - age : NaN;
}

/** Marsaglia and Tsang, A simple method for generating gamma variables, ACM TOMS 26 (2000). */
function drawGamma({ g, n }: Core, d: number, stream: number): number {
  const shape = g[(d >> 1) + A];
  const boost = shape < 1 ? uniform(n, stream) ** (1 / shape) : 1;
  const third = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  const width = 1 / Math.sqrt(9 * third);
  for (;;) {
    const z = normalQuantile(uniform(n, stream));
    const v = (1 + width * z) ** 3;
    if (v <= 0) continue;
    if (Math.log(uniform(n, stream)) < 0.5 * z * z + third * (1 - v + Math.log(v))) {
      return g[(d >> 1) + B] * third * v * boost;
    }
  }
}

/** By rejection; in the far tail, where that fails, the tail is exponential with the scale as its mean. */
function gammaResidual(k: Core, d: number, { stream, age }: { stream: number; age: number }): number {
  for (let attempt = 0; attempt < GAMMA_TRIES; attempt++) {
    const value = drawGamma(k, d, stream);
    if (value > age) return value - age;
  }
  return -k.g[(d >> 1) + B] * Math.log(uniform(k.n, stream));
}
