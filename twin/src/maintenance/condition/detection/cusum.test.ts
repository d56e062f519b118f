// CUSUM against the run lengths of the literature.
import { expect, test } from 'vitest';
import { seededNormal } from '../../numerics/statistics.ts';
import { createCusum, cusumRunLength } from './cusum.ts';

const SETTING = { slack: 0.5, limit: 4 };

/** Mean samples to the first alarm over many runs. */
function meanRunLength(shift: number, runs: number): number {
  const normal = seededNormal(11);
  const z = new Float64Array(1);
  let total = 0;
  for (let run = 0; run < runs; run++) {
    const cusum = createCusum(1, SETTING);
    let steps = 0;
    do {
      z[0] = normal() + shift;
      steps++;
    } while (cusum.push(z) <= 1);
    total += steps;
  }
  return total / runs;
}

test('in control the mean time to a false alarm is that of Siegmund (168 in the tables) within 10 %', () => {
  expect(cusumRunLength(SETTING)).toBeCloseTo(168, -1);
  expect(Math.abs(meanRunLength(0, 3000) / cusumRunLength(SETTING) - 1)).toBeLessThan(0.1);
});

test('a shift of one deviation is found after 8.4 samples on average, as tabulated', () => {
  expect(meanRunLength(1, 3000)).toBeGreaterThan(7.8);
  expect(meanRunLength(1, 3000)).toBeLessThan(9);
});
