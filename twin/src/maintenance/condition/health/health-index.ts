// Health index of positive features (RMS, peak, power): how many times their own baseline, on a logarithmic scale.
import { quantileSorted } from '../../numerics/statistics.ts';

/** Settings of a health index; counts in samples. */
export interface HealthIndexOptions {
  /** First samples left out: run-in and warm-up. */
  skipSamples: number;
  /** Samples of the baseline after that. */
  baselineSamples: number;
  /** EWMA weight of the log ratio. */
  lambda: number;
  /** Rate at which the baseline follows while below half of `limit`. */
  adaptRate: number;
  /** Index that counts as a warning: ln 2 is twice the baseline. */
  limit: number;
}

/** Defaults for one reading every few seconds to minutes. */
export const defaultHealthIndexOptions: HealthIndexOptions = {
  skipSamples: 10,
  baselineSamples: 100,
  lambda: 0.3,
  adaptRate: 0.001,
  limit: Math.LN2,
};

/** Index of one component. */
export interface HealthIndex {
  /**
   * Takes the features of one reading; returns the mean smoothed log ratio to the baseline (0 = as new, ln 2 = doubled),
   * NaN while the baseline is learned. Values that are not above 0 are left out.
   */
  push(features: ArrayLike<number>): number;
  readonly limit: number;
}

/** Creates the index of `count` features that all grow with damage. */
export function createHealthIndex(count: number, options: Partial<HealthIndexOptions> = {}): HealthIndex {
  const settings = { ...defaultHealthIndexOptions, ...options };
  const learned: number[][] = Array.from({ length: count }, () => []);
  const baseline = new Float64Array(count);
  const smooth = new Float64Array(count);
  let seen = 0;
  let isReady = false;
  const learn = (features: ArrayLike<number>): void => {
    if (seen++ < settings.skipSamples) return;
    for (let j = 0; j < count; j++) if (features[j] > 0) learned[j].push(Math.log(features[j]));
    isReady = learned.every((values) => values.length >= settings.baselineSamples);
    if (!isReady) return;
    learned.forEach((values, j) => {
      baseline[j] = quantileSorted(
        values.sort((a, b) => a - b),
        0.5,
      );
    });
  };
  return {
    limit: settings.limit,
    push: (features) => {
      if (!isReady) {
        learn(features);
        return Number.NaN;
      }
      let sum = 0;
      for (let j = 0; j < count; j++) {
        if (features[j] > 0) smooth[j] += settings.lambda * (Math.log(features[j]) - baseline[j] - smooth[j]);
        sum += smooth[j];
      }
      const index = sum / count;
      if (Math.abs(index) < settings.limit / 2)
        for (let j = 0; j < count; j++) baseline[j] += settings.adaptRate * smooth[j];
      return index;
    },
  };
}
