// AI4I 2020 milling: failures by physical limits, with the mode and the variable to change.
import { join } from 'node:path';
import { activeModes, type FailureMode } from '@mini-factory-twin/twin/maintenance';
import { listFiles, parseTable, readText } from './data-files.ts';
import { figure, type Published, type SetFolders, type SetScore } from './scored.ts';

const STRAIN_LIMITS: Record<string, number> = { L: 11_000, M: 12_000, H: 13_000 };

const powerKw = (sample: Readonly<Record<string, number>>): number => (sample.torque * sample.speed * Math.PI) / 30_000;

// The rules that the data set's authors published with it (Matzka 2020).
const MODES: readonly FailureMode[] = [
  {
    mode: 'HDF',
    all: [
      { variable: 'cooling', quantity: (s) => s.process - s.air, limit: () => 8.6, side: 'below' },
      { variable: 'speed', quantity: (s) => s.speed, limit: () => 1380, side: 'below' },
    ],
  },
  { mode: 'PWF', all: [{ variable: 'torque', quantity: powerKw, limit: () => 3.5, side: 'below' }] },
  { mode: 'PWF', all: [{ variable: 'torque', quantity: powerKw, limit: () => 9, side: 'above' }] },
  {
    mode: 'OSF',
    all: [{ variable: 'wear', quantity: (s) => s.wear * s.torque, limit: (s) => s.strainLimit, side: 'above' }],
  },
];

const EXPLAINED = ['HDF', 'PWF', 'OSF'] as const;

/** Scores the records found in `ai4i2020/`; null when there are none. Nothing is learned. */
export function scoreAi4i({ data }: SetFolders): SetScore | null {
  const path = listFiles(join(data, 'ai4i2020'), /\.csv(\.gz)?$/)[0];
  if (path === undefined) return null;
  const { header, rows } = parseTable(readText(path));
  const column = (name: string): number => header.findIndex((cell) => cell.startsWith(name));
  const at = {
    air: column('Air temperature'),
    process: column('Process temperature'),
    speed: column('Rotational speed'),
    torque: column('Torque'),
    wear: column('Tool wear'),
    failure: header.findIndex((cell) => /^Machine.failure$/i.test(cell)),
  };
  const counts = { tp: 0, fp: 0, fn: 0, modeRight: 0, modeAll: 0 };
  for (const row of rows) {
    const number = (index: number): number => Number(row[index]);
    const found = activeModes(MODES, {
      air: number(at.air),
      process: number(at.process),
      speed: number(at.speed),
      torque: number(at.torque),
      wear: number(at.wear),
      strainLimit: STRAIN_LIMITS[row[column('Type')] ?? ''] ?? Number.NaN,
    });
    const isFailure = number(at.failure) === 1;
    if (found.length > 0) counts[isFailure ? 'tp' : 'fp']++;
    else if (isFailure) counts.fn++;
    const trueModes = EXPLAINED.filter((mode) => number(header.indexOf(mode)) === 1);
    if (trueModes.length === 0) continue;
    counts.modeAll++;
    if (trueModes.every((mode) => found.some((finding) => finding.mode === mode))) counts.modeRight++;
  }
  const { tp, fp, fn } = counts;
  return {
    figures: {
      'maintenance.ai4i.f1': figure(tp / (tp + (fp + fn) / 2), '', rows.length, { floor: 0.9 }),
      'maintenance.ai4i.precision': figure(tp / (tp + fp), '', tp + fp),
      'maintenance.ai4i.recall': figure(tp / (tp + fn), '', tp + fn),
      'maintenance.ai4i.rightModePercent': figure((100 * counts.modeRight) / counts.modeAll, '%', counts.modeAll, {
        floor: 95,
        ambition: 100,
      }),
    },
    published: PUBLISHED,
    note: 'Published physical limits, nothing learned. Tool wear (TWF) and random failures (RNF) are chance by construction.',
  };
}

const PUBLISHED: Published[] = [
  {
    method: 'physical rules',
    value: 'F1 0.92 on the public part, 0.909 held out: the ceiling',
    source: 'own count, README of the data',
  },
];
