// Spaces know what belongs to them.
import { expect, it } from 'vitest';
import { boxSpace, discreteSpace } from './spaces.ts';

const box = boxSpace([
  { name: 'a', unit: '1', low: 0, high: 0.1 },
  { name: 'b', unit: 's', low: -5, high: Infinity },
]);

it('a box contains vectors of its length within its limits, these included', () => {
  expect(box.shape).toEqual([2]);
  expect(box.contains(new Float32Array([0.1, 1e9]))).toBe(true);
  expect(box.contains(new Float32Array([0, -5]))).toBe(true);
  expect(box.contains(new Float32Array([0.11, 0]))).toBe(false);
  expect(box.contains(new Float32Array([0, Number.NaN]))).toBe(false);
  expect(box.contains(new Float32Array([0]))).toBe(false);
  expect(box.contains([0, 0])).toBe(false);
});

it('a discrete space contains whole numbers below n', () => {
  const actions = discreteSpace(3);
  expect([0, 2, 3, -1, 0.5, '1', null].map(actions.contains)).toEqual([true, true, false, false, false, false, false]);
});

it('samples each allowed action about as often as the others, and only those', () => {
  const actions = discreteSpace(4);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 1000; i++) counts[actions.sample(() => (i + 0.5) / 1000, new Uint8Array([1, 0, 1, 1]))]++;
  expect(counts).toEqual([333, 0, 334, 333]);
  expect(actions.sample(() => 0.99)).toBe(3);
  expect(actions.sample(() => 0.99, new Uint8Array(4))).toBe(0);
});
