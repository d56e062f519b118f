// The studies rest on right mathematics.
import { expect, it } from 'vitest';
import { estimatesOf } from './study.ts';
import { integrate, limitOfStudent, solve } from './statistics.ts';

it.each([
  { probability: 0.05, freedom: 10, limit: 2.228139 },
  { probability: 0.01, freedom: 29, limit: 2.756386 },
  { probability: 0.001, freedom: 5, limit: 6.868827 },
])("Student's t of $freedom degrees exceeds $limit with probability $probability", (row) => {
  expect(limitOfStudent(row.probability, row.freedom)).toBeCloseTo(row.limit, 4);
});

it('integrates and solves', () => {
  expect(integrate(Math.exp, [0, 1])).toBeCloseTo(Math.E - 1, 10);
  const [x, y, z] = solve(
    [
      [0, 2, 1],
      [1, 1, 1],
      [3, 0, -1],
    ],
    [7, 6, 0],
  );
  expect([x, y, z].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([1, 2, 3]);
});

it('a mean without controls has the plain standard error', () => {
  const [{ mean, error, freedom }] = estimatesOf([[1], [2], [3], [6]]);
  expect(mean).toBeCloseTo(3, 12);
  expect(error).toBeCloseTo(Math.sqrt(14 / 3 / 4), 12);
  expect(freedom).toBe(3);
});

it('a control of mean 0 takes its share out of the figure', () => {
  const samples = [-1.5, -0.5, 0.2, 1.1, 2].map((control, i) => [
    control,
    10 + 3 * control + [0.1, -0.2, 0, 0.2, -0.1][i],
  ]);
  const [{ mean, error }] = estimatesOf(samples, 1);
  expect(mean).toBeCloseTo(10, 1);
  expect(error).toBeLessThan(0.12);
});
