// Remaining life of one unit without history: a Wiener process on its health index, drift learned by Bayes.
import { normalCdf, normalQuantile } from '../numerics/statistics.ts';
import type { LifeQuantiles } from './intervals.ts';
import { lifeQuantiles } from './quantile-search.ts';

/** Prior of the drift: normal, in index units per unit of time; a sister fleet or the design life gives it. */
export interface WienerPrior {
  driftMean: number;
  driftDeviation: number;
  /** Diffusion in index units per square root of time, before any data. */
  diffusion: number;
  /** Observations that the prior diffusion counts for. */
  diffusionWeight?: number;
}

/** A running estimate. */
export interface WienerLife {
  /** Takes the index at a time (any unit, the same throughout, not decreasing). Values that are no numbers are left out. */
  push(at: number, index: number): void;
  /** Probability that the index reaches `threshold` within `horizon` from the last observation. */
  failureProbability(threshold: number, horizon: number): number;
  /**
   * Time to `threshold` from the last observation: 0 when it is reached, Infinity where the quantile is never reached
   * (a drift that may be 0 or below).
   */
  remaining(threshold: number): LifeQuantiles;
  /** Posterior of the drift and the diffusion. */
  state(): { driftMean: number; driftDeviation: number; diffusion: number };
}

/** Normal deviates of equal weight that the first-passage distribution is averaged over. */
const DEVIATES = Array.from({ length: 21 }, (_, k) => normalQuantile((k + 0.5) / 21));

/**
 * Starts from the prior. First passage of a Wiener process is inverse Gaussian; here it is averaged over the posterior of
 * the drift, so early intervals are wide and narrow with the data (Si et al. 2013).
 */
export function createWienerLife(prior: WienerPrior): WienerLife {
  const path = { elapsed: 0, travelled: 0, squares: 0, count: 0, lastAt: Number.NaN, lastIndex: Number.NaN };
  const failureProbability = (threshold: number, horizon: number): number => {
    const distance = threshold - (Number.isNaN(path.lastIndex) ? 0 : path.lastIndex);
    if (distance <= 0) return 1;
    if (!(horizon > 0)) return 0;
    const { driftMean, driftDeviation, diffusion } = posterior(prior, path);
    let sum = 0;
    for (const deviate of DEVIATES)
      sum += firstPassage(horizon, { distance, drift: driftMean + driftDeviation * deviate, sigma: diffusion });
    return sum / DEVIATES.length;
  };
  return {
    push: (at, index) => {
      advance(path, at, index);
    },
    failureProbability,
    remaining: (threshold) => {
      if (failureProbability(threshold, 0) === 1) return { p10: 0, p50: 0, p90: 0 };
      return lifeQuantiles((horizon) => failureProbability(threshold, horizon));
    },
    state: () => posterior(prior, path),
  };
}

/** Sufficient statistics of the course so far. */
interface Path {
  elapsed: number;
  travelled: number;
  /** Sum of squared increments over their time steps. */
  squares: number;
  count: number;
  lastAt: number;
  lastIndex: number;
}

function advance(path: Path, at: number, index: number): void {
  if (!Number.isFinite(index) || !Number.isFinite(at) || at <= path.lastAt) return;
  if (!Number.isNaN(path.lastAt)) {
    const step = at - path.lastAt;
    const increment = index - path.lastIndex;
    path.elapsed += step;
    path.travelled += increment;
    path.squares += increment ** 2 / step;
    path.count++;
  }
  path.lastAt = at;
  path.lastIndex = index;
}

function posterior(
  prior: WienerPrior,
  { elapsed, travelled, squares, count }: Path,
): { driftMean: number; driftDeviation: number; diffusion: number } {
  const weight = prior.diffusionWeight ?? 3;
  // Squares about the observed drift; one degree of freedom went into it.
  const own = elapsed > 0 ? Math.max(0, squares - travelled ** 2 / elapsed) : 0;
  const diffusion2 = (weight * prior.diffusion ** 2 + own) / (weight + Math.max(0, count - 1));
  const precision = 1 / prior.driftDeviation ** 2;
  const variance = 1 / (precision + elapsed / diffusion2);
  return {
    driftMean: variance * (prior.driftMean * precision + travelled / diffusion2),
    driftDeviation: Math.sqrt(variance),
    diffusion: Math.sqrt(diffusion2),
  };
}

/** Distribution of the first passage time of a Wiener process over `distance` (inverse Gaussian; defective for drift < 0). */
function firstPassage(
  time: number,
  { distance, drift, sigma }: { distance: number; drift: number; sigma: number },
): number {
  const root = sigma * Math.sqrt(time);
  const first = normalCdf((drift * time - distance) / root);
  const tail = normalCdf((-distance - drift * time) / root);
  if (tail === 0) return first;
  const exponent = (2 * drift * distance) / (sigma * sigma) + Math.log(tail);
  return Math.min(1, first + Math.exp(exponent));
}
