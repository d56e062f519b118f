// Encodes a Sparkplug B payload, strictly: what does not fit its datatype is not sent.
import { writeMetric } from './encode-metric.ts';
import type { EncodeOptions } from './encode-value.ts';
import type { Payload } from './payload.ts';
import { checkInteger } from './value-checks.ts';
import { WireWriter } from './wire-writer.ts';

/**
 * Encodes one message. Every metric needs a datatype, or the `wire` and `raw` it was decoded with. Which parts a
 * message type needs (timestamp, seq, names, aliases) is the caller's business.
 *
 * @param payload `timestampMs` ms since 1970 UTC, 0..2^53-1; `seq` 0..255 (tck-id-payloads-sequence-num-incrementing)
 * @throws SparkplugError `SPARKPLUG_VALUE_TYPE`, `SPARKPLUG_VALUE_RANGE`, `SPARKPLUG_DATATYPE` (missing, unknown or not
 * allowed in that place), `SPARKPLUG_STRUCTURE` (a DataSet or Template that contradicts itself), `SPARKPLUG_LIMIT`
 * (nested too deep)
 */
export function encodePayload(payload: Payload, options: EncodeOptions = {}): Uint8Array {
  const writer = new WireWriter();
  if (payload.timestampMs !== undefined) writer.varint(1, checkInteger('DateTime', payload.timestampMs));
  for (const metric of payload.metrics) writer.message(2, () => writeMetric(writer, metric, options));
  if (payload.seq !== undefined) writer.varint(3, checkInteger('UInt8', payload.seq));
  if (payload.uuid !== undefined) writer.string(4, payload.uuid);
  if (payload.body !== undefined) writer.byteArray(5, payload.body);
  return writer.finish();
}
