// What-if over HTTP, in process: questions, levers and scenarios that are kept, each as described, each refusal coded.
import { keptScenarioSchema, leversSchema, problemSchema, whatIfAnswerSchema } from '@mini-factory-twin/contracts';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { createApi } from './create-api.ts';
import { createMemoryLine, NOW_MS, portsOf } from './test/memory-line.ts';

const app = createApi(portsOf(createMemoryLine()));
const LINE = '/api/lines/drive-unit';
const LOOK = { horizonSeconds: 600, replications: 9 };
const STOP = { name: 'press stands', changes: [{ kind: 'station-down', station: 'press', forSeconds: 300 }] };

/** The answer, which must have the status and no more and no less than the schema says. */
async function answer<S extends z.ZodType>(
  schema: S,
  status: number,
  [method, path, body]: readonly unknown[],
): Promise<z.infer<S>> {
  const init: RequestInit = { method: method as string };
  if (body !== undefined)
    Object.assign(init, { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const response = await app.request(`${LINE}${path as string}`, init);
  const found: unknown = await response.json();
  expect([response.status, found]).toEqual([status, schema.parse(found)]);
  return schema.parse(found);
}

it('a question is answered with futures and paired differences', async () => {
  const found = await answer(whatIfAnswerSchema, 200, ['POST', '/what-if', { ...LOOK, scenarios: [STOP] }]);
  expect(found).toMatchObject({ madeAtMs: NOW_MS, horizonMs: NOW_MS + 600_000, replications: 9 });
  expect(found.epochMs).toBeLessThanOrEqual(NOW_MS);
  expect(found.base.course).toHaveLength(32);
  const down = found.scenarios[0].differences.find(({ id }) => id === 'station.press.downPercent');
  expect(down).toMatchObject({ method: 'paired', verdict: 'different' });
  expect(down?.difference).toBeGreaterThan(40);
});

it('the levers are told, the best first', async () => {
  const { levers } = await answer(leversSchema, 200, ['POST', '/levers', LOOK]);
  expect(levers.length).toBeGreaterThan(5);
}, 60_000);

it('a scenario is kept, run on the line as it is now, and deleted', async () => {
  const kept = await answer(keptScenarioSchema, 201, ['POST', '/scenarios', STOP]);
  expect(kept).toMatchObject({ name: 'press stands', line: 'drive-unit', answer: null });
  const run = await answer(keptScenarioSchema, 200, ['POST', `/scenarios/${kept.id}/run`, LOOK]);
  expect(run.answer?.scenarios[0].name).toBe('press stands');
  expect(await answer(keptScenarioSchema, 200, ['GET', `/scenarios/${kept.id}`])).toEqual(run);
  expect(await answer(keptScenarioSchema.array(), 200, ['GET', '/scenarios'])).toEqual([run]);
  expect((await app.request(`${LINE}/scenarios/${kept.id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await answer(problemSchema, 404, ['GET', `/scenarios/${kept.id}`])).code).toBe('SCENARIO_NOT_FOUND');
});

it.each([
  [{ scenarios: [] }, 400, 'REQUEST_INVALID', /body.scenarios/],
  [
    { scenarios: [{ ...STOP, changes: [{ kind: 'station-down', station: 'press', forSeconds: -5 }] }] },
    400,
    'REQUEST_INVALID',
    /forSeconds/,
  ],
  [{ scenarios: [{ ...STOP, changes: [{ kind: 'explode' }] }] }, 400, 'REQUEST_INVALID', /kind/],
  [
    { scenarios: [{ ...STOP, changes: [{ kind: 'speed', station: 'x', factor: 2 }] }] },
    422,
    'SCENARIO_INVALID',
    /found "x", allowed: loading/,
  ],
  [
    { scenarios: [STOP], horizonSeconds: 31_536_000, replications: 9999 },
    422,
    'LOOK_AHEAD_TOO_LARGE',
    /allowed are 1000/,
  ],
])('%j is refused as %d %s', async (question, status, code, detail) => {
  const problem = await answer(problemSchema, status, ['POST', '/what-if', { ...LOOK, ...question }]);
  expect(problem.code).toBe(code);
  expect(problem.detail).toMatch(detail);
});
