// The trie against the plain matcher.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { topicMatches } from '../topic-filter.ts';
import { SubscriptionTrie } from './subscription-trie.ts';

const topic = fc
  .array(fc.constantFrom('a', 'b', '', '$s'), { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join('/'));
const filter = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', '', '+', '$s'), { maxLength: 3 }), fc.constantFrom('#', 'a', '+'))
  .map(([levels, last]) => [...levels, last].join('/'));
const entry = fc.record({ filter, client: fc.constantFrom('x', 'y'), qos: fc.constantFrom(1, 2) });

test('finds the same sessions as matching every filter, after removals too', () => {
  fc.assert(
    fc.property(fc.array(entry), fc.array(entry), topic, (added, removed, name) => {
      const trie = new SubscriptionTrie();
      const plain = new Map<string, (typeof added)[number]>();
      for (const item of added) {
        trie.add(item.filter, item.client, item.qos);
        plain.set(`${item.client} ${item.filter}`, item);
      }
      for (const item of removed) {
        trie.remove(item.filter, item.client);
        plain.delete(`${item.client} ${item.filter}`);
      }
      const expected = new Map<string, number>();
      for (const item of plain.values()) {
        if (!topicMatches(item.filter, name)) continue;
        expected.set(item.client, Math.max(item.qos, expected.get(item.client) ?? 0));
      }
      expect(trie.match(name)).toEqual(expected);
    }),
    { seed: 11, numRuns: 1_000 },
  );
});
