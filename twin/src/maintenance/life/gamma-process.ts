// Remaining life where damage only grows (wear, crack): a gamma process, its scale learned by Bayes (van Noortwijk 2009).
import { betaCdf } from '../numerics/statistics.ts';
import type { LifeQuantiles } from './intervals.ts';
import { lifeQuantiles } from './quantile-search.ts';

/** Prior: mean wear per unit of time, how regular it is, and how many observations that is worth. */
export interface GammaPrior {
  meanRate: number;
  /** Shape per unit of time: the larger, the more regular the wear. */
  shapeRate: number;
  /** Weight of the prior in units of time observed. */
  weight: number;
}

/** A running estimate. */
export interface GammaLife {
  /** Takes the wear at a time; both may not decrease, smaller values are measuring noise and count as no progress. */
  push(at: number, wear: number): void;
  /** Probability that `threshold` is reached within `horizon` from the last observation. */
  failureProbability(threshold: number, horizon: number): number;
  /** Time to `threshold` from the last observation. */
  remaining(threshold: number): LifeQuantiles;
  /** Present estimate of the mean wear per unit of time. */
  meanRate(): number;
}

/**
 * Starts from the prior. The reciprocal scale of the increments has a gamma posterior, so wear to come over (wear to come
 * + wear seen) has a beta distribution: what is not yet known of the rate is in the interval.
 */
export function createGammaLife(prior: GammaPrior): GammaLife {
  let elapsed = 0;
  let worn = 0;
  let lastAt = Number.NaN;
  let lastWear = 0;
  const meanRate = (): number => (prior.weight * prior.meanRate + worn) / (prior.weight + elapsed);
  const failureProbability = (threshold: number, horizon: number): number => {
    const distance = threshold - lastWear;
    if (distance <= 0) return 1;
    if (!(horizon > 0)) return 0;
    const past = prior.shapeRate * (prior.weight + elapsed);
    const sum = prior.weight * prior.meanRate + worn;
    return 1 - betaCdf(distance / (distance + sum), prior.shapeRate * horizon, past);
  };
  return {
    push: (at, wear) => {
      if (!Number.isFinite(at) || !Number.isFinite(wear)) return;
      if (Number.isNaN(lastAt)) {
        lastAt = at;
        lastWear = wear;
        return;
      }
      if (at <= lastAt) return;
      elapsed += at - lastAt;
      lastAt = at;
      if (wear <= lastWear) return;
      worn += wear - lastWear;
      lastWear = wear;
    },
    failureProbability,
    remaining: (threshold) => {
      if (threshold <= lastWear) return { p10: 0, p50: 0, p90: 0 };
      return lifeQuantiles((horizon) => failureProbability(threshold, horizon));
    },
    meanRate,
  };
}
