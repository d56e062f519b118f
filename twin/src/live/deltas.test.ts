// The stream gets what changed, once.
import type { StationView } from '@mini-factory-twin/contracts';
import { expect, test } from 'vitest';
import { createDeltaTracker, type Views } from './deltas.ts';

const station: StationView = {
  id: 'press',
  state: 'processing',
  sinceMs: 0,
  packml: { state: 'Execute', mode: 'Production' },
  stopReason: null,
  quality: 'good',
  parts: [],
  remainingSeconds: { p10: 1, p50: 2, p90: 3 },
  cycle: { planSeconds: 6, lastSeconds: null, meanSeconds: null, count: 0 },
  processed: 0,
  defective: 0,
  queue: 0,
};
const views: Views = {
  stations: [station],
  buffers: [],
  orders: [],
  health: { status: 'SYNCED', reasons: [], watermarkMs: 0, ageSeconds: 0, connections: [] },
};

test('the first frame has everything, the next one nothing', () => {
  const tracker = createDeltaTracker();
  expect(Object.keys(tracker.changes(views)).sort()).toEqual(['health', 'orders', 'stations']);
  expect(tracker.changes(views)).toEqual({});
});

test('a running countdown is not a change, a new state is', () => {
  const tracker = createDeltaTracker();
  tracker.changes(views);
  const later = { ...station, remainingSeconds: { p10: 0, p50: 1, p90: 2 } };
  expect(tracker.changes({ ...views, stations: [later] })).toEqual({});
  const down = { ...station, state: 'down' as const };
  expect(tracker.changes({ ...views, stations: [down] }).stations).toEqual([down]);
});

test('moves are sent once, in order', () => {
  const tracker = createDeltaTracker();
  tracker.changes(views);
  const move = (seq: number) => ({ seq, part: 'A', product: 'p', segment: 'belt', enterMs: seq, exitMs: null });
  tracker.move(move(1));
  tracker.move(move(2));
  expect(tracker.changes(views).moves?.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(tracker.changes(views).moves).toBeUndefined();
});
