// Tells faults of sensors from faults of the machine, sensor by sensor and without allocation.

/** What can be wrong with the data of one sensor. */
export type SensorFault = 'missing' | 'stuck' | 'saturated' | 'spike' | 'unit';

/** Usual range of a sensor's raw values, where the data sheet gives one. */
export interface SensorRange {
  low: number;
  high: number;
}

const CODES = ['missing', 'stuck', 'saturated', 'spike', 'unit'] as const;
const [MISSING, STUCK, SATURATED, SPIKE, UNIT] = [1, 2, 3, 4, 5];

/**
 * Factors between units that are mixed up in practice: decimal, inch, bar/psi, psi/kPa, kg/lb, N/kgf, min/s, m/s-km/h,
 * l/gal. Factors near 1 (bar/atm, kW/hp) are left out: a machine fault could look like them.
 */
const UNIT_FACTORS = [1000, 100, 10, 25.4, 14.5038, 6.89476, 2.20462, 9.80665, 60, 3.6, 3.78541];

/** Deviations that the expected value must lie away from 0 for a unit change to be told: near 0 every factor fits. */
const UNIT_DISTANCE = 20;

// Temperatures change by an offset as well, so they get codes that no factor has.
const CELSIUS_TO_FAHRENHEIT = -1;
const FAHRENHEIT_TO_CELSIUS = -2;

/** How the check judges jumps, and the ranges of the sensors. */
export interface SensorCheckOptions {
  /** Deviations of one lone sensor in one sample that are first taken for a sensor fault. */
  jumpDeviations: number;
  /** Samples for which such a jump is held back. */
  holdSamples: number;
  ranges?: readonly (SensorRange | null)[];
}

/** A run of equal values that no learning stretch can reach. */
const NEVER = 2 ** 30;

/**
 * Checks each sensor for missing (NaN, infinite), stuck (a run of equal values far longer than any learned), saturated
 * (outside its range or on its edge), spike (one lone sensor jumps and comes back) and unit change (it jumps by a known
 * factor between units and stays). A lone jump that is none of these is let through after `holdSamples`.
 */
export class SensorCheck {
  /** 0 where the value may be used, else the code of a fault; read it with {@link SensorCheck.fault}. */
  readonly masked: Uint8Array;
  private readonly options: SensorCheckOptions;
  private readonly last: Float64Array;
  private readonly run: Int32Array;
  private readonly stuckAfter: Int32Array;
  private readonly scale: Float64Array;
  private readonly held: Int32Array;
  private readonly unit: Float64Array;
  private readonly low: Float64Array;
  private readonly high: Float64Array;

  constructor(count: number, options: SensorCheckOptions) {
    this.options = options;
    this.masked = new Uint8Array(count);
    this.last = new Float64Array(count).fill(Number.NaN);
    this.run = new Int32Array(count);
    this.stuckAfter = new Int32Array(count).fill(NEVER);
    this.scale = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    this.held = new Int32Array(count);
    this.unit = new Float64Array(count);
    this.low = Float64Array.from({ length: count }, (_, i) => options.ranges?.[i]?.low ?? Number.NEGATIVE_INFINITY);
    this.high = Float64Array.from({ length: count }, (_, i) => options.ranges?.[i]?.high ?? Number.POSITIVE_INFINITY);
  }

  /** Sets what is normal: deviation and longest run of equal values. */
  learn(normal: { scale: Float64Array; longestRun: Int32Array }): void {
    for (let i = 0; i < this.masked.length; i++) {
      const varies = normal.scale[i] > 0;
      this.scale[i] = varies ? normal.scale[i] : Number.POSITIVE_INFINITY;
      this.stuckAfter[i] = varies ? Math.ceil(1.5 * normal.longestRun[i]) + 3 : NEVER;
    }
  }

  /** Checks one sample against the value now expected of each sensor; true when any sensor is masked. No allocation. */
  check(values: ArrayLike<number>, expected: Float64Array): boolean {
    const { masked, held, unit } = this;
    for (let i = 0; i < masked.length; i++) masked[i] = this.plainFault(i, values[i]);
    const isLone = this.countJumps(values, expected) === 1;
    let any = false;
    for (let i = 0; i < masked.length; i++) {
      const isSuspect = isLone || held[i] > 0 || unit[i] !== 0;
      if (masked[i] === 0 && isSuspect) masked[i] = this.jumpFault(i, values[i], expected[i]);
      any ||= masked[i] !== 0;
    }
    return any;
  }

  /** The present fault of a sensor, null when its value may be used. */
  fault(sensor: number): SensorFault | null {
    return this.masked[sensor] === 0 ? null : CODES[this.masked[sensor] - 1];
  }

  /** Forgets what was normal. */
  reset(): void {
    for (const state of [this.masked, this.run, this.held, this.unit]) state.fill(0);
    this.last.fill(Number.NaN);
    this.stuckAfter.fill(NEVER);
    this.scale.fill(Number.POSITIVE_INFINITY);
  }

  private plainFault(i: number, value: number): number {
    if (!Number.isFinite(value)) return MISSING;
    this.run[i] = value === this.last[i] ? this.run[i] + 1 : 1;
    this.last[i] = value;
    const isOutside = value < this.low[i] || value > this.high[i];
    const isOnEdge = value === this.low[i] || value === this.high[i];
    if (isOutside || (isOnEdge && this.run[i] > 2)) return SATURATED;
    return this.run[i] > this.stuckAfter[i] ? STUCK : 0;
  }

  /** A change of unit stays masked while its factor fits; any other jump is held back a few samples. */
  private jumpFault(i: number, value: number, expected: number): number {
    const { held, unit } = this;
    if (unit[i] !== 0) {
      if (fitsUnit(value, expected, { factor: unit[i], scale: this.scale[i] })) return UNIT;
      unit[i] = 0;
    }
    if (Math.abs(value - expected) <= this.options.jumpDeviations * this.scale[i]) {
      held[i] = 0;
      return 0;
    }
    held[i]++;
    if (held[i] < this.options.holdSamples) return SPIKE;
    if (held[i] === this.options.holdSamples) unit[i] = unitFactor(value, expected, this.scale[i]);
    return unit[i] === 0 ? 0 : UNIT;
  }

  private countJumps(values: ArrayLike<number>, expected: Float64Array): number {
    let jumps = 0;
    for (let i = 0; i < this.masked.length; i++) {
      const isJump = Math.abs(values[i] - expected[i]) > this.options.jumpDeviations * this.scale[i];
      if (this.masked[i] === 0 && isJump) jumps++;
    }
    return jumps;
  }
}

/**
 * The factor between units that explains `value` where `expected` was due; CELSIUS_TO_FAHRENHEIT or back for a
 * temperature, 0 for none.
 */
function unitFactor(value: number, expected: number, scale: number): number {
  if (Math.abs(expected) < UNIT_DISTANCE * scale) return 0;
  for (const factor of UNIT_FACTORS) {
    if (fitsUnit(value, expected, { factor, scale })) return factor;
    if (fitsUnit(value, expected, { factor: 1 / factor, scale })) return 1 / factor;
  }
  for (const factor of [CELSIUS_TO_FAHRENHEIT, FAHRENHEIT_TO_CELSIUS])
    if (fitsUnit(value, expected, { factor, scale })) return factor;
  return 0;
}

function fitsUnit(value: number, expected: number, { factor, scale }: { factor: number; scale: number }): boolean {
  return Math.abs(inOldUnit(value, factor) - expected) < 6 * scale;
}

function inOldUnit(value: number, factor: number): number {
  if (factor === CELSIUS_TO_FAHRENHEIT) return (value - 32) / 1.8;
  return factor === FAHRENHEIT_TO_CELSIUS ? value * 1.8 + 32 : value / factor;
}
