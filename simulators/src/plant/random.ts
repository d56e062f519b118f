// Random numbers of the plant: one independent stream per purpose, so one more draw somewhere changes nothing elsewhere.
import type { Distribution } from '@mini-factory-twin/contracts';

/** A stream of random numbers. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Standard normal. */
  normal(): number;
}

/** The stream of one purpose under a seed; same seed and purpose, same numbers. */
export function createRandom(seed: number, purpose: string): Random {
  const next = smallFastCounter(hash(purpose, seed));
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** One draw of a line model's distribution. `normal` is truncated at 0. */
export function draw(distribution: Distribution, random: Random): number {
  switch (distribution.type) {
    case 'constant':
      return distribution.value;
    case 'uniform':
      return random.between(distribution.min, distribution.max);
    case 'triangular':
      return drawTriangular(distribution, random);
    case 'normal':
      return drawTruncatedNormal(distribution.mean, distribution.sd, random);
    case 'lognormal': {
      const variance = Math.log(1 + distribution.cv ** 2);
      return distribution.mean * Math.exp(Math.sqrt(variance) * random.normal() - variance / 2);
    }
    case 'gamma': {
      const shape = 1 / distribution.cv ** 2;
      return (distribution.mean / shape) * drawGamma(shape, random);
    }
    case 'weibull':
      return distribution.scale * (-Math.log(1 - random.next())) ** (1 / distribution.shape);
    case 'exponential':
      return -distribution.mean * Math.log(1 - random.next());
    case 'empirical':
      return distribution.values[Math.floor(random.next() * distribution.values.length)] ?? 0;
  }
}

function drawTriangular({ min, mode, max }: { min: number; mode: number; max: number }, random: Random): number {
  const u = random.next();
  if (max === min) return min;
  const cut = (mode - min) / (max - min);
  if (u < cut) return min + Math.sqrt(u * (max - min) * (mode - min));
  return max - Math.sqrt((1 - u) * (max - min) * (max - mode));
}

function drawTruncatedNormal(mean: number, sd: number, random: Random): number {
  for (;;) {
    const value = mean + sd * random.normal();
    if (value >= 0) return value;
  }
}

/** Gamma with scale 1 by the squeeze of Marsaglia and Tsang (2000); shapes below 1 by their boost. */
function drawGamma(shape: number, random: Random): number {
  if (shape < 1) return drawGamma(shape + 1, random) * (1 - random.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** FNV-1a over the text, mixed with the seed. */
function hash(text: string, seed: number): number {
  let value = 0x811c9dc5 ^ Math.imul(seed | 0, 0x9e3779b1);
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}

/** Doty-Humphrey's sfc32: 128 bits of state, passes PractRand. */
function smallFastCounter(seed: number): () => number {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88 | 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < 15; round++) next();
  return next;
}
