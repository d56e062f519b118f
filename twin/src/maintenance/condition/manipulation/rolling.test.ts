// Rolling level and spread against a direct computation.
import { expect, test } from 'vitest';
import { createRollingWindow } from './rolling.ts';

test('mean and deviation are those of the newest samples, numbers only', () => {
  const window = createRollingWindow(3);
  expect(window.push(1)).toBe(false);
  expect(window.push(Number.NaN)).toBe(false);
  expect(window.push(2)).toBe(false);
  expect(window.push(6)).toBe(true);
  expect(window.mean).toBe(3);
  expect(window.push(10)).toBe(true);
  expect(window.mean).toBe(6);
  expect(window.logDeviation).toBeCloseTo(Math.log(Math.sqrt(32 / 3)), 2);
});
