// Routes of what-if: questions about the live line, what would help most, and scenarios that are kept.
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Env, Schema } from 'hono';
import { lineOf, lineParams } from './parameters.ts';
import type { ApiPorts } from './ports.ts';
import { problemResponses } from './problems.ts';
import {
  keptScenarioSchema,
  leversSchema,
  lookAheadSchema,
  scenarioSchema,
  whatIfAnswerSchema,
  whatIfQuestionSchema,
} from './schemas.ts';

const tags = ['What if'];
const json = <S extends z.ZodType>(schema: S) => ({ content: { 'application/json': { schema } } });
const scenarioParams = lineParams.extend({ id: z.string().openapi({ param: { name: 'id', in: 'path' } }) });
const LOOKING = {
  400: 'Wrong request',
  409: 'The mirror does not know the line',
  422: 'A change that cannot be made, or too much to simulate',
};

const ask = createRoute({
  method: 'post',
  path: '/api/lines/{line}/what-if',
  tags,
  summary: 'Futures of the line as it is and with changes, on the same random numbers, and how they differ',
  request: { params: lineParams, body: { required: true, ...json(whatIfQuestionSchema) } },
  responses: {
    200: { description: 'Futures and paired differences', ...json(whatIfAnswerSchema) },
    ...problemResponses({ ...LOOKING, 404: 'No such line' }),
  },
});
const levers = createRoute({
  method: 'post',
  path: '/api/lines/{line}/levers',
  tags,
  summary: 'What would help most: small changes at the busiest stations, each tried on the same futures',
  request: { params: lineParams, body: { required: true, ...json(lookAheadSchema) } },
  responses: {
    200: { description: 'Levers, the best first', ...json(leversSchema) },
    ...problemResponses({ ...LOOKING, 404: 'No such line' }),
  },
});
const list = createRoute({
  method: 'get',
  path: '/api/lines/{line}/scenarios',
  tags,
  summary: 'Scenarios that are kept, newest first',
  request: { params: lineParams },
  responses: {
    200: { description: 'Scenarios', ...json(z.array(keptScenarioSchema)) },
    ...problemResponses({ 404: 'No such line' }),
  },
});
const create = createRoute({
  method: 'post',
  path: '/api/lines/{line}/scenarios',
  tags,
  summary: 'Keeps a scenario; it does not run yet',
  request: { params: lineParams, body: { required: true, ...json(scenarioSchema) } },
  responses: {
    201: { description: 'Kept', ...json(keptScenarioSchema) },
    ...problemResponses({ 400: 'Wrong request', 404: 'No such line' }),
  },
});
const get = createRoute({
  method: 'get',
  path: '/api/lines/{line}/scenarios/{id}',
  tags,
  summary: 'A scenario with its latest answer',
  request: { params: scenarioParams },
  responses: {
    200: { description: 'Scenario', ...json(keptScenarioSchema) },
    ...problemResponses({ 404: 'No such line or scenario' }),
  },
});
const run = createRoute({
  method: 'post',
  path: '/api/lines/{line}/scenarios/{id}/run',
  tags,
  summary: 'Runs it on the line as it is now, and keeps the answer',
  request: { params: scenarioParams, body: { required: true, ...json(lookAheadSchema) } },
  responses: {
    200: { description: 'Scenario with its answer', ...json(keptScenarioSchema) },
    ...problemResponses({ ...LOOKING, 404: 'No such line or scenario' }),
  },
});
const remove = createRoute({
  method: 'delete',
  path: '/api/lines/{line}/scenarios/{id}',
  tags,
  summary: 'Forgets it',
  request: { params: scenarioParams },
  responses: { 204: { description: 'Gone' }, ...problemResponses({ 404: 'No such line or scenario' }) },
});

/** Adds the routes; the returned app knows their types. */
export function addWhatIfRoutes<E extends Env, S extends Schema, B extends string>(
  app: OpenAPIHono<E, S, B>,
  ports: ApiPorts,
) {
  const of = (params: { line: string }) => lineOf(ports, params.line);
  return app
    .openapi(ask, async (context) => {
      const line = of(context.req.valid('param'));
      return context.json(await line.whatIf(context.req.valid('json')), 200);
    })
    .openapi(levers, async (context) => {
      const line = of(context.req.valid('param'));
      return context.json(await line.levers(context.req.valid('json')), 200);
    })
    .openapi(list, (context) => context.json(of(context.req.valid('param')).scenarios.list(), 200))
    .openapi(create, async (context) => {
      const { scenarios } = of(context.req.valid('param'));
      return context.json(await scenarios.create(context.req.valid('json')), 201);
    })
    .openapi(get, (context) => {
      const { line, id } = context.req.valid('param');
      return context.json(of({ line }).scenarios.get(id), 200);
    })
    .openapi(run, async (context) => {
      const { line, id } = context.req.valid('param');
      return context.json(await of({ line }).scenarios.run(id, context.req.valid('json')), 200);
    })
    .openapi(remove, async (context) => {
      const { line, id } = context.req.valid('param');
      await of({ line }).scenarios.delete(id);
      return context.body(null, 204);
    });
}
