// What goes into the condition detector and what comes out.
import type { ClockFault } from './clock-check.ts';
import type { DetectorOptions } from './options.ts';
import type { SensorFault, SensorRange } from './sensor-check.ts';

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
