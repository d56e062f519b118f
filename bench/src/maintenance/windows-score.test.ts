// The NAB rules on cases whose points can be worked out by hand.
import { describe, expect, test } from 'vitest';
import { areaUnderCurve } from './scored.ts';
import { changePointScore, nabScore, normalised, windowProfiles } from './windows-score.ts';

const profile = windowProfiles.standard;

describe('change points', () => {
  const score = (changes: number[], detections: number[]): number =>
    changePointScore(changes, detections, { widthMs: 60_000, profile }).points;

  test('a hit at the very start is worth 1, at the very end as little as a false alarm', () => {
    expect(score([100_000], [100_000])).toBeCloseTo(1, 9);
    expect(score([100_000], [160_000])).toBeCloseTo(-0.11, 9);
    expect(score([100_000], [130_000])).toBeCloseTo((1 - 0.11) / 2, 9);
  });

  test('only the first hit counts; misses and false alarms cost', () => {
    expect(score([100_000], [100_000, 110_000, 120_000])).toBeCloseTo(1, 9);
    expect(score([100_000], [99_999])).toBeCloseTo(-1.11, 9);
    expect(score([100_000, 500_000], [100_000])).toBeCloseTo(0, 9);
  });

  test('the second of two overlapping windows begins where the first ends', () => {
    expect(score([100_000, 130_000], [100_000, 150_000])).toBeCloseTo(0, 9);
  });

  test('silence is 0, perfection 100', () => {
    const of = (detections: number[]): number =>
      normalised([changePointScore([100_000, 900_000], detections, { widthMs: 60_000, profile })], profile);
    expect(of([])).toBeCloseTo(0, 9);
    expect(of([100_000, 900_000])).toBeCloseTo(100, 9);
  });
});

describe('NAB', () => {
  const score = (windows: [number, number][], detections: number[]): number =>
    nabScore(windows, detections, { rows: 1000, probation: 100, profile }).points;

  test('a hit at the start of a window is worth 1, later ones less', () => {
    expect(score([[200, 299]], [200])).toBeCloseTo(1, 9);
    expect(score([[200, 299]], [250])).toBeLessThan(1);
    expect(score([[200, 299]], [250])).toBeGreaterThan(score([[200, 299]], [290]));
  });

  test('false alarms just after a window cost less than far away, in probation nothing', () => {
    const near = score([[200, 299]], [200, 301]) - 1;
    const far = score([[200, 299]], [200, 900]) - 1;
    expect(near).toBeGreaterThan(far);
    expect(far).toBeCloseTo(-0.11, 3);
    expect(score([], [50])).toBe(0);
    expect(score([], [150])).toBeCloseTo(-0.11, 9);
  });
});

test('the area under the curve counts ordered pairs, ties half', () => {
  expect(areaUnderCurve([3, 2], [1, 2])).toBe(0.875);
});
