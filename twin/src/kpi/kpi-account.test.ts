// The KPI account: its identities for any course of events, its definitions on small examples, its change of shift.
import { type KnownState, type Kpis, lineModelSchema, STATION_STATES } from '@mini-factory-twin/contracts';
import { parseLineText } from '@mini-factory-twin/contracts/line-file';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKpiAccount } from './kpi-account.ts';

const START_MS = Date.UTC(2026, 2, 2, 6);
const HOUR_MS = 3_600_000;

const line = parseLineText(`
schema: mini-factory-twin/line@1
id: two
name: Two
location: { enterprise: e, site: s, area: a }
products: [{ id: a, name: A, color: "#000000" }, { id: b, name: B, color: "#000000" }]
shifts: [{ id: early, name: Early, days: [mon, tue, wed, thu, fri], start: "06:00", end: "14:00", breaks: [{ start: "10:00", minutes: 30 }] }]
stations:
  - { id: in, name: In, kind: source, at: { x: 0, y: 0 }, outputs: [{ to: q }], cycleTimeSeconds: 5, releases: stock, product: a }
  - { id: mill-1, name: Mill 1, kind: single, at: { x: 1, y: 0 }, inputs: [q], outputs: [{ to: out }], cycleTimeSeconds: 20, cycleTimeSecondsByProduct: { b: 40 } }
  - { id: mill-2, name: Mill 2, kind: single, at: { x: 1, y: 1 }, inputs: [q], outputs: [{ to: out }], cycleTimeSeconds: 20, cycleTimeSecondsByProduct: { b: 40 } }
  - { id: out, name: Out, kind: sink, at: { x: 2, y: 0 } }
buffers: [{ id: q, name: Q, kind: buffer, capacity: 3, path: [{ x: 0, y: 0 }, { x: 1, y: 0 }] }]
`);

const states: KnownState[] = [...STATION_STATES, 'unknown'];
const step = fc.record({
  afterMs: fc.integer({ min: 0, max: 4 * HOUR_MS }),
  station: fc.constantFrom('in', 'mill-1', 'mill-2'),
  event: fc.oneof(
    fc.record({ state: fc.constantFrom(...states) }),
    fc.record({ count: fc.integer({ min: 1, max: 50 }), defective: fc.integer({ min: 0, max: 1 }) }),
    fc.record({ isGood: fc.boolean() }),
  ),
});

function play(steps: (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[], startMs = START_MS): Kpis {
  const account = createKpiAccount(line, startMs);
  let atMs = startMs;
  for (const { afterMs, station, event } of steps) {
    atMs += afterMs;
    if ('state' in event) account.stateChange(station, event.state, atMs);
    else if ('count' in event) account.processed({ station, product: 'a', ...event, atMs });
    else account.partLeft({ product: 'b', isGood: event.isGood, flowSeconds: 100, atMs });
  }
  return account.kpis(atMs + 1000);
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
const near = (value: number, other: number): boolean => Math.abs(value - other) <= 1e-6 * Math.max(1, Math.abs(other));

describe('identities that hold whatever happens', () => {
  it('seconds in all states sum to the elapsed time', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const kpis = play(steps);
        const elapsed = (kpis.toMs - kpis.fromMs) / 1000;
        return kpis.stations.every((station) => near(sum(Object.values(station.seconds)), elapsed));
      }),
    );
  });

  it('OEE is the product of its factors, for stations and line', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const kpis = play(steps);
        for (const { availability, effectiveness, qualityRatio, oee } of [
          kpis.oee,
          ...kpis.stations.map((s) => s.oee),
        ]) {
          if (availability === null) expect(oee).toBeNull();
          else if (effectiveness !== null && qualityRatio !== null)
            expect(oee).toBeCloseTo(availability * effectiveness * qualityRatio, 12);
          else expect([null, 0]).toContain(oee);
        }
      }),
    );
  });

  it('unknown time is never planned busy time', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const kpis = play(steps);
        for (const station of kpis.stations) {
          const elapsed = (kpis.toMs - kpis.fromMs) / 1000;
          expect(station.plannedBusySeconds).toBeGreaterThanOrEqual(-1e-6);
          expect(station.plannedBusySeconds).toBeLessThanOrEqual(elapsed - station.seconds.unknown + 1e-6);
        }
      }),
    );
  });

  it('asking does not change the answer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: HOUR_MS }), (afterMs) => {
        const asked = createKpiAccount(line, START_MS);
        const quiet = createKpiAccount(line, START_MS);
        for (const account of [asked, quiet]) account.stateChange('mill-1', 'processing', START_MS + 500);
        for (let ask = 1; ask < 10; ask++) asked.kpis(START_MS + 500 + Math.floor((afterMs * ask) / 10));
        expect(asked.kpis(START_MS + 500 + afterMs)).toEqual(quiet.kpis(START_MS + 500 + afterMs));
      }),
    );
  });
});

describe('definitions', () => {
  it('splits the OEE of a station into availability, effectiveness and quality', () => {
    const account = createKpiAccount(line, START_MS);
    account.stateChange('mill-1', 'processing', START_MS);
    account.stateChange('mill-1', 'down', START_MS + 1800_000);
    account.processed({ station: 'mill-1', product: 'a', count: 40, defective: 4, atMs: START_MS + 1800_000 });
    account.processed({ station: 'mill-1', product: 'b', count: 10, defective: 1, atMs: START_MS + 1800_000 });
    const mill = account.kpis(START_MS + HOUR_MS).stations[1];
    expect(mill?.plannedBusySeconds).toBe(3600);
    expect(mill?.oee.availability).toBe(0.5);
    expect(mill?.oee.effectiveness).toBeCloseTo((40 * 20 + 10 * 40) / 1800, 12);
    expect(mill?.oee.qualityRatio).toBeCloseTo(0.9, 12);
  });

  it('takes the line at the pace of its slowest stage, parallel stations together', () => {
    const account = createKpiAccount(line, START_MS);
    for (const station of ['mill-1', 'mill-2']) account.stateChange(station, 'processing', START_MS);
    for (let part = 0; part < 60; part++)
      account.partLeft({ product: 'a', isGood: part % 6 !== 0, flowSeconds: part < 2 ? 60 : null, atMs: START_MS + 1 });
    const kpis = account.kpis(START_MS + HOUR_MS);
    expect(kpis).toMatchObject({ output: 50, scrap: 10, throughputPerHour: 50, flowTimeSeconds: 60 });
    expect(kpis.oee.availability).toBe(1);
    expect(kpis.oee.oee).toBeCloseTo((50 * 10) / 3600, 12);
  });

  it('does not hide a machine that runs faster than planned', () => {
    const account = createKpiAccount(line, START_MS);
    account.stateChange('mill-1', 'processing', START_MS);
    account.processed({ station: 'mill-1', product: 'a', count: 20, defective: 0, atMs: START_MS + 200_000 });
    expect(account.kpis(START_MS + 200_000).stations[1]?.oee.effectiveness).toBe(2);
  });

  it('counts a break neither for nor against a machine', () => {
    const account = createKpiAccount(line, START_MS);
    account.stateChange('mill-1', 'processing', START_MS);
    account.stateChange('mill-1', 'offshift', START_MS + 4 * HOUR_MS);
    account.stateChange('mill-1', 'processing', START_MS + 4.5 * HOUR_MS);
    const mill = account.kpis(START_MS + 5 * HOUR_MS).stations[1];
    expect(mill?.plannedBusySeconds).toBe(4.5 * 3600);
    expect(mill?.oee.availability).toBe(1);
    expect(mill?.seconds.offshift).toBe(1800);
  });

  it('leaves ratios undefined where nothing is known, and calls a machine that stood all the time 0', () => {
    const account = createKpiAccount(line, START_MS);
    account.stateChange('mill-2', 'down', START_MS);
    const [, mill1, mill2] = account.kpis(START_MS + HOUR_MS).stations;
    expect(mill1?.oee).toEqual({ availability: null, effectiveness: null, qualityRatio: null, oee: null });
    expect(mill1?.seconds.unknown).toBe(3600);
    expect(mill2?.oee).toEqual({ availability: 0, effectiveness: null, qualityRatio: null, oee: 0 });
  });
});

describe('change of shift', () => {
  it('starts anew, keeps the state and the last shift', () => {
    const account = createKpiAccount(line, START_MS + HOUR_MS);
    account.stateChange('mill-1', 'processing', START_MS + HOUR_MS);
    account.partLeft({ product: 'a', isGood: true, flowSeconds: 1, atMs: START_MS + 2 * HOUR_MS });
    const between = account.kpis(START_MS + 9 * HOUR_MS);
    expect(between).toMatchObject({ shift: null, output: 0, fromMs: START_MS + 8 * HOUR_MS });
    expect(between.stations[1]?.oee.availability).toBeNull();
    expect(between.stations[1]?.seconds.processing).toBe(3600);
    const next = account.kpis(START_MS + 25 * HOUR_MS);
    expect(next).toMatchObject({ shift: '2026-03-03-early', fromMs: START_MS + 24 * HOUR_MS, output: 0 });
    const last = account.previousShift();
    expect(last).toMatchObject({ shift: '2026-03-02-early', output: 1, toMs: START_MS + 8 * HOUR_MS });
    expect(last?.stations[1]?.plannedBusySeconds).toBe(6.5 * 3600);
  });

  it('passes over a weekend without work', () => {
    const friday = START_MS + 4 * 24 * HOUR_MS;
    const account = createKpiAccount(line, friday);
    expect(account.kpis(friday + 48 * HOUR_MS).shift).toBeNull();
    expect(account.kpis(friday + 72 * HOUR_MS).shift).toBe('2026-03-09-early');
  });

  it('never ends for a line without shifts', () => {
    const always = lineModelSchema.parse({ ...line, shifts: [], planPerShift: [] });
    const account = createKpiAccount(always, START_MS);
    account.stateChange('mill-1', 'processing', START_MS);
    const kpis = account.kpis(START_MS + 100 * HOUR_MS);
    expect(kpis.stations[1]?.plannedBusySeconds).toBe(360_000);
    expect(kpis.stations[1]?.oee.availability).toBe(1);
  });
});
