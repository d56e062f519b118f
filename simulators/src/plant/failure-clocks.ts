// The failure modes of one machine, each with its own clock: wall time, time in operation, or cycles.
import type { Distribution, FailureMode, Station } from '@mini-factory-twin/contracts';
import type { HiddenTruth } from './hidden-truth.ts';
import { createRandom, draw, type Random } from './random.ts';

/** One failure mode with its age. */
export interface FailureClock {
  mode: FailureMode;
  /** Age at which it fails: seconds or cycles. */
  limit: number;
  age: number;
  random: Random;
  betweenFactor: number;
  repairFactor: number;
  isWearOut: boolean;
}

/** A failure that has happened. */
export interface Failure {
  mode: FailureMode;
  repairSeconds: number;
}

/** Ages the failure modes of a machine and says which one strikes. */
export class FailureClocks {
  /** True when a mode ages while the machine stands. */
  readonly agesAtRest: boolean;
  private readonly clocks: FailureClock[];

  constructor(station: Station, seed: number, hidden: HiddenTruth) {
    this.clocks = station.failures.map((mode) => newClock(station, mode, { seed, hidden }));
    this.agesAtRest = station.failures.some((mode) => mode.clock === 'calendar');
  }

  /** Wear of the machine, 0 new .. 1 at the end of life: the worst of its modes that wear out. */
  get wear(): number {
    let worst = 0;
    for (const clock of this.clocks) if (clock.isWearOut) worst = Math.max(worst, Math.min(1, clock.age / clock.limit));
    return worst;
  }

  /** Ages by one step; returns the failure that strikes, or null. Cycles age with the share of a cycle done in the step. */
  step(seconds: number, cycleShare: number, isOperating: boolean): Failure | null {
    for (const clock of this.clocks) {
      if (clock.mode.clock === 'calendar') clock.age += seconds;
      else if (isOperating) clock.age += clock.mode.clock === 'operating' ? seconds : cycleShare;
      if (clock.age >= clock.limit) return strike(clock);
    }
    return null;
  }

  /** Lets a mode strike now; null when the machine has no mode of that id. */
  force(id: string, repairSeconds: number | null): Failure | null {
    const clock = this.clocks.find(({ mode }) => mode.id === id);
    if (clock === undefined) return null;
    const failure = strike(clock);
    return { ...failure, repairSeconds: repairSeconds ?? failure.repairSeconds };
  }
}

function newClock(
  station: Station,
  mode: FailureMode,
  { seed, hidden }: { seed: number; hidden: HiddenTruth },
): FailureClock {
  const random = createRandom(seed, `failure/${station.id}/${mode.id}`);
  const betweenFactor = hidden.betweenFactor(station, mode);
  const clock: FailureClock = {
    mode,
    limit: draw(mode.timeBetween, random) * betweenFactor,
    age: 0,
    random,
    betweenFactor,
    repairFactor: hidden.repairFactor(station, mode),
    isWearOut: wearsOut(mode.timeBetween),
  };
  // A line that has run for long: the first life is already partly used up.
  clock.age = clock.isWearOut ? clock.limit * 0.7 * random.next() : 0;
  return clock;
}

/** The failure, with the clock as good as new. */
function strike(clock: FailureClock): Failure {
  clock.age = 0;
  clock.limit = draw(clock.mode.timeBetween, clock.random) * clock.betweenFactor;
  return { mode: clock.mode, repairSeconds: draw(clock.mode.repairSeconds, clock.random) * clock.repairFactor };
}

/** True for lives with a rising hazard: only those announce their end. */
function wearsOut(distribution: Distribution): boolean {
  switch (distribution.type) {
    case 'weibull':
      return distribution.shape > 1;
    case 'gamma':
      return distribution.cv < 1;
    case 'exponential':
    case 'lognormal':
    case 'empirical':
      return false;
    case 'constant':
    case 'uniform':
    case 'triangular':
    case 'normal':
      return true;
  }
}
