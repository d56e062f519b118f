// Tells versions of a line model apart.
import { createHash } from 'node:crypto';
import type { LineModel } from '@mini-factory-twin/contracts';

/** A hash of the content of a model: twelve hexadecimal digits of SHA-256 over its JSON. */
export function modelVersionOf(model: LineModel): string {
  return createHash('sha256').update(JSON.stringify(model)).digest('hex').slice(0, 12);
}
