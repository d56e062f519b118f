// Inverts a distribution function of time numerically.
import type { LifeQuantiles } from './intervals.ts';

/** Times beyond this count as never. */
const NEVER = 1e15;

/** Relative width at which a quantile is good enough. */
const PRECISION = 1e-5;

/**
 * P10, P50 and P90 of a non-decreasing distribution function of time; Infinity where a quantile is never reached.
 *
 * @param start A positive time of about the right size.
 */
export function lifeQuantiles(probabilityWithin: (time: number) => number, start = 1): LifeQuantiles {
  const at = (p: number): number => timeOf(probabilityWithin, p, start);
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}

function timeOf(probabilityWithin: (time: number) => number, p: number, start: number): number {
  let high = start;
  while (probabilityWithin(high) < p) {
    high *= 2;
    if (high > NEVER) return Number.POSITIVE_INFINITY;
  }
  let low = 0;
  while (high - low > PRECISION * high) {
    const middle = (low + high) / 2;
    if (probabilityWithin(middle) < p) low = middle;
    else high = middle;
  }
  return high;
}
