// Topic filters: matching and covering.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filterCovers, topicMatches } from './topic-filter.ts';

test.each([
  ['a/b', 'a/b', true],
  ['a/+', 'a/b', true],
  ['a/+', 'a/b/c', false],
  ['a/#', 'a', true],
  ['a/#', 'a/b/c', true],
  ['+/+', '/a', true],
  ['+', '/a', false],
  ['#', '$SYS/a', false],
  ['+/a', '$SYS/a', false],
  ['$SYS/#', '$SYS/a', true],
])('[MQTT-4.7] %s matches %s: %s', (filter, topic, isMatch) => {
  expect(topicMatches(filter, topic)).toBe(isMatch);
});

test.each([
  ['a/#', 'a/+', true],
  ['a/#', 'a/#', true],
  ['a/+', 'a/#', false],
  ['a/b', 'a/+', false],
  ['+/b', 'a/b', true],
  ['#', '$SYS/#', false],
  ['a/+/c', 'a/#', false],
])('%s covers %s: %s', (outer, inner, isCovered) => {
  expect(filterCovers(outer, inner)).toBe(isCovered);
});

test('what a covered filter matches, the covering one matches too', () => {
  const level = fc.constantFrom('a', 'b', '');
  const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
  const filter = fc
    .tuple(fc.array(fc.constantFrom('a', 'b', '', '+'), { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([levels, isOpen]) => [...levels, ...(isOpen ? ['#'] : [])].join('/'));
  const isLawful = fc.property(filter, filter, topic, (outer, inner, name) => {
    const isUnderInner = filterCovers(outer, inner) && topicMatches(inner, name);
    return !isUnderInner || topicMatches(outer, name);
  });
  expect(fc.check(isLawful, { seed: 7, numRuns: 2_000 }).counterexample).toBeNull();
});
