// Inflates compressed payloads, which Sparkplug 3.0 does not know but Eclipse Tahu edge nodes may send.
import { gunzipSync, inflateSync } from 'node:zlib';
import { SparkplugError } from './errors.ts';
import type { Payload } from './payload.ts';

/** The uuid that marks a payload whose body is another payload, compressed. */
export const COMPRESSED_UUID = 'SPBV1.0_COMPRESSED';

/** True when the body holds the real payload. */
export function isCompressed(payload: Payload): payload is Payload & { body: Uint8Array } {
  return payload.uuid === COMPRESSED_UUID && payload.body !== undefined;
}

/**
 * The bytes of the payload inside a compressed one. The metric `algorithm` says GZIP or DEFLATE (zlib format), and
 * DEFLATE is meant when it is missing.
 *
 * @param maxBytes inflating stops above this size
 * @throws SparkplugError `SPARKPLUG_LIMIT` | `SPARKPLUG_COMPRESSION`
 */
export function inflateBody(payload: Payload & { body: Uint8Array }, maxBytes: number): Uint8Array {
  const name = algorithmOf(payload);
  if (name !== 'GZIP' && name !== 'DEFLATE') throw new SparkplugError('SPARKPLUG_COMPRESSION', `algorithm ${name}`);
  try {
    const options = { maxOutputLength: maxBytes };
    return name === 'GZIP' ? gunzipSync(payload.body, options) : inflateSync(payload.body, options);
  } catch (cause) {
    const tooLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    throw new SparkplugError(tooLarge ? 'SPARKPLUG_LIMIT' : 'SPARKPLUG_COMPRESSION', name, { cause });
  }
}

function algorithmOf(payload: Payload): string {
  const metric = payload.metrics.find(({ name }) => name === 'algorithm');
  const name = metric?.value ?? metric?.raw ?? 'DEFLATE';
  return typeof name === 'string' ? name.toUpperCase() : `of type ${typeof name}`;
}
