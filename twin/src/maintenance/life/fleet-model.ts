// Remaining life learned from run-to-failure histories of a fleet: random-feature net.
import { calibratedIntervals, type LifeQuantiles } from './intervals.ts';
import { fitRandomFeatures, type RandomFeatureOptions } from './random-features.ts';
import { defaultTrajectoryOptions, featureCount, trajectoryFeatures, type TrajectoryOptions } from './trajectory.ts';

/** Readings of one unit, row-major, one row per cycle; the last row is the last before failure where it ran to failure. */
export interface UnitHistory {
  readings: Float64Array;
  rows: number;
}

/** Settings of the fleet model. */
export interface FleetModelOptions {
  /** Longer lives count as this: a healthy unit tells nothing of how much longer it will last. */
  cap: number;
  /** Every n-th row is learned; neighbouring rows say nearly the same. */
  stride: number;
  trajectory: TrajectoryOptions;
  net: Partial<RandomFeatureOptions>;
  /** Predictions that an interval is calibrated on. */
  neighbours: number;
}

/** Defaults, chosen by cross-validation on run-to-failure units (docs/reference/condition.md). */
export const defaultFleetModelOptions: FleetModelOptions = {
  cap: 125,
  stride: 2,
  trajectory: defaultTrajectoryOptions,
  net: {},
  neighbours: 1500,
};

/** Prediction of one unit. */
export interface LifePrediction extends LifeQuantiles {
  /** Least-squares prediction: for the smallest RMSE. */
  mean: number;
}

/** A fitted fleet model. */
export interface FleetModel {
  /** Remaining cycles at the last row of the unit. */
  predict(unit: UnitHistory): LifePrediction;
  /** Root mean square error of units that were left out, over cut-offs spread evenly over each life. */
  crossValidatedRmse: number;
}

/** Fits the model on units that ran to failure; the intervals come from units left out by fold. */
export function fitFleetModel(
  units: readonly UnitHistory[],
  sensorCount: number,
  options: Partial<FleetModelOptions> = {},
): FleetModel {
  const settings = { ...defaultFleetModelOptions, ...options };
  const width = featureCount(sensorCount);
  const scaler = standardiser(units, sensorCount);
  const featuresOf = (unit: UnitHistory): Float64Array =>
    trajectoryFeatures(scaler(unit.readings), sensorCount, settings.trajectory);
  const picked = units.map((unit) => rowsToLearn(unit.rows, settings.stride));
  const total = picked.reduce((sum, rows) => sum + rows.length, 0);
  const features = new Float64Array(total * width);
  const targets = new Float64Array(total);
  const groups = new Int32Array(total);
  let at = 0;
  units.forEach((unit, group) => {
    const all = featuresOf(unit);
    for (const row of picked[group]) {
      features.set(all.subarray(row * width, (row + 1) * width), at * width);
      targets[at] = Math.min(settings.cap, unit.rows - 1 - row);
      groups[at] = group;
      at++;
    }
  });
  const net = fitRandomFeatures({ features, width, targets, groups }, settings.net);
  const clamp = (value: number): number => Math.min(settings.cap, Math.max(0, value));
  const pairs = Array.from(targets, (actual, row) => ({ predicted: clamp(net.outOfFold[row]), actual }));
  const quantiles = calibratedIntervals(pairs, settings);
  return {
    crossValidatedRmse: Math.sqrt(
      pairs.reduce((sum, { predicted, actual }) => sum + (predicted - actual) ** 2, 0) / total,
    ),
    predict: (unit) => {
      const all = featuresOf(unit);
      const mean = clamp(net.predict(all.subarray((unit.rows - 1) * width)));
      return { mean, ...quantiles(mean) };
    },
  };
}

/** The last row, then backwards in steps of `stride`. */
function rowsToLearn(rows: number, stride: number): number[] {
  const picked: number[] = [];
  for (let row = rows - 1; row >= 0; row -= stride) picked.push(row);
  return picked;
}

/** Scales each sensor by its mean and deviation over all units; a constant sensor becomes 0. */
function standardiser(units: readonly UnitHistory[], sensorCount: number): (readings: Float64Array) => Float64Array {
  const sum = new Float64Array(sensorCount);
  const square = new Float64Array(sensorCount);
  let rows = 0;
  for (const unit of units) {
    rows += unit.rows;
    unit.readings.forEach((value, at) => {
      sum[at % sensorCount] += value;
    });
  }
  const mean = sum.map((value) => value / rows);
  for (const unit of units) {
    unit.readings.forEach((value, at) => {
      square[at % sensorCount] += (value - mean[at % sensorCount]) ** 2 / rows;
    });
  }
  const inverse = square.map((value, j) => (value > 1e-12 * (1e-12 + mean[j] ** 2) ? 1 / Math.sqrt(value) : 0));
  return (readings) => readings.map((value, at) => (value - mean[at % sensorCount]) * inverse[at % sensorCount]);
}
