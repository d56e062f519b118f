// Expected sensor values from the operating state (ISO 13374 data manipulation): a ridge regression per sensor.
import { addOuter, mirrorLower, solveSymmetric } from '../../numerics/matrix.ts';

/** Linear expectation of each sensor from the operating variables (speed, load, ambient). */
export interface OperatingModel {
  /** Number of operating variables. */
  width: number;
  /** One row per sensor: intercept, then one slope per operating variable. */
  coefficients: Float64Array;
}

/** Rows of readings to learn from: sensors and operating variables of one sample share a row number. */
export interface OperatingRows {
  sensors: Float64Array;
  operating: Float64Array;
  rows: number;
  sensorCount: number;
  operatingCount: number;
}

/**
 * Fits the expectation on in-control rows by ridge regression on centred, scaled operating variables.
 * A constant operating variable gets the slope 0, so a sensor is then expected at its mean.
 *
 * @param ridge Penalty as a share of the number of rows (0.001 by default).
 */
export function fitOperatingModel(data: OperatingRows, ridge = 1e-3): OperatingModel {
  const { sensors, operating, rows, sensorCount, operatingCount } = data;
  const width = operatingCount + 1;
  const means = columnMeans(operating, rows, operatingCount);
  const gram = new Float64Array(width * width);
  const moments = new Float64Array(width * sensorCount);
  const x = new Float64Array(width);
  x[0] = 1;
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < operatingCount; k++) x[k + 1] = operating[row * operatingCount + k] - means[k];
    addOuter(gram, x, 1);
    for (let k = 0; k < width; k++) {
      for (let s = 0; s < sensorCount; s++)
        moments[k * sensorCount + s] = moments[k * sensorCount + s] + x[k] * sensors[row * sensorCount + s];
    }
  }
  for (let k = 0; k < width; k++) {
    const spread = gram[k * width + k];
    gram[k * width + k] = spread * (1 + (k === 0 ? 0 : ridge)) + (spread === 0 ? 1 : 0);
  }
  mirrorLower(gram, width);
  solveSymmetric(gram, moments, width);
  return { width: operatingCount, coefficients: uncentre(moments, means, sensorCount) };
}

function columnMeans(values: Float64Array, rows: number, columns: number): Float64Array {
  const means = new Float64Array(columns);
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < columns; k++) means[k] = means[k] + values[row * columns + k] / rows;
  return means;
}

function uncentre(solution: Float64Array, means: Float64Array, sensorCount: number): Float64Array {
  const width = means.length + 1;
  const coefficients = new Float64Array(sensorCount * width);
  for (let s = 0; s < sensorCount; s++) {
    let intercept = solution[s];
    for (let k = 1; k < width; k++) {
      const slope = solution[k * sensorCount + s];
      coefficients[s * width + k] = slope;
      intercept -= slope * means[k - 1];
    }
    coefficients[s * width] = intercept;
  }
  return coefficients;
}
