// The API in process: every route against its own description, every failure as a coded problem, the dashboard's files.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemSchema } from '@mini-factory-twin/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApi } from './create-api.ts';
import { createMemoryLine, NOW_MS, portsOf } from './test/memory-line.ts';

type Json = Record<string, unknown>;

const line = createMemoryLine();
const app = createApi(portsOf(line));
const base = '/api/lines/drive-unit';
const json = async (path: string, init?: RequestInit) => {
  const response = await app.request(path, init);
  return { status: response.status, type: response.headers.get('Content-Type'), body: (await response.json()) as Json };
};
const post = (body: string, type = 'application/json'): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': type },
  body,
});
const codeOf = async (path: string, init?: RequestInit): Promise<[number, string, string]> => {
  const { status, type, body } = await json(path, init);
  const problem = problemSchema.parse(body);
  expect(type).toBe('application/problem+json');
  expect(problem.status).toBe(status);
  return [status, problem.code, problem.detail];
};

interface Described {
  openapi: string;
  paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, { schema: Json }> }> }>>;
  components: { schemas: Record<string, Json> };
}
const described = async (): Promise<Described> => (await (await app.request('/api/openapi.json')).json()) as Described;

/** A validator for one answer, made from nothing but the served document. */
async function validatorFor(path: string, method: string, status: number): Promise<z.ZodType> {
  const document = await described();
  const content = document.paths[path]?.[method]?.responses[status]?.content ?? {};
  const schema = Object.values(content)[0]?.schema;
  if (schema === undefined) throw new Error(`${method} ${path} ${status} is not described`);
  const text = JSON.stringify({ ...schema, $defs: document.components.schemas });
  return z.fromJSONSchema(
    JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')) as Parameters<typeof z.fromJSONSchema>[0],
  );
}

describe('the description', () => {
  it('is OpenAPI 3.1 and lists every route that is served, and no other', async () => {
    const document = await described();
    expect(document.openapi).toBe('3.1.0');
    const served = app.routes
      .filter(({ method, path }) => method !== 'ALL' && path !== '*' && path !== '/*')
      .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    const listed = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    expect(new Set(listed)).toEqual(new Set(served));
    expect(listed).toContain(`post /api/lines/{line}/alarms/{id}/acknowledge`);
  });

  it('resolves all its references', async () => {
    const document = await described();
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      (match) => match[1] ?? '',
    );
    expect(references.length).toBeGreaterThan(10);
    for (const name of references) expect(document.components.schemas).toHaveProperty(name);
  });

  it('is a page without anything from elsewhere', async () => {
    const page = await (await app.request('/api/docs')).text();
    for (const path of Object.keys((await described()).paths)) expect(page).toContain(path);
    expect(page).not.toMatch(/<script|https?:\/\//);
  });
});

describe('every answer fits its description', () => {
  const alarm = line.breakDown('press');
  const answers: [string, string, string, number, RequestInit?][] = [
    ['/healthz', '/healthz', 'get', 200],
    ['/readyz', '/readyz', 'get', 200],
    ['/api/lines', '/api/lines', 'get', 200],
    [base, '/api/lines/{line}', 'get', 200],
    ...['state', 'orders', 'signals', 'kpis', 'alarms', 'states'].map((name): [string, string, string, number] => [
      `${base}/${name}`,
      `/api/lines/{line}/${name}`,
      'get',
      200,
    ]),
    [`${base}/history?asset=press&signal=Meas/PressForce`, '/api/lines/{line}/history', 'get', 200],
    [`${base}/history?asset=press`, '/api/lines/{line}/history', 'get', 400],
    [`${base}/forecasts/latest`, '/api/lines/{line}/forecasts/latest', 'get', 503],
    [`${base}/stream`, '/api/lines/{line}/stream', 'get', 400],
    [
      `${base}/alarms/${alarm}/acknowledge`,
      '/api/lines/{line}/alarms/{id}/acknowledge',
      'post',
      200,
      post('{"by":"anna"}'),
    ],
    [
      `${base}/alarms/${alarm}/acknowledge`,
      '/api/lines/{line}/alarms/{id}/acknowledge',
      'post',
      409,
      post('{"by":"anna"}'),
    ],
  ];

  it.each(answers)('%s as %s %s %i', async (url, path, method, status, init) => {
    const answer = await json(url, init);
    expect(answer.status).toBe(status);
    const validator = await validatorFor(path, method, status);
    expect(validator.safeParse(answer.body).error?.issues ?? []).toEqual([]);
    const first = Array.isArray(answer.body) ? answer.body[0] : answer.body;
    const { [Object.keys(first)[0] ?? '']: _, ...damaged } = first;
    expect(validator.safeParse(Array.isArray(answer.body) ? [damaged] : damaged).success).toBe(false);
  });
});

describe('failures are coded', () => {
  it('names what there is for an unknown line and asset', async () => {
    expect(await codeOf('/api/lines/other/state')).toEqual([
      404,
      'LINE_NOT_FOUND',
      'There is no line other; there is: drive-unit',
    ]);
    expect((await codeOf(`${base}/history?asset=none&signal=x`))[1]).toBe('ASSET_NOT_FOUND');
  });

  it('says where a request is wrong, what was found and what is allowed', async () => {
    const [status, code, detail] = await codeOf(`${base}/history?asset=press&signal=x&points=many&from=yesterday`);
    expect([status, code]).toEqual([400, 'REQUEST_INVALID']);
    expect(detail).toContain('query.points: found "many", allowed: a whole number from 2 to 5000');
    expect(detail).toContain('query.from: found "yesterday", allowed: ms since 1970');
    expect((await codeOf(`${base}/states?from=${NOW_MS}&to=${NOW_MS - 1}`))[2]).toContain(
      'query.from: found 2026-03-02T08:00:00.000Z',
    );
  });

  it.each([
    ['no body', post('')],
    ['no JSON', post('{')],
    ['a field missing', post('{"comment":"x"}')],
    ['a form of another site', post('by=anna', 'text/plain')],
    ['a body that is too large', post(JSON.stringify({ by: 'a', comment: 'x'.repeat(70_000) }))],
  ])('refuses %s', async (_, init) => {
    expect((await codeOf(`${base}/alarms/x/acknowledge`, init)).slice(0, 2)).toEqual([400, 'REQUEST_INVALID']);
  });

  it('passes on what the ports say', async () => {
    expect((await codeOf(`${base}/alarms/none/acknowledge`, post('{"by":"anna"}')))[1]).toBe('ALARM_NOT_FOUND');
    expect((await codeOf(`${base}/forecasts/latest`)).slice(0, 2)).toEqual([503, 'FORECAST_NOT_READY']);
    const fresh = createMemoryLine();
    fresh.isHistoryAway = true;
    fresh.hasKpis = false;
    const other = createApi(portsOf(fresh));
    expect((await other.request(`${base}/history?asset=press&signal=x`)).status).toBe(503);
    expect((await other.request(`${base}/kpis`)).status).toBe(409);
  });

  it('says ROUTE_NOT_FOUND for what is not there, and never serves the dashboard for it', async () => {
    expect(await codeOf('/api/nothing')).toEqual([404, 'ROUTE_NOT_FOUND', 'There is nothing at /api/nothing']);
    expect((await codeOf('/assets/missing.js'))[1]).toBe('ROUTE_NOT_FOUND');
  });

  it('hides what nobody expected, and reports it', async () => {
    const errors: unknown[] = [];
    const broken = {
      ...portsOf(line),
      lines: () => {
        throw new Error('secret');
      },
    };
    const response = await createApi(broken, { onError: (error) => errors.push(error) }).request('/api/lines');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
    expect(errors).toHaveLength(1);
  });

  it('is not ready for a reason', async () => {
    const ports = { ...portsOf(line), ready: () => ({ isReady: false, reasons: ['no broker'] }) };
    const response = await createApi(ports).request('/readyz');
    expect([response.status, await response.json()]).toEqual([503, { isReady: false, reasons: ['no broker'] }]);
  });
});

it('takes moments as ms and as ISO 8601, and the last hour by default', async () => {
  await json(`${base}/history?asset=press&signal=x&from=2026-03-02T07:00:00Z&to=${NOW_MS - 1000}&points=20`);
  expect(line.asked).toEqual({
    asset: 'press',
    signal: 'x',
    fromMs: NOW_MS - 3_600_000,
    toMs: NOW_MS - 1000,
    points: 20,
  });
  await json(`${base}/history?asset=press&signal=x`);
  expect(line.asked).toMatchObject({ fromMs: NOW_MS - 3_600_000, toMs: NOW_MS, points: 500 });
});

it('guards every answer against sniffing and keeps live answers out of caches', async () => {
  const { headers } = await app.request(`${base}/state`);
  expect([headers.get('X-Content-Type-Options'), headers.get('Cache-Control')]).toEqual(['nosniff', 'no-store']);
  expect(headers.get('Access-Control-Allow-Origin')).toBeNull();
});

describe('the dashboard', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'dashboard-'));
    await mkdir(join(dir, 'dist', 'assets'), { recursive: true });
    await writeFile(join(dir, 'secret.txt'), 'secret');
    await writeFile(join(dir, 'dist', 'index.html'), '<p>the dashboard</p>');
    await writeFile(join(dir, 'dist', 'assets', 'index-DxY3k9Qa.js'), 'let x = 1;\n'.repeat(500));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));
  const dashboard = () => createApi(portsOf(line), { dashboardDir: join(dir, 'dist') });

  it('serves index.html at the root and for the routes of the browser', async () => {
    for (const path of ['/', '/lines/drive-unit', '/index.html']) {
      const response = await dashboard().request(path);
      expect([response.status, await response.text()]).toEqual([200, '<p>the dashboard</p>']);
      expect(response.headers.get('Cache-Control')).toBe('no-cache');
    }
    expect((await dashboard().request('/assets/index-old.js')).status).toBe(404);
  });

  it('lets hashed assets be kept for ever, packed for who can unpack', async () => {
    const path = '/assets/index-DxY3k9Qa.js';
    const plain = await dashboard().request(path);
    expect(plain.headers.get('Cache-Control')).toContain('immutable');
    expect(plain.headers.get('Content-Encoding')).toBeNull();
    const packed = await dashboard().request(path, { headers: { 'Accept-Encoding': 'br, gzip' } });
    expect(packed.headers.get('Content-Encoding')).toBe('gzip');
    const size = (await packed.arrayBuffer()).byteLength;
    expect(size).toBeLessThan((await plain.arrayBuffer()).byteLength / 10);
    const tag = packed.headers.get('ETag') ?? '';
    const headers = { 'Accept-Encoding': 'gzip', 'If-None-Match': tag };
    expect((await dashboard().request(path, { headers })).status).toBe(304);
  });

  it.each(['/..%2fsecret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt', '/%00', '/%'])(
    'does not leave its folder: %s',
    async (path) => {
      expect(await (await dashboard().request(path)).text()).not.toContain('secret\n');
      expect(await (await dashboard().request(path)).text()).not.toBe('secret');
    },
  );

  it('says so when it is not built', async () => {
    const response = await createApi(portsOf(line), { dashboardDir: join(dir, 'none') }).request('/');
    expect(await response.text()).toContain('The dashboard is not built');
  });
});
