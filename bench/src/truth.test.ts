// Agreement of two courses is the share of time in which they say the same.
import { expect, test } from 'vitest';
import { agreement, valueAt } from './truth.ts';

const truth = { timesMs: [0, 100, 200], values: ['a', 'b', 'a'] };

test('the value in force is that of the last change', () => {
  expect(valueAt(truth, -1)).toBeUndefined();
  expect(valueAt(truth, 99)).toBe('a');
  expect(valueAt(truth, 100)).toBe('b');
});

test('a course that is 10 ms late twice in 400 ms agrees for 95 % of the time', () => {
  const late = { timesMs: [0, 110, 210], values: ['a', 'b', 'a'] };
  expect(agreement(truth, late, { fromMs: 0, toMs: 400 })).toBeCloseTo(0.95, 10);
  expect(agreement(truth, truth, { fromMs: 0, toMs: 400 })).toBe(1);
});
