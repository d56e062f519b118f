// STATE payloads: the JSON of Sparkplug 3.0, the text of 2.2, and what is neither.
import { describe, expect, test } from 'vitest';
import { encodeStatePayload, parseStatePayload } from './state.ts';

describe('STATE payload', () => {
  test('tck-id-host-topic-phid-birth-payload', () => {
    const text = encodeStatePayload({ online: true, timestampMs: 1_668_114_759_262 });
    expect(JSON.parse(text)).toEqual({ online: true, timestamp: 1_668_114_759_262 });
    expect(parseStatePayload(Buffer.from(text))).toEqual({ online: true, timestampMs: 1_668_114_759_262 });
  });

  test.each([
    ['ONLINE', { online: true }],
    ['OFFLINE', { online: false }],
    [' {"timestamp":5,"online":false,"bdSeq":3}\n', { online: false, timestampMs: 5 }],
    ['', null],
    ['null', null],
    ['{"online":true}', null],
    ['{"online":"true","timestamp":5}', null],
    ['{"online":true,"timestamp":"5"}', null],
    ['{"online":true,"timestamp":-5}', null],
    ['{"online":tr', null],
  ])('%j', (text, expected) => {
    expect(parseStatePayload(text)).toEqual(expected);
  });
});
