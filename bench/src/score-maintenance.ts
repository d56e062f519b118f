// Scores condition and remaining life on every public data set found in a folder, by the rule each was published with.
import { createConditionDetector } from '@mini-factory-twin/twin/maintenance';
import type { Figures } from './figures.ts';
import { scoreAi4i } from './maintenance/ai4i.ts';
import { scoreAzureEvents } from './maintenance/azure-events.ts';
import { scoreCmapss } from './maintenance/cmapss.ts';
import { scoreCncMill } from './maintenance/cnc-mill.ts';
import { scoreFemto } from './maintenance/femto.ts';
import { scoreNab } from './maintenance/nab.ts';
import { figure, type SetFolders, type SetScore } from './maintenance/scored.ts';
import { scoreSkab } from './maintenance/skab.ts';
import { scoreTep } from './maintenance/tep.ts';

/** Where the data are. */
export interface MaintenanceScoreOptions {
  /** Folder with one folder per set: skab, cmapss, femto, tep, nab, cnc-mill, ai4i2020, azure-pdm-events. */
  data: string;
  /** Folder of the same layout to learn from, where the scored one has no learning part. */
  learn?: string;
}

const SETS: Record<string, (folders: SetFolders) => SetScore | null> = {
  skab: scoreSkab,
  cmapss: scoreCmapss,
  femto: scoreFemto,
  tep: scoreTep,
  nab: scoreNab,
  'cnc-mill': scoreCncMill,
  ai4i2020: scoreAi4i,
  'azure-pdm-events': scoreAzureEvents,
};

/**
 * Scores each set that is there, prints what others published on it, and measures the detector's speed.
 *
 * @throws Error when the folder holds none of the sets.
 */
export function scoreMaintenance({ data, learn }: MaintenanceScoreOptions): Figures {
  const folders: SetFolders = { data, learn: learn === undefined ? [data] : [data, learn] };
  const figures: Figures = {};
  for (const [name, score] of Object.entries(SETS)) {
    const result = score(folders);
    if (result === null) {
      console.log(`${name}: not found`);
      continue;
    }
    Object.assign(figures, result.figures);
    console.log(`${name}: ${result.note}`);
    if (result.published.length > 0) console.table(result.published);
  }
  if (Object.keys(figures).length === 0) throw new Error(`none of the data sets is in ${data}`);
  return { ...figures, ...detectorSpeed() };
}

/** Samples a second on one core of a detector of eight sensors and one operating variable, all statistics on. */
function detectorSpeed(): Figures {
  const sensorCount = 8;
  const samples = 200_000;
  const detector = createConditionDetector({
    sensorCount,
    operatingCount: 1,
    options: { cusumLimit: 10, adaptRate: 0.001, adaptScaleRate: 0.0001 },
  });
  const noise = noiseTable(4096);
  const sample = new Float64Array(sensorCount);
  const operating = new Float64Array(1);
  const run = (from: number, to: number): void => {
    for (let k = from; k < to; k++) {
      for (let j = 0; j < sensorCount; j++) sample[j] = noise[(k * 7 + j * 511) & 4095];
      operating[0] = noise[(k * 3) & 4095];
      detector.push(k * 1000, sample, operating);
    }
  };
  run(0, 20_000);
  const from = process.cpuUsage();
  run(20_000, 20_000 + samples);
  const seconds = process.cpuUsage(from).user / 1e6;
  return {
    'maintenance.detector.samplesPerSecond': figure(samples / seconds, '1/s', samples, {
      floor: 20_000,
      ambition: 100_000,
    }),
  };
}

function noiseTable(length: number): Float64Array {
  let seed = 1;
  return Float64Array.from({ length }, () => {
    let sum = 0;
    for (let k = 0; k < 12; k++) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      sum += seed / 2 ** 32;
    }
    return sum - 6;
  });
}
