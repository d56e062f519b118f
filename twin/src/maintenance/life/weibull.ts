// Weibull life from event logs, lives that have not ended yet included (right-censored maximum likelihood).
import type { LifeQuantiles } from './intervals.ts';

/** One life: how long, and whether it ended in failure or is still running (or ended by a planned replacement). */
export interface ObservedLife {
  duration: number;
  isFailure: boolean;
}

/** Weibull distribution of lives. */
export interface WeibullLife {
  /** Below 1: early failures; 1: chance; above 1: wear-out. */
  shape: number;
  /** Age by which 63.2 % have failed, in the unit of the durations. */
  scale: number;
}

/**
 * Maximum likelihood of shape and scale. The shape solves one monotone equation, found by bisection.
 *
 * @throws RangeError without two failures of different age: the shape is then not defined.
 */
export function fitWeibull(lives: readonly ObservedLife[]): WeibullLife {
  const valid = lives.filter(({ duration }) => duration > 0 && Number.isFinite(duration));
  const failures = valid.filter(({ isFailure }) => isFailure);
  if (new Set(failures.map(({ duration }) => duration)).size < 2)
    throw new RangeError('a Weibull fit needs two failures of different age');
  // Durations over the longest keep the powers within range whatever the unit.
  const longest = valid.reduce((most, { duration }) => Math.max(most, duration), 0);
  const logs = valid.map(({ duration }) => Math.log(duration / longest));
  const meanLog = failures.reduce((sum, { duration }) => sum + Math.log(duration / longest), 0) / failures.length;
  const excess = (shape: number): number => {
    let power = 0;
    let weighted = 0;
    for (const log of logs) {
      const p = Math.exp(shape * log);
      power += p;
      weighted += p * log;
    }
    return weighted / power - 1 / shape - meanLog;
  };
  let low = 1e-3;
  let high = 1;
  while (excess(high) < 0 && high < 1e4) high *= 2;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  const shape = (low + high) / 2;
  const power = logs.reduce((sum, log) => sum + Math.exp(shape * log), 0);
  return { shape, scale: longest * (power / failures.length) ** (1 / shape) };
}

/** Probability that a part of this age fails within `horizon`. */
export function conditionalFailure({ shape, scale }: WeibullLife, age: number, horizon: number): number {
  return 1 - Math.exp((age / scale) ** shape - ((age + horizon) / scale) ** shape);
}

/** Remaining life of a part of this age. */
export function remainingOfAge({ shape, scale }: WeibullLife, age: number): LifeQuantiles {
  const at = (p: number): number => scale * ((age / scale) ** shape - Math.log(1 - p)) ** (1 / shape) - age;
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}
