// Seeded random numbers of a search: one xorshift stream, 32 bits.

/** A stream of random numbers. */
export interface Random {
  /** Uniform whole number in [0, below). */
  below(below: number): number;
  /** Uniform in [0, 1). */
  unit(): number;
}

/** A stream (xorshift32, Marsaglia 2003); the same seed gives the same numbers. */
export function createRandom(seed: number): Random {
  let x = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1;
  function next(): number {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  }
  for (let round = 0; round < 8; round++) next();
  return {
    below: (below) => Math.floor((next() / 2 ** 32) * below),
    unit: () => next() / 2 ** 32,
  };
}
