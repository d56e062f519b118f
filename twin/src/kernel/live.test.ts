// Laws that hold for any line and any observed state: nothing is lost, time adds up, copies run alike.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from './assemble.ts';
import { KERNEL_STATES } from './constants.ts';
import { createKernel } from './kernel.ts';
import type { Kernel } from './kernel-interface.ts';
import type { LivePart, LiveState } from './live-state.ts';
import type { DistributionSpec, ProgramSpec } from './spec.ts';
import { spec, station } from './test-lines.ts';

const seconds = fc.double({ min: 0.5, max: 40, noNaN: true });
const distribution: fc.Arbitrary<DistributionSpec> = fc.oneof(
  seconds.map((value): DistributionSpec => ({ type: 'constant', value })),
  seconds.map((mean): DistributionSpec => ({ type: 'exponential', mean })),
  seconds.map((mean): DistributionSpec => ({ type: 'normal', mean, sd: mean / 10 })),
  seconds.map((mean): DistributionSpec => ({ type: 'gamma', mean, cv: 0.7 })),
);
const failure = fc.record({
  clock: fc.constantFrom('calendar' as const, 'operating' as const, 'cycles' as const),
  timeBetween: fc
    .double({ min: 5, max: 300, noNaN: true })
    .map((mean): DistributionSpec => ({ type: 'exponential', mean })),
  repairSeconds: distribution,
  skill: fc.constantFrom(-1, 0, 1),
  onFailure: fc.constantFrom('resume' as const, 'restart' as const, 'scrap' as const),
});
const work = fc.record({
  cycle: distribution,
  failures: fc.array(failure, { maxLength: 2 }),
  batchSize: fc.constantFrom(1, 1, 1, 3),
  operatorSkill: fc.constantFrom(-1, -1, 0),
  scrap: fc.constantFrom(0, 0.2),
  rework: fc.constantFrom(0, 0.3),
  hasComponents: fc.boolean(),
  hasChangeover: fc.boolean(),
});
const buffer = fc.record({ capacity: fc.integer({ min: 1, max: 5 }), transitSeconds: fc.constantFrom(0, 3, 20) });

/** Source, two to four stations in a row (each with its own rework loop and component feed where drawn), sink. */
const line: fc.Arbitrary<ProgramSpec> = fc
  .record({
    works: fc.array(work, { minLength: 2, maxLength: 4 }),
    buffers: fc.array(buffer, { minLength: 13, maxLength: 13 }),
    quantities: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
    isShort: fc.boolean(),
  })
  .map(({ works, buffers, quantities, isShort }) => {
    const n = works.length;
    const cycles = (of: DistributionSpec): DistributionSpec[] => [of, of, of];
    const sink = 2 * n + 1;
    return spec({
      products: [{ isComponent: false }, { isComponent: false }, { isComponent: true }],
      skills: 2,
      stations: [
        station({
          kind: 'source',
          cycleSeconds: cycles(works[0].cycle),
          outputs: [{ to: { buffer: 0 }, when: 'always' }],
        }),
        ...works.map((w, i) =>
          station({
            x: 5 * i,
            inputs: [n + i, i],
            components: w.hasComponents && w.batchSize === 1 ? [{ buffer: 2 * n + i, quantity: 2 }] : [],
            cycleSeconds: cycles(w.cycle),
            batchSize: w.batchSize,
            operatorSkill: w.operatorSkill,
            failures: w.failures,
            changeoverSeconds: w.hasChangeover
              ? [
                  [0, 9, 0],
                  [4, 0, 0],
                  [0, 0, 0],
                ]
              : null,
            quality: { rework: w.rework, scrap: w.scrap, maxReworks: 1 },
            outputs: [
              { to: i === n - 1 ? { sink } : { buffer: i + 1 }, when: 'pass' },
              { to: { buffer: n + i }, when: 'rework' },
              { to: { sink }, when: 'scrap' },
            ],
          }),
        ),
        ...works.map((w, i) =>
          station({
            kind: 'source',
            stockProduct: 2,
            cycleSeconds: cycles(w.cycle),
            outputs: [{ to: { buffer: 2 * n + i }, when: 'always' }],
          }),
        ),
        station({ kind: 'sink' }),
      ],
      // Room for components of one cycle at least, and for a whole batch in a rework loop.
      buffers: buffers.slice(0, 3 * n).map((b, i) => (i >= n ? { ...b, capacity: b.capacity + 2 } : b)),
      persons: [
        { role: 'operator', skills: [0], x: 0, y: 3, metresPerSecond: 1 },
        { role: 'technician', skills: [0], x: 0, y: 3, metresPerSecond: 1 },
        { role: 'technician', skills: [0, 1], x: 9, y: 3, metresPerSecond: 2 },
      ],
      orders: quantities.map((quantity, i) => ({ product: i % 2, quantity, releaseSeconds: i * 50 })),
      working: isShort
        ? [
            { from: 0, to: 300 },
            { from: 350, to: 100_000 },
          ]
        : null,
    });
  });

const anyNumber = fc.oneof(fc.double(), fc.integer({ min: -2, max: 9 }), fc.constant(NaN));
const livePart = fc.record<LivePart>({
  product: fc.integer({ min: -1, max: 3 }),
  order: fc.integer({ min: -1, max: 5 }),
  reworks: fc.integer({ min: 0, max: 3 }),
  bornSeconds: anyNumber,
});
const liveStation = fc.record<LiveState['stations'][number]>({
  state: fc.integer({ min: -1, max: 9 }),
  elapsedSeconds: fc.oneof(fc.double({ min: 0, max: 500, noNaN: true }), anyNumber),
  cycleElapsedSeconds: fc.oneof(fc.double({ min: 0, max: 50, noNaN: true }), anyNumber),
  parts: fc.array(livePart, { maxLength: 4 }),
  lastProduct: fc.integer({ min: -1, max: 4 }),
  failureMode: fc.integer({ min: -1, max: 3 }),
  operatingSecondsSinceFailure: fc.array(anyNumber, { maxLength: 3 }),
  cyclesSinceFailure: fc.array(anyNumber, { maxLength: 3 }),
  processed: fc.nat(100),
  defective: fc.nat(9),
  result: fc.integer({ min: -1, max: 4 }),
});
const liveState = fc.record<LiveState>({
  nowSeconds: fc.double({ min: 0, max: 1000, noNaN: true }),
  stations: fc.array(liveStation, { maxLength: 10 }),
  buffers: fc.array(
    fc.record({
      parts: fc.array(
        fc.tuple(livePart, anyNumber).map(([part, elapsedSeconds]) => ({ ...part, elapsedSeconds })),
        { maxLength: 9 },
      ),
    }),
    { maxLength: 12 },
  ),
  orders: fc.array(fc.record({ released: fc.nat(70), done: fc.nat(60), scrapped: fc.nat(5) }), { maxLength: 5 }),
  goodOutput: fc.nat(1000),
  scrapped: fc.nat(10),
});

function stateTimes(kernel: Kernel, count: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    KERNEL_STATES.reduce((sum, _state, state) => sum + kernel.stationSeconds(i, state), 0),
  );
}

function expectConserved(kernel: Kernel, of: ProgramSpec, fromSeconds: number): void {
  let onLine = 0;
  for (let order = 0; order < of.orders.length; order++) {
    const here = kernel.orderReleased(order) - kernel.orderDone(order) - kernel.orderScrapped(order);
    expect(here).toBeGreaterThanOrEqual(0);
    onLine += here;
  }
  // Parts that belong to no order are on the line too, if the observation had such.
  expect(kernel.wip()).toBeGreaterThanOrEqual(onLine);
  of.buffers.forEach((b, index) => {
    expect(kernel.bufferContent(index)).toBeGreaterThanOrEqual(0);
    expect(kernel.bufferContent(index)).toBeLessThanOrEqual(b.capacity);
  });
  for (const sum of stateTimes(kernel, of.stations.length)) expect(sum).toBeCloseTo(kernel.now() - fromSeconds, 6);
}

describe('any line from empty', () => {
  it('keeps its parts, and its times add up', () => {
    fc.assert(
      fc.property(line, fc.nat(), (of, seed) => {
        const kernel = createKernel(assemble(of));
        kernel.reset(seed, 3);
        kernel.runUntil(600);
        expectConserved(kernel, of, 0);
        const released = of.orders.reduce((sum, _, order) => sum + kernel.orderReleased(order), 0);
        expect(released).toBe(kernel.goodOutput() + kernel.scrapped() + kernel.wip());
      }),
      { numRuns: 60 },
    );
  });

  it('runs the same from a snapshot, and the same again from the same seed', () => {
    fc.assert(
      fc.property(line, fc.nat(), fc.double({ min: 0, max: 300, noNaN: true }), (of, seed, pause) => {
        const kernel = createKernel(assemble(of));
        kernel.reset(seed, 0);
        kernel.runUntil(pause);
        const snapshot = kernel.snapshot();
        kernel.runUntil(500);
        const hash = kernel.hash();
        const twin = createKernel(assemble(of));
        twin.restore(snapshot);
        twin.runUntil(500);
        expect(twin.hash()).toBe(hash);
        kernel.resample(seed + 1, 1);
        kernel.runUntil(700);
        kernel.restore(snapshot);
        kernel.runUntil(500);
        expect(kernel.hash()).toBe(hash);
        twin.reset(seed, 0);
        while (twin.now() < 500 && twin.step());
        kernel.reset(seed, 0);
        while (kernel.now() < 500 && kernel.step());
        expect(twin.hash()).toBe(kernel.hash());
      }),
      { numRuns: 40 },
    );
  });
});

describe('any observed state', () => {
  it('becomes one that runs, keeps its parts, and whose times add up', () => {
    fc.assert(
      fc.property(line, liveState, fc.nat(), (of, live, seed) => {
        const kernel = createKernel(assemble(of));
        kernel.load(live);
        const loaded = kernel.snapshot();
        kernel.resample(seed, 0);
        const before = kernel.eventCount();
        kernel.runUntil(live.nowSeconds + 3600);
        expect(kernel.now()).toBeCloseTo(live.nowSeconds + 3600, 6);
        expectConserved(kernel, of, live.nowSeconds);
        const open = of.orders.some((order, i) => kernel.orderDone(i) < order.quantity);
        if (open) expect(kernel.eventCount()).toBeGreaterThan(before);
        const hash = kernel.hash();
        kernel.restore(loaded);
        kernel.resample(seed, 0);
        kernel.runUntil(live.nowSeconds + 3600);
        expect(kernel.hash()).toBe(hash);
      }),
      { numRuns: 60 },
    );
  });
});
