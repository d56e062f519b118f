// Features of a run-to-failure trajectory up to now: levels at two speeds, trend, change since the start, age.

/** How a trajectory is summarised; counts in cycles. */
export interface TrajectoryOptions {
  fastLambda: number;
  slowLambda: number;
  /** Cycles of the trend. */
  trendCycles: number;
  /** First cycles, whose mean is the unit's own start. */
  startCycles: number;
}

/** Defaults for one reading per cycle and lives of some hundred cycles. */
export const defaultTrajectoryOptions: TrajectoryOptions = {
  fastLambda: 0.3,
  slowLambda: 0.1,
  trendCycles: 80,
  startCycles: 20,
};

/** Number of features that {@link trajectoryFeatures} gives per row. */
export function featureCount(sensorCount: number): number {
  return 4 * sensorCount + 1;
}

/**
 * Features of every row of one unit, each from that row and those before it only.
 *
 * @param readings Standardised sensor values, row-major, one row per cycle.
 */
export function trajectoryFeatures(
  readings: Float64Array,
  sensorCount: number,
  options: TrajectoryOptions = defaultTrajectoryOptions,
): Float64Array {
  const rows = readings.length / sensorCount;
  const width = featureCount(sensorCount);
  const features = new Float64Array(rows * width);
  for (let j = 0; j < sensorCount; j++) {
    let fast = 0;
    let slow = 0;
    let start = 0;
    for (let row = 0; row < rows; row++) {
      const value = readings[row * sensorCount + j];
      // 1 / (row + 1) makes the first rows a plain mean, so a start-up value does not linger.
      fast += Math.max(options.fastLambda, 1 / (row + 1)) * (value - fast);
      slow += Math.max(options.slowLambda, 1 / (row + 1)) * (value - slow);
      if (row < options.startCycles) start += (value - start) / (row + 1);
      const at = row * width + j;
      features[at] = fast;
      features[at + sensorCount] = slow;
      features[at + 2 * sensorCount] = trend(readings, { row, column: j, sensorCount, cycles: options.trendCycles });
      features[at + 3 * sensorCount] = slow - start;
    }
  }
  for (let row = 0; row < rows; row++) features[row * width + width - 1] = row;
  return features;
}

/** Least-squares change over the window, shortened towards 0 while the window is not full. */
function trend(
  readings: Float64Array,
  { row, column, sensorCount, cycles }: { row: number; column: number; sensorCount: number; cycles: number },
): number {
  const count = Math.min(cycles, row + 1);
  if (count < 5) return 0;
  const middle = (count - 1) / 2;
  let product = 0;
  for (let k = 0; k < count; k++) product += (k - middle) * readings[(row - count + 1 + k) * sensorCount + column];
  const slope = product / ((count * (count * count - 1)) / 12);
  return slope * count;
}
