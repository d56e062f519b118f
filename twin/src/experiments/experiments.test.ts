// Experiments over real worker threads, kept in memory: their life, their queue, their comparison, their steps.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Experiment, type LineModel, newExperimentSchema, TwinError } from '@mini-factory-twin/contracts';
import { parseLineText } from '@mini-factory-twin/contracts/line-file';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createExperiments, type Experiments, type ExperimentStore } from './experiments.ts';

const model = parseLineText(
  readFileSync(fileURLToPath(new URL('../../../examples/lines/two-machines.yaml', import.meta.url)), 'utf8'),
);

type Kept = Parameters<ExperimentStore['keep']>[1];

/** A book over `kept`, which outlives it. */
function aBook(kept = new Map<string, NonNullable<Kept>>()): { book: Experiments; kept: typeof kept } {
  let clock = 0;
  const book = createExperiments({
    store: {
      async keep(id, content) {
        if (content === null) kept.delete(id);
        else kept.set(id, structuredClone({ ...content, rows: content.rows ?? kept.get(id)?.rows ?? null }));
      },
      rows: async (id) => kept.get(id)?.rows ?? null,
    },
    lineModel(id): LineModel {
      if (id !== model.id) throw new TwinError('LINE_NOT_FOUND', { line: id, allowed: [model.id] });
      return model;
    },
    now: () => ++clock,
    threads: 1,
    onError: () => undefined,
  });
  onTestFinished(() => book.close());
  return { book, kept };
}

const asked = (settings: object = {}, fields: object = {}) =>
  newExperimentSchema.parse({
    name: 'trial',
    line: model.id,
    settings: { horizonSeconds: 3600, replications: 3, ...settings },
    ...fields,
  });
const LONG = { horizonSeconds: 365 * 86_400, replications: 2000 };

async function ended(book: Experiments, id: string): Promise<Experiment> {
  await vi.waitFor(() => expect(['done', 'failed', 'cancelled']).toContain(book.get(id).status), { timeout: 20_000 });
  return book.get(id);
}

async function done(book: Experiments, settings: object = {}, fields: object = {}): Promise<Experiment> {
  const { id } = await book.create(asked(settings, fields));
  await book.run(id);
  return ended(book, id);
}

describe('an experiment', () => {
  it('is created, run, and keeps model version, seed, result and rows', async () => {
    const { book, kept } = aBook();
    const created = await book.create(asked({ seed: 7 }));
    expect(created).toMatchObject({ status: 'created', line: 'two-machines', result: null, progress: 0 });
    expect(created.modelVersion).toMatch(/^[0-9a-f]{8,}$/);
    expect((await book.run(created.id)).status).toBe('queued');
    const found = await ended(book, created.id);
    expect(found).toMatchObject({ status: 'done', progress: 1, error: null, settings: { seed: 7 } });
    expect(found.result?.figures.find(({ id }) => id === 'line.goodParts')?.estimate?.n).toBe(3);
    expect(kept.get(found.id)).toMatchObject({ experiment: found, model: { id: 'two-machines' } });
    expect(kept.get(found.id)?.rows).toHaveLength(3);
  });

  it('can be of a line model of its own', async () => {
    const { book } = aBook();
    const own = structuredClone(model);
    own.id = 'of-my-own';
    const found = await done(book, {}, { line: undefined, model: own });
    expect(found).toMatchObject({ status: 'done', line: 'of-my-own' });
    expect(found.modelVersion).not.toBe((await book.create(asked())).modelVersion);
  });

  it.each([
    [{ line: 'nowhere' }, 'LINE_NOT_FOUND'],
    [{ model: {} }, 'REQUEST_INVALID'],
    [{ line: undefined }, 'REQUEST_INVALID'],
    [{ line: undefined, model: { id: 5 } }, 'LINE_MODEL_INVALID'],
    [{ settings: { horizonSeconds: 60, warmupSeconds: 61 } }, 'STUDY_INVALID'],
    [{ settings: { horizonSeconds: 60, stop: { figure: 'x', relativeHalfWidth: 0.1 } } }, 'STUDY_INVALID'],
  ])('is refused with %j', async (fields, code) => {
    const { book } = aBook();
    await expect(book.create(asked({}, fields))).rejects.toMatchObject({ code });
    expect(book.list()).toEqual([]);
  });

  it('that ran cannot run again, and one that is not known cannot do anything', async () => {
    const { book } = aBook();
    const { id } = await done(book);
    await expect(book.run(id)).rejects.toMatchObject({ code: 'EXPERIMENT_STATE' });
    await expect(book.run('x')).rejects.toMatchObject({ code: 'EXPERIMENT_NOT_FOUND' });
    expect(() => book.get('x')).toThrow(/no experiment x/);
  });
});

describe('the queue', () => {
  it('runs one after the other, and lets those who wait or run be cancelled', async () => {
    const { book } = aBook();
    const [long, second, third] = [
      await book.create(asked(LONG)),
      await book.create(asked(LONG)),
      await book.create(asked()),
    ];
    for (const { id } of [long, second, third]) await book.run(id);
    await vi.waitFor(() => expect(book.get(long.id).progress).toBeGreaterThan(0), { timeout: 10_000 });
    expect(book.get(long.id).status).toBe('running');
    expect(book.get(second.id).status).toBe('queued');
    await book.cancel(second.id);
    await book.cancel(long.id);
    expect((await ended(book, third.id)).status).toBe('done');
    expect([book.get(long.id).status, book.get(second.id).status]).toEqual(['cancelled', 'cancelled']);
    await expect(book.cancel(long.id)).rejects.toThrow(/is cancelled; cancelling it is not possible/);
    // What was cancelled can be run after all.
    await book.run(second.id);
    await book.cancel(second.id);
  });

  it('goes on when one that runs is deleted', async () => {
    const { book, kept } = aBook();
    const [long, next] = [await book.create(asked(LONG)), await book.create(asked())];
    await book.run(long.id);
    await book.run(next.id);
    await book.delete(long.id);
    expect((await ended(book, next.id)).status).toBe('done');
    expect([...kept.keys()]).toEqual([next.id]);
  });
});

describe('comparing', () => {
  it('pairs experiments of one seed', async () => {
    const { book } = aBook();
    const faster = structuredClone(model);
    const lathe = faster.stations.find(({ id }) => id === 'lathe');
    if (lathe === undefined) throw new Error('no lathe');
    lathe.cycleTimeSeconds = { type: 'constant', value: 5 };
    const [before, after] = [await done(book), await done(book, {}, { line: undefined, model: faster })];
    const { cautions, figures } = await book.compare(before.id, after.id);
    expect(cautions).toEqual([]);
    expect(figures.find(({ id }) => id === 'line.goodParts')).toMatchObject({
      method: 'paired',
      verdict: 'better',
      n: 3,
    });
  });

  it('says what makes it doubtful', async () => {
    const { book } = aBook();
    const [first, second] = [await done(book), await done(book, { seed: 2, horizonSeconds: 7200 })];
    const { cautions, figures } = await book.compare(first.id, second.id);
    expect(cautions).toEqual(['horizonSeconds differs: 3600 and 7200', expect.stringMatching(/^seed differs/)]);
    expect(figures[0].method).toBe('welch');
  });

  it('needs two that are done', async () => {
    const { book } = aBook();
    const [first, second] = [await done(book), await book.create(asked())];
    await expect(book.compare(first.id, second.id)).rejects.toMatchObject({ code: 'EXPERIMENT_STATE' });
  });
});

describe('stepping', () => {
  it('goes on event by event, and tells what happened', async () => {
    const { book } = aBook();
    const { id } = await book.create(asked());
    const first = await book.step(id, { events: 1 });
    expect(first).toMatchObject({ events: 1, isThere: true, isOver: false, stall: null });
    expect(first.trace.map(({ kind }) => kind)).toContain('enter');
    const second = await book.step(id, { events: 9 });
    expect(second.events).toBe(10);
    expect(second.nowSeconds).toBeGreaterThan(first.nowSeconds);
    expect(book.get(id).steppedEvents).toBe(10);
  });

  it('goes to a time, in bounded bites, and ends at the horizon', async () => {
    const { book } = aBook();
    const { id } = await book.create(asked({ horizonSeconds: 86_400 }));
    expect(await book.step(id, { untilSeconds: 100 })).toMatchObject({ nowSeconds: 100, isThere: true, isOver: false });
    let state = await book.step(id, { untilSeconds: 1e6 });
    expect(state.isThere).toBe(false);
    while (!state.isOver) state = await book.step(id, { untilSeconds: 1e6 });
    expect(state.nowSeconds).toBe(86_400);
    expect(await book.step(id, { events: 5 })).toMatchObject({ isOver: true, events: state.events, trace: [] });
  });

  it('goes on after a restart where it was', async () => {
    const { book, kept } = aBook();
    const { id } = await book.create(asked());
    await book.step(id, { events: 500 });
    const straight = await book.step(id, { events: 500 });
    const { book: other } = aBook();
    const { id: twin } = await book.create(asked());
    await book.step(twin, { events: 500 });
    other.recall([...kept.values()]);
    expect(await other.step(twin, { events: 500 })).toEqual(straight);
  });
});

it('an experiment that a restart interrupted has failed, can run again, and others are as they were', async () => {
  const { book, kept } = aBook();
  const whole = await done(book);
  const { id } = await book.create(asked());
  const content = kept.get(id);
  if (content === undefined) throw new Error('not kept');
  const { book: other } = aBook(kept);
  other.recall([{ ...content, experiment: { ...content.experiment, status: 'running' } }]);
  expect(other.get(id)).toMatchObject({ status: 'failed', error: expect.stringMatching(/run it again/) });
  other.recall([...kept.values()]);
  expect(other.get(whole.id)).toEqual(whole);
  await other.run(id);
  expect((await ended(other, id)).status).toBe('done');
  const { figures } = await other.compare(whole.id, id);
  expect(figures.every(({ difference }) => difference === 0)).toBe(true);
});
