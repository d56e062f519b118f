// Change points of the smoothed residual vector: it left the level it has had since the last change.
import { project, type StatisticsModel } from './statistics-model.ts';

/** Segments a stream of smoothed residual vectors into levels. */
export interface ChangePoints {
  /** Takes the next fast EWMA vector; true when a new level begins with it. No allocation. */
  push(model: StatisticsModel, fast: Float64Array): boolean;
  /** Takes the present vector as the new level. */
  restart(fast: Float64Array): void;
}

/**
 * The level is the running mean since the last change, forgetting at `rate`; a change is a distance in T2 from it over
 * `factor` times the limit. `spacing` samples must lie between two changes.
 */
export function createChangePoints(
  count: number,
  options: { rate: number; factor: number; spacing: number },
): ChangePoints {
  const level = new Float64Array(count);
  const distance = new Float64Array(count);
  const out = { t2: 0, q: 0 };
  let since = 0;
  const restart = (fast: Float64Array): void => {
    level.set(fast);
    since = 0;
  };
  return {
    restart,
    push: (model, fast) => {
      since++;
      const weight = Math.max(options.rate, 1 / (since + 1));
      for (let j = 0; j < count; j++) distance[j] = fast[j] - level[j];
      project(model, model.fast, distance, out);
      const isChange = since >= options.spacing && out.t2 > options.factor * model.fast.limitT2;
      if (isChange) restart(fast);
      else for (let j = 0; j < count; j++) level[j] += weight * distance[j];
      return isChange;
    },
  };
}
