// Routes about the twin itself: is it alive, is it ready, its figures, the list of its lines.
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { ApiPorts } from './ports.ts';
import { healthzSchema, lineListSchema, readySchema } from './schemas.ts';

const healthz = createRoute({
  method: 'get',
  path: '/healthz',
  tags: ['Twin'],
  summary: 'Whether the process is alive, and how its parts are',
  responses: { 200: { description: 'Alive', content: { 'application/json': { schema: healthzSchema } } } },
});

const readyz = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['Twin'],
  summary: 'Whether the twin can answer for its lines',
  responses: {
    200: { description: 'Ready', content: { 'application/json': { schema: readySchema } } },
    503: { description: 'Not yet, and why', content: { 'application/json': { schema: readySchema } } },
  },
});

const metrics = createRoute({
  method: 'get',
  path: '/metrics',
  tags: ['Twin'],
  summary: 'Figures for Prometheus',
  responses: {
    200: { description: "Prometheus' text format", content: { 'text/plain': { schema: z.string() } } },
  },
});

const lines = createRoute({
  method: 'get',
  path: '/api/lines',
  tags: ['Line'],
  summary: 'The mirrored lines',
  responses: { 200: { description: 'Lines', content: { 'application/json': { schema: lineListSchema } } } },
});

/** Adds the routes; the returned app knows their types. */
export function addSystemRoutes(app: OpenAPIHono, ports: ApiPorts) {
  return app
    .openapi(healthz, (context) => context.json({ status: 'ok' as const, parts: ports.health() }, 200))
    .openapi(readyz, (context) => {
      const ready = ports.ready();
      return ready.isReady ? context.json(ready, 200) : context.json(ready, 503);
    })
    .openapi(metrics, async (context) =>
      context.text(await ports.metrics(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
    )
    .openapi(lines, (context) => context.json(ports.lines(), 200));
}
