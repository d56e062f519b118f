// Draws from distributions as they are specified, by inverting one uniform number each (gamma: by rejection).
import { normalQuantile, normalUpperTail } from '../normal.ts';
import { seedStream, type StreamKey, uniform } from '../random.ts';
import type { DistributionSpec } from '../spec.ts';

/** A stream of random numbers of its own. */
export interface Stream {
  /** Uniform in (0, 1). */
  next(): number;
}

/** The stream of a key. */
export function streamOf(key: StreamKey): Stream {
  const words = new Int32Array(4);
  seedStream(words, 0, key);
  return { next: () => uniform(words, 0) };
}

/** A value of the distribution, not below 0. */
export function sample(distribution: DistributionSpec, stream: Stream): number {
  return Math.max(0, draw(distribution, stream));
}

function draw(spec: DistributionSpec, stream: Stream): number {
  if (spec.type === 'constant') return spec.value;
  if (spec.type === 'normal' && spec.sd === 0) return spec.mean;
  if (spec.type === 'gamma') return drawGamma(spec.mean, spec.cv, stream);
  return quantile(spec, stream.next());
}

type Inverted = Exclude<DistributionSpec, { type: 'constant' | 'gamma' }>;

function quantile(spec: Inverted, u: number): number {
  switch (spec.type) {
    case 'uniform':
      return spec.min + u * (spec.max - spec.min);
    case 'triangular':
      return triangularQuantile(spec, u);
    case 'normal': {
      const below = normalUpperTail(spec.mean / spec.sd);
      return spec.mean + spec.sd * normalQuantile(below + u * (1 - below));
    }
    case 'lognormal': {
      const variance = Math.log(1 + spec.cv ** 2);
      return Math.exp(Math.log(spec.mean) - variance / 2 + Math.sqrt(variance) * normalQuantile(u));
    }
    case 'weibull':
      return spec.scale * (-Math.log(u)) ** (1 / spec.shape);
    case 'exponential':
      return -spec.mean * Math.log(u);
    case 'empirical': {
      const sorted = [...spec.values].sort((a, b) => a - b);
      return sorted[Math.floor(u * sorted.length)] ?? 0;
    }
  }
}

function triangularQuantile({ min, mode, max }: { min: number; mode: number; max: number }, u: number): number {
  const width = max - min;
  if (width === 0) return mode;
  if (u * width < mode - min) return min + Math.sqrt(u * width * (mode - min));
  return max - Math.sqrt((1 - u) * width * (max - mode));
}

/** Marsaglia and Tsang, ACM TOMS 26 (2000). */
function drawGamma(mean: number, cv: number, stream: Stream): number {
  const shape = cv ** -2;
  const scale = mean * cv ** 2;
  const boost = shape < 1 ? stream.next() ** (1 / shape) : 1;
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = normalQuantile(stream.next());
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(stream.next()) < 0.5 * z * z + d * (1 - v + Math.log(v))) return scale * d * v * boost;
  }
}

/** Mean of the distribution as specified; of `normal` before it is conditioned on values above 0. */
export function meanOf(spec: DistributionSpec): number {
  switch (spec.type) {
    case 'constant':
      return spec.value;
    case 'uniform':
      return (spec.min + spec.max) / 2;
    case 'triangular':
      return (spec.min + spec.mode + spec.max) / 3;
    case 'weibull':
      return spec.scale * gammaFunction(1 + 1 / spec.shape);
    case 'empirical':
      return [...spec.values].sort((a, b) => a - b).reduce((sum, value) => sum + value, 0) / spec.values.length;
    default:
      return spec.mean;
  }
}

/** Stirling's series at x + 10, brought back by the recurrence; relative error below 1e-13 for x > 0. */
function gammaFunction(x: number): number {
  let divisor = 1;
  for (let i = 0; i < 10; i++) divisor *= x + i;
  const z = x + 10;
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5) - 1 / (1680 * z ** 7);
  return (Math.sqrt((2 * Math.PI) / z) * (z / Math.E) ** z * Math.exp(series)) / divisor;
}
