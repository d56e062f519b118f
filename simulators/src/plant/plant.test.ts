// The demo line as a whole: what it puts out, what its PLCs say against what is true, and that a seed means a day.
import { BUFFER_SIGNALS, type LineModel, STATION_SIGNALS, stationStateFromPackml } from '@mini-factory-twin/contracts';
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import { beforeAll, describe, expect, test } from 'vitest';
import { createPlant, type Plant } from './plant.ts';
import type { Device } from './tags.ts';
import type { TruthEntry } from './truth.ts';

const START_MS = Date.parse('2026-11-25T06:30:00Z');
const MINUTE_MS = 60_000;
let line: LineModel;

beforeAll(async () => {
  line = await readLineFile('examples/lines/drive-unit.yaml');
});

function deviceOf(plant: Plant, id: string): Device {
  const device = plant.devices.find((candidate) => candidate.id === id);
  if (device === undefined) throw new Error(`no device ${id}`);
  return device;
}

/** State by the tags, as anyone who reads them would say. */
function toldState(device: Device): string {
  const value = (name: string): unknown => device.tag(name).value;
  return stationStateFromPackml({
    state: Number(value(STATION_SIGNALS.state)),
    mode: Number(value(STATION_SIGNALS.mode)),
    isBlocked: value(STATION_SIGNALS.blocked) === true,
    isStarved: value(STATION_SIGNALS.starved) === true,
    stopReason: Number(value(STATION_SIGNALS.stopReason)),
  });
}

test('two hours put out 330 to 480 parts an hour, and no part is lost or made up', () => {
  const plant = createPlant(line, { seed: 11, startMs: START_MS });
  plant.runTo(START_MS + 10 * MINUTE_MS);
  const before = plant.sinkCount('shipping');
  plant.runTo(START_MS + 130 * MINUTE_MS);
  const perHour = (plant.sinkCount('shipping') - before) / 2;
  expect(perHour).toBeGreaterThan(330);
  expect(perHour).toBeLessThan(480);
  const carried = createPlant(line, { seed: 11, startMs: START_MS }).desk.orders.reduce(
    (sum, o) => sum + o.released,
    0,
  );
  const released = plant.desk.orders.reduce((sum, order) => sum + order.released, 0) - carried;
  const isProduct = (product: string): boolean => product !== 'bearing';
  const onBelts = plant.belts.flatMap((belt) => Array.from({ length: belt.count }, (_, n) => belt.partAt(n)));
  const inside = [...onBelts, ...plant.machines.flatMap(({ job }) => job.parts)].filter(
    (p) => p && isProduct(p.product),
  );
  const thrownAway = plant.desk.orders.reduce((sum, order) => sum + order.scrapped, 0);
  expect(released).toBe(inside.length + plant.sinkCount('shipping') + thrownAway);
  for (const belt of plant.belts)
    expect({ id: belt.id, isNear: Math.abs(belt.entered - belt.left - belt.count) <= 1 }).toEqual({
      id: belt.id,
      isNear: true,
    });
}, 60_000);

describe('over twenty minutes', () => {
  test('what the tags say is true, except for short acting states; every PackML edge is one of the standard', () => {
    const plant = createPlant(line, { seed: 5, startMs: START_MS + 50 * MINUTE_MS });
    const edges = new Set<string>();
    const wrongSinceMs = new Map<string, number>();
    let wrongMs = 0;
    let longestMs = 0;
    const before = new Map<string, number>();
    while (plant.timeMs < START_MS + 70 * MINUTE_MS) {
      plant.step();
      for (const machine of plant.machines) {
        const { id } = machine.station;
        const device = deviceOf(plant, id);
        const state = Number(device.tag(STATION_SIGNALS.state).value);
        if (before.has(id) && before.get(id) !== state) edges.add(`${before.get(id)}-${state}`);
        before.set(id, state);
        if (toldState(device) === machine.state) wrongSinceMs.delete(id);
        else {
          wrongMs += 10;
          if (!wrongSinceMs.has(id)) wrongSinceMs.set(id, plant.timeMs - 10);
          longestMs = Math.max(longestMs, plant.timeMs - (wrongSinceMs.get(id) ?? 0));
        }
      }
    }
    expect(longestMs).toBeLessThanOrEqual(60);
    expect(wrongMs / (20 * MINUTE_MS * plant.machines.length)).toBeLessThan(0.001);
    expect([...edges].filter((edge) => !LEGAL_EDGES.has(edge))).toEqual([]);
    expect(edges.has('6-13') && edges.has('13-5') && edges.has('5-14') && edges.has('14-6')).toBe(true);
  });

  test('the same seed gives the same day, another seed another one', () => {
    const day = (seed: number): string => {
      const plant = createPlant(line, { seed, startMs: START_MS });
      const entries: TruthEntry[] = [];
      plant.record(true);
      plant.watchTruth((entry) => entries.push(entry));
      plant.runTo(START_MS + 5 * MINUTE_MS);
      const told = plant.drainChanges().map(({ tag, value, atMs }) => [tag.device.id, tag.name, value, atMs]);
      return JSON.stringify([entries, told]);
    };
    expect(day(7)).toBe(day(7));
    expect(day(7)).not.toBe(day(8));
  });

  test('counts at the entry and exit are the true ones within the filter time', () => {
    const plant = createPlant(line, { seed: 9, startMs: START_MS });
    const trueCount = new Map<string, { put: number; taken: number; atMs: number }>();
    plant.watchTruth((entry) => {
      if (entry.kind !== 'buffer') return;
      const seen = trueCount.get(entry.id) ?? { put: 0, taken: 0, atMs: 0 };
      const content = seen.put - seen.taken;
      if (entry.value > content) seen.put++;
      if (entry.value < content) seen.taken++;
      trueCount.set(entry.id, { ...seen, atMs: entry.t });
    });
    let compared = 0;
    while (plant.timeMs < START_MS + 20 * MINUTE_MS) {
      plant.runTo(plant.timeMs + 500);
      for (const [id, { put, taken, atMs }] of trueCount) {
        if (plant.timeMs - atMs < 100) continue;
        const device = deviceOf(plant, id);
        const told = [device.tag(BUFFER_SIGNALS.entered).value, device.tag(BUFFER_SIGNALS.left).value];
        expect([id, ...told]).toEqual([id, put, taken]);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(10_000);
  });
});

test('stops for the break when running cycles are finished, and goes on after it', () => {
  const plant = createPlant(line, { seed: 2, startMs: Date.parse('2026-11-25T09:40:00Z'), mismatch: 0 });
  plant.runTo(Date.parse('2026-11-25T09:59:59Z'));
  expect(plant.machines.some(({ isWorking }) => isWorking)).toBe(true);
  plant.runTo(Date.parse('2026-11-25T10:01:30Z'));
  const standing = plant.machines.filter(({ state }) => state !== 'down');
  expect(new Set(standing.map(({ state }) => state))).toEqual(new Set(['offshift']));
  const before = plant.sinkCount('shipping');
  plant.runTo(Date.parse('2026-11-25T10:14:59Z'));
  expect(plant.sinkCount('shipping')).toBe(before);
  plant.runTo(Date.parse('2026-11-25T10:17:00Z'));
  expect(plant.sinkCount('shipping')).toBeGreaterThan(before);
});

test('the smallest example runs an hour and puts out parts until the end', async () => {
  const small = await readLineFile('examples/lines/two-machines.yaml');
  const plant = createPlant(small, { seed: 1, startMs: START_MS });
  plant.runTo(START_MS + 50 * MINUTE_MS);
  const before = plant.sinkCount('store');
  plant.runTo(START_MS + 60 * MINUTE_MS);
  expect(plant.sinkCount('store') - before).toBeGreaterThan(60);
});

/** From the state model of ISA-TR88.00.02, by number; Stop (to 7) and Abort (to 8) are drawn from their whole areas. */
const LEGAL_EDGES = new Set(
  [
    ['8-9', '9-1', '1-2', '2-15', '15-4', '4-3', '3-6', '6-16', '16-17', '17-15', '7-2'],
    ['6-10', '10-11', '11-12', '12-6', '6-13', '13-5', '5-14', '14-6'],
    [3, 4, 5, 6, 10, 11, 12, 13, 14, 15, 16, 17].map((from) => `${from}-7`),
    [1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17].map((from) => `${from}-8`),
  ].flat(),
);
