// The in-control baseline: mean, deviation and run lengths of each sensor, and the EWMA paths its model is learned from.
import { type OperatingModel, fitOperatingModel } from '../manipulation/operating-model.ts';
import { robustCentre } from '../../numerics/statistics.ts';
import type { DetectorOptions } from './options.ts';
import { learnStatistics, type StatisticsModel } from './statistics-model.ts';

/** What is normal for a set of sensors. */
export interface Baseline {
  operating: OperatingModel;
  /** Mean and deviation of the residual of each sensor. */
  mean: Float64Array;
  scale: Float64Array;
  /** 0 for a sensor that did not vary: it takes no part. */
  active: Uint8Array;
  longestRun: Int32Array;
  /** Deviation of the long-run mean, in deviations: above 1 where a signal is autocorrelated. */
  longRun: Float64Array;
  statistics: StatisticsModel;
}

/** Readings of the learning stretch, row-major. */
export interface LearningRows {
  sensors: Float64Array;
  operating: Float64Array;
  rows: number;
}

/** Learns the baseline of the whole stretch with robust means and deviations. */
export function learnBaseline(
  data: LearningRows,
  { sensorCount, operatingCount }: { sensorCount: number; operatingCount: number },
  options: DetectorOptions,
): Baseline {
  const operating = fitOperatingModel({ ...data, sensorCount, operatingCount });
  const residuals = residualsOf(data, operating, sensorCount);
  const mean = new Float64Array(sensorCount);
  const scale = new Float64Array(sensorCount);
  const lag1 = new Float64Array(sensorCount);
  for (let j = 0; j < sensorCount; j++) {
    const column = columnOf(residuals, j, sensorCount);
    const robust = robustCentre(column);
    const tiny =
      1e-9 * Math.max(1e-300, ...column.map(Math.abs), Math.abs(operating.coefficients[j * operating.width + j] ?? 0));
    mean[j] = robust.centre;
    scale[j] = robust.scale > tiny ? Math.max(robust.scale, 0.5 * deviationOf(column, robust.centre)) : 0;
    lag1[j] = scale[j] > 0 ? lagOne(column, robust.centre) : 0;
  }
  const active = Uint8Array.from(scale, (value) => (value > 0 ? 1 : 0));
  const paths = ewmaPaths(residuals, { mean, scale }, options);
  return {
    operating,
    mean,
    scale,
    active,
    longestRun: longestRuns(data.sensors, sensorCount),
    longRun: lag1.map((phi) => Math.sqrt((1 + Math.max(0, phi)) / (1 - Math.min(0.98, Math.max(0, phi))))),
    statistics: learnStatistics({ ...paths, lag1 }, active, options),
  };
}

/**
 * Whether a stretch is settled: no sensor's straight line through it climbs by more than `within` deviations about that
 * line, so warm-up is not learned as normal.
 */
export function isSettled(sensors: Float64Array, sensorCount: number, within: number): boolean {
  for (let j = 0; j < sensorCount; j++) {
    const { climb, scale } = lineThrough(columnOf(sensors, j, sensorCount));
    if (Math.abs(climb) > within * scale) return false;
  }
  return true;
}

/** Climb of the least-squares line over the whole stretch, and the robust deviation about it. */
function lineThrough(values: Float64Array): { climb: number; scale: number } {
  const n = values.length;
  const middle = (n - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const slope = values.reduce((sum, value, k) => sum + (k - middle) * value, 0) / ((n * (n * n - 1)) / 12);
  const { scale } = robustCentre(values.map((value, k) => value - mean - slope * (k - middle)));
  // Rounding of a constant signal must not count as a climb.
  const climb = slope * n;
  return { climb: Math.abs(climb) > 1e-9 * Math.abs(mean) ? climb : 0, scale };
}

function residualsOf(data: LearningRows, model: OperatingModel, sensorCount: number): Float64Array {
  const { width, coefficients } = model;
  const residuals = Float64Array.from(data.sensors);
  for (let row = 0; row < data.rows; row++) {
    for (let j = 0; j < sensorCount; j++) {
      let expected = coefficients[j * (width + 1)];
      for (let k = 0; k < width; k++)
        expected += coefficients[j * (width + 1) + k + 1] * data.operating[row * width + k];
      residuals[row * sensorCount + j] -= expected;
    }
  }
  return residuals;
}

/** EWMA paths as the running detector will see them, its adaptation of the mean included. */
function ewmaPaths(
  residuals: Float64Array,
  { mean, scale }: { mean: Float64Array; scale: Float64Array },
  options: DetectorOptions,
): { fast: Float64Array; slow: Float64Array } {
  const n = mean.length;
  const centre = Float64Array.from(mean);
  const fast = new Float64Array(residuals.length);
  const slow = new Float64Array(residuals.length);
  for (let at = 0; at < residuals.length; at++) {
    const j = at % n;
    const z = scale[j] > 0 ? (residuals[at] - centre[j]) / scale[j] : 0;
    const before = at - n;
    fast[at] = (before < 0 ? 0 : fast[before] * (1 - options.fastLambda)) + options.fastLambda * z;
    slow[at] = (before < 0 ? 0 : slow[before] * (1 - options.slowLambda)) + options.slowLambda * z;
    centre[j] += options.adaptRate * z * scale[j];
  }
  return { fast, slow };
}

function columnOf(rows: Float64Array, column: number, columns: number): Float64Array {
  return Float64Array.from({ length: rows.length / columns }, (_, row) => rows[row * columns + column]);
}

function deviationOf(values: Float64Array, centre: number): number {
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length);
}

function lagOne(values: Float64Array, centre: number): number {
  let product = 0;
  let square = 1e-300;
  for (let i = 0; i < values.length; i++) {
    const x = values[i] - centre;
    square += x * x;
    if (i > 0) product += x * (values[i - 1] - centre);
  }
  return product / square;
}

function longestRuns(rows: Float64Array, columns: number): Int32Array {
  const longest = new Int32Array(columns).fill(1);
  const run = new Int32Array(columns).fill(1);
  for (let at = columns; at < rows.length; at++) {
    const j = at % columns;
    run[j] = rows[at] === rows[at - columns] ? run[j] + 1 : 1;
    if (run[j] > longest[j]) longest[j] = run[j];
  }
  return longest;
}
