// Failure modes known as limits of physical quantities: which one is near or over, and which variable to change.

/** One quantity with the side on which it is dangerous. */
export interface PhysicalLimit {
  /** What an operator can change: the name of the variable. */
  variable: string;
  /** The quantity from a sample. */
  quantity: (sample: Readonly<Record<string, number>>) => number;
  /** The limit, which may depend on the sample (product, tool). */
  limit: (sample: Readonly<Record<string, number>>) => number;
  side: 'above' | 'below';
}

/** A failure mode: it is active when all of its limits are passed. */
export interface FailureMode {
  mode: string;
  all: readonly PhysicalLimit[];
}

/** A mode that a sample shows. */
export interface ModeFinding {
  mode: string;
  /** The variable whose limit is passed by the least, relative to the limit: the shortest way out. */
  variable: string;
  /** How far over, as a share of the limit (above 0). */
  excess: number;
}

/** Every mode that is active in the sample, the furthest over its limit first. A value that is no number shows nothing. */
export function activeModes(modes: readonly FailureMode[], sample: Readonly<Record<string, number>>): ModeFinding[] {
  return modes
    .map(({ mode, all }) => {
      const excesses = all.map((limit) => ({ variable: limit.variable, excess: excessOf(limit, sample) }));
      const least = excesses.reduce((best, item) => (item.excess < best.excess ? item : best));
      return { mode, ...least };
    })
    .filter(({ excess }) => excess > 0)
    .sort((a, b) => b.excess - a.excess);
}

function excessOf(limit: PhysicalLimit, sample: Readonly<Record<string, number>>): number {
  const at = limit.limit(sample);
  const over = (limit.quantity(sample) - at) / Math.abs(at);
  const excess = limit.side === 'above' ? over : -over;
  return Number.isNaN(excess) ? Number.NEGATIVE_INFINITY : excess;
}
