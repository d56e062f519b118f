// The guards by themselves: rate, frame lengths, slow subscribers, loopback.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameLengths } from './frame-lengths.ts';
import { isAllowedOrigin, isLoopbackAddress } from './loopback.ts';
import { judgeForward, SLOW_AFTER_BYTES } from './slow-subscriber.ts';
import { TokenBucket } from './token-bucket.ts';

describe('TokenBucket', () => {
  test('gives a burst of one second, then one token at a time', () => {
    let nowMs = 0;
    const bucket = new TokenBucket(10, () => nowMs);
    expect(Array.from({ length: 12 }, () => bucket.tryTake()).filter(Boolean)).toHaveLength(10);
    nowMs += 100;
    expect([bucket.tryTake(), bucket.tryTake()]).toEqual([true, false]);
    nowMs += 60_000;
    expect(Array.from({ length: 12 }, () => bucket.tryTake()).filter(Boolean)).toHaveLength(10);
  });

  test('lets takers on credit wait in line', () => {
    const bucket = new TokenBucket(10, () => 0);
    const delaysMs = Array.from({ length: 12 }, () => bucket.takeWithDelay());
    expect(delaysMs.slice(9)).toEqual([0, 100, 200]);
  });
});

describe('FrameLengths', () => {
  const frame = (bodyBytes: number) => {
    const head = [0x30];
    let left = bodyBytes;
    do {
      head.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
      left >>= 7;
    } while (left > 0);
    return Buffer.concat([Buffer.from(head), Buffer.alloc(bodyBytes, 0xff)]);
  };

  test('follows any frames in pieces of any size, and stops at the first that is too large', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 })), fc.integer({ min: 1, max: 50 }), (bodies, piece) => {
        const frames = new FrameLengths(300);
        const bytes = Buffer.concat(bodies.map(frame));
        for (let at = 0; at < bytes.length; at += piece) frames.push(bytes.subarray(at, at + piece));
        expect(() => frames.push(frame(301))).toThrow(expect.objectContaining({ code: 'BROKER_PACKET_TOO_LARGE' }));
      }),
      { seed: 5 },
    );
  });

  test('refuses a length of five bytes', () => {
    const push = () => new FrameLengths(2 ** 28).push(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x01]));
    expect(push).toThrow(expect.objectContaining({ code: 'BROKER_PACKET_MALFORMED' }));
  });
});

test.each([
  [0, 1, true, [1], 'forward'],
  [SLOW_AFTER_BYTES + 1, 0, true, [1], 'drop'],
  [SLOW_AFTER_BYTES + 1, 1, true, [0], 'close'],
  [SLOW_AFTER_BYTES + 1, 1, false, [0, 1], 'close'],
  [SLOW_AFTER_BYTES + 1, 1, false, [0], 'drop'],
] as const)('%i unsent bytes, message of QoS %i, session kept %s, subscriptions %j: %s', (...row) => {
  const [unsentBytes, qos, hasPersistentSession, subscriptionQos, verdict] = row;
  expect(judgeForward({ unsentBytes, hasPersistentSession, subscriptionQos }, qos)).toBe(verdict);
});

test.each([
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['::1', true],
  ['[::1]', true],
  ['::ffff:127.0.0.1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.0.1', false],
  ['127.evil.example', false],
  [undefined, false],
])('%s is loopback: %s', (address, isLoopback) => {
  expect(isLoopbackAddress(address)).toBe(isLoopback);
});

test.each([
  [undefined, true],
  ['http://localhost:3000', true],
  ['http://[::1]:3000', true],
  ['https://plant.example', true],
  ['https://evil.example', false],
  ['http://localhost.evil.example', false],
  ['null', false],
])('a page of %s may connect: %s', (origin, isAllowed) => {
  expect(isAllowedOrigin(origin, ['https://plant.example'])).toBe(isAllowed);
});
