// Numenta Anomaly Benchmark: single streams with labelled windows, by the published rules.
import { basename, join } from 'node:path';
import {
  createConditionDetector,
  createRollingWindow,
  type DetectorOptions,
} from '@mini-factory-twin/twin/maintenance';
import { findFile, listFiles, numberColumns, parseTable, parseTime, readText } from './data-files.ts';
import { figure, type Published, type SetFolders, type SetScore } from './scored.ts';
import { nabScore, normalised, windowProfiles } from './windows-score.ts';

const DAY_MS = 86_400_000;
const WINDOW = 48;
/** Detections nearer than this share of the file belong to one event. */
const SPACING = 0.02;

// Chosen on the six public files (see docs/reference/condition.md); the same for every file.
const OPTIONS: Partial<DetectorOptions> = {
  components: 2,
  fastLambda: 0.5,
  slowLambda: 0.05,
  adaptRate: 0.002,
  limitQuantile: 1,
  limitFactor: 1.5,
  raiseCount: 1,
  raiseWindow: 1,
  deadband: 1,
  clearCount: 5,
  jumpDeviations: Number.POSITIVE_INFINITY,
};

interface Stream {
  name: string;
  atMs: Float64Array;
  values: Float64Array;
  windows: [number, number][];
  probation: number;
}

/** Scores every file that `windows.json` names; null when there is none. */
export function scoreNab({ data }: SetFolders): SetScore | null {
  const folder = join(data, 'nab');
  const labels = findFile([folder], 'windows.json');
  if (labels === null) return null;
  const windows = JSON.parse(readText(labels)) as Record<string, [string, string][]>;
  const streams = listFiles(folder, /\.csv(\.gz)?$/).map((path) => readStream(path, windows));
  if (streams.length === 0) return null;
  const figures: SetScore['figures'] = {};
  const detections = streams.map((stream) => detect(stream));
  for (const [name, profile] of Object.entries(windowProfiles)) {
    const parts = streams.map((stream, k) =>
      nabScore(stream.windows, detections[k] ?? [], {
        rows: stream.values.length,
        probation: stream.probation,
        profile,
      }),
    );
    const goal = name === 'standard' ? { floor: 61, ambition: 73 } : {};
    figures[`maintenance.nab.${name}`] = figure(
      normalised(parts, profile),
      '',
      parts.reduce((sum, part) => sum + part.windows, 0),
      goal,
    );
  }
  streams.forEach(({ name }, k) => {
    figures[`maintenance.nab.${name}.detections`] = figure(detections[k]?.length ?? 0, '', 1);
  });
  return {
    figures,
    published: PUBLISHED,
    note: 'Probation (15 %, at most 750 rows) is learned, the rest is causal; one setting for all files.',
  };
}

function readStream(path: string, labels: Record<string, [string, string][]>): Stream {
  const table = parseTable(readText(path));
  const file = basename(path).replace(/\.gz$/, '');
  const atMs = Float64Array.from(table.rows, (row) => parseTime(row[0] ?? ''));
  const [values = new Float64Array(0)] = numberColumns(table, ['value']);
  const key = Object.keys(labels).find((name) => basename(name) === file);
  const windows = (key === undefined ? [] : (labels[key] ?? [])).map(([from, to]): [number, number] => [
    atMs.findIndex((at) => at >= parseTime(from.slice(0, 19))),
    atMs.findLastIndex((at) => at <= parseTime(to.slice(0, 19))),
  ]);
  return {
    name: file.replace(/\.csv$/, ''),
    atMs,
    values,
    windows,
    probation: Math.min(750, Math.floor(0.15 * values.length)),
  };
}

/** Rows at which the detector raises an alarm on the rolling level and spread; the time of day is the operating state. */
function detect({ atMs, values, probation }: Stream): number[] {
  const learned = probation - WINDOW;
  const detector = createConditionDetector({
    sensorCount: 2,
    operatingCount: 2,
    options: { ...OPTIONS, baselineSamples: learned, maxBaselineSamples: learned },
  });
  const rolling = createRollingWindow(WINDOW);
  const sample = new Float64Array(2);
  const clock = new Float64Array(2);
  const detections: number[] = [];
  for (let row = 0; row < values.length; row++) {
    if (!rolling.push(values[row])) continue;
    sample[0] = rolling.mean;
    sample[1] = rolling.logDeviation;
    const phase = (2 * Math.PI * (atMs[row] % DAY_MS)) / DAY_MS;
    clock[0] = Math.cos(phase);
    clock[1] = Math.sin(phase);
    const { change } = detector.push(atMs[row], sample, clock);
    const last = detections.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (change === 'raised' && row >= probation && row - last >= SPACING * values.length) detections.push(row);
  }
  return detections;
}

const README = 'per-file results of numenta/NAB, these 6 files (held-out 7 in brackets)';

const PUBLISHED: Published[] = [
  { method: 'ARTime', value: '77.8 (87.2)', source: README },
  { method: 'random cut forest', value: '75.8 (33.1)', source: README },
  { method: 'CAD OSE', value: '69.9 (59.3)', source: README },
  { method: 'relative entropy', value: '64.1 (61.0)', source: README },
  { method: 'HTM', value: '61.5 (71.9)', source: README },
  { method: 'KNN CAD', value: '55.4 (37.7)', source: README },
  { method: 'windowed Gaussian', value: '30.7 (13.3)', source: README },
];
