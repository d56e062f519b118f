// Errors as answers: every failure of the API leaves as RFC 9457 problem+json.
import { isTwinError, TwinError, toProblem } from '@mini-factory-twin/contracts';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ZodError } from 'zod';
import { problemSchema } from './schemas.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** The problem+json answer for a coded error. */
export function problemResponse(error: TwinError): Response {
  const headers = { 'Content-Type': PROBLEM_TYPE, 'Cache-Control': 'no-store' };
  return new Response(JSON.stringify(toProblem(error)), { status: error.status, headers });
}

/** The coded error that anything thrown stands for; what nobody expected becomes INTERNAL and says nothing more. */
export function toTwinError(error: unknown): TwinError {
  if (isTwinError(error)) return error;
  if (error instanceof HTTPException && error.status < 500)
    return new TwinError('REQUEST_INVALID', { faults: [`body: ${error.message}`] }, { cause: error });
  return new TwinError('INTERNAL', {}, { cause: error });
}

/** For `defaultHook` of the routes: refuses a request that does not fit its schema, with one line per fault. */
export function refuseInvalid(
  result: { success: true } | { success: false; error: Pick<ZodError, 'issues'>; target: string },
  context: Pick<Context, 'req'>,
): void {
  if (result.success) return;
  const faults = result.error.issues.map((issue) => {
    const path = [result.target === 'json' ? 'body' : result.target, ...issue.path].join('.');
    const found = result.target === 'query' ? context.req.query(String(issue.path[0])) : undefined;
    return `${path}: ${found === undefined ? '' : `found "${found}", `}${issue.message}`;
  });
  throw new TwinError('REQUEST_INVALID', { faults });
}

/** Problem answers of a route for its OpenAPI description, by status. */
export function problemResponses<Statuses extends Record<number, string>>(statuses: Statuses) {
  const content = { [PROBLEM_TYPE]: { schema: problemSchema } } as const;
  const answers = Object.entries(statuses).map(([status, description]) => [status, { description, content }]);
  return Object.fromEntries(answers) as Record<keyof Statuses, { description: string; content: typeof content }>;
}
