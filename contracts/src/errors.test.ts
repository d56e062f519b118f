// Coded errors say what was found, and become problem+json with the right status.
import { expect, test } from 'vitest';
import { isTwinError, TwinError, toProblem } from './errors.ts';

test('the message is filled from the details', () => {
  const error = new TwinError('PORT_IN_USE', { port: 8080, flag: '--port' });
  expect(error.message).toBe('Port 8080 is in use; choose another with --port');
  expect(isTwinError(error, 'PORT_IN_USE')).toBe(true);
  expect(isTwinError(error, 'INTERNAL')).toBe(false);
});

test('several faults stand in one message', () => {
  expect(new TwinError('LINE_MODEL_INVALID', { faults: ['a: x', 'b: y'] }).message).toMatch(/a: x; b: y/);
});

test('a problem document carries code, status, detail and whether to try again (RFC 9457)', () => {
  const problem = toProblem(new TwinError('DATABASE_UNAVAILABLE', { reason: 'refused' }));
  expect(problem).toMatchObject({ status: 503, code: 'DATABASE_UNAVAILABLE', retryable: true });
  expect(problem.detail).toMatch(/refused/);
});
