// The throttle: never faster than allowed, and the last value always gets through.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTopicThrottle } from './topic-throttle.ts';

test('no topic is faster than the interval, and each ends with its last value', () => {
  const steps = fc.array(fc.record({ topic: fc.constantFrom('a', 'b'), waitMs: fc.nat(400) }), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (plan) => {
      let nowMs = 0;
      const sent: { topic: string; payload: string; atMs: number }[] = [];
      const send = (topic: string, payload: string): void => void sent.push({ topic, payload, atMs: nowMs });
      const throttle = createTopicThrottle({ intervalMs: 500, now: () => nowMs, send });
      plan.forEach(({ topic, waitMs }, index) => {
        nowMs += waitMs;
        throttle.flush();
        throttle.offer(topic, String(index));
      });
      for (let i = 0; i < 10; i++) {
        nowMs += 100;
        throttle.flush();
      }
      expect(throttle.waiting).toBe(0);
      for (const topic of ['a', 'b']) {
        const mine = sent.filter((message) => message.topic === topic);
        for (let i = 1; i < mine.length; i++) {
          expect((mine[i]?.atMs ?? 0) - (mine[i - 1]?.atMs ?? 0)).toBeGreaterThanOrEqual(500);
        }
        const last = plan.findLastIndex((step) => step.topic === topic);
        if (last >= 0) expect(mine.at(-1)?.payload).toBe(String(last));
      }
    }),
  );
});

test('a quiet topic is sent at once', () => {
  const sent: string[] = [];
  const throttle = createTopicThrottle({ intervalMs: 500, now: () => 0, send: (topic) => void sent.push(topic) });
  throttle.offer('a', '1');
  throttle.offer('a', '2');
  throttle.offer('b', '1');
  expect([sent, throttle.waiting]).toEqual([['a', 'b'], 1]);
});
