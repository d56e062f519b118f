// Takes observed numbers for what they can be used for.

/** The value if it is a finite number, else the other one. */
export function orFinite(value: number | undefined, other: number): number {
  return value !== undefined && Number.isFinite(value) ? value : other;
}

/** The value if it is an index below count, else the other one. */
export function orIndex(value: number | undefined, count: number, other: number): number {
  return value !== undefined && Number.isInteger(value) && value >= 0 && value < count ? value : other;
}

/** The value as a count: whole, from 0 to 2^30. */
export function whole(value: number | undefined): number {
  return Math.floor(Math.min(2 ** 30, Math.max(0, orFinite(value, 0))));
}

/** The value if it is finite and not below 0, else 0. */
export function orZero(value: number | undefined): number {
  return Math.max(0, orFinite(value, 0));
}
