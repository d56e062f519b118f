// Topics are read and written for all nine message types, and everything else is refused.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTopic, parseTopic, type SparkplugTopic } from './topic.ts';

const id = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[+/#\0]/.test(text) && text !== 'STATE');
const node = fc.record({
  type: fc.constantFrom('NBIRTH' as const, 'NDEATH' as const, 'NDATA' as const, 'NCMD' as const),
  groupId: id,
  edgeNodeId: id,
});
const device = fc.record({
  type: fc.constantFrom('DBIRTH' as const, 'DDEATH' as const, 'DDATA' as const, 'DCMD' as const),
  groupId: id,
  edgeNodeId: id,
  deviceId: id,
});
const state = fc.record({ type: fc.constant('STATE' as const), hostId: id });

describe('topic', () => {
  test('what is written is read back', () => {
    fc.assert(
      fc.property(fc.oneof(node, device, state), (topic) => {
        expect(parseTopic(formatTopic(topic))).toEqual(topic);
      }),
    );
  });

  test('tck-id-topic-structure', () => {
    const topic: SparkplugTopic = { type: 'DDATA', groupId: 'plant', edgeNodeId: 'line 1', deviceId: 'press' };
    expect(formatTopic(topic)).toBe('spBv1.0/plant/DDATA/line 1/press');
    expect(formatTopic({ type: 'STATE', hostId: 'twin' })).toBe('spBv1.0/STATE/twin');
  });

  test.each([
    '',
    'uns/v1/plant',
    'spAv1.0/g/NDATA/n',
    'spBv1.0/g/NDATA',
    'spBv1.0/g/NDATA/n/d',
    'spBv1.0/g/DDATA/n',
    'spBv1.0/g/DDATA/n/d/x',
    'spBv1.0/g/FOO/n',
    'spBv1.0/g/NDATA/',
    'spBv1.0//NDATA/n',
    'spBv1.0/+/NDATA/n',
    'spBv1.0/#',
    'spBv1.0/STATE',
    'spBv1.0/STATE/NDATA/n',
    'STATE/host',
  ])('%j is none', (topic) => {
    expect(parseTopic(topic)).toBeNull();
  });

  test.each<SparkplugTopic>([
    { type: 'NDATA', groupId: '', edgeNodeId: 'n' },
    { type: 'NDATA', groupId: 'a/b', edgeNodeId: 'n' },
    { type: 'NDATA', groupId: 'STATE', edgeNodeId: 'n' },
    { type: 'DDATA', groupId: 'g', edgeNodeId: 'n', deviceId: '#' },
    { type: 'STATE', hostId: '+' },
  ])('%j cannot be written', (topic) => {
    expect(() => formatTopic(topic)).toThrow(expect.objectContaining({ code: 'SPARKPLUG_TOPIC' }));
  });
});
