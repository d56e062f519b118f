// Collects the in-control stretch: complete samples only, and no warm-up.
import { isSettled, type LearningRows } from './baseline.ts';
import type { DetectorOptions } from './options.ts';

/** The stretch that a baseline is learned from. */
export interface LearningBuffer {
  /** Takes a complete sample; true when the stretch is full and settled. */
  push(sensors: ArrayLike<number>, operating: ArrayLike<number>): boolean;
  readonly rows: LearningRows;
  clear(): void;
}

/**
 * A buffer of `baselineSamples`. A full stretch that still moves drops its oldest quarter and goes on, up to
 * `maxBaselineSamples`. With operating variables a move may be theirs, so the stretch is taken as it is.
 */
export function createLearningBuffer(
  sensorCount: number,
  operatingCount: number,
  options: DetectorOptions,
): LearningBuffer {
  const capacity = options.baselineSamples;
  const rows = {
    sensors: new Float64Array(capacity * sensorCount),
    operating: new Float64Array(capacity * operatingCount),
    rows: 0,
  };
  let seen = 0;
  const dropQuarter = (): void => {
    const drop = capacity >> 2;
    rows.sensors.copyWithin(0, drop * sensorCount);
    rows.operating.copyWithin(0, drop * operatingCount);
    rows.rows = capacity - drop;
  };
  return {
    rows,
    push: (sensors, operating) => {
      seen++;
      for (let j = 0; j < sensorCount; j++) rows.sensors[rows.rows * sensorCount + j] = sensors[j];
      for (let k = 0; k < operatingCount; k++) rows.operating[rows.rows * operatingCount + k] = operating[k];
      rows.rows++;
      if (rows.rows < capacity) return false;
      const isLast = seen >= options.maxBaselineSamples || operatingCount > 0;
      if (isLast || isSettled(rows.sensors, sensorCount, options.settledWithin)) return true;
      dropQuarter();
      return false;
    },
    clear: () => {
      rows.rows = 0;
      seen = 0;
    },
  };
}
