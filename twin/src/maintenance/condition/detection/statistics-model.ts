// The model of in-control residuals: correlation, principal components and the limits of T2 and Q at two speeds.
import { addOuter, eigenSymmetric, mirrorLower, solveSymmetric } from '../../numerics/matrix.ts';
import { chiSquaredQuantile, quantileSorted } from '../../numerics/statistics.ts';
import type { DetectorOptions } from './options.ts';

/** Multivariate model of EWMA-smoothed, standardised residuals. */
export interface StatisticsModel {
  /** Unit eigenvectors of the correlation matrix, one per row, in descending order of variance. */
  vectors: Float64Array;
  /** Reciprocal eigenvalues, floored so that a direction without variance cannot explode. */
  weights: Float64Array;
  /** Leading components that T2 is taken over; Q is taken over the rest. */
  components: number;
  /** Inverse of the correlation matrix, to fill in masked sensors. */
  precision: Float64Array;
  fast: SpeedModel;
  slow: SpeedModel;
}

/** Spread and limits of one EWMA. */
export interface SpeedModel {
  lambda: number;
  /** Reciprocal standard deviation of each sensor's EWMA in control; 0 switches the sensor off. */
  inverseScale: Float64Array;
  limitT2: number;
  limitQ: number;
}

/** Values of both statistics of one smoothed residual vector. */
export interface T2AndQ {
  t2: number;
  q: number;
}

/** T2 and Q of the residual vector `x`, scaled by `speed`; the result is written to `out`. No allocation. */
export function project(model: StatisticsModel, speed: SpeedModel, x: Float64Array, out: T2AndQ): void {
  const n = x.length;
  const { vectors, weights, components } = model;
  const scale = speed.inverseScale;
  let total = 0;
  for (let j = 0; j < n; j++) {
    const e = x[j] * scale[j];
    total += e * e;
  }
  let t2 = 0;
  let explained = 0;
  for (let k = 0; k < components; k++) {
    let y = 0;
    const row = k * n;
    for (let j = 0; j < n; j++) y += vectors[row + j] * x[j] * scale[j];
    t2 += y * y * weights[k];
    explained += y * y;
  }
  out.t2 = t2;
  out.q = Math.max(0, total - explained);
}

/**
 * Learns the model from the in-control EWMA paths (rows x sensors, row-major) of both speeds.
 * The correlation is that of the fast path, shrunk towards independence; the limits hold for the whole learning stretch.
 */
export function learnStatistics(
  paths: { fast: Float64Array; slow: Float64Array; lag1: Float64Array },
  active: Uint8Array,
  options: DetectorOptions,
): StatisticsModel {
  const n = active.length;
  const fast = speedModel(paths.fast, active, { lambda: options.fastLambda, lag1: paths.lag1 });
  const slow = speedModel(paths.slow, active, { lambda: options.slowLambda, lag1: paths.lag1 });
  const correlation = correlationOf(paths.fast, fast.inverseScale, options.shrinkage);
  const { values, vectors } = eigenSymmetric(correlation, n);
  const components = componentsFor(values, options.components);
  const precision = new Float64Array(n * n);
  for (let i = 0; i < n; i++) precision[i * n + i] = 1;
  solveSymmetric(Float64Array.from(correlation), precision, n);
  const weights = values.map((value) => 1 / Math.max(value, 1e-6));
  const model: StatisticsModel = { vectors, weights, components, precision, fast, slow };
  setLimits(model, fast, paths.fast, options);
  setLimits(model, slow, paths.slow, options);
  return model;
}

function speedModel(
  path: Float64Array,
  active: Uint8Array,
  { lambda, lag1 }: { lambda: number; lag1: Float64Array },
): SpeedModel {
  const n = active.length;
  const rows = path.length / n;
  const inverseScale = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    if (active[j] === 0) continue;
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += path[row * n + j] ** 2;
    // A short stretch holds few independent values of a slow EWMA, so its theoretical deviation is the floor.
    inverseScale[j] = 1 / Math.max(Math.sqrt(sum / rows), ewmaDeviation(lambda, lag1[j]));
  }
  return { lambda, inverseScale, limitT2: Number.POSITIVE_INFINITY, limitQ: Number.POSITIVE_INFINITY };
}

/** Deviation of an EWMA of a unit-variance first-order autoregressive signal. */
function ewmaDeviation(lambda: number, lag1: number): number {
  const phi = Math.min(0.99, Math.max(0, lag1)) * (1 - lambda);
  return Math.sqrt(((lambda / (2 - lambda)) * (1 + phi)) / (1 - phi));
}

function correlationOf(path: Float64Array, inverseScale: Float64Array, shrinkage: number): Float64Array {
  const n = inverseScale.length;
  const rows = path.length / n;
  const matrix = new Float64Array(n * n);
  const e = new Float64Array(n);
  for (let row = 0; row < rows; row++) {
    // Values beyond 4 deviations are clipped: a few spikes must not widen the model.
    for (let j = 0; j < n; j++) e[j] = Math.min(4, Math.max(-4, path[row * n + j] * inverseScale[j]));
    addOuter(matrix, e, 1 / rows);
  }
  mirrorLower(matrix, n);
  const deviation = Float64Array.from({ length: n }, (_, j) => Math.sqrt(matrix[j * n + j]) || 1);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++)
      matrix[i * n + j] = i === j ? 1 : (matrix[i * n + j] / (deviation[i] * deviation[j])) * (1 - shrinkage);
  }
  return matrix;
}

function componentsFor(values: Float64Array, wanted: number): number {
  if (wanted >= 1) return Math.min(values.length, Math.round(wanted));
  const total = values.reduce((sum, value) => sum + value, 0);
  let sum = 0;
  for (let k = 0; k < values.length; k++) {
    sum += values[k];
    if (sum >= wanted * total) return k + 1;
  }
  return values.length;
}

function setLimits(model: StatisticsModel, speed: SpeedModel, path: Float64Array, options: DetectorOptions): void {
  const n = speed.inverseScale.length;
  const rows = path.length / n;
  const t2 = new Float64Array(rows);
  const q = new Float64Array(rows);
  const out = { t2: 0, q: 0 };
  for (let row = 0; row < rows; row++) {
    project(model, speed, path.subarray(row * n, (row + 1) * n), out);
    t2[row] = out.t2;
    q[row] = out.q;
  }
  const theory = chiSquaredQuantile(1 - options.falseAlarmProbability, model.components);
  speed.limitT2 = options.limitFactor * Math.max(theory, quantileSorted(t2.sort(), options.limitQuantile));
  const hasRest = model.components < n;
  speed.limitQ = hasRest
    ? options.limitFactor * Math.max(boxLimit(q, options), quantileSorted(q.sort(), options.limitQuantile))
    : Number.POSITIVE_INFINITY;
}

/** Box's limit of a sum of squares: a scaled chi-squared with the same mean and variance. */
function boxLimit(q: Float64Array, { falseAlarmProbability }: DetectorOptions): number {
  const mean = q.reduce((sum, value) => sum + value, 0) / q.length;
  const variance = q.reduce((sum, value) => sum + (value - mean) ** 2, 0) / q.length;
  if (!(variance > 0)) return 1e-9;
  return (variance / (2 * mean)) * chiSquaredQuantile(1 - falseAlarmProbability, (2 * mean * mean) / variance);
}
