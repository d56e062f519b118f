// The fleet model on synthetic run-to-failure units: better than a constant, calibrated, causal; similarity beside it.
import { describe, expect, test } from 'vitest';
import { seededNormal, seededUniform } from '../numerics/statistics.ts';
import { fitFleetModel, type UnitHistory } from './fleet-model.ts';
import { similarLife } from './similarity.ts';
import { featureCount, trajectoryFeatures } from './trajectory.ts';

const SENSORS = 3;

/** Units whose damage grows as a power of the share of life spent; two sensors show it, one is noise. */
function fleet(count: number, seed: number): UnitHistory[] {
  const normal = seededNormal(seed);
  const uniform = seededUniform(seed + 1);
  return Array.from({ length: count }, () => {
    const rows = 90 + Math.round(80 * uniform());
    const readings = new Float64Array(rows * SENSORS);
    for (let row = 0; row < rows; row++) {
      const damage = Math.exp((-5 * (rows - 1 - row)) / 60);
      readings[row * SENSORS] = 10 + 4 * damage + 0.3 * normal();
      readings[row * SENSORS + 1] = 500 - 90 * damage + 8 * normal();
      readings[row * SENSORS + 2] = normal();
    }
    return { readings, rows };
  });
}

const cut = ({ readings }: UnitHistory, rows: number): UnitHistory => ({
  readings: readings.slice(0, rows * SENSORS),
  rows,
});

const OPTIONS = { cap: 60, neighbours: 300, net: { units: 40, members: 2 } };

describe('fleet model', () => {
  const model = fitFleetModel(fleet(60, 1), SENSORS, OPTIONS);
  const uniform = seededUniform(17);
  const cases = fleet(300, 2).map((unit) => {
    const rows = Math.round(40 + uniform() * (unit.rows - 45));
    return { prediction: model.predict(cut(unit, rows)), actual: Math.min(60, unit.rows - rows) };
  });

  test('halves the error of the best constant on units it never saw, as its cross-validation says', () => {
    const mean = cases.reduce((sum, { actual }) => sum + actual, 0) / cases.length;
    const rmse = (predict: (k: number) => number): number =>
      Math.sqrt(cases.reduce((sum, { actual }, k) => sum + (predict(k) - actual) ** 2, 0) / cases.length);
    const own = rmse((k) => cases[k].prediction.mean);
    expect(own).toBeLessThan(0.5 * rmse(() => mean));
    expect(Math.abs(own / model.crossValidatedRmse - 1)).toBeLessThan(0.35);
  });

  test('its 80 % intervals cover 72 to 90 % of the true lives', () => {
    const inside = cases.filter(({ prediction, actual }) => actual >= prediction.p10 && actual <= prediction.p90);
    expect(inside.length / cases.length).toBeGreaterThan(0.72);
    expect(inside.length / cases.length).toBeLessThan(0.9);
  });

  test('quantiles are in order and within 0 and the cap', () => {
    for (const { prediction } of cases) {
      expect(prediction.p10).toBeGreaterThanOrEqual(0);
      expect(prediction.p10).toBeLessThanOrEqual(prediction.p50);
      expect(prediction.p50).toBeLessThanOrEqual(prediction.p90);
      expect(prediction.p90).toBeLessThanOrEqual(60);
    }
  });

  test('the same units and seed give the same model', () => {
    const again = fitFleetModel(fleet(60, 1), SENSORS, OPTIONS);
    const unit = fleet(1, 5)[0];
    expect(again.predict(unit)).toEqual(model.predict(unit));
  });
});

test('features of a row depend on no later row', () => {
  const [unit] = fleet(1, 3);
  const width = featureCount(SENSORS);
  const whole = trajectoryFeatures(unit.readings, SENSORS);
  const part = trajectoryFeatures(unit.readings.slice(0, 50 * SENSORS), SENSORS);
  expect(part).toEqual(whole.slice(0, 50 * width));
});

describe('similarity', () => {
  const library = [60, 80, 100].map((life) =>
    Float64Array.from({ length: life }, (_, k) => Math.exp((-4 * (life - 1 - k)) / 50)),
  );

  test('a course that ends like the library with 12 to go has 12 left', () => {
    const index = library[1].slice(0, 68);
    const life = similarLife(library, index, { window: 30, neighbours: 3 });
    expect(life?.p50).toBe(12);
    expect(life?.p10).toBeLessThanOrEqual(12);
  });

  test('nothing is said from fewer than five samples or without a library', () => {
    expect(similarLife(library, new Float64Array(4))).toBe(null);
    expect(similarLife([], new Float64Array(60))).toBe(null);
  });
});
