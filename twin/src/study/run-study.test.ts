// Studies on real worker threads: right figures, the same whatever the threads, stopped, precise, refused.
import { fileURLToPath } from 'node:url';
import { parseLineText, readLineFile } from '@mini-factory-twin/contracts/line-file';
import { describe, expect, it } from 'vitest';
import { runStudy, type StudyResult, type StudySettings } from './run-study.ts';

const example = (name: string): Promise<Model> =>
  readLineFile(fileURLToPath(new URL(`../../../examples/lines/${name}.yaml`, import.meta.url)));
type Model = Awaited<ReturnType<typeof readLineFile>>;
const two = await example('two-machines');
const driveUnit = await example('drive-unit');

const settings = (fields: Partial<StudySettings>): StudySettings => ({
  epochMs: Date.UTC(2026, 0, 5, 6),
  horizonSeconds: 4 * 3600,
  warmupSeconds: 0,
  replications: 6,
  seed: 1,
  stop: null,
  ...fields,
});
const meanOf = (result: StudyResult, id: string): number =>
  result.figures.find((figure) => figure.id === id)?.estimate?.mean ?? Number.NaN;

/** Every cycle 10 s, nothing random; costs in round numbers. */
const clockwork = parseLineText(
  JSON.stringify({
    schema: 'mini-factory-twin/line@1',
    id: 'clockwork',
    name: 'Clockwork',
    location: { enterprise: 'a', site: 'b', area: 'c' },
    products: [{ id: 'p', name: 'P', color: '#000000' }],
    stations: [
      { id: 'in', name: 'In', kind: 'source', at: { x: 0, y: 0 }, outputs: [{ to: 'a' }], cycleTimeSeconds: 10 },
      {
        id: 'work',
        name: 'Work',
        kind: 'single',
        at: { x: 1, y: 0 },
        inputs: ['a'],
        outputs: [{ to: 'out' }],
        cycleTimeSeconds: 5,
        costs: { perHourProcessing: 60, perHourWaiting: 6 },
      },
      { id: 'out', name: 'Out', kind: 'sink', at: { x: 2, y: 0 } },
    ],
    buffers: [
      {
        id: 'a',
        name: 'A',
        kind: 'buffer',
        capacity: 3,
        path: [
          { x: 0, y: 0 },
          { x: 1, y: 0 },
        ],
      },
    ],
    orders: [
      { id: 'first', product: 'p', quantity: 60, dueAt: '2026-01-05T06:10:10Z' },
      { id: 'late', product: 'p', quantity: 300, dueAt: '2026-01-05T06:30:05Z', weight: 2 },
      { id: 'never', product: 'p', quantity: 9999, dueAt: '2026-01-05T06:45:00Z' },
    ],
    costs: { materialPerPart: 2, tardinessPerOrderHour: 1 },
  }),
  'clockwork.json',
);

describe('a line without chance', () => {
  const result = runStudy(clockwork, settings({ horizonSeconds: 3600, replications: 2 }), { threads: 2 });

  it('has the figures that can be reckoned by hand', async () => {
    const found = await result;
    // A part leaves every 10 s from 15 s on: 359 by 3600 s (the last at 3595); 361 are begun (the last at 3600).
    expect(meanOf(found, 'line.goodParts')).toBe(359);
    expect(meanOf(found, 'line.goodPartsPerHour')).toBeCloseTo(359, 9);
    expect(meanOf(found, 'line.flowTimeMeanSeconds')).toBeCloseTo(15, 9);
    expect(meanOf(found, 'station.work.processingPercent')).toBeCloseTo((359 * 5 * 100) / 3600, 6);
    expect(meanOf(found, 'station.work.oeePercent')).toBeCloseTo((359 * 5 * 100) / 3600, 6);
  });

  it('tells lateness, tardiness and shares of orders', async () => {
    const found = await result;
    // first: part 60 leaves at 605 s, due 610; late: 360th at 3605 s, so not done, due 1805: 1795 s; never: due 2700, 900 s.
    expect(meanOf(found, 'line.onTimePercent')).toBeCloseTo(100 / 3, 9);
    expect(meanOf(found, 'line.tardinessMeanSeconds')).toBeCloseTo((1795 + 900) / 3, 9);
    expect(meanOf(found, 'line.weightedTardinessHours')).toBeCloseTo((2 * 1795 + 900) / 3600, 9);
    expect(meanOf(found, 'line.latenessMaxSeconds')).toBeCloseTo(1795, 9);
    expect(meanOf(found, 'line.allOrdersOnTime')).toBe(0);
  });

  it('costs its material, machine hours, waiting and tardiness', async () => {
    const found = await result;
    const working = (359 * 5) / 3600;
    const expected = 2 * 361 + 60 * working + 6 * (1 - working) + (2 * 1795 + 900) / 3600;
    expect(meanOf(found, 'line.cost')).toBeCloseTo(expected, 6);
    expect(meanOf(found, 'line.costPerGoodPart')).toBeCloseTo(expected / 359, 6);
  });

  it('leaves the warm-up out', async () => {
    const found = await runStudy(clockwork, settings({ horizonSeconds: 3600, warmupSeconds: 1800, replications: 1 }));
    expect(meanOf(found, 'line.goodParts')).toBe(180);
    expect(meanOf(found, 'line.goodPartsPerHour')).toBeCloseTo(360, 9);
  });
});

describe('a study', () => {
  it('finds the same whatever the number of threads', async () => {
    const [one, three] = [
      await runStudy(driveUnit, settings({}), { threads: 1 }),
      await runStudy(driveUnit, settings({}), { threads: 3 }),
    ];
    expect(three.rows).toEqual(one.rows);
    expect(three.events).toBe(one.events);
  });

  it('finds something else on another seed', async () => {
    const short = settings({ replications: 1, horizonSeconds: 3600 });
    const [one, other] = [await runStudy(driveUnit, short), await runStudy(driveUnit, { ...short, seed: 2 })];
    expect(other.rows).not.toEqual(one.rows);
  });

  it('stops as soon as the interval is narrow enough, and says when it never was', async () => {
    const stop = { figure: 'line.goodPartsPerHour', relativeHalfWidth: 0.005 };
    const precise = await runStudy(two, settings({ replications: 200, stop }));
    const figure = precise.figures.find(({ id }) => id === stop.figure)?.estimate;
    if (figure?.high === undefined || figure.high === null) throw new Error('no interval');
    expect(precise.isPrecise).toBe(true);
    expect(precise.replications).toBeLessThan(200);
    expect(figure.high - figure.mean).toBeLessThanOrEqual(0.005 * figure.mean);
    const hopeless = await runStudy(two, settings({ replications: 7, stop: { ...stop, relativeHalfWidth: 1e-6 } }));
    expect(hopeless).toMatchObject({ isPrecise: false, replications: 7 });
  });

  it('finds the warm-up by itself', async () => {
    const slow = structuredClone(clockwork);
    slow.buffers[0] = { ...slow.buffers[0], kind: 'buffer', capacity: 999, transitSeconds: 3600, headwaySeconds: 0 };
    const found = await runStudy(slow, settings({ horizonSeconds: 36_000, warmupSeconds: 'auto', replications: 1 }));
    // The first part arrives after an hour; MSER-5 cuts in steps of five five-hundredths of the horizon, 360 s.
    expect(found.warmupSeconds).toBeGreaterThanOrEqual(3600);
    expect(found.warmupSeconds).toBeLessThanOrEqual(3960);
  });

  it('tells how far it is', async () => {
    const shares: number[] = [];
    await runStudy(two, settings({}), { onProgress: (share) => shares.push(share) });
    expect(shares.at(-1)).toBe(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
  });

  it('can be given up', async () => {
    const abort = new AbortController();
    const running = runStudy(driveUnit, settings({ horizonSeconds: 30 * 86_400, replications: 1000 }), {
      signal: abort.signal,
    });
    setTimeout(() => abort.abort(new Error('enough')), 300);
    await expect(running).rejects.toThrow('enough');
  });

  it('refuses what cannot be run, with what is allowed', async () => {
    await expect(runStudy(two, settings({ warmupSeconds: 9e9 }))).rejects.toMatchObject({ code: 'STUDY_INVALID' });
    const stop = { figure: 'line.godParts', relativeHalfWidth: 0.1 };
    await expect(runStudy(two, settings({ stop }))).rejects.toThrow(
      /found "line.godParts", allowed: line.goodPartsPerHour/,
    );
  });

  it('says who waits for whom when a line comes to a standstill', async () => {
    // Half the parts come back to a buffer that the source fills: sooner or later it is full of parts, and nobody can move.
    const looped = parseLineText(
      JSON.stringify({
        ...clockwork,
        id: 'looped',
        orders: [],
        stations: clockwork.stations.map((station) => {
          if (station.kind === 'source') return { ...station, releases: 'stock', product: 'p', cycleTimeSeconds: 1 };
          if (station.kind === 'sink') return station;
          const outputs = [
            { to: 'out', when: 'pass' },
            { to: 'a', when: 'rework' },
            { to: 'out', when: 'scrap' },
          ];
          return { ...station, kind: 'inspection', outputs, quality: { rework: 0.5, scrap: 0, maxReworks: 9 } };
        }),
      }),
      'looped.json',
    );
    const found = await runStudy(looped, settings({ horizonSeconds: 3600, replications: 3 }));
    expect(found.warnings).toHaveLength(1);
    expect(found.warnings[0]).toMatch(
      /^3 runs came to a standstill; in run 1, in waits: buffer a is full; work waits: buffer a is full; that needs work: a deadlock since \d+ s$/,
    );
  });
});
