// The bounds within which a payload is decoded, so that no peer can exhaust memory or stack.
import { SparkplugError } from './errors.ts';

/** All bounds are inclusive; exceeding one throws `SPARKPLUG_LIMIT`. */
export interface DecodeLimits {
  /** Size of the payload, bytes; also of the payload inside a compressed one. */
  maxBytes: number;
  /** Metrics in all, template members included. */
  maxMetrics: number;
  /** Properties, parameters, columns, rows, cells and array elements in all. */
  maxElements: number;
  /** Messages inside messages: a metric is at depth 1, a template in it at 2, its members at 3. */
  maxDepth: number;
  /** Length of one string, bytes of UTF-8. */
  maxStringBytes: number;
}

export const DEFAULT_DECODE_LIMITS: Readonly<DecodeLimits> = {
  maxBytes: 4 * 1024 * 1024,
  maxMetrics: 20_000,
  maxElements: 262_144,
  maxDepth: 16,
  maxStringBytes: 64 * 1024,
};

/** Counts elements before they are allocated. */
export interface ElementBudget {
  /** @throws SparkplugError `SPARKPLUG_LIMIT` when more were taken than allowed */
  takeElements(count: number): void;
}

/** A budget of `maxElements`. */
export function createElementBudget(maxElements: number): ElementBudget {
  let left = maxElements;
  return {
    takeElements(count) {
      left -= count;
      if (left < 0) throw new SparkplugError('SPARKPLUG_LIMIT', `${maxElements} elements`);
    },
  };
}
