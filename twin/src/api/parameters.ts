// Parameters of the routes: line ids, moments and spans of time.
import { TwinError } from '@mini-factory-twin/contracts';
import { z } from '@hono/zod-openapi';
import type { ApiPorts, LinePort } from './ports.ts';

const HOUR_MS = 3_600_000;

export const lineParams = z.object({
  line: z
    .string()
    .openapi({ param: { name: 'line', in: 'path' }, description: 'Id of the line', example: 'drive-unit' }),
});

/** ms since 1970 or ISO 8601 with a zone. Stays text so that its description is that of the wire. */
const moment = z
  .string()
  .refine(
    (text) => Number.isFinite(momentMs(text)),
    'allowed: ms since 1970, or ISO 8601 UTC such as 2026-03-02T08:00:00Z',
  );

/** A span of plant time; by default the hour up to now. */
export const spanQuery = z.object({
  from: moment.optional().openapi({ description: 'Start, ms since 1970 or ISO 8601; default: an hour before `to`' }),
  to: moment.optional().openapi({ description: 'End, ms since 1970 or ISO 8601; default: now on the plant clock' }),
});

/** One signal over a span. */
export const historyQuery = spanQuery.extend({
  asset: z.string().min(1).openapi({ description: 'Station or buffer id', example: 'press' }),
  signal: z.string().min(1).openapi({ description: 'Signal name', example: 'Meas/PressForce' }),
  points: z
    .string()
    .regex(/^\d+$/, 'allowed: a whole number from 2 to 5000')
    .refine((text) => Number(text) >= 2 && Number(text) <= 5000, 'allowed: a whole number from 2 to 5000')
    .default('500')
    .openapi({ description: 'At most this many points, 2 to 5000' }),
});

/** The line a request is about. @throws TwinError LINE_NOT_FOUND */
export function lineOf(ports: ApiPorts, id: string): LinePort {
  const line = ports.line(id);
  if (line === undefined)
    throw new TwinError('LINE_NOT_FOUND', { line: id, allowed: ports.lines().map((one) => one.id) });
  return line;
}

/** The span in ms. @throws TwinError REQUEST_INVALID when it does not end after it starts. */
export function spanOf(query: { from?: string | undefined; to?: string | undefined }, line: LinePort) {
  const toMs = query.to === undefined ? line.clock().plantTimeMs : momentMs(query.to);
  const fromMs = query.from === undefined ? toMs - HOUR_MS : momentMs(query.from);
  if (fromMs >= toMs)
    throw new TwinError('REQUEST_INVALID', {
      faults: [`query.from: found ${new Date(fromMs).toISOString()}, allowed: before ${new Date(toMs).toISOString()}`],
    });
  return { fromMs, toMs };
}

/** NaN for a text that is no moment; bounded to what a Date can hold. */
function momentMs(text: string): number {
  const ms = /^\d{1,15}$/.test(text)
    ? Number(text)
    : /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text)
      ? Date.parse(text)
      : NaN;
  return ms;
}
