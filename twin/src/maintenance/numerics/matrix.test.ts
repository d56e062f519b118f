// Linear algebra: solutions and eigenvectors fulfil their defining equations.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addOuter, addOuterOfFour, eigenSymmetric, mirrorLower, solveSymmetric } from './matrix.ts';
import { seededNormal } from './statistics.ts';

/** A random symmetric positive definite matrix. */
function positiveDefinite(n: number, seed: number): Float64Array {
  const normal = seededNormal(seed);
  const a = new Float64Array(n * n);
  for (let k = 0; k < 2 * n; k++) addOuter(a, Float64Array.from({ length: n }, normal), 1);
  mirrorLower(a, n);
  return a;
}

function multiply(a: Float64Array, x: Float64Array, n: number): number[] {
  return Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += a[i * n + j] * x[j];
    return sum;
  });
}

test('a solution put back into the equations gives the right-hand side', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.integer(), (n, seed) => {
      const a = positiveDefinite(n, seed);
      const normal = seededNormal(seed + 1);
      const b = Float64Array.from({ length: n }, normal);
      const x = Float64Array.from(b);
      solveSymmetric(Float64Array.from(a), x, n);
      multiply(a, x, n).forEach((value, i) => expect(value).toBeCloseTo(b[i], 6));
    }),
  );
});

test('a matrix that is not positive definite is refused', () => {
  expect(() => solveSymmetric(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1), 2)).toThrow(RangeError);
});

test('eigenvectors are orthonormal, in descending order, and only scaled by the matrix', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 }), fc.integer(), (n, seed) => {
      const a = positiveDefinite(n, seed);
      const { values, vectors } = eigenSymmetric(a, n);
      for (let k = 0; k < n; k++) {
        const v = vectors.slice(k * n, (k + 1) * n);
        multiply(a, v, n).forEach((value, i) => expect(value).toBeCloseTo(values[k] * v[i], 6));
        expect(Math.hypot(...v)).toBeCloseTo(1, 9);
        if (k > 0) expect(values[k]).toBeLessThanOrEqual(values[k - 1] + 1e-9);
      }
    }),
  );
});

test('four outer products at once are the same as one after the other', () => {
  const normal = seededNormal(3);
  const block = Float64Array.from({ length: 4 * 5 }, normal);
  const one = new Float64Array(25);
  const four = new Float64Array(25);
  for (let k = 0; k < 4; k++) addOuter(one, block.slice(k * 5, k * 5 + 5), 1);
  addOuterOfFour(four, block, 5);
  four.forEach((value, i) => expect(value).toBeCloseTo(one[i], 12));
});
