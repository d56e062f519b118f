// Remaining life by similarity: the recent course of a health index is matched against units that ran to failure.
import { quantileSorted } from '../numerics/statistics.ts';
import type { LifeQuantiles } from './intervals.ts';

/** A match with a stretch of an earlier life. */
interface Match {
  distance: number;
  remaining: number;
}

/** Similarity settings; counts in samples of the index. */
export interface SimilarityOptions {
  /** Newest samples that are compared. */
  window: number;
  /** Best matches that vote, at most one per unit. */
  neighbours: number;
}

/**
 * Quantiles of the remaining samples over the nearest stretches (Wang et al. 2008, similarity-based prognostics).
 * Each library unit gives its best match; votes are weighted by how close it is. Null when the index is shorter than
 * 5 samples or no unit is as long as the window.
 *
 * @param library Health index of each unit from its start to failure.
 * @param index Health index of the unit in service, newest last.
 */
export function similarLife(
  library: readonly Float64Array[],
  index: Float64Array,
  options: SimilarityOptions = { window: 50, neighbours: 15 },
): LifeQuantiles | null {
  const window = Math.min(options.window, index.length);
  if (window < 5) return null;
  const recent = index.subarray(index.length - window);
  const matches = library
    .map((life) => bestMatch(life, recent))
    .filter((match) => match !== null)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, options.neighbours);
  return matches.length === 0 ? null : weightedQuantiles(matches);
}

function bestMatch(life: Float64Array, recent: Float64Array): Match | null {
  let best: Match | null = null;
  for (let end = recent.length; end <= life.length; end++) {
    let distance = 0;
    const from = end - recent.length;
    for (let k = 0; k < recent.length; k++) distance += (life[from + k] - recent[k]) ** 2;
    if (best === null || distance < best.distance) best = { distance, remaining: life.length - end };
  }
  return best;
}

function weightedQuantiles(matches: readonly Match[]): LifeQuantiles {
  const scale = quantileSorted(
    matches.map(({ distance }) => distance),
    0.5,
  );
  const weighted = matches
    .map(({ distance, remaining }) => ({ remaining, weight: Math.exp(-distance / Math.max(scale, 1e-300)) }))
    .sort((a, b) => a.remaining - b.remaining);
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  const at = (q: number): number => {
    let sum = 0;
    for (const { remaining, weight } of weighted) {
      sum += weight;
      if (sum >= q * total) return remaining;
    }
    return weighted.at(-1)?.remaining ?? 0;
  };
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}
