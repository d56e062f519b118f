// Tells faults of sensors and clocks from faults of the machine, sensor by sensor and without allocation.

/** What can be wrong with the data of one sensor. */
export type SensorFault = 'missing' | 'stuck' | 'saturated' | 'spike' | 'unit';

/** What can be wrong with the time stamps. */
export type ClockFault = 'backward' | 'gap';

/** Usual range of a sensor's raw values, where the data sheet gives one. */
export interface SensorRange {
  low: number;
  high: number;
}

const CODES = ['missing', 'stuck', 'saturated', 'spike', 'unit'] as const;
const [MISSING, STUCK, SATURATED, SPIKE, UNIT] = [1, 2, 3, 4, 5];

/** Factors between units that are mixed up in practice: decimal, inch, bar/psi, bar/atm, kg/lb, N/kgf, min/s, m/s-km/h, l/gal. */
const UNIT_FACTORS = [1000, 100, 10, 25.4, 14.5038, 6.89476, 1.01325, 2.20462, 9.80665, 60, 3.6, 3.78541, 0.7457];

/** State of the check of `count` sensors. */
export interface SensorCheck {
  /** 0 where the value may be used, else the code of a fault; read it with {@link SensorCheck.fault}. */
  readonly masked: Uint8Array;
  /** Sets what is normal: mean, deviation and longest run of equal values. */
  learn(normal: { mean: Float64Array; scale: Float64Array; longestRun: Int32Array }): void;
  /** Checks one sample against `mean`, the value now expected of each sensor; true when any sensor is masked. */
  check(values: ArrayLike<number>, mean: Float64Array): boolean;
  /** The present fault of a sensor, null when its value may be used. */
  fault(sensor: number): SensorFault | null;
  /** Forgets what was normal. */
  reset(): void;
}

/**
 * Checks each sensor for missing (NaN, infinite), stuck (a run of equal values far longer than any learned), saturated
 * (outside its range or on its edge), spike (one lone sensor jumps and comes back) and unit change (it jumps by a known
 * factor between units and stays). A lone jump that is none of these is let through after `holdSamples`.
 */
export function createSensorCheck(
  count: number,
  options: { jumpDeviations: number; holdSamples: number; ranges?: readonly (SensorRange | null)[] },
): SensorCheck {
  const { jumpDeviations, holdSamples } = options;
  const masked = new Uint8Array(count);
  const last = new Float64Array(count).fill(Number.NaN);
  const run = new Int32Array(count);
  const stuckAfter = new Int32Array(count).fill(2 ** 30);
  const scale = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const held = new Int32Array(count);
  const unit = new Float64Array(count);
  const low = Float64Array.from({ length: count }, (_, i) => options.ranges?.[i]?.low ?? Number.NEGATIVE_INFINITY);
  const high = Float64Array.from({ length: count }, (_, i) => options.ranges?.[i]?.high ?? Number.POSITIVE_INFINITY);

  const plain = (i: number, value: number): number => {
    if (!Number.isFinite(value)) return MISSING;
    run[i] = value === last[i] ? run[i] + 1 : 1;
    last[i] = value;
    if (value < low[i] || value > high[i] || ((value === low[i] || value === high[i]) && run[i] > 2)) return SATURATED;
    return run[i] > stuckAfter[i] ? STUCK : 0;
  };

  /** Mask of a jump: the unit fault stays while the factor fits; another jump is held back a few samples. */
  const jump = (i: number, value: number, expected: number): number => {
    if (unit[i] !== 0) {
      if (fitsUnit(value, expected, unit[i], scale[i])) return UNIT;
      unit[i] = 0;
    }
    if (Math.abs(value - expected) <= jumpDeviations * scale[i]) {
      held[i] = 0;
      return 0;
    }
    held[i] = held[i] + 1;
    if (held[i] < holdSamples) return SPIKE;
    if (held[i] === holdSamples) unit[i] = unitFactor(value, expected, scale[i]);
    return unit[i] === 0 ? 0 : UNIT;
  };

  const isLoneJump = (values: ArrayLike<number>, mean: Float64Array): boolean => {
    let jumped = 0;
    for (let i = 0; i < count; i++)
      if (masked[i] === 0 && Math.abs(values[i] - mean[i]) > jumpDeviations * scale[i]) jumped++;
    return jumped === 1;
  };

  return {
    masked,
    learn: (normal) => {
      for (let i = 0; i < count; i++) {
        scale[i] = normal.scale[i] > 0 ? normal.scale[i] : Number.POSITIVE_INFINITY;
        stuckAfter[i] = normal.scale[i] > 0 ? Math.ceil(1.5 * normal.longestRun[i]) + 3 : 2 ** 30;
      }
    },
    check: (values, mean) => {
      for (let i = 0; i < count; i++) masked[i] = plain(i, values[i]);
      const lone = isLoneJump(values, mean);
      let any = false;
      for (let i = 0; i < count; i++) {
        if (masked[i] === 0 && (lone || held[i] > 0 || unit[i] !== 0)) masked[i] = jump(i, values[i], mean[i]);
        any ||= masked[i] !== 0;
      }
      return any;
    },
    fault: (sensor) => (masked[sensor] === 0 ? null : (CODES[masked[sensor] - 1] ?? null)),
    reset: () => {
      for (const state of [masked, run, held, unit]) state.fill(0);
      last.fill(Number.NaN);
      stuckAfter.fill(2 ** 30);
      scale.fill(Number.POSITIVE_INFINITY);
    },
  };
}

/** The factor between units that explains `value` where `expected` was due, -1 for Celsius to Fahrenheit, -2 for back, 0 for none. */
function unitFactor(value: number, expected: number, scale: number): number {
  for (const factor of UNIT_FACTORS) {
    if (fitsUnit(value, expected, factor, scale)) return factor;
    if (fitsUnit(value, expected, 1 / factor, scale)) return 1 / factor;
  }
  if (fitsUnit(value, expected, -1, scale)) return -1;
  return fitsUnit(value, expected, -2, scale) ? -2 : 0;
}

function fitsUnit(value: number, expected: number, factor: number, scale: number): boolean {
  if (factor === -1) return Math.abs((value - 32) / 1.8 - expected) < 6 * scale;
  if (factor === -2) return Math.abs(value * 1.8 + 32 - expected) < 6 * scale;
  return Math.abs(value / factor - expected) < 6 * scale;
}
