// What each kind of station does to parts: batches, assemblies, rework and scrap, priorities, changeovers, operators.
import type { LineModel } from '@mini-factory-twin/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPlant, type Plant } from './plant.ts';
import { conveyor, lineOf, sink, START_MS, station, stock } from './testing.ts';
import type { TruthEntry } from './truth.ts';

function plantOf(line: LineModel, seed = 1): Plant {
  return createPlant(line, { seed, startMs: START_MS, mismatch: 0 });
}

/** Runs and returns the truth of one thing as `[seconds, value]`. */
function course(plant: Plant, id: string, seconds: number): [number, unknown][] {
  const entries: TruthEntry[] = [];
  plant.watchTruth((entry) => entries.push(entry));
  plant.runTo(START_MS + seconds * 1000);
  return entries.filter((entry) => entry.id === id).map(({ t, value }) => [(t - START_MS) / 1000, value]);
}

function machineOf(plant: Plant, id: string) {
  const machine = plant.machines.find((candidate) => candidate.station.id === id);
  if (machine === undefined) throw new Error(`no machine ${id}`);
  return machine;
}

test('a machine paced by its cycle goes on without a gap and makes one part a cycle', () => {
  const stations = [stock('in', 'b1', { cycleTimeSeconds: 2 }), station('m', ['b1'], 'out'), sink('out')];
  const plant = plantOf(lineOf({ stations, buffers: [conveyor('b1', 4)] }));
  const states = course(plant, 'm', 600);
  const start = states.find(([, value]) => value === 'processing')?.[0] ?? 0;
  expect(states.filter(([t]) => t > start)).toEqual([]);
  expect(plant.sinkCount('out')).toBe(Math.floor((600 - start) / 5));
});

test('after service a machine keeps its part until the belt has room: blocked', () => {
  const stations = [
    stock('in', 'b1', { cycleTimeSeconds: 2 }),
    station('fast', ['b1'], 'b2', { cycleTimeSeconds: 2 }),
    station('slow', ['b2'], 'out', { cycleTimeSeconds: 20 }),
    sink('out'),
  ];
  const plant = plantOf(lineOf({ stations, buffers: [conveyor('b1', 4), conveyor('b2', 2)] }));
  plant.runTo(START_MS + 300_000);
  const fast = machineOf(plant, 'fast');
  expect([fast.state, fast.unit.isBlocked, fast.job.parts.length]).toEqual(['blocked', true, 1]);
});

test('a batch starts when its parts are all there, and they leave one by one', () => {
  const stations = [
    stock('in', 'b1', { cycleTimeSeconds: 6 }),
    { ...station('oven', ['b1'], 'b2', { cycleTimeSeconds: 15, batchSize: 3 }), kind: 'batch' },
    station('after', ['b2'], 'out', { cycleTimeSeconds: 1 }),
    sink('out'),
  ];
  const plant = plantOf(lineOf({ stations, buffers: [conveyor('b1', 5), conveyor('b2', 5)] }));
  const entries: TruthEntry[] = [];
  plant.watchTruth((entry) => entries.push(entry));
  plant.runTo(START_MS + 60_000);
  const inOven = entries.filter(({ kind, value }) => kind === 'part' && value === 'oven').map(({ t }) => t);
  const out = entries.filter(({ kind, value }) => kind === 'part' && value === 'b2').map(({ t }) => t);
  const begin = entries.find(({ id, value }) => id === 'oven' && value === 'processing')?.t ?? 0;
  expect(begin).toBe(inOven[2]);
  expect((out[0] ?? 0) - begin).toBeGreaterThan(9000);
  expect((out[2] ?? 0) - begin).toBeLessThanOrEqual(15_100);
  expect((out[1] ?? 0) - (out[0] ?? 0)).toBeGreaterThanOrEqual(1000);
});

test('an assembly waits for all components and uses up just as many', () => {
  const stations = [
    stock('main', 'b1', { cycleTimeSeconds: 3 }),
    stock('screws', 'b2', { cycleTimeSeconds: 4 }),
    {
      ...station('join', ['b1'], 'out', { components: [{ from: 'b2', quantity: 2 }], cycleTimeSeconds: 4 }),
      kind: 'assembly',
    },
    sink('out'),
  ];
  const plant = plantOf(lineOf({ stations, buffers: [conveyor('b1', 4), conveyor('b2', 4)] }));
  plant.runTo(START_MS + 400_000);
  const { processed } = machineOf(plant, 'join').job;
  const inside = machineOf(plant, 'join').job.parts.length;
  const screws = plant.belts.find(({ id }) => id === 'b2');
  expect(processed).toBeGreaterThan(45);
  expect(machineOf(plant, 'screws').job.processed - (screws?.count ?? 0)).toBeGreaterThanOrEqual(2 * processed);
  expect(machineOf(plant, 'screws').job.processed - (screws?.count ?? 0)).toBeLessThanOrEqual(
    2 * (processed + inside) + 1,
  );
});

describe('quality', () => {
  const orders = [{ id: 'o1', product: 'a', quantity: 60, dueAt: '2026-11-24T07:00:00Z' }];
  const inspected = (quality: Record<string, unknown>): LineModel =>
    lineOf({
      orders,
      stations: [
        { ...station('in', [], 'b1', { cycleTimeSeconds: 3 }), kind: 'source' },
        {
          ...station('test', ['again', 'b1'], 'out', { cycleTimeSeconds: 2, quality }),
          kind: 'inspection',
          outputs: [
            { to: 'out', when: 'pass' },
            { to: 'again', when: 'rework' },
            { to: 'bin', when: 'scrap' },
          ],
        },
        sink('out'),
        sink('bin'),
      ],
      buffers: [conveyor('b1', 4), conveyor('again', 6)],
    });

  test('scrap makes the order release make-up parts until its quantity is good', () => {
    const plant = plantOf(inspected({ scrap: 0.3 }));
    plant.runTo(START_MS + 900_000);
    const [order] = plant.desk.orders;
    expect(order?.scrapped).toBeGreaterThan(5);
    expect(plant.sinkCount('bin')).toBe(order?.scrapped);
    expect(plant.sinkCount('out')).toBe(60);
    expect(order?.released).toBe(60 + (order?.scrapped ?? 0));
    const source = machineOf(plant, 'in');
    expect([source.state, source.unit.stopReason]).toEqual(['idle', 91]);
    expect(machineOf(plant, 'test').job.orderCount).toBe(60);
  });

  test('a part that fails again after its last rework is scrapped; reworked parts go first', () => {
    const plant = plantOf(inspected({ rework: 1, maxReworks: 2 }));
    plant.runTo(START_MS + 300_000);
    const { processed, defective } = machineOf(plant, 'test').job;
    expect(plant.sinkCount('out')).toBe(0);
    expect(defective).toBe(processed);
    const scrapped = plant.sinkCount('bin');
    expect(scrapped).toBeGreaterThan(20);
    expect(processed).toBeGreaterThanOrEqual(3 * scrapped);
    expect(processed).toBeLessThanOrEqual(3 * (scrapped + 8));
  });
});

test('another product means a changeover in mode Setup, once', () => {
  const due = '2026-11-24T07:00:00Z';
  const orders = [
    { id: 'o1', product: 'a', quantity: 5, dueAt: due },
    { id: 'o2', product: 'b', quantity: 5, dueAt: due },
  ];
  const stations = [
    { ...station('in', [], 'b1', { cycleTimeSeconds: 3 }), kind: 'source' },
    station('m', ['b1'], 'out', { changeoverSeconds: { a: { b: 30 } } }),
    sink('out'),
  ];
  const plant = plantOf(lineOf({ orders, stations, buffers: [conveyor('b1', 10)] }));
  const states = course(plant, 'm', 300);
  const setups = states.flatMap(([t, value], index) => (value === 'setup' ? [[t, states[index + 1]] as const] : []));
  expect(setups).toHaveLength(1);
  const [[from, next] = [0, undefined]] = setups;
  expect(next?.[1]).toBe('processing');
  expect((next?.[0] ?? 0) - from).toBeCloseTo(30, 0);
  expect(plant.sinkCount('out')).toBe(10);
});

test('manual work holds until the operator has walked there', () => {
  const people = [{ id: 'anna', name: 'Anna', role: 'operator', skills: ['hand'], home: { x: 12, y: 0 } }];
  const stations = [stock('in', 'b1'), station('bench', ['b1'], 'out', { operatorSkill: 'hand' }), sink('out')];
  const plant = plantOf(lineOf({ people, stations, buffers: [conveyor('b1', 4)] }));
  const states = course(plant, 'bench', 60);
  const heldAt = states.find(([, value]) => value === 'held')?.[0] ?? 0;
  const workAt = states.find(([, value]) => value === 'processing')?.[0] ?? 0;
  expect(workAt - heldAt).toBeCloseTo(10, 0);
});

describe('on a failure', () => {
  const broken = (onFailure: string): Plant => {
    const failures = [
      { id: 'jam', name: 'Jam', clock: 'cycles', timeBetween: 1e9, repairSeconds: 10, onFailure, stopReason: 100 },
    ];
    const stations = [stock('in', 'b1'), station('m', ['b1'], 'out', { cycleTimeSeconds: 8, failures }), sink('out')];
    const plant = plantOf(lineOf({ stations, buffers: [conveyor('b1', 4)] }));
    const machine = machineOf(plant, 'm');
    while (machine.job.processed < 1 || !machine.isWorking) plant.step();
    plant.runTo(plant.timeMs + 4000);
    machine.inject('jam', null);
    return plant;
  };

  test.each([
    ['resume', 14, 1],
    ['restart', 18, 1],
    ['scrap', 18, 0],
  ])('%s: the next part is finished %d s later', (onFailure, seconds, kept) => {
    const plant = broken(onFailure);
    const machine = machineOf(plant, 'm');
    const fromMs = plant.timeMs;
    expect(machine.job.parts).toHaveLength(kept);
    expect([machine.state, machine.unit.stopReason]).toEqual(['down', 100]);
    while (machine.job.processed < 2) plant.step();
    expect((plant.timeMs - fromMs) / 1000).toBeCloseTo(seconds, 0);
    expect(machine.job.defective).toBe(1 - kept);
  });
});

test('a machine under command obeys only what PackML allows', () => {
  const stations = [stock('in', 'b1'), station('m', ['b1'], 'out'), sink('out')];
  const plant = plantOf(lineOf({ stations, buffers: [conveyor('b1', 4)] }));
  plant.runTo(START_MS + 60_000);
  const machine = machineOf(plant, 'm');
  const after = (name: Parameters<typeof machine.control>[0]): [boolean, string] => {
    const isDone = machine.control(name);
    plant.runTo(plant.timeMs + 3000);
    return [isDone, machine.state];
  };
  expect(after('Clear')).toEqual([false, machine.state]);
  expect(after('Hold')).toEqual([true, 'held']);
  expect(after('Start')).toEqual([false, 'held']);
  expect(after('Unhold')[0]).toBe(true);
  expect(after('Abort')).toEqual([true, 'down']);
  expect(after('Reset')).toEqual([false, 'down']);
  expect(after('Clear')).toEqual([true, 'idle']);
  expect(after('Reset')).toEqual([true, 'idle']);
  expect(after('Start')).toEqual([true, 'processing']);
});

test('any small line runs an hour without deadlock and without losing a part', () => {
  const buffer = fc.record({ places: fc.integer({ min: 1, max: 6 }), isLane: fc.boolean() });
  const machine = fc.record({
    seconds: fc.integer({ min: 1, max: 12 }),
    batch: fc.constantFrom(1, 1, 2, 3),
    fails: fc.boolean(),
    in: buffer,
  });
  fc.assert(
    fc.property(fc.array(machine, { minLength: 1, maxLength: 4 }), fc.integer(), (machines, seed) => {
      const plant = plantOf(randomLine(machines), seed);
      plant.runTo(START_MS + 45 * 60_000);
      const before = plant.sinkCount('out');
      plant.runTo(START_MS + 60 * 60_000);
      expect(plant.sinkCount('out')).toBeGreaterThan(before + 5);
      const inside =
        plant.belts.reduce((sum, belt) => sum + belt.count, 0) +
        plant.machines.reduce((sum, { job }) => sum + job.parts.length, 0);
      const source = machineOf(plant, 'in').job;
      expect(source.processed + (source.phase === 'working' ? 1 : 0)).toBe(inside + plant.sinkCount('out'));
    }),
    { numRuns: 8 },
  );
});

interface RandomMachine {
  seconds: number;
  batch: number;
  fails: boolean;
  in: { places: number; isLane: boolean };
}

function randomLine(machines: readonly RandomMachine[]): LineModel {
  const failure = { id: 'jam', name: 'Jam', clock: 'cycles', stopReason: 100, repairSeconds: 40 };
  const failures = [{ ...failure, timeBetween: { type: 'exponential', mean: 30 } }];
  const path = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
  ];
  const buffers = machines.map(({ in: { places, isLane } }, index) =>
    isLane
      ? { id: `b${index}`, name: 'lane', kind: 'buffer', capacity: places, transitSeconds: index, path }
      : conveyor(`b${index}`, places),
  );
  const stations = machines.map(({ seconds, batch, fails }, index) => ({
    ...station(`m${index}`, [`b${index}`], index + 1 < machines.length ? `b${index + 1}` : 'out'),
    kind: batch > 1 ? 'batch' : 'single',
    batchSize: batch,
    cycleTimeSeconds: { type: 'lognormal', mean: seconds, cv: 0.3 },
    failures: fails ? failures : [],
  }));
  return lineOf({ stations: [stock('in', 'b0', { cycleTimeSeconds: 3 }), ...stations, sink('out')], buffers });
}
