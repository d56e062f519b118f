// Regimes: a change of product is no fault, each keeps its own baseline, faults are found within each.
import { expect, test } from 'vitest';
import { seededNormal } from '../../numerics/statistics.ts';
import { createRegimeDetector } from './regimes.ts';

const LEVELS: Record<string, number> = { housing: 10, gear: 40 };

function line(seed: number): (k: number, extra?: number) => { regime: string; sensors: number[] } {
  const normal = seededNormal(seed);
  return (k, extra = 0) => {
    const regime = Math.floor(k / 100) % 2 === 0 ? 'housing' : 'gear';
    // The first samples after a change are on the way from one level to the other.
    const way = k >= 100 && k % 100 < 5 ? 25 : (LEVELS[regime] ?? 0);
    return { regime, sensors: [way + extra + 0.5 * normal(), normal()] };
  };
}

test('changing between two products raises nothing, a fault in one of them is found', () => {
  const sample = line(1);
  const detector = createRegimeDetector({ sensorCount: 2 }, 10);
  let raised = 0;
  for (let k = 0; k < 4000; k++) {
    const verdict = detector.push(k * 1000, sample(k));
    expect(verdict?.clockFault ?? null).toBe(null);
    if (verdict?.change === 'raised') raised++;
  }
  expect(raised).toBe(0);
  let found = false;
  for (let k = 4000; k < 4060; k++) found ||= detector.push(k * 1000, sample(k, 3))?.alarm ?? false;
  expect(found).toBe(true);
  expect(detector.current()?.contributions()[0].sensor).toBe(0);
  expect(detector.push(9_000_000, sample(4060))?.clockFault).toBe('gap');
});

test('nothing is said while the process settles after a change', () => {
  const detector = createRegimeDetector({ sensorCount: 1 }, 3);
  const push = (k: number, regime: string): unknown => detector.push(k, { regime, sensors: [k] });
  expect(detector.current()).toBe(null);
  expect(push(1, 'a')).not.toBe(null);
  expect([2, 3, 4].map((k) => push(k, 'b'))).toEqual([null, null, null]);
  expect(push(5, 'b')).not.toBe(null);
});

test('a reset forgets the baselines of all regimes', () => {
  const sample = line(2);
  const detector = createRegimeDetector({ sensorCount: 2 }, 10);
  for (let k = 0; k < 2000; k++) detector.push(k * 1000, sample(k));
  expect(detector.push(2_000_000, sample(1999))?.phase).toBe('monitoring');
  detector.reset();
  expect(detector.push(2_001_000, sample(1999))?.phase).toBe('learning');
});
