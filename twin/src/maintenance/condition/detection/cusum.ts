// Two-sided CUSUM per sensor for drifts too small for a limit on single values (Page 1954).

/** Cumulative sums of several standardised signals. */
export interface Cusum {
  /** Adds one value per sensor; returns the largest sum over the decision interval. No allocation. */
  push(z: Float64Array): number;
  /** Sets the sums to zero. */
  reset(): void;
}

/**
 * Starts the sums at zero.
 *
 * @param options `slack` is the reference value k (half the shift to find, in deviations), `limit` the decision interval h.
 */
export function createCusum(count: number, { slack, limit }: { slack: number; limit: number }): Cusum {
  const up = new Float64Array(count);
  const down = new Float64Array(count);
  return {
    push: (z) => {
      let worst = 0;
      for (let i = 0; i < count; i++) {
        const value = z[i];
        const u = Math.max(0, up[i] + value - slack);
        const d = Math.max(0, down[i] - value - slack);
        up[i] = u;
        down[i] = d;
        if (u > worst) worst = u;
        if (d > worst) worst = d;
      }
      return worst / limit;
    },
    reset: () => {
      up.fill(0);
      down.fill(0);
    },
  };
}

/** Mean samples to a false alarm of the two-sided CUSUM on independent normal values (Siegmund's approximation). */
export function cusumRunLength({ slack, limit }: { slack: number; limit: number }): number {
  const b = limit + 1.166;
  return (Math.exp(2 * slack * b) - 2 * slack * b - 1) / (2 * slack * slack) / 2;
}
