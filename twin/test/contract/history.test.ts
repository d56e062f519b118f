// What every history store must do, on PGlite and on PostgreSQL.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Experiment,
  type Forecast,
  historySchema,
  type KeptScenario,
  type Kpis,
  type LineModel,
  type Order,
  stateIntervalsSchema,
} from '@mini-factory-twin/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../src/history/migrate.ts';
import { openPglite } from '../../src/history/pglite-engine.ts';
import { openPostgres } from '../../src/history/postgres-engine.ts';
import { createSqlStore } from '../../src/history/sql-store.ts';
import { emptyBatch, type HistoryRow, type HistoryStore, type TelemetryColumns } from '../../src/history/store.ts';
import type { SqlEngine } from '../../src/history/engine.ts';
import { startPostgres } from './postgres-server.ts';

const T0 = Date.parse('2026-11-25T06:00:00.000Z');
const ALWAYS = { fromMs: T0 - 1e9, toMs: T0 + 1e9 };

const server = await startPostgres();
if ('missing' in server) console.warn(`history on PostgreSQL is not tested: ${server.missing}`);
const folder = mkdtempSync(join(tmpdir(), 'twin-history-'));

afterAll(async () => {
  if ('url' in server) await server.remove();
  rmSync(folder, { recursive: true, force: true });
});

const engines: { name: string; open: () => Promise<SqlEngine>; isMissing: boolean }[] = [
  { name: 'pglite', open: () => openPglite(join(folder, 'db')), isMissing: false },
  { name: 'postgres', open: () => openPostgres('url' in server ? server.url : ''), isMissing: 'missing' in server },
];

describe.each(engines)('history on $name', ({ open, isMissing }) => {
  let store: HistoryStore;
  let line = '';
  let writer = '';
  let number = 0;

  beforeAll(async () => {
    if (!isMissing) store = await connect();
  });
  afterAll(async () => {
    await store?.close();
  });

  async function connect(): Promise<HistoryStore> {
    const engine = await open();
    await migrate(engine);
    await migrate(engine);
    return createSqlStore(engine);
  }

  /** A test of its own line, so that the tests do not see each other's rows. */
  function check(name: string, run: () => Promise<void>): void {
    test.skipIf(isMissing)(name, async () => {
      [line, writer, number] = [randomUUID(), randomUUID(), 0];
      await run();
    });
  }

  async function write(content: { rows?: HistoryRow[]; telemetry?: TelemetryColumns }): Promise<void> {
    number++;
    await store.write({ writer, number }, { ...emptyBatch(), ...content });
  }

  function columns(name: string, points: [number, number | null, (string | null)?][], quality = 0): TelemetryColumns {
    return {
      signals: [{ line, asset: 'cnc-1', name, datatype: 'Double', unit: 'A' }],
      runs: [{ simulated: true, runId: 'run "1"' }],
      signal: points.map(() => 0),
      tsMs: points.map(([atMs]) => atMs),
      value: points.map(([, value]) => value),
      text: points.map(([, , text]) => text ?? null),
      quality: points.map(() => quality),
      run: points.map(() => 0),
    };
  }

  const ask = async (fromMs: number, toMs: number, points = 100, name = 'Meas/Current') =>
    historySchema.parse(await store.signalHistory(line, { asset: 'cnc-1', name }, { fromMs, toMs, points }));

  describe('telemetry', () => {
    check('comes back as written, to the millisecond', async () => {
      await write({
        telemetry: columns('Meas/Current', [
          [T0 + 1, 0.1],
          [T0 + 2, null],
          [T0 + 1003, -1e300],
        ]),
      });
      expect(await ask(T0, T0 + 2000)).toEqual({
        asset: 'cnc-1',
        signal: 'Meas/Current',
        unit: 'A',
        points: [
          [T0 + 1, 0.1],
          [T0 + 2, null],
          [T0 + 1003, -1e300],
        ],
      });
    });

    check('begins with the value that held at the start', async () => {
      await write({
        telemetry: columns('Meas/Current', [
          [T0 - 5000, 3],
          [T0 - 10, 4],
          [T0 + 10, 5],
        ]),
      });
      expect((await ask(T0, T0 + 100)).points).toEqual([
        [T0, 4],
        [T0 + 10, 5],
      ]);
      expect((await ask(T0 + 10, T0 + 100)).points).toEqual([[T0 + 10, 5]]);
    });

    check('is thinned to the lowest, highest and missing values of each bucket', async () => {
      const points = Array.from({ length: 10_000 }, (_, i): [number, number | null] => [
        T0 + i,
        i === 5_000 ? null : i === 7_777 ? 99 : i === 2_222 ? -99 : Math.sin(i / 50),
      ]);
      await write({ telemetry: columns('Meas/Current', points) });
      const thinned = (await ask(T0, T0 + 9_999, 200)).points;
      expect(thinned.length).toBeLessThanOrEqual(201);
      expect(thinned.length).toBeGreaterThan(150);
      const originals = new Map(points);
      for (const [atMs, value] of thinned) expect(originals.get(atMs)).toBe(value);
      expect(thinned).toContainEqual([T0 + 7_777, 99]);
      expect(thinned).toContainEqual([T0 + 2_222, -99]);
      expect(thinned).toContainEqual([T0 + 5_000, null]);
      const times = thinned.map(([atMs]) => atMs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    });

    check('of several signals, texts and odd characters stays apart', async () => {
      const both = columns('Meas/Current', [
        [T0, 1],
        [T0, 2, 'a"b\\c,{}NULL\0 ü'],
      ]);
      both.signals.push({ line, asset: 'cnc-1', name: 'Job/"x"', datatype: 'String', unit: null });
      both.signal = [0, 1];
      await write({ telemetry: both });
      expect((await ask(T0, T0)).points).toEqual([[T0, 1]]);
      expect(await ask(T0, T0, 10, 'Job/"x"')).toMatchObject({ unit: null, points: [[T0, 2]] });
    });

    check('of a signal nobody has seen is empty', async () => {
      expect(await ask(T0, T0 + 1)).toEqual({ asset: 'cnc-1', signal: 'Meas/Current', unit: null, points: [] });
    });
  });

  describe('exactly once', () => {
    check('a batch that is written again, or after a later one, changes nothing', async () => {
      for (const n of [1, 1, 2, 1, 2]) {
        const telemetry = columns('Meas/Current', [[T0 + n, n]]);
        await store.write({ writer, number: n }, { telemetry, rows: [audit('x')] });
      }
      expect((await ask(T0, T0 + 9)).points).toHaveLength(2);
      expect(await mine()).toHaveLength(2);
    });

    check('a batch that fails leaves nothing behind and can be tried again', async () => {
      const telemetry = { ...columns('Meas/Current', [[T0, 1]]), quality: [1e6] };
      const batch = { ...emptyBatch(), telemetry, rows: [audit('x')] };
      await expect(store.write({ writer, number: 1 }, batch)).rejects.toThrow();
      expect(await mine()).toEqual([]);
      await store.write({ writer, number: 1 }, { ...batch, telemetry: columns('Meas/Current', [[T0, 1]]) });
      expect(await mine()).toHaveLength(1);
      await store.ping();
    });

    check('a writer that is forgotten starts from nothing', async () => {
      await write({ rows: [audit('x')] });
      await store.forgetWriter(writer);
      number = 0;
      await write({ rows: [audit('y')] });
      expect(await mine()).toHaveLength(2);
    });

    const audit = (action: string): HistoryRow => ({
      kind: 'audit',
      entry: { atMs: T0, actor: 'anna', action, target: line, payload: { n: 1 } },
    });
    const mine = async () => (await store.audit(ALWAYS)).filter(({ target }) => target === line);
  });

  describe('states', () => {
    check('are the changes of a range and what held before', async () => {
      const state = (asset: string, fromMs: number, name: 'idle' | 'processing' | 'down'): HistoryRow => ({
        kind: 'state',
        line,
        asset,
        fromMs,
        state: name,
      });
      await write({
        rows: [
          state('cnc-1', T0 - 900, 'idle'),
          state('cnc-1', T0 - 100, 'processing'),
          state('cnc-1', T0 + 50, 'down'),
          state('cnc-2', T0 + 60, 'idle'),
          state('cnc-2', T0 + 600, 'down'),
        ],
      });
      const range = { fromMs: T0, toMs: T0 + 100 };
      expect(stateIntervalsSchema.parse(await store.stateIntervals(line, range))).toEqual({
        ...range,
        stations: [
          {
            id: 'cnc-1',
            changes: [
              [T0, 'processing'],
              [T0 + 50, 'down'],
            ],
          },
          { id: 'cnc-2', changes: [[T0 + 60, 'idle']] },
        ],
      });
    });
  });

  describe('documents', () => {
    check('alarm events come back in the order of the journal', async () => {
      const event = (kind: string, atMs: number) => ({
        line,
        alarm: 'a1',
        kind,
        payload: { by: 'tomas\0', n: [1, null] },
        atMs,
      });
      await write({
        rows: [event('raised', T0), event('acknowledged', T0 - 5)].map((e) => ({ kind: 'alarm', event: e })),
      });
      await write({ rows: [{ kind: 'alarm', event: event('cleared', T0 + 9) }] });
      const journal = await store.alarmEvents(line);
      expect(journal.map(({ kind }) => kind)).toEqual(['raised', 'acknowledged', 'cleared']);
      expect(journal[0]).toMatchObject({ alarm: 'a1', payload: { by: 'tomas', n: [1, null] }, atMs: T0 });
      expect(await store.alarmEvents(line, journal[1]?.seq)).toEqual(journal.slice(2));
    });

    check('the latest memory of the mirror is found', async () => {
      expect(await store.latestMirror(line)).toBeNull();
      for (let i = 0; i < 8; i++) {
        await write({ rows: [{ kind: 'mirror', line, memory: { i, deep: { text: 'ü' } }, atMs: T0 + i }] });
      }
      expect(await store.latestMirror(line)).toEqual({ atMs: T0 + 7, memory: { i: 7, deep: { text: 'ü' } } });
    });

    check('orders are kept once, at their latest', async () => {
      const order = (id: string, done: number) => ({ id, done, releaseMs: T0, dueMs: T0 + 1e6 }) as unknown as Order;
      const row = (id: string, done: number): HistoryRow => ({
        kind: 'order',
        line,
        order: order(id, done),
        updatedMs: T0 + done,
      });
      await write({ rows: [row('o1', 1), row('o2', 1), row('o1', 2)] });
      await write({ rows: [row('o2', 5)] });
      expect((await store.orders(line, ALWAYS)).map(({ id, done }) => [id, done])).toEqual([
        ['o1', 2],
        ['o2', 5],
      ]);
      expect(await store.orders(line, { fromMs: T0 + 3, toMs: T0 })).toMatchObject([{ id: 'o2' }]);
    });

    check('of many forecasts the latest are given, oldest first', async () => {
      const rows = Array.from({ length: 5 }, (_, i): HistoryRow => {
        const forecast = { id: `f${i}`, madeAtMs: T0 + i, horizonMs: T0 + 100 } as unknown as Forecast;
        return { kind: 'forecast', line, forecast };
      });
      await write({ rows });
      const found = await store.forecasts(line, { ...ALWAYS, limit: 2 });
      expect(found.map(({ id }) => id)).toEqual(['f3', 'f4']);
    });

    check('moves, KPIs and models are kept', async () => {
      const move = { seq: 7, part: 'p1', product: 'du-80', segment: null, enterMs: T0 + 1, exitMs: null };
      const kpis = { output: 3 } as unknown as Kpis;
      const model = { id: line } as never;
      await write({
        rows: [
          { kind: 'move', line, move },
          { kind: 'kpis', line, kpis, atMs: T0 },
          { kind: 'model', line, version: 'v1', model, createdMs: T0 },
          { kind: 'model', line, version: 'v1', model, createdMs: T0 },
        ],
      });
      expect(await store.moves(line, ALWAYS)).toEqual([move]);
      expect(await store.kpis(line, ALWAYS)).toEqual([kpis]);
    });

    check('experiments are kept at their latest, with their rows, until they are deleted', async () => {
      const of = (id: string, createdMs: number, progress: number) => ({
        experiment: {
          id,
          line,
          modelVersion: 'v1',
          settings: { seed: 3 },
          createdMs,
          progress,
        } as unknown as Experiment,
        model: { id: line } as unknown as LineModel,
        rows: null as (number | null)[][] | null,
      });
      const [first, second] = [`${line}-1`, `${line}-2`];
      const mine = async () => (await store.experiments()).filter(({ experiment }) => experiment.line === line);
      await write({ rows: [{ kind: 'experiment', id: second, content: of(second, T0 + 1, 0) }] });
      await write({ rows: [{ kind: 'experiment', id: first, content: { ...of(first, T0, 0), rows: [[1, null]] } }] });
      await write({ rows: [{ kind: 'experiment', id: first, content: of(first, T0, 1) }] });
      const { rows: _none, ...latest } = of(first, T0, 1);
      expect((await mine())[0]).toEqual(latest);
      expect(await store.experimentRows(first)).toEqual([[1, null]]);
      expect(await store.experimentRows(second)).toBeNull();
      await write({ rows: [{ kind: 'experiment', id: first, content: null }] });
      expect((await mine()).map(({ experiment }) => experiment.id)).toEqual([second]);
      expect(await store.experimentRows(first)).toBeNull();
    });

    check('scenarios are kept at their latest until they are deleted', async () => {
      const of = (id: string, createdMs: number, name: string) =>
        ({ id, line, createdMs, name }) as unknown as KeptScenario;
      const [first, second] = [`${line}-1`, `${line}-2`];
      await write({ rows: [{ kind: 'scenario', id: second, scenario: of(second, T0 + 1, 'b') }] });
      await write({ rows: [{ kind: 'scenario', id: first, scenario: of(first, T0, 'a') }] });
      await write({ rows: [{ kind: 'scenario', id: first, scenario: of(first, T0, 'c') }] });
      expect(await store.scenarios(line)).toEqual([of(first, T0, 'c'), of(second, T0 + 1, 'b')]);
      await write({ rows: [{ kind: 'scenario', id: first, scenario: null }] });
      expect(await store.scenarios(line)).toEqual([of(second, T0 + 1, 'b')]);
      expect(await store.scenarios('another')).toEqual([]);
    });

    check('what a birth says of a signal is kept, its unit also for telemetry that came before', async () => {
      await write({ telemetry: columns('Meas/Current', [[T0, 1]]) });
      const signal = { kind: 'signal', line, asset: 'cnc-1', name: 'Meas/Current', datatype: 'Float' } as const;
      await write({ rows: [{ ...signal, unit: 'mA', low: 0, high: 5 }] });
      expect(await ask(T0, T0)).toMatchObject({ unit: 'mA', points: [[T0, 1]] });
    });
  });
});
