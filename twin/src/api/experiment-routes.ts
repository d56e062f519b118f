// Routes of experiments: offline runs that are created, stepped, run to the end, listed, compared and deleted.
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Env, Schema } from 'hono';
import type { ApiPorts } from './ports.ts';
import { problemResponses } from './problems.ts';
import {
  comparisonSchema,
  experimentSchema,
  lineDocumentSchema,
  newExperimentSchema,
  stepSchema,
  steppedStateSchema,
} from './schemas.ts';

const PATH = '/api/experiments';
const NOT_FOUND = 'No such experiment';
const params = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' } }) });
const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { 'application/json': { schema } } });
const tags = ['Experiments'];

const list = createRoute({
  method: 'get',
  path: PATH,
  tags,
  summary: 'All experiments, newest first',
  responses: { 200: { description: 'Experiments', ...json(z.array(experimentSchema)) } },
});
const create = createRoute({
  method: 'post',
  path: PATH,
  tags,
  summary: 'A new experiment, of a line of the twin or of a line model of its own; it does not run yet',
  request: { body: { required: true, ...json(newExperimentSchema) } },
  responses: {
    201: { description: 'Created', ...json(experimentSchema) },
    ...problemResponses({ 400: 'Wrong request', 404: 'No such line', 422: 'The line model has faults' }),
  },
});
const compare = createRoute({
  method: 'get',
  path: `${PATH}/compare`,
  tags,
  summary: 'How the second experiment differs from the first, figure by figure',
  request: { query: z.object({ first: z.string(), second: z.string() }) },
  responses: {
    200: { description: 'Differences with 95 % confidence intervals', ...json(comparisonSchema) },
    ...problemResponses({ 400: 'Wrong request', 404: NOT_FOUND, 409: 'One is not done', 503: 'Database away' }),
  },
});
const get = createRoute({
  method: 'get',
  path: `${PATH}/{id}`,
  tags,
  summary: 'One experiment: settings, progress, result',
  request: { params },
  responses: { 200: { description: 'Experiment', ...json(experimentSchema) }, ...problemResponses({ 404: NOT_FOUND }) },
});
const model = createRoute({
  method: 'get',
  path: `${PATH}/{id}/model`,
  tags,
  summary: 'The line model it runs on, as it was when it was created',
  request: { params },
  responses: {
    200: { description: 'Line model', ...json(lineDocumentSchema) },
    ...problemResponses({ 404: NOT_FOUND }),
  },
});
const step = createRoute({
  method: 'post',
  path: `${PATH}/{id}/step`,
  tags,
  summary: 'Drives its first replication on, by some events or to a time, and says where it stands',
  request: { params, body: { required: true, ...json(stepSchema) } },
  responses: {
    200: { description: 'Where it stands', ...json(steppedStateSchema) },
    ...problemResponses({ 400: 'Wrong request', 404: NOT_FOUND }),
  },
});
const run = createRoute({
  method: 'post',
  path: `${PATH}/{id}/run`,
  tags,
  summary: 'Runs all its replications to the end, when its turn comes',
  request: { params },
  responses: {
    202: { description: 'In the queue', ...json(experimentSchema) },
    ...problemResponses({ 404: NOT_FOUND, 409: 'It runs or is done' }),
  },
});
const cancel = createRoute({
  method: 'post',
  path: `${PATH}/{id}/cancel`,
  tags,
  summary: 'Stops it, or takes it out of the queue',
  request: { params },
  responses: {
    200: { description: 'Cancelled', ...json(experimentSchema) },
    ...problemResponses({ 404: NOT_FOUND, 409: 'It is neither running nor in the queue' }),
  },
});
const remove = createRoute({
  method: 'delete',
  path: `${PATH}/{id}`,
  tags,
  summary: 'Stops it and forgets it',
  request: { params },
  responses: { 204: { description: 'Gone' }, ...problemResponses({ 404: NOT_FOUND }) },
});

/** Adds the routes; the returned app knows their types. */
export function addExperimentRoutes<E extends Env, S extends Schema, B extends string>(
  app: OpenAPIHono<E, S, B>,
  { experiments }: ApiPorts,
) {
  return app
    .openapi(list, (context) => context.json(experiments.list(), 200))
    .openapi(create, async (context) => context.json(await experiments.create(context.req.valid('json')), 201))
    .openapi(compare, async (context) => {
      const { first, second } = context.req.valid('query');
      return context.json(await experiments.compare(first, second), 200);
    })
    .openapi(get, (context) => context.json(experiments.get(context.req.valid('param').id), 200))
    .openapi(model, (context) => {
      const { id } = context.req.valid('param');
      return context.json({ model: experiments.model(id), modelVersion: experiments.get(id).modelVersion }, 200);
    })
    .openapi(step, async (context) => {
      const { id } = context.req.valid('param');
      return context.json(await experiments.step(id, context.req.valid('json')), 200);
    })
    .openapi(run, async (context) => context.json(await experiments.run(context.req.valid('param').id), 202))
    .openapi(cancel, async (context) => context.json(await experiments.cancel(context.req.valid('param').id), 200))
    .openapi(remove, async (context) => {
      await experiments.delete(context.req.valid('param').id);
      return context.body(null, 204);
    });
}
