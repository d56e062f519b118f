// Where signals live in the readable tree, and what their messages say.
import { BUFFER_SIGNALS, type SignalRecord, STATION_SIGNALS } from '@mini-factory-twin/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeMessage, lineTopic, messageOf, signalTopic, twinTopic } from './topic.ts';

const line = lineTopic({ id: 'drive-unit', location: { enterprise: 'acme', site: 'plant-1', area: 'drives' } });

test('the tree follows the hierarchy of the line model', () => {
  expect(line).toBe('uns/v1/acme/plant-1/drives/drive-unit');
});

test.each([
  [STATION_SIGNALS.state, '_state/StateCurrent'],
  [STATION_SIGNALS.processed, '_state/ProdProcessedCount'],
  [STATION_SIGNALS.orderId, '_job/OrderId'],
  ['Meas/VibrationVelocity', '_meas/VibrationVelocity'],
  ['Meas/Spindle/Temperature', '_meas/Spindle/Temperature'],
  ['Cond/F07', '_cond/F07'],
  [BUFFER_SIGNALS.eyeEntry, '_meas/PhotoEyeEntry'],
  [BUFFER_SIGNALS.entered, '_meas/Entered'],
  [BUFFER_SIGNALS.running, '_state/Running'],
])('%s lives at %s', (signal, place) => {
  expect(signalTopic(line, 'cnc-1', signal)).toBe(`${line}/cnc-1/${place}`);
});

test.each([STATION_SIGNALS.controlCommand, 'bdSeq', 'Node Control/Rebirth', 'constructor/x', 'toString/x'])(
  '%s is not shown',
  (signal) => {
    expect(signalTopic(line, 'cnc-1', signal)).toBeNull();
  },
);

test('whatever an asset or a signal is called, the topic has its levels and no wildcard', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ unit: 'grapheme' }), (asset, name) => {
      const topic = signalTopic(line, asset, `Meas/${name}`);
      expect(topic?.split('/')).toHaveLength(8 + name.split('/').length);
      expect(topic).not.toMatch(/[+#\0]/);
      expect(topic?.split('/').every((level) => level !== '')).toBe(true);
    }),
  );
});

test('the twin speaks of an asset or of the line', () => {
  expect(twinTopic(line, { asset: 'cnc-1', branch: '_twin', name: 'State' })).toBe(`${line}/cnc-1/_twin/State`);
  expect(twinTopic(line, { branch: '_kpi', name: 'Oee' })).toBe(`${line}/_kpi/Oee`);
});

test('a message says value, source time, quality, unit, and the run of a simulation', () => {
  const record = { value: 1.5, tsSource: 7, quality: 'good', unit: 'A', simulated: false, runId: null } as SignalRecord;
  expect(JSON.parse(encodeMessage(messageOf(record)))).toEqual({ v: 1.5, ts: 7, q: 'good', u: 'A' });
  expect(messageOf({ ...record, simulated: true })).toMatchObject({ sim: true });
  expect(messageOf({ ...record, simulated: true, runId: 'run-1' })).toMatchObject({ sim: 'run-1' });
  expect(encodeMessage(messageOf({ ...record, value: 2n ** 60n }))).toContain('"v":"1152921504606846976"');
});
