// Zones, health index and failure modes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededNormal } from '../../numerics/statistics.ts';
import { activeModes, type FailureMode } from './failure-modes.ts';
import { createHealthIndex } from './health-index.ts';
import { vibrationSeverity, vibrationZone, zoneBoundaries } from './zones.ts';

describe('vibration zones', () => {
  test('a class I machine changes zone at 0.71, 1.8 and 4.5 mm/s', () => {
    const zones = [0.7, 0.72, 1.79, 1.81, 4.49, 4.51].map((velocity) => vibrationZone(velocity, zoneBoundaries.I));
    expect(zones).toEqual(['A', 'B', 'B', 'C', 'C', 'D']);
  });

  test('more vibration is never a better zone', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 30, noNaN: true }), fc.double({ min: 0, max: 30, noNaN: true }), (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        for (const boundaries of Object.values(zoneBoundaries))
          expect(vibrationZone(low, boundaries)! <= vibrationZone(high, boundaries)!).toBe(true);
      }),
    );
  });

  test('the alarm is the baseline and a quarter of B/C, but never above 1.25 B/C', () => {
    expect(vibrationSeverity(1, 1, zoneBoundaries.II)?.alarmMmPerSecond).toBeCloseTo(1.7, 9);
    expect(vibrationSeverity(1, 9, zoneBoundaries.II)?.alarmMmPerSecond).toBeCloseTo(3.5, 9);
    expect(vibrationSeverity(1.6, 1, zoneBoundaries.II)?.isSignificantChange).toBe(false);
    expect(vibrationSeverity(1.8, 1, zoneBoundaries.II)?.isSignificantChange).toBe(true);
    expect(vibrationSeverity(Number.NaN, 1, zoneBoundaries.II)).toBe(null);
  });
});

describe('health index', () => {
  test('is the log of how many times the baseline, whatever the unit', () => {
    for (const unit of [1, 9.81, 1000]) {
      const health = createHealthIndex(2);
      for (let k = 0; k < 110; k++) expect(health.push([3 * unit, 0.1 * unit])).toBeNaN();
      let index = 0;
      for (let k = 0; k < 60; k++) index = health.push([6 * unit, 0.2 * unit]);
      expect(index).toBeCloseTo(Math.LN2, 3);
    }
  });

  test('a noisy healthy machine stays below the limit, zeros and missing values say nothing', () => {
    const health = createHealthIndex(1);
    const normal = seededNormal(6);
    for (let k = 0; k < 20_000; k++) {
      const index = health.push([k % 7 === 0 ? Number.NaN : Math.exp(0.3 * normal())]);
      if (k > 200) expect(index).toBeLessThan(health.limit);
    }
  });
});

describe('failure modes', () => {
  const modes: FailureMode[] = [
    {
      mode: 'overheating',
      all: [
        { variable: 'cooling', quantity: (s) => s.gap, limit: () => 8, side: 'below' },
        { variable: 'speed', quantity: (s) => s.speed, limit: () => 1400, side: 'below' },
      ],
    },
    {
      mode: 'overload',
      all: [{ variable: 'torque', quantity: (s) => s.torque, limit: (s) => s.rated, side: 'above' }],
    },
  ];

  test('a mode needs all of its limits passed, and names the variable with the shortest way back', () => {
    expect(activeModes(modes, { gap: 7, speed: 1390, torque: 1, rated: 2 })).toEqual([
      { mode: 'overheating', variable: 'speed', excess: expect.closeTo(10 / 1400, 9) },
    ]);
    expect(activeModes(modes, { gap: 7, speed: 1500, torque: 1, rated: 2 })).toEqual([]);
  });

  test('limits may depend on the sample; missing values show nothing', () => {
    expect(activeModes(modes, { gap: 9, speed: 0, torque: 3, rated: 2 })[0].mode).toBe('overload');
    expect(activeModes(modes, { gap: Number.NaN, speed: 1, torque: Number.NaN, rated: 2 })).toEqual([]);
  });
});
