// The collector: only changed values of plain types become telemetry.
import type { SignalRecord } from '@mini-factory-twin/contracts';
import { expect, test } from 'vitest';
import { createCollector } from './collector.ts';

function record(value: SignalRecord['value'], changes: Partial<SignalRecord> = {}): SignalRecord {
  return {
    asset: 'cnc-1',
    signal: 'Meas/Current',
    value,
    datatype: 'Double',
    unit: 'A',
    quality: 'good',
    tsSource: 1,
    tsPublish: 2,
    tsReceive: 3,
    historical: false,
    refresh: false,
    simulated: false,
    runId: null,
    source: { connection: 'c', address: 'a', session: 's', seq: 0 },
    ...changes,
  };
}

test('numbers, booleans, big integers and texts become columns; arrays and objects do not', () => {
  const collector = createCollector();
  const values = [1.5, true, 2n ** 60n, 'x', null, ['a'], [1], Number.NaN];
  collector.add(
    'l',
    values.map((value, i) => record(value, { signal: `s${i}` })),
  );
  const { telemetry } = collector.take();
  expect(telemetry.value).toEqual([1.5, 1, 2 ** 60, null, null, null]);
  expect(telemetry.text).toEqual([null, null, null, 'x', null, null]);
  expect(telemetry.signals.map(({ name }) => name)).toEqual(['s0', 's1', 's2', 's3', 's4', 's7']);
});

test('a value that did not change is left out, also in the next batch; a new quality or run is a change', () => {
  const collector = createCollector();
  collector.add('l', [record(1), record(1, { refresh: true }), record(2)]);
  expect(collector.take().telemetry.value).toEqual([1, 2]);
  collector.add('l', [record(2), record(2, { quality: 'stale' }), record(2, { quality: 'stale', runId: 'r' })]);
  const { telemetry } = collector.take();
  expect([telemetry.quality, telemetry.run]).toEqual([
    [3, 3],
    [0, 1],
  ]);
  expect(telemetry.runs).toEqual([
    { simulated: false, runId: null },
    { simulated: false, runId: 'r' },
  ]);
});

test('historical values are always kept and do not count as the last', () => {
  const collector = createCollector();
  collector.add('l', [
    record(1),
    record(1, { historical: true, tsSource: 0 }),
    record(5, { historical: true }),
    record(1),
  ]);
  expect(collector.take().telemetry.value).toEqual([1, 1, 5]);
});

test('equal names of two lines or assets are two signals', () => {
  const collector = createCollector();
  collector.add('l1', [record(1), record(1, { asset: 'cnc-2' })]);
  collector.add('l2', [record(1)]);
  expect(collector.take().telemetry.signal).toEqual([0, 1, 2]);
});
