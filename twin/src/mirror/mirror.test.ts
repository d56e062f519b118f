// The mirror follows parts and states through readers, counts and tags, and mends itself when they disagree.
import {
  BUFFER_SIGNALS,
  PACKML_STATES,
  type SignalRecord,
  type SignalValue,
  STATION_SIGNALS,
} from '@mini-factory-twin/contracts';
import { parseLineText } from '@mini-factory-twin/contracts/line-file';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { healthOf } from './health.ts';
import { recall, remember } from './memory.ts';
import { Mirror, type MirrorEvent } from './mirror.ts';
import { bufferViews, stationViews } from './views.ts';

const model = parseLineText(`
schema: mini-factory-twin/line@1
id: small
name: Small line
location: { enterprise: e, site: s, area: a }
products: [{ id: p, name: P, color: "#aaaaaa" }]
stations:
  - { id: source, name: Source, kind: source, at: { x: 0, y: 0 }, outputs: [{ to: belt }], cycleTimeSeconds: 5 }
  - id: test
    name: Test
    kind: inspection
    at: { x: 3, y: 0 }
    inputs: [again, belt]
    outputs: [{ to: out, when: pass }, { to: again, when: rework }, { to: bin, when: scrap }]
    quality: { rework: 0.1, scrap: 0.1 }
    cycleTimeSeconds: 6
    failures:
      - { id: jam, name: Jam, clock: cycles, timeBetween: 100, repairSeconds: 60, stopReason: 130 }
  - { id: out, name: Out, kind: sink, at: { x: 6, y: 0 } }
  - { id: bin, name: Bin, kind: sink, at: { x: 6, y: 2 } }
buffers:
  - { id: belt, name: Belt, kind: buffer, capacity: 5, transitSeconds: 4, path: [{ x: 1, y: 0 }, { x: 2, y: 0 }] }
  - { id: again, name: Again, kind: buffer, capacity: 2, path: [{ x: 3, y: 1 }, { x: 3, y: 2 }] }
orders: [{ id: o1, product: p, quantity: 10, dueAt: "2026-01-02T00:00:00Z" }]
`);

const T0 = Date.parse('2026-01-01T08:00:00Z');

function record(
  asset: string,
  signal: string,
  value: SignalValue,
  at: { seconds: number; refresh?: boolean },
): SignalRecord {
  const tsSource = T0 + at.seconds * 1000;
  return {
    asset, signal, value, datatype: 'String', unit: null, quality: 'good', tsSource, tsPublish: tsSource, tsReceive: tsSource,
    historical: false, refresh: at.refresh ?? false, simulated: true, runId: 'r', source: { connection: 'c', address: 'a', session: 's', seq: 0 },
  }; // biome-ignore format: one record a line reads best
}

function group(
  asset: string,
  values: Record<string, SignalValue>,
  at: { seconds: number; refresh?: boolean },
): SignalRecord[] {
  return Object.entries(values).map(([signal, value]) => record(asset, signal, value, at));
}

const S = STATION_SIGNALS;
const B = BUFFER_SIGNALS;
const running = {
  [S.state]: PACKML_STATES.Execute,
  [S.mode]: 1,
  [S.blocked]: false,
  [S.starved]: false,
  [S.stopReason]: 0,
};

/** A line whose births told of an empty belt and two idle stations. */
function bornLine(): { mirror: Mirror; events: MirrorEvent[] } {
  const events: MirrorEvent[] = [];
  const mirror = new Mirror(model, (event) => events.push(event));
  const born = { seconds: 0, refresh: true };
  const idle = { ...running, [S.state]: PACKML_STATES.Suspended, [S.starved]: true };
  mirror.apply(
    group('source', { ...running, [S.partId]: '', [S.processed]: 0, [S.orderId]: 'o1', [S.productId]: 'p' }, born),
  );
  mirror.apply(
    group('test', { ...idle, [S.partId]: '', [S.processed]: 0, [S.defective]: 0, [S.lastResult]: 'pass' }, born),
  );
  mirror.apply(group('belt', { [B.entered]: 0, [B.left]: 0 }, born));
  mirror.apply(group('again', { [B.entered]: 0, [B.left]: 0 }, born));
  mirror.advance(T0);
  return { mirror, events };
}

/** A part made at the source at `seconds` and put on the belt one second later. */
function feed(mirror: Mirror, id: string, { seconds, entered }: { seconds: number; entered: number }): void {
  mirror.apply(group('source', { [S.partId]: id, [S.productId]: 'p', [S.orderId]: 'o1' }, { seconds }));
  mirror.apply(
    group('source', { [S.partId]: '', [S.processed]: entered, [S.orderCount]: entered }, { seconds: seconds + 1 }),
  );
  mirror.apply(group('belt', { [B.entered]: entered }, { seconds: seconds + 1.1 }));
}

/** The test station takes a part from the belt. */
function take(mirror: Mirror, id: string, { seconds, left }: { seconds: number; left: number }): void {
  mirror.apply(group('test', { ...running, [S.partId]: id, [S.orderId]: 'o1', [S.productId]: 'p' }, { seconds }));
  mirror.apply(group('belt', { [B.left]: left }, { seconds }));
}

const queueOf = (mirror: Mirror, id: string): string[] =>
  bufferViews(mirror)
    .find((view) => view.id === id)
    ?.parts.map((part) => part.id) ?? [];
const viewOf = (mirror: Mirror, id: string, seconds: number) =>
  stationViews(mirror, T0 + seconds * 1000).find((view) => view.id === id);

describe('parts', () => {
  test('a part goes from the source over the belt into the station and out', () => {
    const { mirror, events } = bornLine();
    feed(mirror, 'A', { seconds: 1, entered: 1 });
    expect(queueOf(mirror, 'belt')).toEqual(['A']);
    take(mirror, 'A', { seconds: 7, left: 1 });
    expect(queueOf(mirror, 'belt')).toEqual([]);
    expect(viewOf(mirror, 'test', 8)?.parts).toEqual([{ id: 'A', product: 'p', order: 'o1' }]);
    mirror.apply(
      group('test', { [S.partId]: '', [S.processed]: 1, [S.orderId]: 'o1', [S.orderCount]: 1 }, { seconds: 13 }),
    );
    expect(mirror.wip()).toBe(0);
    expect(events.filter((event) => event.kind === 'left')).toMatchObject([
      { isGood: true, part: { id: 'A', bornMs: T0 + 1000 } },
    ]);
    expect(mirror.orders.all()[0]).toMatchObject({ id: 'o1', released: 1, done: 1 });
  });

  test('a part that fails goes into the rework loop, and to scrap when it fails for good', () => {
    const { mirror, events } = bornLine();
    feed(mirror, 'A', { seconds: 1, entered: 1 });
    take(mirror, 'A', { seconds: 7, left: 1 });
    mirror.apply(group('test', { [S.lastResult]: 'rework', [S.processed]: 1, [S.defective]: 1 }, { seconds: 13 }));
    mirror.apply(group('test', { [S.partId]: '' }, { seconds: 13.2 }));
    expect(queueOf(mirror, 'again')).toEqual(['A']);
    expect(mirror.parts.get('A')?.reworks).toBe(1);
    mirror.apply(group('test', { [S.partId]: 'A' }, { seconds: 14 }));
    mirror.apply(group('test', { [S.lastResult]: 'scrap', [S.partId]: '', [S.processed]: 2 }, { seconds: 20 }));
    expect(events.filter((event) => event.kind === 'left')).toMatchObject([{ isGood: false }]);
    expect(mirror.orders.all()[0]?.scrapped).toBe(1);
  });

  test('parts already on the belt when the twin starts are counted, and named by the reader that meets them', () => {
    const mirror = new Mirror(model);
    mirror.apply(group('belt', { [B.entered]: 40, [B.left]: 37 }, { seconds: 0, refresh: true }));
    expect(queueOf(mirror, 'belt')).toHaveLength(3);
    mirror.apply(group('test', { ...running, [S.partId]: '' }, { seconds: 0, refresh: true }));
    take(mirror, 'X', { seconds: 2, left: 38 });
    expect(queueOf(mirror, 'belt')).toHaveLength(2);
    expect(viewOf(mirror, 'test', 3)?.parts[0]?.id).toBe('X');
  });

  test('a reader that missed a part is put right by the counts, after they had time to meet', () => {
    const { mirror, events } = bornLine();
    feed(mirror, 'A', { seconds: 1, entered: 1 });
    mirror.apply(group('belt', { [B.left]: 1 }, { seconds: 7 }));
    mirror.advance(T0 + 7500);
    expect(queueOf(mirror, 'belt')).toEqual(['A']);
    mirror.advance(T0 + 9000);
    expect(queueOf(mirror, 'belt')).toEqual([]);
    expect(events.filter((event) => event.kind === 'correction')).toHaveLength(1);
  });

  test('historical values never touch the live state', () => {
    const { mirror } = bornLine();
    mirror.apply([{ ...record('test', S.partId, 'old', { seconds: 5 }), historical: true }]);
    expect(viewOf(mirror, 'test', 6)?.parts).toEqual([]);
  });
});

describe('states', () => {
  test('a state has the plant time of its change and the remaining time of its work', () => {
    const { mirror, events } = bornLine();
    feed(mirror, 'A', { seconds: 1, entered: 1 });
    take(mirror, 'A', { seconds: 7, left: 1 });
    const view = viewOf(mirror, 'test', 9);
    expect(view).toMatchObject({ state: 'processing', sinceMs: T0 + 7000 });
    expect(view?.remainingSeconds?.p50).toBeCloseTo(4, 3);
    expect(events.filter((event) => event.kind === 'state' && event.station === 'test').at(-1)).toMatchObject({
      from: 'starved',
      to: 'processing',
    });
  });

  test('time that a machine is down does not count as cycle time', () => {
    const { mirror } = bornLine();
    feed(mirror, 'A', { seconds: 1, entered: 1 });
    take(mirror, 'A', { seconds: 7, left: 1 });
    mirror.apply(group('test', { [S.state]: PACKML_STATES.Aborted, [S.stopReason]: 130 }, { seconds: 9 }));
    expect(viewOf(mirror, 'test', 10)).toMatchObject({ state: 'down', stopReason: { code: 130, text: 'Jam' } });
    mirror.apply(group('test', { [S.state]: PACKML_STATES.Execute, [S.stopReason]: 0 }, { seconds: 69 }));
    mirror.apply(group('test', { [S.partId]: '', [S.processed]: 1 }, { seconds: 73 }));
    expect(viewOf(mirror, 'test', 74)?.cycle).toMatchObject({ lastSeconds: 6, count: 1 });
  });

  test('when the source is gone the state is unknown, not the last one', () => {
    const { mirror } = bornLine();
    mirror.markStale(['test', 'belt'], T0 + 5000);
    expect(viewOf(mirror, 'test', 6)).toMatchObject({ state: 'unknown', quality: 'stale' });
    expect(bufferViews(mirror)[0]).toMatchObject({ quality: 'stale', low: 0, high: 5 });
    const health = healthOf(mirror, { watermarkMs: T0, ageSeconds: 1, connections: [] });
    expect(health).toMatchObject({ status: 'DEGRADED', reasons: ['state unknown: Test'] });
  });

  test('silence and a lost connection are told apart from a healthy line', () => {
    const { mirror } = bornLine();
    expect(healthOf(mirror, { watermarkMs: T0, ageSeconds: 0, connections: [] }).status).toBe('SYNCED');
    expect(healthOf(mirror, { watermarkMs: T0, ageSeconds: 20, connections: [] }).status).toBe('DEGRADED');
    expect(healthOf(mirror, { watermarkMs: T0, ageSeconds: 100, connections: [] }).status).toBe('LOST');
  });
});

describe('laws', () => {
  const step = fc.record({
    kind: fc.constantFrom('feed', 'take', 'pass', 'scrap', 'count', 'settle'),
    gap: fc.integer({ min: 1, max: 5 }),
  });

  test('whatever comes, a part is in one place, a buffer never holds more than it can, and a restart changes nothing', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { mirror } = bornLine();
        let seconds = 1;
        let made = 0;
        let left = 0;
        for (const { kind, gap } of steps) {
          seconds += gap;
          if (kind === 'feed') feed(mirror, `P${++made}`, { seconds, entered: made });
          if (kind === 'take')
            take(mirror, queueOf(mirror, 'belt')[0] ?? `Q${seconds}`, { seconds, left: Math.min(made, ++left) });
          if (kind === 'pass' || kind === 'scrap')
            mirror.apply(group('test', { [S.lastResult]: kind, [S.partId]: '', [S.processed]: seconds }, { seconds }));
          if (kind === 'count') mirror.apply(group('belt', { [B.left]: ++left }, { seconds }));
          if (kind === 'settle') mirror.advance(T0 + seconds * 1000 + 3000);
        }
        mirror.advance(T0 + seconds * 1000 + 10_000);
        const seen = [
          ...bufferViews(mirror).flatMap((view) => view.parts),
          ...stationViews(mirror, T0).flatMap((view) => view.parts),
        ].map((part) => part.id);
        expect(new Set(seen).size).toBe(seen.length);
        expect(new Set(seen)).toEqual(new Set(mirror.parts.keys()));
        for (const view of bufferViews(mirror)) expect(view.content).toBeLessThanOrEqual(view.capacity);

        const memory = structuredClone(remember(mirror, 'v1', T0));
        const restarted = new Mirror(model);
        expect(recall(restarted, memory, 'v1')).toBe(true);
        expect(remember(restarted, 'v1', T0)).toEqual(memory);
        expect(recall(new Mirror(model), memory, 'v2')).toBe(false);
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});
