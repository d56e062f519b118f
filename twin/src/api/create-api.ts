// The HTTP app: routes, their description, errors as problems, and the dashboard's files.
import { OpenAPIHono, z } from '@hono/zod-openapi';
import { TwinError } from '@mini-factory-twin/contracts';
import { bodyLimit } from 'hono/body-limit';
import { type DashboardFiles, createDashboardFiles } from './dashboard-files.ts';
import { docsPage } from './docs-page.ts';
import { addExperimentRoutes } from './experiment-routes.ts';
import { addLineRoutes } from './line-routes.ts';
import type { ApiPorts } from './ports.ts';
import { problemResponse, refuseInvalid, toTwinError } from './problems.ts';
import { addSystemRoutes } from './system-routes.ts';
import { addWhatIfRoutes } from './what-if-routes.ts';

/** Room for a line model of a factory. */
const BODY_LIMIT_BYTES = 1024 * 1024;

/** How the app is set up. */
export interface ApiOptions {
  /** Folder of the built dashboard; without it a plain page says so. */
  dashboardDir?: string | undefined;
  /** Version of the product, for the OpenAPI document. */
  version?: string;
  /** Told of every error that nobody expected. */
  onError?: (error: unknown, request: { method: string; path: string }) => void;
}

/** The app without its server. Everything under /api is JSON; every failure is problem+json. */
export function createApi(ports: ApiPorts, options: ApiOptions = {}) {
  const bare = new OpenAPIHono({ defaultHook: refuseInvalid });
  addGuards(bare, options);
  const lines = addLineRoutes(addSystemRoutes(bare, ports), ports);
  const app = addExperimentRoutes(addWhatIfRoutes(lines, ports), ports);
  addDocs(bare, options.version ?? '0.1.0');
  addDashboard(bare, createDashboardFiles(options.dashboardDir));
  return app;
}

/** The app's type, for typed clients. */
export type TwinApi = ReturnType<typeof createApi>;

function addGuards(app: OpenAPIHono, { onError }: ApiOptions): void {
  app.use(async (context, next) => {
    await next();
    context.res.headers.set('X-Content-Type-Options', 'nosniff');
    context.res.headers.set('Referrer-Policy', 'no-referrer');
    if (context.req.path.startsWith('/api/') && !context.res.headers.has('Cache-Control'))
      context.res.headers.set('Cache-Control', 'no-store');
  });
  app.use(
    bodyLimit({
      maxSize: BODY_LIMIT_BYTES,
      onError: () => problemResponse(new TwinError('REQUEST_INVALID', { faults: ['body: allowed: at most 1 MB'] })),
    }),
  );
  app.onError((error, context) => {
    const coded = toTwinError(error);
    if (coded.code === 'INTERNAL') onError?.(error, { method: context.req.method, path: context.req.path });
    return problemResponse(coded);
  });
  app.notFound((context) => problemResponse(new TwinError('ROUTE_NOT_FOUND', { path: context.req.path })));
}

function addDocs(app: OpenAPIHono, version: string): void {
  const describe = () =>
    app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'mini-factory-twin',
        version,
        description: 'State, history, KPIs, alarms and forecasts of the mirrored line; experiments with any line.',
      },
      servers: [{ url: '/' }],
    });
  const add = (path: string, summary: string, content: Record<string, { schema: z.ZodType }>): void =>
    app.openAPIRegistry.registerPath({
      method: 'get',
      path,
      tags: ['Twin'],
      summary,
      responses: { 200: { description: summary, content } },
    });
  add('/api/openapi.json', 'This description', { 'application/json': { schema: z.looseObject({}) } });
  add('/api/docs', 'This description as a page', { 'text/html': { schema: z.string() } });
  app.get('/api/openapi.json', (context) => context.json(describe()));
  app.get('/api/docs', async (context) => context.html(await docsPage(describe())));
}

function addDashboard(app: OpenAPIHono, files: DashboardFiles): void {
  app.get('*', async (context, next) => {
    const { path } = context.req;
    if (path === '/api' || path.startsWith('/api/')) return next();
    return (await files.respond(context.req.raw, path)) ?? next();
  });
}
