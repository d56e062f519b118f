// Regression on random tanh features with a ridge read-out (random vector functional link, Pao 1994; extreme learning machine).
import { addOuterOfFour, mirrorLower, solveSymmetric } from '../numerics/matrix.ts';
import { seededNormal } from '../numerics/statistics.ts';

/** Rows to learn from. */
export interface RegressionData {
  /** Row-major features. */
  features: Float64Array;
  width: number;
  targets: Float64Array;
  /** Which unit (machine, run) each row is of: rows of one unit never fall into two folds. */
  groups: Int32Array;
}

/** Size and regularisation of the net. */
export interface RandomFeatureOptions {
  /** Tanh units of one member. */
  units: number;
  /** Members whose predictions are averaged. */
  members: number;
  /** Deviation of the weights' sum over all features of unit variance. */
  weightScale: number;
  /** Ridge penalty as a share of the number of rows. */
  ridge: number;
  /** Folds by group for the out-of-fold predictions. */
  folds: number;
  seed: number;
}

/** Defaults set once for run-to-failure histories of some hundred units. */
export const defaultRandomFeatureOptions: RandomFeatureOptions = {
  units: 600,
  members: 4,
  weightScale: 0.7,
  ridge: 1e-4,
  folds: 5,
  seed: 1,
};

/** A fitted net. */
export interface RandomFeatureModel {
  /** Mean prediction of the members for one row of raw features. */
  predict(features: ArrayLike<number>): number;
  /** For each learning row the prediction of nets that saw nothing of its group. */
  outOfFold: Float64Array;
}

interface Member {
  /** Units x (width + 1), bias last. */
  weights: Float64Array;
  output: Float64Array;
}

/** Fits the members; the learning rows pass once per member, the folds share its sums. */
export function fitRandomFeatures(
  data: RegressionData,
  options: Partial<RandomFeatureOptions> = {},
): RandomFeatureModel {
  const settings = { ...defaultRandomFeatureOptions, ...options };
  const { centre, inverse } = standardisation(data);
  const rows = data.targets.length;
  const outOfFold = new Float64Array(rows);
  const members: Member[] = [];
  const normal = seededNormal(settings.seed);
  for (let m = 0; m < settings.members; m++) {
    const weights = drawWeights(normal, data.width, settings);
    const hidden = createHidden({ weights, centre, inverse }, data.width, settings.units);
    const { output, foldOutputs } = fitMember(data, hidden, settings);
    members.push({ weights, output });
    const unit = new Float64Array(output.length);
    for (let row = 0; row < rows; row++) {
      hidden(data.features, row * data.width, unit);
      outOfFold[row] += dot(unit, foldOutputs[data.groups[row] % settings.folds]) / settings.members;
    }
  }
  const unit = new Float64Array(settings.units + data.width + 1);
  const nets = members.map(({ weights, output }) => ({
    hidden: createHidden({ weights, centre, inverse }, data.width, settings.units),
    output,
  }));
  return {
    outOfFold,
    predict: (features) => {
      let sum = 0;
      for (const net of nets) {
        net.hidden(features, 0, unit);
        sum += dot(unit, net.output);
      }
      return sum / nets.length;
    },
  };
}

function fitMember(
  data: RegressionData,
  hidden: ReturnType<typeof createHidden>,
  { folds, ridge, units }: RandomFeatureOptions,
): { output: Float64Array; foldOutputs: Float64Array[] } {
  const size = units + data.width + 1;
  const grams = Array.from({ length: folds }, () => new Float64Array(size * size));
  const moments = Array.from({ length: folds }, () => new Float64Array(size));
  const blocks = Array.from({ length: folds }, () => new Float64Array(4 * size));
  const filled = new Int32Array(folds);
  data.targets.forEach((target, row) => {
    const fold = data.groups[row] % folds;
    const unit = blocks[fold].subarray(filled[fold] * size, (filled[fold] + 1) * size);
    hidden(data.features, row * data.width, unit);
    for (let k = 0; k < size; k++) moments[fold][k] += unit[k] * target;
    filled[fold] = (filled[fold] + 1) % 4;
    if (filled[fold] === 0) addOuterOfFour(grams[fold], blocks[fold], size);
  });
  blocks.forEach((block, fold) => {
    if (filled[fold] > 0) addOuterOfFour(grams[fold], block.fill(0, filled[fold] * size), size);
  });
  const solveWithout = (left: number): Float64Array => {
    const gram = new Float64Array(size * size);
    const moment = new Float64Array(size);
    for (let fold = 0; fold < folds; fold++) {
      if (fold === left) continue;
      for (let i = 0; i < gram.length; i++) gram[i] += grams[fold][i];
      for (let i = 0; i < size; i++) moment[i] += moments[fold][i];
    }
    for (let i = 0; i < size - 1; i++) gram[i * size + i] += ridge * data.targets.length;
    gram[size * size - 1] += 1e-9;
    mirrorLower(gram, size);
    solveSymmetric(gram, moment, size);
    return moment;
  };
  return { output: solveWithout(-1), foldOutputs: grams.map((_, fold) => solveWithout(fold)) };
}

/** Writes the tanh units, the standardised features themselves and a constant of one row. */
function createHidden(
  { weights, centre, inverse }: { weights: Float64Array; centre: Float64Array; inverse: Float64Array },
  width: number,
  units: number,
): (features: ArrayLike<number>, at: number, out: Float64Array) => void {
  return (features, at, out) => {
    for (let k = 0; k < width; k++) {
      // Values far outside what was learned are held at its edge: a net must not extrapolate.
      out[units + k] = Math.max(-5, Math.min(5, (features[at + k] - centre[k]) * inverse[k]));
    }
    for (let u = 0; u < units; u++) {
      const row = u * (width + 1);
      let sum = weights[row + width];
      for (let k = 0; k < width; k++) sum += weights[row + k] * out[units + k];
      out[u] = Math.tanh(sum);
    }
    out[units + width] = 1;
  };
}

function drawWeights(normal: () => number, width: number, { units, weightScale }: RandomFeatureOptions): Float64Array {
  const weights = new Float64Array(units * (width + 1));
  const scale = weightScale / Math.sqrt(width);
  for (let i = 0; i < weights.length; i++) weights[i] = normal() * (i % (width + 1) === width ? weightScale : scale);
  return weights;
}

function standardisation({ features, width, targets }: RegressionData): {
  centre: Float64Array;
  inverse: Float64Array;
} {
  const rows = targets.length;
  const centre = new Float64Array(width);
  const inverse = new Float64Array(width);
  for (let k = 0; k < width; k++) {
    for (let row = 0; row < rows; row++) centre[k] += features[row * width + k] / rows;
    let square = 0;
    for (let row = 0; row < rows; row++) square += (features[row * width + k] - centre[k]) ** 2 / rows;
    inverse[k] = square > 1e-18 * (1 + centre[k] ** 2) ? 1 / Math.sqrt(square) : 0;
  }
  return { centre, inverse };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
