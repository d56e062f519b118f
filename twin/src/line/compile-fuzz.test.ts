// Damaged line files: whatever is wrong in one, it is refused with a code, or it compiles to a program that runs.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isTwinError, type LineModel } from '@mini-factory-twin/contracts';
import { parseLineText } from '@mini-factory-twin/contracts/line-file';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKernel, type Kernel, KERNEL_STATES } from '../kernel/index.ts';
import { compileLine } from './index.ts';

/** A Monday's early shift. */
const EPOCH_MS = Date.UTC(2026, 0, 5, 6);
const SHIFT_SECONDS = 8 * 3600;
const DECISIONS = 2000;
/** More of them look deeper: `FUZZ_RUNS=5000 npx vitest run --testTimeout 600000 compile-fuzz`. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 50);
const TIME_LIMIT_MS = process.env['FUZZ_RUNS'] === undefined ? 5000 : 600_000;

/** What the demo line has not: every kind of station, hand-over, interruption, maintenance, rules and routing. */
const EVERYTHING = `
schema: mini-factory-twin/line@1
id: everything
name: Everything
location: { enterprise: e, site: s, area: a }
products:
  - { id: a, name: A, color: "#000000" }
  - { id: b, name: B, color: "#000000", priority: 2 }
  - { id: bolt, name: Bolt, color: "#000000", role: component }
  - { id: lid, name: Lid, color: "#000000", role: component }
stations:
  - { id: in, name: In, kind: source, at: { x: 0, y: 0 }, outputs: [{ to: to-mill }], cycleTimeSeconds: 20, maxWip: 40 }
  - id: mill
    name: Mill
    kind: parallel
    servers: 2
    at: { x: 2, y: 0 }
    inputs: [to-mill]
    outputs: [{ to: left, weight: 2 }, { to: right, weight: 1 }]
    routing: probability
    dispatch: atc
    cycleTimeSeconds: { type: gamma, mean: 30, cv: 0.5 }
    cycleTimeSecondsByProduct: { b: { type: triangular, min: 20, mode: 25, max: 40 } }
    changeoverSeconds: { a: { b: 60 }, b: { a: 30 } }
    operatorSkill: running
    setupSkill: setting
    failures:
      - { id: jam, name: Jam, clock: cycles, timeBetween: { type: weibull, shape: 2, scale: 50 }, repairSeconds: { type: lognormal, mean: 60, cv: 0.5 }, skill: mechanics, onFailure: scrap, stopReason: 100 }
      - { id: power, name: Power, clock: calendar, timeBetween: { type: exponential, mean: 7000 }, repairSeconds: 90, overlap: follow, stopReason: 101 }
      - { id: worn, name: Worn, clock: shift, timeBetween: { type: uniform, min: 4000, max: 9000 }, repairSeconds: 90, overlap: pause, onFailure: restart, stopReason: 102 }
    maintenance:
      - { id: oil, name: Oil, clock: operating, every: 3000, durationSeconds: { type: normal, mean: 60, sd: 9 }, skill: mechanics, renews: [jam, worn] }
    offShift: suspend
    speed: { factor: 1.1, wearExponent: 2, scrapExponent: 1 }
  - { id: wash, name: Wash, kind: batch, batchSize: 4, at: { x: 4, y: 1 }, inputs: [left], outputs: [{ to: washed }], cycleTimeSeconds: { type: empirical, values: [60, 70, 90] } }
  - { id: hone, name: Hone, kind: single, at: { x: 4, y: -1 }, inputs: [right], outputs: [{ to: washed }], preempts: true, dispatch: priority, cycleTimeSeconds: 40 }
  - { id: store, name: Store, kind: source, at: { x: 6, y: 2 }, releases: stock, product: bolt, outputs: [{ to: bolts }], cycleTimeSeconds: 3 }
  - { id: fit, name: Fit, kind: assembly, at: { x: 6, y: 0 }, inputs: [washed], components: [{ from: bolts, quantity: 2 }], outputs: [{ to: fitted }], cycleTimeSeconds: { type: exponential, mean: 12 } }
  - id: check
    name: Check
    kind: inspection
    at: { x: 8, y: 0 }
    inputs: [again, fitted]
    outputs: [{ to: to-open, when: pass }, { to: to-paint, when: pass }, { to: again, when: rework }, { to: bin, when: scrap }]
    routing: cyclic
    quality: { rework: 0.1, scrap: 0.02, maxReworks: 2 }
    cycleTimeSeconds: 8
  - { id: open, name: Open, kind: disassembly, at: { x: 10, y: 1 }, inputs: [to-open], yields: [{ product: lid, quantity: 2 }], outputs: [{ to: out, products: [a, b] }, { to: lids, products: [lid] }], cycleTimeSeconds: 9 }
  - { id: paint, name: Paint, kind: single, at: { x: 10, y: -1 }, inputs: [to-paint], outputs: [{ to: out }], routing: shortest, cycleTimeSeconds: 9 }
  - { id: out, name: Out, kind: sink, at: { x: 12, y: 0 } }
  - { id: lids, name: Lids, kind: sink, at: { x: 12, y: 2 } }
  - { id: bin, name: Bin, kind: sink, at: { x: 8, y: 2 } }
buffers:
  - { id: to-mill, name: M, kind: buffer, capacity: 6, path: [{ x: 0, y: 0 }, { x: 2, y: 0 }] }
  - { id: left, name: L, kind: conveyor, lengthMm: 1500, speedMmPerSecond: 250, pitchMm: 250, path: [{ x: 2, y: 0 }, { x: 4, y: 1 }] }
  - { id: right, name: R, kind: buffer, capacity: 3, path: [{ x: 2, y: 0 }, { x: 4, y: -1 }] }
  - { id: washed, name: W, kind: buffer, capacity: 5, transitSeconds: 4, headwaySeconds: 1, path: [{ x: 4, y: 0 }, { x: 6, y: 0 }] }
  - { id: bolts, name: B, kind: buffer, capacity: 6, path: [{ x: 6, y: 2 }, { x: 6, y: 0 }] }
  - { id: fitted, name: F, kind: buffer, capacity: 0, path: [{ x: 6, y: 0 }, { x: 8, y: 0 }] }
  - { id: again, name: G, kind: buffer, capacity: 3, path: [{ x: 8, y: 0 }, { x: 8, y: 1 }] }
  - { id: to-open, name: O, kind: buffer, capacity: 2, path: [{ x: 8, y: 0 }, { x: 10, y: 1 }] }
  - { id: to-paint, name: P, kind: buffer, capacity: 2, path: [{ x: 8, y: 0 }, { x: 10, y: -1 }] }
people:
  - { id: ann, name: Ann, role: operator, skills: [running, setting], home: { x: 1, y: 1 } }
  - { id: bo, name: Bo, role: operator, skills: [running], home: { x: 1, y: 1 }, walkMetresPerSecond: 2 }
  - { id: tom, name: Tom, role: technician, skills: [mechanics], home: { x: 9, y: 1 } }
shifts:
  - { id: early, name: E, days: [mon, tue], start: "06:00", end: "14:00", breaks: [{ start: "09:00", minutes: 15 }] }
  - { id: late, name: L, days: [mon, tue], start: "14:00", end: "22:00" }
planPerShift:
  - { suffix: "1", product: a, quantity: 200, dueMinutes: 200 }
  - { suffix: "2", product: b, quantity: 100, dueMinutes: 400, weight: 3, priority: 5 }
orders:
  - { id: o-1, product: b, quantity: 30, releaseAt: "2026-01-05T08:00:00Z", dueAt: "2026-01-05T07:00:00Z" }
`;

const demo = readFileSync(fileURLToPath(new URL('../../../examples/lines/drive-unit.yaml', import.meta.url)), 'utf8');
/** As plain data with every default written out, so that these can be damaged too. */
const lines: Tree[] = [demo, EVERYTHING].map((text) => parseLineText(text) as unknown as Tree);

type Tree = Record<string, unknown> | unknown[];
type Place = (string | number)[];

/** One thing done to a line: at a place, by a number out of [0, 1) that chooses among what could be put there. */
interface Damage {
  place: number;
  kind: (typeof KINDS)[number];
  choice: number;
}

/** Even over [0, 1): `fc.double` is even over the bits, and so nearly always 0. */
const share = fc.noBias(fc.integer({ min: 0, max: 2 ** 30 - 1 }).map((drawn) => drawn / 2 ** 30));
const KINDS = ['delete', 'other type', 'other name', 'other number', 'twice', 'away with one', 'swap'] as const;
const damage: fc.Arbitrary<Damage> = fc.record({
  place: share,
  // Other names and numbers are what may look right and be wrong.
  kind: fc.constantFrom(...KINDS, 'other name', 'other number', 'other number'),
  choice: share,
});

// biome-ignore format: a list of numbers reads best in lines
const NUMBERS = [NaN, Infinity, -Infinity, -1, -0.5, -1e9, 0, 1e-308, 1e-9, 0.001, 0.5, 1, 1.5, 2, 3, 7, 50, 1e6, 1e9, 2 ** 31,
  1e15, 1e308];
const OTHERS: unknown[] = ['text', '', 3, true, null, [], {}, [null], { type: 'constant', value: 1 }, '2026-01-05'];

function pick<T>(from: readonly T[], choice: number): T {
  return from[Math.floor(choice * from.length)] as T;
}

/** Places whose value is of the wanted kind. */
function placesIn(tree: unknown, wanted: (value: unknown) => boolean, at: Place = []): Place[] {
  const here = at.length > 0 && wanted(tree) ? [at] : [];
  if (tree === null || typeof tree !== 'object') return here;
  const keys: (string | number)[] = Array.isArray(tree) ? [...tree.keys()] : Object.keys(tree);
  return [...here, ...keys.flatMap((key) => placesIn((tree as Record<string, unknown>)[key], wanted, [...at, key]))];
}

const WANTED: Record<Damage['kind'], (value: unknown) => boolean> = {
  delete: () => true,
  'other type': () => true,
  'other name': (value) => typeof value === 'string',
  'other number': (value) => typeof value === 'number',
  twice: (value) => Array.isArray(value) && value.length > 0,
  'away with one': (value) => Array.isArray(value) && value.length > 0,
  swap: (value) => Array.isArray(value) && value.length > 1,
};

/** Does one damage to a line. */
function apply(tree: Tree, { place, kind, choice }: Damage): void {
  const where = pick(placesIn(tree, WANTED[kind]), place);
  const key = where.at(-1) as string;
  const parent = where.slice(0, -1).reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], tree);
  const holder = parent as Record<string, unknown>;
  const list = holder[key] as unknown[];
  const index = Math.floor(choice * (Array.isArray(list) ? list.length : 1));
  if (kind === 'delete') delete holder[key];
  else if (kind === 'other type') holder[key] = structuredClone(pick(OTHERS, choice));
  else if (kind === 'other number') holder[key] = pick(NUMBERS, choice);
  else if (kind === 'other name') holder[key] = otherName(tree, holder[key], choice);
  else if (kind === 'twice') list.push(structuredClone(list[index]));
  else if (kind === 'away with one') list.splice(index, 1);
  else list.push(...list.splice(index, 1));
}

/** Mostly another word of the same line, so that it may be a name of the wrong thing; else one that nobody knows. */
function otherName(tree: Tree, old: unknown, choice: number): string {
  const words = placesIn(tree, (value) => typeof value === 'string').map((place) =>
    String(place.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], tree)),
  );
  return pick([...new Set(words), 'nobody-knows', 'constructor', '__proto__', `${String(old)}-2`], choice);
}

/** YAML of plain data; JSON has no word for the numbers that are none. */
function yamlOf(tree: Tree): string {
  const text = JSON.stringify(tree, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? `<<${value}>>` : value,
  );
  return text
    .replaceAll('"<<NaN>>"', '.nan')
    .replaceAll('"<<Infinity>>"', '.inf')
    .replaceAll('"<<-Infinity>>"', '-.inf');
}

/** The line, or null when it is refused with a code and its faults; anything else that is thrown goes on up. */
function read(text: string): LineModel | null {
  try {
    return parseLineText(text);
  } catch (error) {
    if (!isTwinError(error, 'LINE_MODEL_INVALID')) throw error;
    for (const fault of error.details['faults'] as string[])
      expect(fault).toMatch(/^(\(top\)|[\w.-]+): .*(allowed|key)/);
    return null;
  }
}

function run(model: LineModel): Kernel {
  const { program } = compileLine(model, { epochMs: EPOCH_MS, horizonSeconds: SHIFT_SECONDS });
  const kernel = createKernel(program);
  kernel.reset(1, 0);
  for (let answers = 0; kernel.runUntil(SHIFT_SECONDS) === 'decision' && answers < DECISIONS; answers++)
    kernel.choose(0);
  return kernel;
}

/** Signs that a run has gone astray: times that do not add up, contents that cannot be. */
function expectSound(model: LineModel, kernel: Kernel): void {
  const now = kernel.now();
  model.stations.forEach(({ id, servers }, station) => {
    const spent = KERNEL_STATES.reduce((sum, _, state) => sum + kernel.stationSeconds(station, state), 0);
    expect(Math.abs(spent - now * servers), id).toBeLessThan(1e-6 * (1 + now * servers));
  });
  model.buffers.forEach((buffer, index) => {
    const most = buffer.kind === 'buffer' ? buffer.capacity : Math.floor(buffer.lengthMm / buffer.pitchMm + 1e-9);
    const interrupters = model.stations.filter((station) => station.preempts && station.inputs.includes(buffer.id));
    const returned = interrupters.reduce((sum, { servers }) => sum + servers, 0);
    expect(kernel.bufferContent(index), buffer.id).toBeGreaterThanOrEqual(0);
    expect(kernel.bufferContent(index), buffer.id).toBeLessThanOrEqual(most + returned);
  });
  for (const figure of [kernel.wip(), kernel.goodOutput(), kernel.scrapped()]) expect(figure).toBeGreaterThanOrEqual(0);
}

describe('a damaged line file', () => {
  it.each([0, 1])('is refused with a code, or runs a shift (line %d)', (which) => {
    const line = lines[which] as Tree;
    const tally = { refused: 0, run: 0 };
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
        const tree = structuredClone(line);
        for (const one of damages) apply(tree, one);
        const model = read(yamlOf(tree));
        if (model === null) {
          tally.refused++;
          return;
        }
        tally.run++;
        expectSound(model, run(model));
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: TIME_LIMIT_MS },
    );
    // Neither side of the property may be empty.
    expect(Math.min(tally.refused, tally.run)).toBeGreaterThan((tally.refused + tally.run) / 20);
  });

  it('runs when nothing is damaged', () => {
    for (const line of lines) {
      const model = parseLineText(yamlOf(line));
      const kernel = run(model);
      expectSound(model, kernel);
      expect(kernel.goodOutput()).toBeGreaterThan(100);
    }
  });

  it('is refused with a code when it is cut off anywhere', () => {
    fc.assert(
      fc.property(share, (where) => {
        const text = EVERYTHING.slice(0, Math.floor(where * EVERYTHING.length));
        try {
          parseLineText(text);
        } catch (error) {
          expect(isTwinError(error)).toBe(true);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

/** Changes past the checks, which a file would not get by. */
const STANDING: [name: string, change: (line: LineModel) => void][] = [
  ['rework handed back to the station itself', ({ buffers }) => setCapacity(buffers, 'again', 0)],
  ['components that do not fit their buffer', ({ buffers }) => setCapacity(buffers, 'bolts', 1)],
  ['a batch that the limit of work in process never fills', ({ stations }) => (stationOf(stations, 'in').maxWip = 3)],
  ['a product without a way out', ({ stations }) => (stationOf(stations, 'hone').outputs[0]!.products = ['bolt'])],
];

function setCapacity(buffers: LineModel['buffers'], id: string, capacity: number): void {
  for (const buffer of buffers) if (buffer.id === id && buffer.kind === 'buffer') buffer.capacity = capacity;
}

function stationOf(stations: LineModel['stations'], id: string): LineModel['stations'][number] {
  return stations.find((station) => station.id === id) as LineModel['stations'][number];
}

it.each(STANDING)('what is refused as standing does stand in the kernel: %s', (_, change) => {
  const model = parseLineText(EVERYTHING);
  change(model);
  expect(read(yamlOf(model as unknown as Tree))).toBeNull();
  // The sound line has worked off its orders by then.
  expect(run(model).goodOutput()).toBeLessThan(run(parseLineText(EVERYTHING)).goodOutput() / 3);
});

it('what is refused as taking no time does stop the clock of the kernel', () => {
  const model = parseLineText(EVERYTHING);
  const mill = stationOf(model.stations, 'mill');
  const never = { type: 'constant', value: 0 } as const;
  mill.maintenance = [];
  mill.failures = mill.failures.slice(1, 2).map((mode) => ({ ...mode, timeBetween: never, repairSeconds: never }));
  expect(read(yamlOf(model as unknown as Tree))).toBeNull();
  expect(() => run(model)).toThrow(/at .* s: cycles of no length go round/);
}, 60_000);
