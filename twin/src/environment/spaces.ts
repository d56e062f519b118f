// The spaces of an environment: which observations and which actions there are (gymnasium.spaces.Box and Discrete).

/** One number of an observation. */
export interface Feature {
  name: string;
  /** What it is measured in; `1` for a share, ratio or mark. */
  unit: string;
  low: number;
  high: number;
}

/** All vectors of 32-bit floats within limits, each number with a name. */
export interface BoxSpace {
  readonly type: 'box';
  readonly dtype: 'float32';
  readonly shape: readonly [number];
  readonly low: Float32Array;
  readonly high: Float32Array;
  readonly features: readonly Feature[];
  contains(value: unknown): boolean;
}

/** The whole numbers from 0 to n - 1. */
export interface DiscreteSpace {
  readonly type: 'discrete';
  readonly n: number;
  readonly start: 0;
  contains(value: unknown): boolean;
  /** One of them at random, of those with a 1 in the mask when one is given (0 when it has none). `random` is uniform in [0, 1). */
  sample(random: () => number, mask?: Uint8Array): number;
}

/** A box of named numbers. Limits are rounded to 32 bits like the numbers are, so that rounding never leads out of it. */
export function boxSpace(features: readonly Feature[]): BoxSpace {
  const low = Float32Array.from(features, (feature) => feature.low);
  const high = Float32Array.from(features, (feature) => feature.high);
  const contains = (value: unknown): boolean =>
    value instanceof Float32Array &&
    value.length === features.length &&
    value.every((x, at) => x >= low[at] && x <= high[at]);
  return { type: 'box', dtype: 'float32', shape: [features.length], low, high, features, contains };
}

/** A space of n actions. */
export function discreteSpace(n: number): DiscreteSpace {
  return {
    type: 'discrete',
    n,
    start: 0,
    contains: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) < n,
    sample(random, mask) {
      if (mask === undefined) return Math.floor(random() * n);
      let left = Math.floor(random() * mask.reduce((sum, allowed) => sum + allowed, 0));
      for (let action = 0; action < n; action++) if (mask[action] === 1 && left-- === 0) return action;
      return 0;
    },
  };
}
