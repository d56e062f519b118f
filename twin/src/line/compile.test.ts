// The demo line, compiled and run: it works, its figures are plausible, and what was observed can be run on.
import { fileURLToPath } from 'node:url';
import { STATION_STATES } from '@mini-factory-twin/contracts';
import { parseLineText, readLineFile } from '@mini-factory-twin/contracts/line-file';
import { describe, expect, it } from 'vitest';
import { createKernel, KERNEL_STATES, type LiveState } from '../kernel/index.ts';
import { compileLine, withCycleTimeScale } from './index.ts';

const model = await readLineFile(fileURLToPath(new URL('../../../examples/lines/drive-unit.yaml', import.meta.url)));
/** A Monday's early shift. */
const epochMs = Date.UTC(2026, 0, 5, 6);
const HOUR = 3600;
const line = compileLine(model, { epochMs, horizonSeconds: 25 * HOUR });
const kernel = createKernel(line.program);

it('the kernel and the contracts mean the same states', () => {
  expect([...KERNEL_STATES]).toEqual([...STATION_STATES]);
});

describe('the demo line', () => {
  it('makes 380 to 520 parts an hour while it runs, its first order within two hours, its plan of the shift nearly', () => {
    for (let replication = 0; replication < 5; replication++) {
      kernel.reset(1, replication);
      kernel.runUntil(0.5 * HOUR);
      const early = kernel.goodOutput();
      kernel.runUntil(3.5 * HOUR);
      const perHour = (kernel.goodOutput() - early) / 3;
      expect(perHour).toBeGreaterThan(380);
      expect(perHour).toBeLessThan(520);
      kernel.runUntil(8 * HOUR);
      const plan = model.planPerShift.reduce((sum, order) => sum + order.quantity, 0);
      expect(kernel.goodOutput()).toBeGreaterThan(0.85 * plan);
      expect(kernel.goodOutput()).toBeLessThanOrEqual(plan);
      expect(kernel.orderFinishedAt(0)).toBeLessThan(2 * HOUR);
    }
  });

  it('stands still in breaks only', () => {
    kernel.reset(1, 0);
    kernel.runUntil(8 * HOUR - 1);
    const press = line.stationIndex.get('press') ?? -1;
    const offshift = kernel.stationSeconds(press, STATION_STATES.indexOf('offshift'));
    expect(offshift).toBeGreaterThan(14 * 60);
    expect(offshift).toBeLessThanOrEqual(15 * 60);
  });

  it('gets slower where a learned cycle time is longer', () => {
    const slow = compileLine(model, { epochMs, horizonSeconds: 9 * HOUR });
    withCycleTimeScale(slow.program, line.stationIndex.get('packing') ?? -1, { product: -1, scale: 2 });
    const slowKernel = createKernel(slow.program);
    slowKernel.reset(1, 0);
    slowKernel.runUntil(3 * HOUR);
    kernel.reset(1, 0);
    kernel.runUntil(3 * HOUR);
    expect(slowKernel.goodOutput()).toBeLessThan(0.7 * kernel.goodOutput());
  });

  it('goes on from an observed state, given its age', () => {
    const idle: LiveState['stations'][number] = {
      state: STATION_STATES.indexOf('starved'),
      elapsedSeconds: 10,
      cycleElapsedSeconds: 0,
      parts: [],
      lastProduct: 0,
      failureMode: -1,
      operatingSecondsSinceFailure: [],
      cyclesSinceFailure: [],
      processed: 100,
      defective: 1,
      result: -1,
    };
    const quantity = line.orders[0]?.quantity ?? 0;
    const part = { product: 0, order: 0, reworks: 0, bornSeconds: 1000 };
    const live: LiveState = {
      nowSeconds: 2 * HOUR,
      stations: line.stationIds.map((id) =>
        id === 'packing' ? { ...idle, state: 2, elapsedSeconds: 6.4, cycleElapsedSeconds: 6.4, parts: [part] } : idle,
      ),
      buffers: line.bufferIds.map(() => ({ parts: [] })),
      orders: line.orders.map((_, index) =>
        index === 0 ? { released: quantity, done: quantity - 1, scrapped: 0 } : { released: 0, done: 0, scrapped: 0 },
      ),
      goodOutput: quantity - 1,
      scrapped: 2,
    };
    kernel.load(live);
    kernel.resample(1, 0);
    expect(kernel.wip()).toBe(2);
    kernel.runUntil(2 * HOUR + 2);
    expect(kernel.goodOutput()).toBe(quantity);
    expect(kernel.orderFinishedAt(0)).toBeGreaterThan(2 * HOUR);
    expect(kernel.orderFinishedAt(0)).toBeLessThan(2 * HOUR + 2);
    kernel.runUntil(3 * HOUR);
    expect(kernel.goodOutput()).toBeGreaterThan(quantity + 300);
  });
});

it('a line without shifts works round the clock, and fixed orders wait for their release', () => {
  const small = parseLineText(`
schema: mini-factory-twin/line@1
id: two
name: Two machines
location: { enterprise: acme, site: s, area: a }
products: [{ id: p, name: P, color: "#000000" }]
stations:
  - { id: in, name: In, kind: source, at: { x: 0, y: 0 }, outputs: [{ to: b }], cycleTimeSeconds: 10 }
  - { id: mill, name: Mill, kind: single, at: { x: 2, y: 0 }, inputs: [b], outputs: [{ to: out }], cycleTimeSeconds: 20 }
  - { id: out, name: Out, kind: sink, at: { x: 4, y: 0 } }
buffers: [{ id: b, name: B, kind: buffer, capacity: 3, path: [{ x: 0, y: 0 }, { x: 2, y: 0 }] }]
orders:
  - { id: o-1, product: p, quantity: 3, releaseAt: "2026-01-05T07:00:00Z", dueAt: "2026-01-05T09:00:00Z" }
`);
  const compiled = compileLine(small, { epochMs, horizonSeconds: 4 * HOUR });
  const run = createKernel(compiled.program);
  run.reset(0, 0);
  run.runUntil(2 * HOUR);
  expect(run.orderFinishedAt(0)).toBeCloseTo(HOUR + 10 + 3 * 20, 9);
  expect(run.stationState(0)).toBe(STATION_STATES.indexOf('idle'));
});
