// Remaining life of one unit without history: a Wiener process on its health index, drift learned by Bayes.
import { normalCdf, normalQuantile } from '../numerics/statistics.ts';
import type { LifeQuantiles } from './intervals.ts';

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

/** Points of the posterior drift that the first-passage distribution is averaged over. */
const DRIFT_POINTS = 41;

/**
 * Starts from the prior. First passage of a Wiener process is inverse Gaussian; here it is averaged over the posterior of
 * the drift, so early intervals are wide and narrow with the data (Si et al. 2013).
 */
export function createWienerLife(prior: WienerPrior): WienerLife {
  const prior2 = prior.driftDeviation ** 2;
  let elapsed = 0;
  let travelled = 0;
  let squares = 0;
  let count = 0;
  let lastAt = Number.NaN;
  let lastIndex = Number.NaN;

  const diffusion2 = (): number => {
    const weight = prior.diffusionWeight ?? 3;
    const drift = elapsed > 0 ? travelled / elapsed : 0;
    // Squares about the observed drift; one degree of freedom went into it.
    const own = Math.max(0, squares - drift * travelled);
    return (weight * prior.diffusion ** 2 + own) / (weight + Math.max(0, count - 1));
  };
  const posterior = (): { mean: number; variance: number } => {
    const sigma2 = diffusion2();
    const variance = 1 / (1 / prior2 + elapsed / sigma2);
    return { mean: variance * (prior.driftMean / prior2 + travelled / sigma2), variance };
  };
  const failureProbability = (threshold: number, horizon: number): number => {
    const distance = threshold - (Number.isNaN(lastIndex) ? 0 : lastIndex);
    if (distance <= 0) return 1;
    if (!(horizon > 0)) return 0;
    const { mean, variance } = posterior();
    const sigma = Math.sqrt(diffusion2());
    let sum = 0;
    for (let k = 0; k < DRIFT_POINTS; k++) {
      const drift = mean + Math.sqrt(variance) * normalQuantile((k + 0.5) / DRIFT_POINTS);
      sum += firstPassage(horizon, { distance, drift, sigma });
    }
    return sum / DRIFT_POINTS;
  };
  const quantile = (threshold: number, p: number): number => {
    if (failureProbability(threshold, 1e-12) >= p) return 0;
    let high = 1;
    while (failureProbability(threshold, high) < p) {
      high *= 2;
      if (high > 1e15) return Number.POSITIVE_INFINITY;
    }
    let low = 0;
    for (let step = 0; step < 60; step++) {
      const middle = (low + high) / 2;
      if (failureProbability(threshold, middle) < p) low = middle;
      else high = middle;
    }
    return high;
  };

  return {
    push: (at, index) => {
      if (!Number.isFinite(index) || !Number.isFinite(at)) return;
      if (at > lastAt) {
        const step = at - lastAt;
        elapsed += step;
        travelled += index - lastIndex;
        squares += (index - lastIndex) ** 2 / step;
        count++;
      }
      if (Number.isNaN(lastAt) || at > lastAt) {
        lastAt = at;
        lastIndex = index;
      }
    },
    failureProbability,
    remaining: (threshold) => ({
      p10: quantile(threshold, 0.1),
      p50: quantile(threshold, 0.5),
      p90: quantile(threshold, 0.9),
    }),
    state: () => {
      const { mean, variance } = posterior();
      return { driftMean: mean, driftDeviation: Math.sqrt(variance), diffusion: Math.sqrt(diffusion2()) };
    },
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
