// FEMTO / PRONOSTIA bearings run to failure: useful first alarms, and our features of raw blocks against the table's.
import { basename, join } from 'node:path';
import { bearingFrequencies, createHealthIndex, createVibrationAnalyser } from '@mini-factory-twin/twin/maintenance';
import { listFiles, numberColumns, parseTable, readText } from './data-files.ts';
import { figure, type Published, type SetFolders, type SetScore } from './scored.ts';

const SNAPSHOT_SECONDS = 10;
const SNAPSHOT_ROWS = 2560;
const SAMPLE_HZ = 25_600;
const GEOMETRY = { balls: 13, ballDiameter: 3.5, pitchDiameter: 25.6 };

// RMS 10-1000 Hz in both directions. Chosen on the six learning bearings, where any limit of 0.4-1.2 gives the same result.
const FEATURES = ['h_b0', 'v_b0'];

type Outcome = 'useful' | 'early' | 'late' | 'missed';

/** Scores every bearing in `femto/features`; null when there is none. */
export function scoreFemto({ data }: SetFolders): SetScore | null {
  const paths = listFiles(join(data, 'femto', 'features'), /^Bearing.*\.csv(\.gz)?$/);
  if (paths.length === 0) return null;
  const results = paths.map((path) => ({ name: bearingName(path), ...firstAlarm(path) }));
  const figures: SetScore['figures'] = {};
  const useful = results.filter(({ outcome }) => outcome === 'useful').length;
  figures['maintenance.femto.usefulFirstAlarms'] = figure(useful, `of ${results.length}`, results.length, {
    floor: Math.round((results.length * 8) / 11),
  });
  figures['maintenance.femto.usefulPercent'] = figure((100 * useful) / results.length, '%', results.length);
  for (const outcome of ['early', 'late', 'missed'] as const)
    figures[`maintenance.femto.${outcome}`] = figure(
      results.filter((result) => result.outcome === outcome).length,
      '',
      results.length,
    );
  for (const { name, leadSeconds } of results)
    figures[`maintenance.femto.${name}.leadSeconds`] = figure(leadSeconds ?? Number.NaN, 's', 1);
  Object.assign(figures, rawFigures(data, paths));
  return { figures, published: PUBLISHED, note: NOTE };
}

function firstAlarm(path: string): { outcome: Outcome; leadSeconds: number | null } {
  const table = parseTable(readText(path));
  const [seconds, ...features] = numberColumns(table, ['t_s', ...FEATURES]);
  if (seconds === undefined) return { outcome: 'missed', leadSeconds: null };
  const lifeSeconds = (seconds.at(-1) ?? 0) + SNAPSHOT_SECONDS;
  const health = createHealthIndex(FEATURES.length);
  const row = new Float64Array(FEATURES.length);
  for (let k = 0; k < seconds.length; k++) {
    features.forEach((column, j) => {
      row[j] = column[k];
    });
    if (!(health.push(row) > health.limit)) continue;
    const leadSeconds = lifeSeconds - seconds[k];
    return { outcome: judge(leadSeconds, lifeSeconds), leadSeconds };
  }
  return { outcome: 'missed', leadSeconds: null };
}

function judge(leadSeconds: number, lifeSeconds: number): Outcome {
  if (leadSeconds > 0.5 * lifeSeconds) return 'early';
  return leadSeconds >= Math.max(60, 0.01 * lifeSeconds) ? 'useful' : 'late';
}

/** Our RMS and velocity of each raw snapshot over those of the features table, and how clear the outer race line gets. */
function rawFigures(data: string, featurePaths: readonly string[]): SetScore['figures'] {
  const raw = listFiles(join(data, 'femto', 'raw'), /_acc_\d+\.csv(\.gz)?$/);
  const analyser = createVibrationAnalyser({ length: SNAPSHOT_ROWS, sampleHz: SAMPLE_HZ });
  const errors = { rms: [] as number[], velocity: [] as number[] };
  for (const path of raw) {
    const block = Float64Array.from(parseTable(`\n_\n${readText(path)}`).rows, (cells) => Number(cells[4]));
    const features = analyser.features(block);
    const expected = featureRow(featurePaths, path);
    if (expected === null || block.length !== SNAPSHOT_ROWS) continue;
    errors.rms.push(Math.abs(features.rmsG / expected.rms - 1));
    errors.velocity.push(Math.abs(features.velocityMmPerSecond / expected.velocity - 1));
  }
  if (errors.rms.length === 0) return {};
  return {
    'maintenance.femto.raw.rmsErrorPercent': figure(100 * median(errors.rms), '%', errors.rms.length),
    'maintenance.femto.raw.velocityErrorPercent': figure(100 * median(errors.velocity), '%', errors.velocity.length),
    'maintenance.femto.bpfoHz': figure(bearingFrequencies(GEOMETRY, 30).outerRace, 'Hz', 1),
  };
}

function featureRow(featurePaths: readonly string[], rawPath: string): { rms: number; velocity: number } | null {
  const match = /^(Bearing\d_\d)_acc_(\d+)/.exec(basename(rawPath));
  const path = featurePaths.find((candidate) => bearingName(candidate) === match?.[1]);
  if (match === null || path === undefined) return null;
  const [rms, velocity] = numberColumns(parseTable(readText(path)), ['h_rms', 'h_vel_mm_s']);
  const row = Number(match[2]) - 1;
  return rms === undefined || velocity === undefined ? null : { rms: rms[row], velocity: velocity[row] };
}

function bearingName(path: string): string {
  return basename(path).replace(/\.csv(\.gz)?$/, '');
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const NOTE =
  'First alarm when the mean log ratio of RMS 10-1000 Hz to its baseline passes ln 2; features and limit chosen on the six learning bearings. The end of a file is the end of life.';

const PUBLISHED: Published[] = [
  { method: 'EWMA of log RMS, limit 0.5', value: '4 of 6 useful', source: 'own run, README of the data' },
];
