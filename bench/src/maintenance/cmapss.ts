// C-MAPSS turbofans FD001-FD004: remaining cycles of truncated test engines, RMSE and PHM score, capped and raw.
import { join } from 'node:path';
import { fitFleetModel, type LifePrediction, type UnitHistory } from '@mini-factory-twin/twin/maintenance';
import { findFile, groupBy, parseNumbers, readText } from './data-files.ts';
import { figure, type Published, type SetFolders, type SetScore } from './scored.ts';

const CAP = 125;
const FIRST_SENSOR = 5;
const SENSOR_COUNT = 21;
/** A sensor with fewer values within one operating regime is a setting, not a measurement. */
const FEWEST_VALUES = 6;

const FLOORS: Record<string, { rmse: number; rmseAmbition: number; score: number; scoreAmbition: number }> = {
  FD001: { rmse: 11, rmseAmbition: 10.2, score: 200, scoreAmbition: 175 },
  FD003: { rmse: 11, rmseAmbition: 9.8, score: 210, scoreAmbition: 180 },
};

/** Scores each FD00x whose three files are there; null when none is. Only the training engines are learned from. */
export function scoreCmapss({ data, learn }: SetFolders): SetScore | null {
  const figures: SetScore['figures'] = {};
  for (const name of ['FD001', 'FD002', 'FD003', 'FD004']) {
    const train = findFile(folders(learn), `train_${name}.txt`);
    const test = findFile(folders([data]), `test_${name}.txt`);
    const truth = findFile(folders([data]), `RUL_${name}.txt`);
    if (train === null || test === null || truth === null) continue;
    Object.assign(figures, scoreOne(name, parseNumbers(readText(train)), parseNumbers(readText(test)), truthOf(truth)));
  }
  if (Object.keys(figures).length === 0) return null;
  return { figures, published: PUBLISHED, note: NOTE };
}

function folders(roots: readonly string[]): string[] {
  return roots.map((root) => join(root, 'cmapss'));
}

function truthOf(path: string): number[] {
  return parseNumbers(readText(path)).map((row) => row[0] ?? Number.NaN);
}

function scoreOne(
  name: string,
  train: readonly number[][],
  test: readonly number[][],
  truth: readonly number[],
): SetScore['figures'] {
  const scale = regimeScale(train);
  const model = fitFleetModel(unitsOf(train, scale), scale.sensors.length, { cap: CAP });
  const predictions = unitsOf(test, scale).map((unit) => model.predict(unit));
  const capped = truth.map((life) => Math.min(life, CAP));
  const goal = FLOORS[name];
  const id = `maintenance.cmapss.${name}`;
  const count = truth.length;
  const squares = predictions.map(({ mean }, k) => (mean - (capped[k] ?? 0)) ** 2);
  return {
    [`${id}.rmseCapped`]: figure(rmse(squares), 'cycles', count, {
      ...rmseInterval(squares),
      ...(goal === undefined ? {} : { floor: goal.rmse, ambition: goal.rmseAmbition }),
    }),
    [`${id}.rmseRaw`]: figure(rmse(predictions.map(({ mean }, k) => (mean - (truth[k] ?? 0)) ** 2)), 'cycles', count),
    [`${id}.scoreCapped`]: figure(
      phmScore(predictions, capped),
      '',
      count,
      goal === undefined ? {} : { floor: goal.score, ambition: goal.scoreAmbition },
    ),
    [`${id}.scoreRaw`]: figure(phmScore(predictions, truth), '', count),
    [`${id}.coverage80Percent`]: figure(coverage(predictions, capped), '%', count, { floor: 75 }),
    [`${id}.intervalWidth`]: figure(mean(predictions.map(({ p10, p90 }) => p90 - p10)), 'cycles', count),
    [`${id}.crossValidatedRmse`]: figure(model.crossValidatedRmse, 'cycles', new Set(train.map((row) => row[0])).size),
  };
}

interface RegimeScale {
  /** Columns of the sensors that vary. */
  sensors: number[];
  /** Mean and deviation of each of them per regime. */
  regimes: Map<string, { mean: number[]; deviation: number[] }>;
}

/** The operating regime: altitude in thousands of feet and throttle, rounded. */
function regimeOf(row: readonly number[]): string {
  return `${Math.round(row[2] ?? 0)}/${Math.round(row[4] ?? 0)}`;
}

function regimeScale(train: readonly number[][]): RegimeScale {
  const groups = groupBy(train, regimeOf);
  const largest = [...groups.values()].reduce((best, rows) => (rows.length > best.length ? rows : best), []);
  const sensors = Array.from({ length: SENSOR_COUNT }, (_, k) => FIRST_SENSOR + k).filter(
    (column) => new Set(largest.map((row) => row[column])).size >= FEWEST_VALUES,
  );
  const regimes = new Map<string, { mean: number[]; deviation: number[] }>();
  for (const [key, rows] of groups) {
    const means = sensors.map((column) => mean(rows.map((row) => row[column] ?? 0)));
    const deviation = sensors.map((column, k) =>
      Math.sqrt(mean(rows.map((row) => ((row[column] ?? 0) - (means[k] ?? 0)) ** 2))),
    );
    regimes.set(key, { mean: means, deviation });
  }
  return { sensors, regimes };
}

function unitsOf(rows: readonly number[][], { sensors, regimes }: RegimeScale): UnitHistory[] {
  const fallback = regimes.values().next().value;
  return [...groupBy(rows, (row) => row[0]).values()].map((unit) => {
    const readings = new Float64Array(unit.length * sensors.length);
    unit.forEach((row, r) => {
      const regime = regimes.get(regimeOf(row)) ?? fallback;
      sensors.forEach((column, k) => {
        const deviation = regime?.deviation[k] ?? 0;
        readings[r * sensors.length + k] =
          deviation > 0 ? ((row[column] ?? 0) - (regime?.mean[k] ?? 0)) / deviation : 0;
      });
    });
    return { readings, rows: unit.length };
  });
}

function phmScore(predictions: readonly LifePrediction[], truth: readonly number[]): number {
  return predictions.reduce((sum, prediction, k) => {
    const late = prediction.mean - (truth[k] ?? 0);
    return sum + Math.exp(late < 0 ? -late / 13 : late / 10) - 1;
  }, 0);
}

function coverage(predictions: readonly LifePrediction[], truth: readonly number[]): number {
  const inside = predictions.filter(({ p10, p90 }, k) => (truth[k] ?? 0) >= p10 && (truth[k] ?? 0) <= p90);
  return (100 * inside.length) / predictions.length;
}

function rmse(squares: readonly number[]): number {
  return Math.sqrt(mean(squares));
}

/** 95 % interval of the RMSE over test engines, by the normal approximation of the mean square. */
function rmseInterval(squares: readonly number[]): { low: number; high: number } {
  const centre = mean(squares);
  const error = Math.sqrt(mean(squares.map((value) => (value - centre) ** 2)) / squares.length);
  return { low: Math.sqrt(Math.max(0, centre - 1.96 * error)), high: Math.sqrt(centre + 1.96 * error) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const NOTE =
  'Trained on the training engines only; features and net size chosen by cross-validation on train_FD001. Capped means min(true, 125).';

const TABLE = 'LLerDagu/RUL-FFVE, Benchmark.md; caps differ per paper';

const PUBLISHED: Published[] = [
  { method: 'MTSTAN', value: 'FD001 10.97 / 175, FD003 10.90 / 188', source: TABLE },
  { method: 'MS-DCNN', value: 'FD001 11.44 / 196, FD003 11.67 / 242', source: TABLE },
  { method: 'FFVE', value: 'FD001 12.31 / 280, FD003 12.43 / 302', source: TABLE },
  { method: 'AGCNN', value: 'FD001 12.42 / 226, FD003 13.39 / 227', source: TABLE },
  { method: 'Deep LSTM', value: 'FD001 16.14 / 338, FD003 16.18 / 852', source: TABLE },
  {
    method: 'LightGBM, XGBoost',
    value: 'FD001 12.52 / 239, FD003 12.52 / 267',
    source: 'rudder-framework/manifold report',
  },
];
