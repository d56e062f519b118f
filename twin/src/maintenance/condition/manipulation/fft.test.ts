// The fast transform against the definition, and its inverse.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededNormal } from '../../numerics/statistics.ts';
import { createFft } from './fft.ts';

/** The transform by its definition. */
function slowTransform(re: Float64Array, im: Float64Array): { re: number[]; im: number[] } {
  const n = re.length;
  const out = { re: [] as number[], im: [] as number[] };
  for (let k = 0; k < n; k++) {
    let a = 0;
    let b = 0;
    for (let t = 0; t < n; t++) {
      const angle = (-2 * Math.PI * k * t) / n;
      a += re[t] * Math.cos(angle) - im[t] * Math.sin(angle);
      b += re[t] * Math.sin(angle) + im[t] * Math.cos(angle);
    }
    out.re.push(a);
    out.im.push(b);
  }
  return out;
}

test('the transform is that of the definition for every length up to 256, and the inverse brings the block back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 8 }), fc.integer(), (power, seed) => {
      const n = 2 ** power;
      const normal = seededNormal(seed);
      const re = Float64Array.from({ length: n }, normal);
      const im = Float64Array.from({ length: n }, normal);
      const expected = slowTransform(re, im);
      const before = [...re, ...im];
      const fft = createFft(n);
      fft.forward(re, im);
      for (let k = 0; k < n; k++) {
        expect(re[k]).toBeCloseTo(expected.re[k], 9);
        expect(im[k]).toBeCloseTo(expected.im[k], 9);
      }
      fft.inverse(re, im);
      [...re, ...im].forEach((value, k) => expect(value).toBeCloseTo(before[k], 10));
    }),
    { numRuns: 30 },
  );
});

test('a length that is no power of two is refused', () => {
  expect(() => createFft(1000)).toThrow(RangeError);
});
