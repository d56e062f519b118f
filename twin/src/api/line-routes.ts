// Routes of one line: its model, what it does now, what it did, what will become of it.
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Env, Schema } from 'hono';
import { TwinError } from '@mini-factory-twin/contracts';
import { historyQuery, lineOf, lineParams, spanOf, spanQuery } from './parameters.ts';
import type { ApiPorts, LinePort } from './ports.ts';
import { problemResponses } from './problems.ts';
import {
  acknowledgeSchema,
  alarmSchema,
  forecastSchema,
  historySchema,
  kpisSchema,
  lineDocumentSchema,
  orderSchema,
  signalSchema,
  stateIntervalsSchema,
  stateSchema,
} from './schemas.ts';

const NO_LINE = 'No such line';

function get<Path extends string, Schema extends z.ZodType>(path: Path, summary: string, schema: Schema) {
  return createRoute({
    method: 'get',
    path,
    tags: ['Line'],
    summary,
    request: { params: lineParams },
    responses: {
      200: { description: summary, content: { 'application/json': { schema } } },
      ...problemResponses({ 404: NO_LINE }),
    },
  });
}

const document = get('/api/lines/{line}', 'The line model and its version', lineDocumentSchema);
const state = get('/api/lines/{line}/state', 'What the line does now, and how sure the twin is', stateSchema);
const orders = get('/api/lines/{line}/orders', 'Orders with progress and forecast finish', z.array(orderSchema));
const signals = get('/api/lines/{line}/signals', 'The latest value of every signal', z.array(signalSchema));
const alarms = get('/api/lines/{line}/alarms', 'Open alarms, and those lately over', z.array(alarmSchema));
const kpis = createRoute({
  ...get('/api/lines/{line}/kpis', 'ISO 22400 figures of the current shift', kpisSchema),
  responses: {
    200: { description: 'Figures of the shift', content: { 'application/json': { schema: kpisSchema } } },
    ...problemResponses({ 404: NO_LINE, 409: 'Nothing received from the line yet' }),
  },
});
const forecast = createRoute({
  ...get('/api/lines/{line}/forecasts/latest', 'The latest forecast to the end of the shift', forecastSchema),
  responses: {
    200: { description: 'Forecast', content: { 'application/json': { schema: forecastSchema } } },
    ...problemResponses({ 404: NO_LINE, 503: 'No forecast yet' }),
  },
});
const history = createRoute({
  ...get('/api/lines/{line}/history', 'The course of one signal', historySchema),
  request: { params: lineParams, query: historyQuery },
  responses: {
    200: { description: 'Points', content: { 'application/json': { schema: historySchema } } },
    ...problemResponses({ 400: 'Wrong request', 404: 'No such line or asset', 503: 'Database away' }),
  },
});
const states = createRoute({
  ...get('/api/lines/{line}/states', 'State changes of every station', stateIntervalsSchema),
  request: { params: lineParams, query: spanQuery },
  responses: {
    200: { description: 'State changes', content: { 'application/json': { schema: stateIntervalsSchema } } },
    ...problemResponses({ 400: 'Wrong request', 404: NO_LINE, 503: 'Database away' }),
  },
});
const acknowledge = createRoute({
  method: 'post',
  path: '/api/lines/{line}/alarms/{id}/acknowledge',
  tags: ['Alarms'],
  summary: 'Say that somebody has seen the alarm',
  request: {
    params: lineParams.extend({ id: z.string().openapi({ param: { name: 'id', in: 'path' } }) }),
    body: { required: true, content: { 'application/json': { schema: acknowledgeSchema } } },
  },
  responses: {
    200: { description: 'The alarm, acknowledged', content: { 'application/json': { schema: alarmSchema } } },
    ...problemResponses({
      400: 'Wrong request',
      404: 'No such line or alarm',
      409: 'It is acknowledged already or over',
    }),
  },
});
const stream = createRoute({
  method: 'get',
  path: '/api/lines/{line}/stream',
  tags: ['Line'],
  summary: 'WebSocket: a hello with everything, then what changes, at most ten times a second',
  request: { params: lineParams },
  responses: {
    101: { description: 'Switched to WebSocket; text frames with StreamMessage as JSON' },
    ...problemResponses({ 400: 'Not a WebSocket request', 404: NO_LINE }),
  },
});

/** Adds the routes; the returned app knows their types. */
export function addLineRoutes<E extends Env, S extends Schema, B extends string>(
  app: OpenAPIHono<E, S, B>,
  ports: ApiPorts,
) {
  const of = (context: { req: { valid(target: 'param'): { line: string } } }): LinePort =>
    lineOf(ports, context.req.valid('param').line);
  return app
    .openapi(document, (context) => {
      const { model, modelVersion } = of(context);
      return context.json({ model, modelVersion }, 200);
    })
    .openapi(state, (context) => context.json(of(context).state(), 200))
    .openapi(orders, (context) => context.json(of(context).orders(), 200))
    .openapi(signals, (context) => context.json(of(context).signals(), 200))
    .openapi(alarms, (context) => context.json(of(context).alarms(), 200))
    .openapi(kpis, (context) => context.json(kpisOf(of(context)), 200))
    .openapi(forecast, (context) => context.json(forecastOf(of(context)), 200))
    .openapi(history, async (context) => {
      const line = of(context);
      const { asset, signal, points, ...span } = context.req.valid('query');
      checkAsset(line, asset);
      return context.json(await line.history({ asset, signal, points: Number(points), ...spanOf(span, line) }), 200);
    })
    .openapi(states, async (context) => {
      const line = of(context);
      return context.json(await line.states(spanOf(context.req.valid('query'), line)), 200);
    })
    .openapi(acknowledge, async (context) => {
      const { by, comment } = context.req.valid('json');
      const { id } = context.req.valid('param');
      return context.json(await of(context).acknowledge(id, by, comment ?? null), 200);
    })
    .openapi(stream, (context) => {
      of(context);
      throw new TwinError('REQUEST_INVALID', { faults: ['header.upgrade: allowed: websocket'] });
    });
}

function kpisOf(line: LinePort) {
  const kpis = line.kpis();
  if (kpis === null) throw new TwinError('MIRROR_INVALID', { reason: 'nothing received yet' });
  return kpis;
}

function forecastOf(line: LinePort) {
  const forecast = line.forecast();
  if (forecast === null) throw new TwinError('FORECAST_NOT_READY', { reason: 'the first one is still being made' });
  return forecast;
}

function checkAsset({ model }: LinePort, asset: string): void {
  if ([...model.stations, ...model.buffers].some(({ id }) => id === asset)) return;
  throw new TwinError('ASSET_NOT_FOUND', { asset, line: model.id });
}
