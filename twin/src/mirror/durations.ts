// How long things take here: the latest observed durations over the nominal ones, and what remains of a running one.
import type { Band, Distribution } from '@mini-factory-twin/contracts';
import { distributionMean } from '@mini-factory-twin/contracts';

const OBSERVATIONS = 64;
/** Nominal values weigh as much as this many observations, so a few odd cycles do not move the mean far. */
const PRIOR_WEIGHT = 3;

/** Durations of one kind of work [s]: a ring of the latest observations over a nominal distribution. */
export interface Durations {
  readonly nominalSeconds: number;
  /** Number of durations seen so far. */
  count(): number;
  lastSeconds(): number | null;
  /** Mean of the latest observations shrunk towards the nominal mean. */
  meanSeconds(): number;
  add(seconds: number): void;
  /** Remaining time [s] of work that has taken `elapsedSeconds` so far. */
  remaining(elapsedSeconds: number): Band;
  toJSON(): number[];
}

/** Durations over a nominal distribution, continued from earlier observations if given. */
export function createDurations(nominal: Distribution, observed: readonly number[] = []): Durations {
  const nominalSeconds = distributionMean(nominal);
  const prior = quantiles(nominal);
  const ring: number[] = observed.slice(-OBSERVATIONS);
  let seen = ring.length;

  return {
    nominalSeconds,
    count: () => seen,
    lastSeconds: () => ring.at(-1) ?? null,
    meanSeconds: () =>
      (nominalSeconds * PRIOR_WEIGHT + ring.reduce((sum, value) => sum + value, 0)) / (PRIOR_WEIGHT + ring.length),
    add(seconds) {
      ring.push(seconds);
      if (ring.length > OBSERVATIONS) ring.shift();
      seen++;
    },
    remaining(elapsedSeconds) {
      const sample = ring.length >= prior.length ? ring : [...prior, ...ring];
      return residual(sample, elapsedSeconds, nominalSeconds);
    },
    toJSON: () => [...ring],
  };
}

/** P10/P50/P90 of (duration - elapsed) among the durations longer than elapsed; the tail beyond all of them is exponential. */
function residual(sample: readonly number[], elapsedSeconds: number, meanSeconds: number): Band {
  const left = sample
    .filter((value) => value > elapsedSeconds)
    .map((value) => value - elapsedSeconds)
    .sort((a, b) => a - b);
  if (left.length > 0) return { p10: rank(left, 0.1), p50: rank(left, 0.5), p90: rank(left, 0.9) };
  const scale = meanSeconds / 4;
  return { p10: scale * 0.105, p50: scale * 0.693, p90: scale * 2.303 };
}

function rank(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

const STEPS = 15;

/** Values at the mid-points of equal shares: enough of the distribution's shape for a remaining-time band. */
function quantiles(distribution: Distribution): number[] {
  return Array.from({ length: STEPS }, (_, index) => quantile(distribution, (index + 0.5) / STEPS));
}

function quantile(distribution: Distribution, share: number): number {
  switch (distribution.type) {
    case 'constant':
      return distribution.value;
    case 'uniform':
      return distribution.min + share * (distribution.max - distribution.min);
    case 'triangular':
      return triangular(distribution, share);
    case 'normal':
      return Math.max(0, distribution.mean + distribution.sd * normalQuantile(share));
    case 'lognormal':
    case 'gamma': {
      // A gamma of moderate cv is close enough to the log-normal with the same mean and cv for a display band.
      const variance = Math.log(1 + distribution.cv ** 2);
      return distribution.mean * Math.exp(-variance / 2 + Math.sqrt(variance) * normalQuantile(share));
    }
    case 'weibull':
      return distribution.scale * (-Math.log(1 - share)) ** (1 / distribution.shape);
    case 'exponential':
      return -distribution.mean * Math.log(1 - share);
    case 'empirical':
      return rank(
        [...distribution.values].sort((a, b) => a - b),
        share,
      );
  }
}

function triangular({ min, mode, max }: { min: number; mode: number; max: number }, share: number): number {
  if (max === min) return min;
  const split = (mode - min) / (max - min);
  if (share < split) return min + Math.sqrt(share * (max - min) * (mode - min));
  return max - Math.sqrt((1 - share) * (max - min) * (max - mode));
}

/** Inverse normal distribution function by Shore's logistic form; off by less than 0.02 between 3 % and 97 %. */
function normalQuantile(share: number): number {
  const sign = share < 0.5 ? -1 : 1;
  const tail = Math.min(share, 1 - share);
  return sign * 5.5556 * (1 - (tail / (1 - tail)) ** 0.1186);
}
