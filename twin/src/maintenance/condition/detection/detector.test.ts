// The detector on synthetic streams: false alarms, shifts, evidence, frozen baseline, operating state, sensor faults.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededNormal } from '../../numerics/statistics.ts';
import { createConditionDetector } from './detector.ts';
import type { ConditionDetector, DetectorSetup, Verdict } from './detector-types.ts';
import type { DetectorOptions } from './options.ts';

const SENSORS = 5;
const LEARN = 400;

/** Correlated normal readings around 100, 200, ...: a common factor and own noise. */
function plant(seed: number): (out: Float64Array) => void {
  const normal = seededNormal(seed);
  return (out) => {
    const common = normal();
    for (let j = 0; j < out.length; j++) out[j] = 100 * (j + 1) + 0.7 * common + 0.7 * normal();
  };
}

interface Run {
  detector: ConditionDetector;
  sample: Float64Array;
  /** Pushes the next sample, changed by `edit`. */
  step(edit?: (sample: Float64Array) => void): Verdict;
}

function start(seed: number, options: Partial<DetectorOptions> = {}, setup: Partial<DetectorSetup> = {}): Run {
  const detector = createConditionDetector({ sensorCount: SENSORS, options, ...setup });
  const sample = new Float64Array(SENSORS);
  const next = plant(seed);
  let atMs = 0;
  const step = (edit?: (values: Float64Array) => void): Verdict => {
    next(sample);
    edit?.(sample);
    atMs += 1000;
    return detector.push(atMs, sample);
  };
  const run = { detector, sample, step };
  for (let k = 0; k < LEARN; k++) step();
  return run;
}

function alarmsOver(run: Run, samples: number, edit?: (sample: Float64Array) => void): number {
  let raised = 0;
  for (let k = 0; k < samples; k++) if (run.step(edit).change === 'raised') raised++;
  return raised;
}

/** Samples until the alarm, Infinity when it does not come. */
function delayOf(run: Run, limit: number, edit: (sample: Float64Array, k: number) => void): number {
  for (let k = 0; k < limit; k++) if (run.step((sample) => edit(sample, k)).alarm) return k + 1;
  return Number.POSITIVE_INFINITY;
}

describe('in control', () => {
  test('ten components raise at most 3 false alarms in 100,000 samples', () => {
    let raised = 0;
    for (let seed = 1; seed <= 10; seed++) raised += alarmsOver(start(seed), 10_000);
    expect(raised).toBeLessThanOrEqual(3);
  });

  test('a baseline that follows keeps a slow wander of five deviations without alarm', () => {
    const run = start(3, { adaptRate: 0.01 });
    let k = 0;
    const raised = alarmsOver(run, 8000, (sample) => {
      k++;
      for (let j = 0; j < SENSORS; j++) sample[j] += (5 * k) / 8000;
    });
    expect(raised).toBe(0);
  });

  test('warm-up is not learned: the stretch moves on until it is settled', () => {
    const detector = createConditionDetector({ sensorCount: 1, options: { baselineSamples: 200 } });
    const normal = seededNormal(8);
    const at = (k: number): number => 60 - 20 * Math.exp(-k / 150) + 0.1 * normal();
    let k = 0;
    while (detector.push(k * 1000, [at(k)]).phase === 'learning') k++;
    expect(k).toBeGreaterThan(400);
    detector.push((k + 1) * 1000, [60]);
    expect(detector.expected(0)).toBeGreaterThan(59);
  });
});

describe('a shift', () => {
  test('of three deviations in one sensor is found within 15 samples, and the evidence names that sensor', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 0, max: SENSORS - 1 }),
        fc.constantFrom(-1, 1),
        (seed, sensor, sign) => {
          const run = start(seed);
          const delay = delayOf(run, 200, (sample) => {
            sample[sensor] += sign * 3;
          });
          expect(delay).toBeLessThan(15);
          const [first] = run.detector.contributions();
          expect(first.sensor).toBe(sensor);
          expect(Math.sign(first.deviation)).toBe(sign);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('shares of the evidence add up to 1', () => {
    const run = start(4);
    delayOf(run, 100, (sample) => {
      sample[2] += 4;
    });
    const total = run.detector.contributions().reduce((sum, { share }) => sum + share, 0);
    expect(total).toBeCloseTo(1, 9);
  });

  test('of less than one deviation is found by the CUSUM, which alone accumulates it', () => {
    const shift = (sample: Float64Array): void => {
      sample[1] += 0.7;
    };
    const quiet: Partial<DetectorOptions> = { limitFactor: 50 };
    expect(delayOf(start(6, { ...quiet, cusumLimit: 12 }), 400, shift)).toBeLessThan(200);
    expect(delayOf(start(6, quiet), 400, shift)).toBe(Number.POSITIVE_INFINITY);
  });

  test('that breaks the correlation only is found although every sensor stays within two deviations', () => {
    const run = start(9, { components: SENSORS });
    const delay = delayOf(run, 300, (sample) => {
      sample[0] += 1.4;
      sample[1] -= 1.4;
    });
    expect(delay).toBeLessThan(40);
  });

  test('is also a change point, once', () => {
    const run = start(12);
    for (let k = 0; k < 200; k++) expect(run.step().isChangePoint).toBe(false);
    let changes = 0;
    for (let k = 0; k < 60; k++) {
      const { isChangePoint } = run.step((sample) => {
        for (let j = 0; j < SENSORS; j++) sample[j] += 4;
      });
      if (isChangePoint) changes++;
    }
    expect(changes).toBe(1);
  });
});

describe('the baseline', () => {
  test('is frozen by the alarm: a fault that stays is never learned', () => {
    const run = start(2, { adaptRate: 0.05 });
    for (let k = 0; k < 5000; k++)
      run.step((sample) => {
        sample[3] += 6;
      });
    expect(Math.abs(run.detector.expected(3) - 400)).toBeLessThan(1.5);
    expect(run.step((sample) => (sample[3] += 6)).isAdapting).toBe(false);
  });

  test('holds still between freeze and thaw', () => {
    const run = start(5, { adaptRate: 0.05 });
    run.step();
    run.detector.freeze();
    run.step();
    const before = run.detector.expected(0);
    for (let k = 0; k < 50; k++) expect(run.step().isAdapting).toBe(false);
    expect(run.detector.expected(0)).toBe(before);
    run.detector.thaw();
    expect(run.step().isAdapting).toBe(true);
  });

  test('is learned anew after a reset', () => {
    const run = start(7);
    run.detector.reset();
    const moved = (sample: Float64Array): void => {
      sample[0] += 50;
    };
    expect(run.step(moved).phase).toBe('learning');
    expect(alarmsOver(run, 2000, moved)).toBe(0);
    expect(run.detector.expected(0)).toBeGreaterThan(145);
  });

  test('expects what the operating state makes of it: load alone is no alarm, the same value without load is', () => {
    const detector = createConditionDetector({ sensorCount: 1, operatingCount: 1 });
    const normal = seededNormal(21);
    const push = (k: number, load: number, extra = 0): Verdict =>
      detector.push(k * 1000, [20 + 3 * load + extra + 0.2 * normal()], [load]);
    for (let k = 0; k < LEARN; k++) push(k, k % 10);
    for (let k = LEARN; k < LEARN + 500; k++) expect(push(k, 9).alarm).toBe(false);
    let alarm = false;
    for (let k = LEARN + 500; k < LEARN + 520; k++) alarm = push(k, 0, 27 * 0.1).alarm || alarm;
    expect(alarm).toBe(true);
  });

  test('alarm ends after the process is back, not before', () => {
    const run = start(14);
    delayOf(run, 100, (sample) => {
      sample[0] += 6;
    });
    expect(run.step((sample) => (sample[0] += 6)).alarm).toBe(true);
    let left = 0;
    while (run.step().alarm) left++;
    expect(left).toBeGreaterThanOrEqual(4);
    expect(left).toBeLessThan(120);
  });
});

describe('a sensor fault raises no machine alarm, is reported and not learned', () => {
  const faults: Record<string, { edit: (sample: Float64Array, k: number) => void; reported: string }> = {
    missing: { edit: (sample) => (sample[2] = Number.NaN), reported: 'missing' },
    stuck: { edit: (sample) => (sample[2] = 300.4), reported: 'stuck' },
    saturated: { edit: (sample) => (sample[2] = 500), reported: 'saturated' },
    'outside its range': { edit: (sample) => (sample[2] = 900), reported: 'saturated' },
    'in another unit': { edit: (sample) => (sample[2] /= 25.4), reported: 'unit' },
    'in Fahrenheit': { edit: (sample) => (sample[2] = sample[2] * 1.8 + 32), reported: 'unit' },
  };
  for (const [name, { edit, reported }] of Object.entries(faults)) {
    test(name, () => {
      const ranges = name.startsWith('in ') ? undefined : [null, null, { low: 0, high: 500 }, null, null];
      for (let seed = 1; seed <= 5; seed++) {
        const run = start(seed, { adaptRate: 0.02 }, { ranges });
        expect(delayOf(run, 1500, edit)).toBe(Number.POSITIVE_INFINITY);
        expect(run.detector.sensorFault(2)).toBe(reported);
        expect(Math.abs(run.detector.expected(2) - 300)).toBeLessThan(1.5);
        expect(alarmsOver(run, 500)).toBe(0);
        expect(run.detector.sensorFault(2)).toBe(null);
      }
    });
  }

  test('single spikes', () => {
    const run = start(3);
    let spikes = 0;
    for (let k = 0; k < 2000; k++) {
      const verdict = run.step((sample) => {
        if (k % 50 === 0) sample[4] += 80;
      });
      if (run.detector.sensorFault(4) === 'spike') spikes++;
      expect(verdict.alarm).toBe(false);
    }
    expect(spikes).toBe(40);
  });

  test('but a jump of one sensor that stays is a machine fault after the hold', () => {
    const run = start(3);
    const delay = delayOf(run, 100, (sample) => {
      sample[4] += 80;
    });
    expect(delay).toBeGreaterThan(4);
    expect(delay).toBeLessThan(12);
  });

  test('other faults are still found while a sensor is missing', () => {
    const run = start(10);
    const delay = delayOf(run, 100, (sample) => {
      sample[2] = Number.NaN;
      sample[0] += 4;
    });
    expect(delay).toBeLessThan(15);
    expect(run.detector.contributions()[0].sensor).toBe(0);
  });

  test('all sensors missing at once', () => {
    const run = start(10);
    expect(alarmsOver(run, 200, (sample) => sample.fill(Number.NaN))).toBe(0);
  });
});

describe('the clock', () => {
  test('set back is reported once, loses one sample and raises nothing', () => {
    const run = start(1);
    const { detector, sample } = run;
    expect(detector.push(5000, sample).clockFault).toBe('backward');
    expect(detector.push(6000, sample).clockFault).toBe(null);
  });

  test('jumping ahead is a gap', () => {
    const { detector, sample } = start(1);
    const verdict = detector.push(LEARN * 1000 + 3_600_000, sample);
    expect(verdict.clockFault).toBe('gap');
    expect(verdict.alarm).toBe(false);
  });
});

test('a sensor that never varies takes no part and divides nothing by zero', () => {
  const detector = createConditionDetector({ sensorCount: 2 });
  const normal = seededNormal(2);
  for (let k = 0; k < 1000; k++) {
    const verdict = detector.push(k * 1000, [7, normal()]);
    expect(Number.isFinite(verdict.index)).toBe(true);
    expect(verdict.alarm).toBe(false);
  }
});

test('the same samples give the same verdicts', () => {
  const indices = (): number[] => {
    const run = start(17, { adaptRate: 0.01, cusumLimit: 10 });
    return Array.from({ length: 200 }, () => run.step().index);
  };
  expect(indices()).toEqual(indices());
});

test('takes 20,000 samples of eight sensors a second on one core', () => {
  const detector = createConditionDetector({ sensorCount: 8, options: { adaptRate: 0.001, cusumLimit: 10 } });
  const next = plant(1);
  const samples = Array.from({ length: 1000 }, () => {
    const sample = new Float64Array(8);
    next(sample);
    return sample;
  });
  const run = (from: number, to: number): void => {
    for (let k = from; k < to; k++) detector.push(k * 1000, samples[k % 1000]);
  };
  run(0, 5000);
  // Time of this process, not of the clock: other work on the machine must not count.
  const before = process.cpuUsage();
  run(5000, 45_000);
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2);
});
