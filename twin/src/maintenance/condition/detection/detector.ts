// Streaming condition detector (ISO 13374 state detection): residuals, two EWMAs, T2 and Q, CUSUM, alarm with hysteresis.
import { type Baseline, isSettled, learnBaseline } from './baseline.ts';
import { createChangePoints } from './change-points.ts';
import { createCusum } from './cusum.ts';
import { type DetectorOptions, defaultDetectorOptions } from './options.ts';
import { createPersistence } from './persistence.ts';
import { type ClockFault, createSensorCheck, type SensorFault, type SensorRange } from './sensor-check.ts';
import { project, type SpeedModel } from './statistics-model.ts';

/** What the detector says of one sample. The same object is returned each time: copy what is to be kept. */
export interface Verdict {
  phase: 'learning' | 'monitoring';
  /** 1 is on the limit of the most sensitive statistic. */
  index: number;
  /** Each statistic over its limit. */
  fastT2: number;
  slowT2: number;
  q: number;
  cusum: number;
  alarm: boolean;
  /** Set on the sample at which the alarm is raised or cleared. */
  change: 'raised' | 'cleared' | null;
  /** True when the smoothed residuals leave the level they had since the last change, alarm or not. */
  isChangePoint: boolean;
  /** True while the baseline follows the process; false while it is frozen. */
  isAdapting: boolean;
  sensorFaults: number;
  clockFault: ClockFault | null;
}

/** The sensors of one component, and the operating variables that explain them. */
export interface DetectorSetup {
  sensorCount: number;
  operatingCount?: number;
  ranges?: readonly (SensorRange | null)[];
  options?: Partial<DetectorOptions>;
}

/** Share of one sensor in the present index. */
export interface Contribution {
  sensor: number;
  /** 0..1; all sensors together 1. */
  share: number;
  /** Smoothed deviation from the expected value, in deviations of its EWMA; its sign is the direction. */
  deviation: number;
}

/** Detector of one component. */
export interface ConditionDetector {
  /**
   * Takes one sample: `sensors` and `operating` hold the raw values (NaN where missing). No allocation after learning.
   * A sample whose time stamp is not after the last one is reported and not used.
   */
  push(atMs: number, sensors: ArrayLike<number>, operating?: ArrayLike<number>): Verdict;
  /** Sensors by their share in the dominating statistic, largest first: the evidence of an alarm. */
  contributions(): Contribution[];
  /** Present fault of a sensor's data, null when it may be used. */
  sensorFault(sensor: number): SensorFault | null;
  /** Expected value of a sensor in the last sample's operating state, NaN while learning. */
  expected(sensor: number): number;
  /** Holds the baseline as it is (open work order, trial run) until {@link ConditionDetector.thaw}. */
  freeze(): void;
  thaw(): void;
  /** Forgets the baseline and learns anew: after a repair or a change of mode. */
  reset(): void;
}

const NOTHING = new Float64Array(0);

/**
 * Creates a detector that first learns `baselineSamples` settled samples and then monitors. Residuals are taken against
 * the operating state; the index is the largest of T2 and Q at two speeds and the CUSUM, each over its limit. The
 * baseline follows only while nothing is over its limit and no alarm is active; masked sensors are replaced by what the
 * others say and are never learned. Methods: Jackson and Mudholkar 1979 (Q), Lowry et al. 1992 (MEWMA), Page 1954.
 */
export function createConditionDetector(setup: DetectorSetup): ConditionDetector {
  const options: DetectorOptions = { ...defaultDetectorOptions, ...setup.options };
  const n = setup.sensorCount;
  const width = setup.operatingCount ?? 0;
  const check = createSensorCheck(n, {
    jumpDeviations: options.jumpDeviations,
    holdSamples: options.jumpHoldSamples,
    ranges: setup.ranges,
  });
  const cusum = createCusum(n, { slack: options.cusumSlack, limit: options.cusumLimit });
  const persistence = createPersistence(options);
  const changePoints = createChangePoints(n, {
    rate: options.levelRate,
    factor: options.levelFactor,
    spacing: options.levelSpacing,
  });
  const capacity = options.baselineSamples;
  const learned = { sensors: new Float64Array(capacity * n), operating: new Float64Array(capacity * width), rows: 0 };
  const mean = new Float64Array(n);
  const scale = new Float64Array(n);
  const expected = new Float64Array(n).fill(Number.NaN);
  const z = new Float64Array(n);
  const drift = new Float64Array(n);
  const fast = new Float64Array(n);
  const slow = new Float64Array(n);
  const out = { t2: 0, q: 0 };
  const verdict: Verdict = {
    phase: 'learning',
    index: 0,
    fastT2: 0,
    slowT2: 0,
    q: 0,
    cusum: 0,
    alarm: false,
    change: null,
    isChangePoint: false,
    isAdapting: false,
    sensorFaults: 0,
    clockFault: null,
  };
  let baseline: Baseline | null = null;
  let seen = 0;
  let lastMs = Number.NaN;
  let interval = 0;
  let frozen = false;

  const checkClock = (atMs: number): ClockFault | null => {
    const step = atMs - lastMs;
    if (Number.isNaN(step)) {
      lastMs = atMs;
      return null;
    }
    if (!(step > 0)) {
      // After a clock was set back for good, going on from the new time loses one sample only.
      lastMs = atMs;
      return 'backward';
    }
    lastMs = atMs;
    const isGap = interval > 0 && step > options.gapIntervals * interval;
    if (!isGap) interval += (step - interval) / (interval === 0 ? 1 : 64);
    return isGap ? 'gap' : null;
  };

  const learn = (sensors: ArrayLike<number>, operating: ArrayLike<number>): void => {
    if (check.check(sensors, mean)) return;
    for (let k = 0; k < width; k++) if (!Number.isFinite(operating[k])) return;
    seen++;
    for (let j = 0; j < n; j++) learned.sensors[learned.rows * n + j] = sensors[j];
    for (let k = 0; k < width; k++) learned.operating[learned.rows * width + k] = operating[k];
    learned.rows++;
    if (learned.rows < capacity) return;
    const isLast = seen >= options.maxBaselineSamples;
    if (isLast || width > 0 || isSettled(learned.sensors, n, options.settledWithin)) adopt();
    else dropQuarter();
  };

  const adopt = (): void => {
    baseline = learnBaseline(learned, { sensorCount: n, operatingCount: width }, options);
    mean.set(baseline.mean);
    scale.set(baseline.scale);
    check.learn({ mean, scale, longestRun: baseline.longestRun });
    verdict.phase = 'monitoring';
  };

  const dropQuarter = (): void => {
    const drop = capacity >> 2;
    learned.sensors.copyWithin(0, drop * n);
    learned.operating.copyWithin(0, drop * width);
    learned.rows = capacity - drop;
  };

  const expect = (model: Baseline, operating: ArrayLike<number>): void => {
    const { coefficients } = model.operating;
    for (let j = 0; j < n; j++) {
      let value = coefficients[j * (width + 1)] + mean[j];
      for (let k = 0; k < width; k++) value += coefficients[j * (width + 1) + k + 1] * operating[k];
      expected[j] = value;
    }
  };

  /** Fills masked sensors with their conditional expectation from the others (Gauss and Seidel). */
  const impute = (precision: Float64Array): void => {
    for (let sweep = 0; sweep < 3; sweep++) {
      for (let j = 0; j < n; j++) {
        if (check.masked[j] === 0) continue;
        let sum = 0;
        for (let i = 0; i < n; i++) if (i !== j) sum += precision[j * n + i] * z[i];
        z[j] = -sum / precision[j * n + j];
      }
    }
  };

  const smooth = (model: Baseline, sensors: ArrayLike<number>, isMasked: boolean): void => {
    for (let j = 0; j < n; j++)
      z[j] = check.masked[j] !== 0 || scale[j] === 0 ? 0 : (sensors[j] - expected[j]) / scale[j];
    if (isMasked) impute(model.statistics.precision);
    for (let j = 0; j < n; j++) {
      fast[j] += options.fastLambda * (z[j] - fast[j]);
      slow[j] += options.slowLambda * (z[j] - slow[j]);
      drift[j] = z[j] / model.longRun[j];
    }
  };

  const measure = (model: Baseline): void => {
    const { statistics } = model;
    project(statistics, statistics.fast, fast, out);
    verdict.fastT2 = out.t2 / statistics.fast.limitT2;
    const fastQ = out.q / statistics.fast.limitQ;
    project(statistics, statistics.slow, slow, out);
    verdict.slowT2 = out.t2 / statistics.slow.limitT2;
    verdict.q = Math.max(fastQ, out.q / statistics.slow.limitQ);
    verdict.cusum = options.cusumLimit === Number.POSITIVE_INFINITY ? 0 : cusum.push(drift);
    verdict.index = Math.max(verdict.fastT2, verdict.slowT2, verdict.q, verdict.cusum);
  };

  const adapt = (): void => {
    for (let j = 0; j < n; j++) {
      if (check.masked[j] !== 0 || scale[j] === 0) continue;
      const value = Math.min(4, Math.max(-4, z[j]));
      mean[j] += options.adaptRate * value * scale[j];
      scale[j] *= 1 + 0.5 * options.adaptScaleRate * (value * value - 1);
    }
  };

  const monitor = (model: Baseline, sensors: ArrayLike<number>, operating: ArrayLike<number>): void => {
    for (let k = 0; k < width; k++) if (!Number.isFinite(operating[k])) return;
    expect(model, operating);
    const isMasked = check.check(sensors, expected);
    smooth(model, sensors, isMasked);
    measure(model);
    const change = persistence.push(verdict.index);
    verdict.change = change === 0 ? null : change > 0 ? 'raised' : 'cleared';
    verdict.alarm = persistence.active;
    verdict.isAdapting = !frozen && !verdict.alarm && verdict.index <= 1;
    verdict.isChangePoint = changePoints.push(model.statistics, fast);
    if (change < 0) cusum.reset();
    if (verdict.isAdapting) adapt();
  };

  const restart = (): void => {
    fast.fill(0);
    slow.fill(0);
    cusum.reset();
    changePoints.restart(fast);
  };

  const dominating = (model: Baseline): { speed: SpeedModel; path: Float64Array } => {
    const { fast: fastModel, slow: slowModel } = model.statistics;
    return verdict.slowT2 > verdict.fastT2 ? { speed: slowModel, path: slow } : { speed: fastModel, path: fast };
  };

  return {
    push: (atMs, sensors, operating = NOTHING) => {
      verdict.change = null;
      verdict.isChangePoint = false;
      verdict.clockFault = checkClock(atMs);
      if (verdict.clockFault === 'backward') return verdict;
      if (verdict.clockFault === 'gap' && !verdict.alarm) restart();
      if (baseline === null) learn(sensors, operating);
      else monitor(baseline, sensors, operating);
      let faults = 0;
      for (let j = 0; j < n; j++) if (check.masked[j] !== 0) faults++;
      verdict.sensorFaults = faults;
      return verdict;
    },
    contributions: () => {
      if (baseline === null) return [];
      const { speed, path } = dominating(baseline);
      return contributionsOf(baseline.statistics.precision, speed.inverseScale, path);
    },
    sensorFault: check.fault,
    expected: (sensor) => expected[sensor],
    freeze: () => {
      frozen = true;
    },
    thaw: () => {
      frozen = false;
    },
    reset: () => {
      baseline = null;
      learned.rows = 0;
      seen = 0;
      restart();
      check.reset();
      persistence.reset();
      expected.fill(Number.NaN);
      Object.assign(verdict, { phase: 'learning', index: 0, alarm: false, isAdapting: false });
    },
  };
}

/** Shares by the drop of T2 that explaining one sensor away would bring (variable contribution by conditioning). */
function contributionsOf(precision: Float64Array, inverseScale: Float64Array, path: Float64Array): Contribution[] {
  const n = path.length;
  const gains = Array.from(path, (value, j) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += precision[j * n + i] * path[i] * inverseScale[i];
    return { sensor: j, gain: inverseScale[j] === 0 ? 0 : (sum * sum) / precision[j * n + j], deviation: value * inverseScale[j] };
  });
  const total = gains.reduce((sum, { gain }) => sum + gain, 0) || 1;
  return gains
    .map(({ sensor, gain, deviation }) => ({ sensor, share: gain / total, deviation }))
    .sort((a, b) => b.share - a.share);
}
