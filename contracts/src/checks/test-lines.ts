// A sound line of every kind of station for tests, and ways to change it in a few places.
import { expect, test } from 'vitest';
import { lineModelSchema } from '../line-model.ts';
import { issueText } from './issue-text.ts';

/** New values by path, such as `stations.1.servers`; undefined takes a key away. */
export type Edits = Record<string, unknown>;

/** A change that makes the workshop wrong, the fault it must bring, and a neighbouring change that is sound. */
export interface Case {
  name: string;
  wrong: Edits;
  fault: RegExp;
  /** Other faults that cannot but come along. */
  also?: RegExp;
  right: Edits;
}

const at = (x: number): { x: number; y: number } => ({ x, y: 0 });
const path = [at(0), at(1)];
const buffer = (id: string, capacity: number): object => ({ id, name: id, kind: 'buffer', capacity, path });
const station = (id: string, kind: string, fields: object): object => ({ id, name: id, kind, at: at(0), ...fields });

/** Indices of the workshop, so that edits can name what they change. */
export const S = { in: 0, mill: 1, wash: 2, press: 3, feeder: 4, test: 5, split: 6, out: 7, bin: 8, lids: 9 } as const;
export const B = { mill: 0, wash: 1, press: 2, feed: 3, test: 4, again: 5, split: 6 } as const;

/** Orders -> mills -> wash -> press (+ bolts) -> test (rework, scrap) -> split -> out, lids. As a file would give it. */
export const WORKSHOP = {
  schema: 'mini-factory-twin/line@1',
  id: 'workshop',
  name: 'Workshop',
  location: { enterprise: 'e', site: 's', area: 'a' },
  products: [
    { id: 'a', name: 'A', color: '#000000' },
    { id: 'b', name: 'B', color: '#000000' },
    { id: 'bolt', name: 'Bolt', color: '#000000', role: 'component' },
    { id: 'lid', name: 'Lid', color: '#000000', role: 'component' },
  ],
  stations: [
    station('in', 'source', { outputs: [{ to: 'to-mill' }], cycleTimeSeconds: 5 }),
    station('mill', 'parallel', {
      servers: 2,
      inputs: ['to-mill'],
      outputs: [{ to: 'to-wash' }],
      cycleTimeSeconds: 8,
      cycleTimeSecondsByProduct: { b: 9 },
      changeoverSeconds: { a: { b: 20 }, b: { a: 10 } },
      operatorSkill: 'running',
      setupSkill: 'setting',
      failures: [
        { id: 'jam', name: 'J', clock: 'cycles', timeBetween: 50, repairSeconds: 30, skill: 'repair', stopReason: 100 },
        { id: 'wear', name: 'W', clock: 'operating', timeBetween: 900, repairSeconds: 60, stopReason: 101 },
      ],
      maintenance: [
        { id: 'oil', name: 'O', clock: 'shift', every: 3600, durationSeconds: 60, skill: 'repair', renews: ['wear'] },
        { id: 'clean', name: 'C', clock: 'cycles', every: 100, durationSeconds: 20 },
      ],
      sensors: [
        { name: 'Current', unit: 'A', low: 0, high: 9 },
        { name: 'Torque', unit: 'N.m', low: -1, high: 1 },
      ],
    }),
    station('wash', 'batch', { batchSize: 2, inputs: ['to-wash'], outputs: [{ to: 'to-press' }], cycleTimeSeconds: 9 }),
    station('press', 'assembly', {
      inputs: ['to-press'],
      components: [{ from: 'feed', quantity: 2 }],
      outputs: [{ to: 'to-test' }],
      cycleTimeSeconds: 4,
    }),
    station('feeder', 'source', {
      releases: 'stock',
      product: 'bolt',
      outputs: [{ to: 'feed' }],
      cycleTimeSeconds: 1,
    }),
    station('test', 'inspection', {
      inputs: ['again', 'to-test'],
      outputs: [
        { to: 'to-split', when: 'pass' },
        { to: 'again', when: 'rework' },
        { to: 'bin', when: 'scrap' },
      ],
      quality: { rework: 0.1, scrap: 0.1 },
      cycleTimeSeconds: 3,
    }),
    station('split', 'disassembly', {
      inputs: ['to-split'],
      yields: [{ product: 'lid', quantity: 1 }],
      outputs: [
        { to: 'out', products: ['a', 'b'] },
        { to: 'lids', products: ['lid'] },
      ],
      cycleTimeSeconds: 3,
    }),
    station('out', 'sink', {}),
    station('bin', 'sink', {}),
    station('lids', 'sink', {}),
  ],
  buffers: [
    buffer('to-mill', 4),
    buffer('to-wash', 4),
    buffer('to-press', 4),
    buffer('feed', 4),
    { id: 'to-test', name: 'T', kind: 'conveyor', lengthMm: 1200, speedMmPerSecond: 300, pitchMm: 300, path },
    buffer('again', 2),
    buffer('to-split', 2),
  ],
  people: [
    { id: 'ann', name: 'Ann', role: 'operator', skills: ['running', 'setting'], home: at(0) },
    { id: 'tom', name: 'Tom', role: 'technician', skills: ['repair'], home: at(0) },
  ],
  shifts: [
    {
      id: 'early',
      name: 'E',
      days: ['mon', 'tue'],
      start: '06:00',
      end: '14:00',
      breaks: [{ start: '10:00', minutes: 15 }],
    },
    { id: 'night', name: 'N', days: ['mon', 'tue'], start: '22:00', end: '06:00' },
  ],
  planPerShift: [
    { suffix: '1', product: 'a', quantity: 10, dueMinutes: 60 },
    { suffix: '2', product: 'b', quantity: 10, dueMinutes: 90 },
  ],
  orders: [{ id: 'o-1', product: 'a', quantity: 5, dueAt: '2026-01-05T09:00:00Z' }],
};

/** A copy of a raw line with other values in some places. */
export function edited(line: object, edits: Edits): object {
  const copy = structuredClone(line);
  for (const [where, value] of Object.entries(edits)) {
    const keys = where.split('.');
    const last = keys.pop() ?? '';
    let place = copy as Record<string, unknown>;
    for (const key of keys) place = place[key] as Record<string, unknown>;
    if (value === undefined) delete place[last];
    else place[last] = structuredClone(value);
  }
  return copy;
}

/** Faults of a raw line, one line each; none for a sound one. */
export function faultsIn(line: object): string[] {
  const parsed = lineModelSchema.safeParse(line, { reportInput: true });
  return parsed.success ? [] : parsed.error.issues.map(issueText);
}

/** Tests that each wrong change of the workshop brings its fault and nothing else, and its neighbour none. */
export function testCases(cases: readonly Case[]): void {
  test.each(cases)('$name', ({ wrong, fault, also, right }) => {
    const faults = faultsIn(edited(WORKSHOP, wrong));
    expect(faults, 'the fault is told').toContainEqual(expect.stringMatching(fault));
    const others = faults.filter((text) => !fault.test(text) && also?.test(text) !== true);
    expect(others, 'no other faults').toEqual([]);
    expect(faultsIn(edited(WORKSHOP, right)), 'the neighbour is sound').toEqual([]);
  });
}
