// What the rules of docs/reference/kernel-rules.md come to, in small lines whose course can be told by hand.
import { describe, expect, it } from 'vitest';
import { assemble } from './assemble.ts';
import { BLOCKED, DOWN, MAINTENANCE, OFFSHIFT, PROCESSING, STARVED } from './constants.ts';
import { createKernel } from './kernel.ts';
import type { Kernel, TraceKind } from './kernel-interface.ts';
import type { FailureSpec, OutputSpec, ProgramSpec, StationSpec } from './spec.ts';
import { constant, exponential, failure, places, row, spec, station } from './test-lines.ts';

const started = (line: ProgramSpec): Kernel => {
  const kernel = createKernel(assemble(line));
  kernel.reset(1, 0);
  return kernel;
};
const to = (buffer: number, more: Partial<OutputSpec> = {}): OutputSpec => ({
  to: { buffer },
  when: 'always',
  ...more,
});
const into = (sink: number, more: Partial<OutputSpec> = {}): OutputSpec => ({ to: { sink }, when: 'always', ...more });
const sink = (): StationSpec => station({ kind: 'sink' });
const source = (fields: Partial<StationSpec>): StationSpec => station({ kind: 'source', stockProduct: 0, ...fields });

describe('a buffer without places', () => {
  it('hands a part over when both are ready, and blocks until then', () => {
    const kernel = started(row(2, places(0), (i) => ({ cycleSeconds: [constant(i === 0 ? 4 : 10)] })));
    kernel.runUntil(9);
    expect([kernel.stationState(0), kernel.stationState(1)]).toEqual([BLOCKED, PROCESSING]);
    kernel.runUntil(104.5);
    expect(kernel.goodOutput()).toBe(10);
    expect(kernel.bufferEntered(0)).toBe(11);
  });

  it('never deadlocks a row of them', () => {
    const kernel = started(row(6, places(0), () => ({ cycleSeconds: [exponential(1)] })));
    kernel.runUntil(20_000);
    // Six exponential stations without buffers: 0.466713 (exact); five standard errors of this run are 0.02.
    expect(kernel.goodOutput() / 20_000).toBeGreaterThan(0.446);
    expect(kernel.goodOutput() / 20_000).toBeLessThan(0.487);
  });
});

it('a station of three machines works on three parts at once', () => {
  const line = row(2, places(9), (i) => ({ cycleSeconds: [constant(i === 0 ? 1 : 3)], servers: i === 0 ? 1 : 3 }));
  const kernel = started(line);
  kernel.runUntil(100.5);
  expect(kernel.stationSeconds(1, PROCESSING)).toBeCloseTo(3 * 100.5 - 1 - 2 - 3, 6);
  expect(kernel.goodOutput()).toBe(97);
});

it('disassembly lets each part go its own way', () => {
  const line = spec({
    products: [{ isComponent: false }, { isComponent: true }],
    stations: [
      source({ outputs: [to(0)], cycleSeconds: [constant(10)] }),
      station({
        inputs: [0],
        cycleSeconds: [constant(2)],
        yields: [{ product: 1, quantity: 3 }],
        outputs: [into(2, { products: [0] }), into(3, { products: [1] })],
      }),
      sink(),
      sink(),
    ],
    buffers: [places(2)],
  });
  const kernel = started(line);
  kernel.runUntil(105);
  expect([kernel.sinkOutput(2), kernel.sinkOutput(3)]).toEqual([10, 30]);
  expect(kernel.goodOutput()).toBe(10);
});

describe('routing', () => {
  const fork = (routing: StationSpec['routing'], weights: [number, number], slow = 1): Kernel =>
    started(
      spec({
        stations: [
          source({
            routing,
            outputs: [to(0, { weight: weights[0] }), to(1, { weight: weights[1] })],
            cycleSeconds: [constant(1)],
          }),
          station({ inputs: [0], outputs: [into(3)], cycleSeconds: [constant(slow)] }),
          station({ inputs: [1], outputs: [into(3)], cycleSeconds: [constant(0.5)] }),
          sink(),
        ],
        buffers: [places(4), places(4)],
      }),
    );
  it('first: always the first with room', () => {
    const kernel = fork('first', [1, 1], 0.9);
    kernel.runUntil(1000);
    expect(kernel.bufferEntered(1)).toBe(0);
  });
  it('probability: by weight', () => {
    const kernel = fork('probability', [3, 1], 0.5);
    kernel.runUntil(10_000);
    expect(kernel.bufferEntered(0) / 10_000).toBeGreaterThan(0.73);
    expect(kernel.bufferEntered(0) / 10_000).toBeLessThan(0.77);
  });
  it('cyclic: in turn, waiting for the slow one', () => {
    const kernel = fork('cyclic', [1, 1], 5);
    kernel.runUntil(2000);
    expect(Math.abs(kernel.bufferEntered(0) - kernel.bufferEntered(1))).toBeLessThanOrEqual(1);
    expect(kernel.goodOutput()).toBeLessThan(810);
  });
  it('shortest: round the slow one', () => {
    const kernel = fork('shortest', [1, 1], 5);
    kernel.runUntil(2000);
    expect(kernel.goodOutput()).toBeGreaterThan(1900);
    expect(kernel.bufferEntered(0)).toBeGreaterThan(380);
  });
});

describe('dispatch', () => {
  /** Four orders of one part each wait at a station that is busy with a first part until 100. */
  const order = (dispatch: StationSpec['dispatch']): number[] => {
    const seconds = [5, 9, 3, 7];
    const line = spec({
      products: [...seconds, 0].map(() => ({ isComponent: false })),
      stations: [
        station({ kind: 'source', outputs: [to(0)], cycleSeconds: [constant(1)] }),
        station({
          inputs: [0],
          outputs: [into(2)],
          dispatch,
          cycleSeconds: [...seconds, 100].map(constant),
          changeoverSeconds:
            dispatch === 'setup' ? [0, 1, 2, 3, 4].map((a) => [0, 1, 2, 3, 4].map((b) => (a === b ? 0 : 4 - b))) : null,
        }),
        sink(),
      ],
      buffers: [places(9)],
      orders: [
        { product: 4, quantity: 1, releaseSeconds: 0 },
        { product: 0, quantity: 1, releaseSeconds: 0, dueSeconds: 400, weight: 1, priority: 2 },
        { product: 1, quantity: 1, releaseSeconds: 0, dueSeconds: 200, weight: 90, priority: 1 },
        { product: 2, quantity: 1, releaseSeconds: 0, dueSeconds: 300, weight: 1, priority: 3 },
        { product: 3, quantity: 1, releaseSeconds: 0, dueSeconds: 100, weight: 1, priority: 9 },
      ],
    });
    const kernel = started(line);
    kernel.runUntil(1000);
    return [1, 2, 3, 4].sort((a, b) => kernel.orderFinishedAt(a) - kernel.orderFinishedAt(b));
  };
  it.each([
    { rule: 'fifo' as const, expected: [1, 2, 3, 4] },
    { rule: 'spt' as const, expected: [3, 1, 4, 2] },
    { rule: 'edd' as const, expected: [4, 2, 3, 1] },
    { rule: 'slack' as const, expected: [4, 2, 3, 1] },
    { rule: 'cr' as const, expected: [4, 2, 1, 3] },
    { rule: 'atc' as const, expected: [2, 4, 3, 1] },
    { rule: 'priority' as const, expected: [4, 3, 1, 2] },
    { rule: 'setup' as const, expected: [4, 3, 2, 1] },
  ])('$rule takes orders $expected', ({ rule, expected }) => {
    expect(order(rule)).toEqual(expected);
  });
});

describe('a policy', () => {
  const line = spec({
    products: [{ isComponent: false }, { isComponent: false }],
    stations: [
      source({ outputs: [to(0)], cycleSeconds: [constant(3), constant(3)] }),
      source({ stockProduct: 1, outputs: [to(1)], cycleSeconds: [constant(3), constant(3)] }),
      station({ inputs: [0, 1], dispatch: 'policy', outputs: [into(3)], cycleSeconds: [constant(5), constant(5)] }),
      sink(),
    ],
    buffers: [places(3), places(3)],
  });
  it('is asked when there is a choice, and obeyed', () => {
    const kernel = started(line);
    let asked = 0;
    while (kernel.runUntil(1000) === 'decision') {
      const candidates = kernel.decision()?.candidates ?? [];
      asked++;
      kernel.choose(candidates.findIndex((candidate) => candidate.product === 1));
    }
    expect(asked).toBeGreaterThan(100);
    expect(kernel.productOutput(1)).toBe(kernel.goodOutput() - kernel.productOutput(0));
    expect(kernel.productOutput(0)).toBeLessThanOrEqual(2);
  });
  it('can be asked again of a snapshot taken while the question is open', () => {
    const kernel = started(line);
    expect(kernel.runUntil(1000)).toBe('decision');
    const snapshot = kernel.snapshot();
    kernel.choose(0);
    kernel.runUntil(1000);
    const hash = kernel.hash();
    kernel.restore(snapshot);
    expect(() => kernel.choose(99)).toThrow(RangeError);
    kernel.choose(0);
    kernel.runUntil(1000);
    expect(kernel.hash()).toBe(hash);
  });
});

it('a part of higher priority interrupts one of lower, which is resumed', () => {
  const line = spec({
    products: [
      { isComponent: false, priority: 0 },
      { isComponent: false, priority: 1 },
    ],
    stations: [
      source({ outputs: [to(0)], cycleSeconds: [constant(1), constant(1)], maxWip: 1 }),
      source({ stockProduct: 1, outputs: [to(0)], cycleSeconds: [constant(6), constant(6)], maxWip: 3 }),
      station({
        inputs: [0],
        dispatch: 'priority',
        preempts: true,
        outputs: [into(3)],
        cycleSeconds: [constant(10), constant(2)],
      }),
      sink(),
    ],
    buffers: [places(4)],
  });
  const kernel = started(line);
  // Low: 1-6 worked 5; high: 6-8; low: 8-12 worked 9; high: 12-14; low: 14-15 done.
  kernel.runUntil(14.9);
  expect([kernel.productOutput(0), kernel.productOutput(1)]).toEqual([0, 2]);
  kernel.runUntil(15.1);
  expect(kernel.productOutput(0)).toBe(1);
});

describe('failures that fall due while the machine is down', () => {
  const down = (overlap: FailureSpec['overlap']): Kernel =>
    started(
      row(1, places(1), () => ({
        cycleSeconds: [constant(1)],
        failures: [
          failure({ clock: 'calendar', timeBetween: constant(100), repairSeconds: constant(50) }),
          failure({ clock: 'calendar', timeBetween: constant(120), repairSeconds: constant(20), overlap }),
        ],
      })),
    );
  it.each([
    // 100-150; the other fell due at 120 and is as new from there: 240.
    { overlap: 'absorb' as const, downSeconds: 50 },
    // 100-150, then 150-170.
    { overlap: 'follow' as const, downSeconds: 70 },
    // 100-150; the other has 20 to go: 170-190.
    { overlap: 'pause' as const, downSeconds: 70 },
  ])('$overlap', ({ overlap, downSeconds }) => {
    const kernel = down(overlap);
    kernel.runUntil(200);
    expect(kernel.stationSeconds(0, DOWN)).toBeCloseTo(downSeconds, 9);
    kernel.restore(kernel.snapshot());
  });
  it('pause and follow differ in when', () => {
    const [followed, paused] = [down('follow'), down('pause')];
    followed.runUntil(160);
    paused.runUntil(160);
    expect([followed.stationState(0), paused.stationState(0)]).toEqual([DOWN, PROCESSING]);
  });
});

describe('planned maintenance', () => {
  const serviced = (clock: 'operating' | 'cycles' | 'calendar', every: number): Kernel =>
    started(
      row(1, places(1), () => ({
        cycleSeconds: [constant(10)],
        maintenance: [{ clock, every, durationSeconds: constant(7), skill: -1, renews: [] }],
      })),
    );
  it('waits for the end of the cycle', () => {
    const kernel = serviced('operating', 25);
    kernel.runUntil(29);
    expect(kernel.stationState(0)).toBe(PROCESSING);
    kernel.runUntil(31);
    expect(kernel.stationState(0)).toBe(MAINTENANCE);
    kernel.runUntil(1000);
    expect(kernel.stationMaintained(0)).toBe(Math.floor((1000 + 7) / 37));
  });
  it('counts cycles exactly', () => {
    const kernel = serviced('cycles', 3);
    kernel.runUntil(10 * 37 - 1);
    expect(kernel.stationMaintained(0)).toBe(9);
    expect(kernel.goodOutput()).toBe(30);
  });
  it('makes a failure mode as new, and is put off by its repair', () => {
    const of = (every: number): Kernel =>
      started(
        row(1, places(1), () => ({
          cycleSeconds: [constant(1)],
          failures: [failure({ timeBetween: constant(50.5) })],
          maintenance: [{ clock: 'operating', every, durationSeconds: constant(1), skill: -1, renews: [0] }],
        })),
      );
    const early = of(40);
    early.runUntil(5000);
    expect([early.stationFailures(0), early.stationMaintained(0)]).toEqual([0, Math.floor(5000 / 41)]);
    const late = of(60);
    late.runUntil(5000);
    expect(late.stationMaintained(0)).toBe(0);
    expect(late.stationFailures(0)).toBeGreaterThan(80);
  });
});

it('the end of a shift suspends a cycle where the station says so', () => {
  const line = row(2, places(5), (i) => ({ cycleSeconds: [constant(10)], offShift: i === 0 ? 'suspend' : 'finish' }));
  const kernel = started({
    ...line,
    working: [
      { from: 0, to: 25 },
      { from: 100, to: 1000 },
    ],
  });
  kernel.runUntil(50);
  expect([kernel.stationProcessed(0), kernel.stationState(0)]).toEqual([2, OFFSHIFT]);
  expect(kernel.stationProcessed(1)).toBe(2);
  kernel.runUntil(104.9);
  expect(kernel.stationProcessed(0)).toBe(2);
  kernel.runUntil(105.1);
  expect(kernel.stationProcessed(0)).toBe(3);
});

it('speed shortens cycles, ages operating clocks faster and costs quality', () => {
  const kernel = started(
    row(1, places(1), () => ({
      cycleSeconds: [constant(10)],
      quality: { rework: 0, scrap: 0.1, maxReworks: 0 },
      failures: [failure({ timeBetween: constant(1000), repairSeconds: constant(100) })],
      speed: { factor: 1, wearExponent: 2, scrapExponent: 1 },
    })),
  );
  kernel.setSpeed(0, 2);
  kernel.runUntil(255);
  // The first cycle had begun at speed 1 and ages with 4 from the change on: 10 s, then life 1000 at 4 a second.
  expect(kernel.stationState(0)).toBe(DOWN);
  kernel.setSpeed(0, 1);
  kernel.runUntil(100_000);
  kernel.setSpeed(0, 2);
  kernel.clearStatistics();
  kernel.runUntil(200_000);
  const share = kernel.stationDefective(0) / kernel.stationProcessed(0);
  expect(share).toBeGreaterThan(0.18);
  expect(share).toBeLessThan(0.22);
});

it('a source with a limit releases only as many parts as the line may hold', () => {
  const kernel = started(row(3, places(9), () => ({ cycleSeconds: [exponential(1)], maxWip: 4 })));
  let most = 0;
  for (let t = 0; t < 500; t++) {
    kernel.runUntil(t);
    most = Math.max(most, kernel.wip());
  }
  expect(most).toBe(4);
});

it('headway keeps parts apart that leave a conveyor', () => {
  const line = row(2, { capacity: 5, transitSeconds: 10, headwaySeconds: 3 }, (i) => ({
    cycleSeconds: [constant(i === 0 ? 4 : 0)],
  }));
  const kernel = started(line);
  kernel.runUntil(14.5);
  expect(kernel.goodOutput()).toBe(1);
  const blockedThenFree = started(
    row(2, { capacity: 5, transitSeconds: 10, headwaySeconds: 3 }, (i) => ({
      cycleSeconds: [constant(i === 0 ? 1 : 0)],
      batchSize: i === 1 ? 3 : 1,
    })),
  );
  // Parts come through at 11, 14 (not 12) and 17.
  blockedThenFree.runUntil(16.9);
  expect([blockedThenFree.stationState(1), blockedThenFree.goodOutput()]).toEqual([STARVED, 0]);
  blockedThenFree.runUntil(17.1);
  expect(blockedThenFree.goodOutput()).toBe(3);
});

it('statistics start anew after the warm-up, and Little’s law holds of every buffer', () => {
  const kernel = started(row(4, places(6), () => ({ cycleSeconds: [exponential(1)] })));
  kernel.runUntil(500);
  kernel.clearStatistics();
  expect([kernel.goodOutput(), kernel.wipIntegral(), kernel.stationSeconds(1, PROCESSING)]).toEqual([0, 0, 0]);
  kernel.runUntil(20_500);
  for (const buffer of [0, 1, 2]) {
    const meanStay = kernel.bufferIntegral(buffer) / kernel.bufferEntered(buffer);
    const flow = kernel.bufferEntered(buffer) / 20_000;
    expect(meanStay * flow).toBeCloseTo(kernel.bufferIntegral(buffer) / 20_000, 9);
    expect(kernel.bufferIntegral(buffer)).toBeGreaterThan(0);
    expect(kernel.bufferIntegral(buffer)).toBeLessThan(6 * 20_000);
  }
});

it('a trace tells every change and changes nothing', () => {
  const line = row(3, places(2), () => ({ cycleSeconds: [exponential(1)], failures: [failure({})] }));
  const seen: { seconds: number; kind: TraceKind }[] = [];
  const traced = createKernel(assemble(line), { trace: (seconds, kind) => seen.push({ seconds, kind }) });
  seen.length = 0;
  traced.reset(1, 0);
  traced.runUntil(300);
  const silent = started(line);
  silent.runUntil(300);
  expect(traced.hash()).toBe(silent.hash());
  expect(seen.filter(({ kind }) => kind === 'finish')).toHaveLength(silent.goodOutput());
  expect(seen.filter(({ kind }) => kind === 'fail').length).toBeGreaterThan(10);
  expect(seen.every(({ seconds }, i) => i === 0 || seconds >= (seen[i - 1]?.seconds ?? 0))).toBe(true);
});

it('takes over the parameters of another program of the same topology, and refuses one of another', () => {
  const of = (seconds: number): ProgramSpec => row(2, places(3), () => ({ cycleSeconds: [constant(seconds)] }));
  const kernel = started(of(10));
  kernel.runUntil(100);
  kernel.adopt(assemble(of(1)));
  kernel.runUntil(200);
  expect(kernel.goodOutput()).toBeGreaterThan(90);
  expect(() => kernel.adopt(assemble(row(3, places(3), () => ({}))))).toThrow(RangeError);
  expect(() => kernel.adopt(assemble(row(2, places(3), () => ({ maxWip: 5 }))))).toThrow(RangeError);
  expect(() => kernel.restore(createKernel(assemble(row(2, places(4), () => ({})))).snapshot())).toThrow(RangeError);
});

it('refuses to go on when the clock stands still', () => {
  const kernel = started(
    spec({
      stations: [
        source({ outputs: [to(0)], cycleSeconds: [constant(1)] }),
        station({
          inputs: [0],
          quality: { rework: 1, scrap: 0, maxReworks: 1e9 },
          outputs: [into(2, { when: 'pass' }), to(0, { when: 'rework' })],
        }),
        sink(),
      ],
      buffers: [places(2)],
    }),
  );
  expect(() => kernel.runUntil(100)).toThrow(/events at 1 s/);
});
