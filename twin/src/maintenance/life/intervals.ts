// Calibrated intervals of a prediction from residuals of units that the model had not seen (split conformal, Vovk 2005).
import { quantileSorted } from '../numerics/statistics.ts';

/** Remaining life as the twin tells it: 10, 50 and 90 % quantile, all in the unit of the targets. */
export interface LifeQuantiles {
  p10: number;
  p50: number;
  p90: number;
}

/** Out-of-sample predictions with what then happened. */
export interface CalibrationPair {
  predicted: number;
  actual: number;
}

/**
 * Learns how far the truth lies from a prediction of about the same size, and returns the quantiles for a new one.
 * Residuals are taken from the `neighbours` nearest predictions, since far from failure they spread wider than near it.
 * Results stay within [0, `cap`].
 */
export function calibratedIntervals(
  pairs: readonly CalibrationPair[],
  { neighbours, cap }: { neighbours: number; cap: number },
): (predicted: number) => LifeQuantiles {
  const sorted = [...pairs].sort((a, b) => a.predicted - b.predicted);
  const residuals = Float64Array.from(sorted, ({ predicted, actual }) => actual - predicted);
  const size = Math.min(neighbours, sorted.length);
  const clamp = (value: number): number => Math.min(cap, Math.max(0, value));
  return (predicted) => {
    const at = lowerBound(sorted, predicted);
    const from = Math.max(0, Math.min(sorted.length - size, at - (size >> 1)));
    const near = residuals.slice(from, from + size).sort();
    return {
      p10: clamp(predicted + quantileSorted(near, 0.1)),
      p50: clamp(predicted + quantileSorted(near, 0.5)),
      p90: clamp(predicted + quantileSorted(near, 0.9)),
    };
  };
}

function lowerBound(sorted: readonly CalibrationPair[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle].predicted < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
