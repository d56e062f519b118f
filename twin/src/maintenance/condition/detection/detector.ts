// Streaming condition detector (ISO 13374 state detection): residuals, two EWMAs, T2 and Q, CUSUM, alarm with hysteresis.
import { type Baseline, learnBaseline } from './baseline.ts';
import { type ChangePoints, createChangePoints } from './change-points.ts';
import { type ClockCheck, createClockCheck } from './clock-check.ts';
import { contributionsOf } from './contributions.ts';
import { createCusum, type Cusum } from './cusum.ts';
import type { ConditionDetector, Contribution, DetectorSetup, Verdict } from './detector-types.ts';
import { createLearningBuffer, type LearningBuffer } from './learning-buffer.ts';
import { type DetectorOptions, defaultDetectorOptions } from './options.ts';
import { createPersistence, type Persistence } from './persistence.ts';
import { SensorCheck, type SensorFault } from './sensor-check.ts';
import { project } from './statistics-model.ts';

const NOTHING = new Float64Array(0);

/**
 * Creates a detector that first learns `baselineSamples` settled samples and then monitors. Residuals are taken against
 * the operating state; the index is the largest of T2 and Q at two speeds and the CUSUM, each over its limit. The
 * baseline follows only while nothing is over its limit and no alarm is active; masked sensors are replaced by what the
 * others say and are never learned. Methods: Jackson and Mudholkar 1979 (Q), Lowry et al. 1992 (MEWMA), Page 1954.
 */
export function createConditionDetector(setup: DetectorSetup): ConditionDetector {
  return new StreamingDetector(setup);
}

class StreamingDetector implements ConditionDetector {
  private readonly options: DetectorOptions;
  private readonly sensorCount: number;
  private readonly width: number;
  private readonly clock: ClockCheck;
  private readonly check: SensorCheck;
  private readonly cusum: Cusum;
  private readonly persistence: Persistence;
  private readonly changePoints: ChangePoints;
  private readonly learning: LearningBuffer;
  private readonly mean: Float64Array;
  private readonly scale: Float64Array;
  private readonly expectedValues: Float64Array;
  private readonly z: Float64Array;
  private readonly drift: Float64Array;
  private readonly fast: Float64Array;
  private readonly slow: Float64Array;
  private readonly out = { t2: 0, q: 0 };
  private readonly verdict: Verdict = silentVerdict();
  private baseline: Baseline | null = null;
  private isFrozen = false;

  constructor(setup: DetectorSetup) {
    const options = { ...defaultDetectorOptions, ...setup.options };
    const n = setup.sensorCount;
    this.options = options;
    this.sensorCount = n;
    this.width = setup.operatingCount ?? 0;
    this.clock = createClockCheck(options.gapIntervals);
    this.check = new SensorCheck(n, {
      jumpDeviations: options.jumpDeviations,
      holdSamples: options.jumpHoldSamples,
      ranges: setup.ranges,
    });
    this.cusum = createCusum(n, { slack: options.cusumSlack, limit: options.cusumLimit });
    this.persistence = createPersistence(options);
    this.changePoints = createChangePoints(n, {
      rate: options.levelRate,
      factor: options.levelFactor,
      spacing: options.levelSpacing,
    });
    this.learning = createLearningBuffer(n, this.width, options);
    this.mean = new Float64Array(n);
    this.scale = new Float64Array(n);
    this.expectedValues = new Float64Array(n).fill(Number.NaN);
    this.z = new Float64Array(n);
    this.drift = new Float64Array(n);
    this.fast = new Float64Array(n);
    this.slow = new Float64Array(n);
  }

  push(atMs: number, sensors: ArrayLike<number>, operating: ArrayLike<number> = NOTHING): Verdict {
    const { verdict } = this;
    verdict.change = null;
    verdict.isChangePoint = false;
    verdict.clockFault = this.clock.check(atMs);
    if (verdict.clockFault === 'backward') return verdict;
    if (verdict.clockFault === 'gap' && !verdict.alarm) this.restart();
    if (this.baseline === null) this.learn(sensors, operating);
    else this.monitor(this.baseline, sensors, operating);
    let faults = 0;
    for (let j = 0; j < this.sensorCount; j++) if (this.check.masked[j] !== 0) faults++;
    verdict.sensorFaults = faults;
    return verdict;
  }

  contributions(): Contribution[] {
    if (this.baseline === null) return [];
    const { statistics } = this.baseline;
    const isSlow = this.verdict.slowT2 > this.verdict.fastT2;
    const speed = isSlow ? statistics.slow : statistics.fast;
    return contributionsOf(statistics.precision, speed.inverseScale, isSlow ? this.slow : this.fast);
  }

  sensorFault(sensor: number): SensorFault | null {
    return this.check.fault(sensor);
  }

  expected(sensor: number): number {
    return this.expectedValues[sensor];
  }

  freeze(): void {
    this.isFrozen = true;
  }

  thaw(): void {
    this.isFrozen = false;
  }

  reset(): void {
    this.baseline = null;
    this.learning.clear();
    this.restart();
    this.check.reset();
    this.persistence.reset();
    this.expectedValues.fill(Number.NaN);
    Object.assign(this.verdict, silentVerdict());
  }

  private learn(sensors: ArrayLike<number>, operating: ArrayLike<number>): void {
    if (this.check.check(sensors, this.mean) || !this.isComplete(operating)) return;
    if (!this.learning.push(sensors, operating)) return;
    const counts = { sensorCount: this.sensorCount, operatingCount: this.width };
    const baseline = learnBaseline(this.learning.rows, counts, this.options);
    this.mean.set(baseline.mean);
    this.scale.set(baseline.scale);
    this.check.learn({ scale: this.scale, longestRun: baseline.longestRun });
    this.verdict.phase = 'monitoring';
    this.baseline = baseline;
  }

  private monitor(model: Baseline, sensors: ArrayLike<number>, operating: ArrayLike<number>): void {
    if (!this.isComplete(operating)) return;
    const { verdict } = this;
    this.expect(model, operating);
    const isMasked = this.check.check(sensors, this.expectedValues);
    this.standardise(sensors);
    if (isMasked) this.impute(model.statistics.precision);
    this.smooth(model);
    this.measure(model);
    const change = this.persistence.push(verdict.index);
    verdict.change = change === 0 ? null : change > 0 ? 'raised' : 'cleared';
    verdict.alarm = this.persistence.active;
    verdict.isChangePoint = this.changePoints.push(model.statistics, this.fast);
    verdict.isAdapting = !this.isFrozen && !verdict.alarm && verdict.index <= 1;
    if (change < 0) this.cusum.reset();
    if (verdict.isAdapting) this.adapt();
  }

  private isComplete(operating: ArrayLike<number>): boolean {
    for (let k = 0; k < this.width; k++) if (!Number.isFinite(operating[k])) return false;
    return true;
  }

  private expect(model: Baseline, operating: ArrayLike<number>): void {
    const { coefficients } = model.operating;
    const { width } = this;
    for (let j = 0; j < this.sensorCount; j++) {
      let value = coefficients[j * (width + 1)] + this.mean[j];
      for (let k = 0; k < width; k++) value += coefficients[j * (width + 1) + k + 1] * operating[k];
      this.expectedValues[j] = value;
    }
  }

  private standardise(sensors: ArrayLike<number>): void {
    const { scale } = this;
    for (let j = 0; j < this.sensorCount; j++) {
      const isOff = this.check.masked[j] !== 0 || scale[j] === 0;
      this.z[j] = isOff ? 0 : (sensors[j] - this.expectedValues[j]) / scale[j];
    }
  }

  /** Fills masked sensors with their conditional expectation from the others (Gauss and Seidel). */
  private impute(precision: Float64Array): void {
    const n = this.sensorCount;
    for (let sweep = 0; sweep < 3; sweep++) {
      for (let j = 0; j < n; j++) {
        if (this.check.masked[j] === 0) continue;
        let sum = 0;
        for (let i = 0; i < n; i++) if (i !== j) sum += precision[j * n + i] * this.z[i];
        this.z[j] = -sum / precision[j * n + j];
      }
    }
  }

  private smooth(model: Baseline): void {
    const { fast, slow, z } = this;
    const { fastLambda, slowLambda } = this.options;
    for (let j = 0; j < this.sensorCount; j++) {
      fast[j] += fastLambda * (z[j] - fast[j]);
      slow[j] += slowLambda * (z[j] - slow[j]);
      this.drift[j] = z[j] / model.longRun[j];
    }
  }

  private measure({ statistics }: Baseline): void {
    const { verdict, out } = this;
    project(statistics, statistics.fast, this.fast, out);
    verdict.fastT2 = out.t2 / statistics.fast.limitT2;
    const fastQ = out.q / statistics.fast.limitQ;
    project(statistics, statistics.slow, this.slow, out);
    verdict.slowT2 = out.t2 / statistics.slow.limitT2;
    verdict.q = Math.max(fastQ, out.q / statistics.slow.limitQ);
    verdict.cusum = this.options.cusumLimit === Number.POSITIVE_INFINITY ? 0 : this.cusum.push(this.drift);
    verdict.index = Math.max(verdict.fastT2, verdict.slowT2, verdict.q, verdict.cusum);
  }

  private adapt(): void {
    const { mean, scale } = this;
    const { adaptRate, adaptScaleRate } = this.options;
    for (let j = 0; j < this.sensorCount; j++) {
      if (this.check.masked[j] !== 0 || scale[j] === 0) continue;
      const value = Math.min(4, Math.max(-4, this.z[j]));
      mean[j] += adaptRate * value * scale[j];
      scale[j] *= 1 + 0.5 * adaptScaleRate * (value * value - 1);
    }
  }

  private restart(): void {
    this.fast.fill(0);
    this.slow.fill(0);
    this.cusum.reset();
    this.changePoints.restart(this.fast);
  }
}

function silentVerdict(): Verdict {
  return {
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
}
