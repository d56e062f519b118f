// Experiments over HTTP, in process: their whole life, every answer as described, every refusal coded.
import { comparisonSchema, experimentSchema, problemSchema, steppedStateSchema } from '@mini-factory-twin/contracts';
import { expect, it, vi } from 'vitest';
import type { z } from 'zod';
import { createApi } from './create-api.ts';
import { createMemoryLine, portsOf } from './test/memory-line.ts';

const app = createApi(portsOf(createMemoryLine()));
const BASE = '/api/experiments';

async function ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const init: RequestInit = { method };
  if (body !== undefined) {
    init.headers = { 'Content-Type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  const response = await app.request(`${BASE}${path}`, init);
  return { status: response.status, body: response.status === 204 ? null : await response.json() };
}
/** The answer, which must have the status and no more and no less than the schema says. */
async function answer<Schema extends z.ZodType>(
  schema: Schema,
  status: number,
  ...request: Parameters<typeof ask>
): Promise<z.infer<Schema>> {
  const found = await ask(...request);
  expect(found.status).toBe(status);
  expect(schema.parse(found.body)).toEqual(found.body);
  return schema.parse(found.body);
}

const SHORT = { name: 'short', line: 'drive-unit', settings: { horizonSeconds: 600, replications: 2 } };

it('an experiment is created, stepped, run, listed, compared and deleted', async () => {
  const created = await answer(experimentSchema, 201, 'POST', '', SHORT);
  expect(created.settings).toMatchObject({ seed: 1, warmupSeconds: 0, stop: null });
  const stepped = await answer(steppedStateSchema, 200, 'POST', `/${created.id}/step`, { untilSeconds: 60 });
  expect(stepped.nowSeconds).toBe(60);
  expect(stepped.stations.find(({ id }) => id === 'loading')?.processed).toBeGreaterThan(5);
  const run = await answer(experimentSchema, 202, 'POST', `/${created.id}/run`);
  expect(run.status).toBe('queued');
  const done = await vi.waitFor(
    async () => {
      const found = await answer(experimentSchema, 200, 'GET', `/${created.id}`);
      expect(found.status).toBe('done');
      return found;
    },
    { timeout: 20_000, interval: 50 },
  );
  expect(done.result?.replications).toBe(2);
  const compared = await answer(comparisonSchema, 200, 'GET', `/compare?first=${done.id}&second=${done.id}`);
  expect(compared.figures.every(({ difference }) => difference === 0)).toBe(true);
  expect((await ask('GET', '')).body).toEqual([done]);
  expect((await ask('GET', `/${done.id}/model`)).body).toMatchObject({
    model: { id: 'drive-unit' },
    modelVersion: done.modelVersion,
  });
  expect((await ask('DELETE', `/${done.id}`)).status).toBe(204);
  expect((await ask('GET', '')).body).toEqual([]);
});

it.each([
  ['GET', '/none', undefined, 404, 'EXPERIMENT_NOT_FOUND', /none/],
  ['DELETE', '/none', undefined, 404, 'EXPERIMENT_NOT_FOUND', /none/],
  ['POST', '', { ...SHORT, line: 'elsewhere' }, 404, 'LINE_NOT_FOUND', /drive-unit/],
  ['POST', '', { ...SHORT, name: ' ' }, 400, 'REQUEST_INVALID', /body.name/],
  ['POST', '', { ...SHORT, settings: { horizonSeconds: -1 } }, 400, 'REQUEST_INVALID', /body.settings.horizonSeconds/],
  ['POST', '', { ...SHORT, settings: { horizonSeconds: 60, seed: 1.5 } }, 400, 'REQUEST_INVALID', /settings.seed/],
  ['POST', '', { ...SHORT, speed: 3 }, 400, 'REQUEST_INVALID', /speed/],
  [
    'POST',
    '',
    { ...SHORT, settings: { horizonSeconds: 60, warmupSeconds: 60 } },
    422,
    'STUDY_INVALID',
    /warmupSeconds/,
  ],
  ['POST', '', { ...SHORT, line: undefined, model: { schema: 'x' } }, 422, 'LINE_MODEL_INVALID', /schema/],
  ['GET', '/compare?first=a', undefined, 400, 'REQUEST_INVALID', /query.second/],
])('%s %s with %j is refused as %d %s', async (method, path, body, status, code, detail) => {
  const problem = await answer(problemSchema, status, method, path, body);
  expect(problem.code).toBe(code);
  expect(problem.detail).toMatch(detail);
});

it.each([[{}], [{ events: 1, untilSeconds: 5 }], [{ events: 0 }], [{ events: 1e9 }], [{ untilSeconds: -1 }]])(
  'a step of %j is refused',
  async (step) => {
    const { id } = await answer(experimentSchema, 201, 'POST', '', SHORT);
    expect((await answer(problemSchema, 400, 'POST', `/${id}/step`, step)).code).toBe('REQUEST_INVALID');
    await ask('DELETE', `/${id}`);
  },
);

it('one that is not running cannot be cancelled', async () => {
  const { id } = await answer(experimentSchema, 201, 'POST', '', SHORT);
  expect((await answer(problemSchema, 409, 'POST', `/${id}/cancel`)).detail).toMatch(/is created/);
});
