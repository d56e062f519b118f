// CNC mill tool wear: worn against unworn by whole experiments, never by row.
import { basename, join } from 'node:path';
import { listFiles, numberColumns, parseTable, readText } from './data-files.ts';
import { areaUnderCurve, figure, type SetFolders, type SetScore } from './scored.ts';

/** Feed drives and spindle; Z does not move while a layer is cut. */
const AXES = ['X', 'Y', 'S'] as const;
/** Machining states in which the tool cuts. */
const CUTTING = /^Layer \d (Up|Down)$/;

interface Experiment {
  isWorn: boolean;
  feed: number;
  /** Roughness of each drive's current while cutting. */
  load: number[];
}

/**
 * Scores the experiments found; null when there are fewer than two of each kind. The score of an experiment is the
 * roughness of its drive currents over what the feed makes expected: a blunt edge chatters, so no label sets its sign.
 */
export function scoreCncMill({ data, learn }: SetFolders): SetScore | null {
  const experiments = readExperiments(join(data, 'cnc-mill'));
  const worn = experiments.filter(({ isWorn }) => isWorn).length;
  if (worn < 2 || experiments.length - worn < 2) return null;
  const elsewhere = learn
    .filter((folder) => folder !== data)
    .flatMap((folder) => readExperiments(join(folder, 'cnc-mill')));
  const scores = experiments.map((own) =>
    wearScore(own, [...experiments.filter((other) => other !== own), ...elsewhere]),
  );
  const positive = scores.filter((_, k) => experiments[k]?.isWorn);
  const negative = scores.filter((_, k) => !experiments[k]?.isWorn);
  return {
    figures: {
      'maintenance.cncMill.auc': figure(areaUnderCurve(positive, negative), '', experiments.length),
    },
    published: [],
    note: 'No label is learned, but the feature was chosen with the 12 public labels in sight. Row-wise splits (99 % in public notebooks) leak and are not compared.',
  };
}

function readExperiments(folder: string): Experiment[] {
  const labels = listFiles(folder, /^train\.csv$/)[0];
  if (labels === undefined) return [];
  const { header, rows } = parseTable(readText(labels));
  const at = (name: string): number => header.indexOf(name);
  const byNumber = new Map(rows.map((row) => [Number(row[at('No')]), row]));
  return listFiles(folder, /^experiment_\d+\.csv(\.gz)?$/).flatMap((path) => {
    const label = byNumber.get(Number(/(\d+)/.exec(basename(path))?.[1]));
    if (label === undefined) return [];
    const feed = Number(label[at('feedrate')]);
    return [{ isWorn: label[at('tool_condition')] === 'worn', feed, load: cuttingLoad(path) }];
  });
}

function cuttingLoad(path: string): number[] {
  const table = parseTable(readText(path));
  const process = table.header.indexOf('Machining_Process');
  const isCutting = table.rows.map((row) => CUTTING.test(row[process] ?? ''));
  return AXES.map((axis) => {
    const [current] = numberColumns(table, [`${axis}_CurrentFeedback`]);
    return roughness([...(current ?? [])].filter((_, row) => isCutting[row]));
  });
}

/** Mean change of the current from one row to the next: chatter of a blunt edge, not the course of the cut. */
function roughness(values: readonly number[]): number {
  let sum = 0;
  for (let k = 1; k < values.length; k++) sum += Math.abs((values[k] ?? 0) - (values[k - 1] ?? 0));
  return sum / Math.max(1, values.length - 1);
}

/** Mean over the drives of the log roughness, less what the other experiments make expected at this feed. */
function wearScore(own: Experiment, others: readonly Experiment[]): number {
  const residuals = own.load.map((load, axis) => {
    const points = others.map((other) => ({ x: Math.log(other.feed), y: Math.log(other.load[axis] ?? 1) }));
    return Math.log(load) - lineAt(points, Math.log(own.feed));
  });
  return residuals.reduce((sum, residual) => sum + residual, 0) / residuals.length;
}

/** Value at `x` of the least-squares line, of the mean where all points have the same x. */
function lineAt(points: readonly { x: number; y: number }[], x: number): number {
  const meanX = points.reduce((sum, point) => sum + point.x, 0) / points.length;
  const meanY = points.reduce((sum, point) => sum + point.y, 0) / points.length;
  const spread = points.reduce((sum, point) => sum + (point.x - meanX) ** 2, 0);
  const product = points.reduce((sum, point) => sum + (point.x - meanX) * (point.y - meanY), 0);
  return meanY + (spread > 0 ? (product / spread) * (x - meanX) : 0);
}
