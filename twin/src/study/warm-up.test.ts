import { describe, expect, it } from 'vitest';
import { mserTruncation } from './warm-up.ts';

/** Small repeatable disturbances around 0. */
const noise = (index: number): number => Math.sin(index * 12.9898) * 0.5;

describe('mserTruncation', () => {
  it('cuts off the rise from empty and no more', () => {
    const course = Array.from({ length: 500 }, (_, index) => (index < 60 ? index / 6 : 10) + noise(index));
    const cut = mserTruncation(course);
    expect(cut).toBeGreaterThanOrEqual(50);
    expect(cut).toBeLessThanOrEqual(75);
  });

  it('cuts nothing from a course that is steady from the start', () => {
    const course = Array.from({ length: 500 }, (_, index) => 10 + (index % 2));
    expect(mserTruncation(course)).toBe(0);
  });

  it('says that a course that never settles is too short', () => {
    expect(mserTruncation(Array.from({ length: 500 }, (_, index) => index))).toBeNull();
  });
});
