// How long a line needs from empty to its steady state, read from its course.

const BATCH = 5;

/**
 * Points of a course to leave out by MSER-5: the truncation, a multiple of five, that makes the standard error of the
 * mean of what remains smallest (White 1997; White, Cobb & Spratt 2000). Null when the best cut lies in the second half:
 * the course is then too short to say.
 */
export function mserTruncation(course: readonly number[]): number | null {
  const batches = Math.floor(course.length / BATCH);
  const means = Array.from({ length: batches }, (_, batch) => {
    const values = course.slice(batch * BATCH, (batch + 1) * BATCH);
    return values.reduce((sum, value) => sum + value, 0) / BATCH;
  });
  let best = 0;
  let least = Infinity;
  // The last few batches say little of a variance.
  for (let cut = 0; cut < batches - BATCH; cut++) {
    const error = squaredError(means, cut);
    if (error < least) {
      least = error;
      best = cut;
    }
  }
  return best > batches / 2 ? null : best * BATCH;
}

/** Squared standard error of the mean of the batches from `cut` on. */
function squaredError(means: readonly number[], cut: number): number {
  const rest = means.slice(cut);
  const mean = rest.reduce((sum, value) => sum + value, 0) / rest.length;
  return rest.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rest.length ** 2;
}
