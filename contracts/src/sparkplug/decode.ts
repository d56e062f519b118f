// Decodes a Sparkplug B payload: strict about bounds, tolerant about what peers really send.
import { inflateBody, isCompressed } from './compression.ts';
import { readMetric } from './decode-metric.ts';
import { LENGTH, VARINT, fieldTable } from './field-table.ts';
import { DEFAULT_DECODE_LIMITS, type DecodeLimits } from './limits.ts';
import type { Payload } from './payload.ts';
import { WireReader } from './wire-reader.ts';

const PAYLOAD_FIELDS = fieldTable<Payload>([
  [1, VARINT, (reader, payload) => void (payload.timestampMs = reader.int64AsNumber())],
  [2, LENGTH, (reader, payload) => void payload.metrics.push(readMetric(reader))],
  [3, VARINT, (reader, payload) => void (payload.seq = Number(reader.uint64()))],
  [4, LENGTH, (reader, payload) => void (payload.uuid = reader.string())],
  [5, LENGTH, (reader, payload) => void (payload.body = reader.byteArray())],
]);

/**
 * Decodes one message. Unknown fields are skipped, integers are read by the width of their datatype whichever field
 * carried them, and a metric without a datatype (the rule in DATA) keeps its raw value in `wire` and `raw` for
 * `createMetricMemory` to resolve. A compressed payload (uuid `SPBV1.0_COMPRESSED`) is inflated within `maxBytes`.
 * Nothing of the result refers to `bytes`.
 *
 * @param limits bounds to change against `DEFAULT_DECODE_LIMITS`
 * @throws SparkplugError and nothing else: `SPARKPLUG_TRUNCATED`, `SPARKPLUG_WIRE`, `SPARKPLUG_STRUCTURE`,
 * `SPARKPLUG_LIMIT`, `SPARKPLUG_COMPRESSION`; for columns and cells of a DataSet also `SPARKPLUG_DATATYPE` and
 * `SPARKPLUG_VALUE_TYPE`
 */
export function decodePayload(bytes: Uint8Array, limits?: Partial<DecodeLimits>): Payload {
  const bounds = limits ? { ...DEFAULT_DECODE_LIMITS, ...limits } : DEFAULT_DECODE_LIMITS;
  const outer = decodeOnce(bytes, bounds);
  if (!isCompressed(outer)) return outer;
  const inner = decodeOnce(inflateBody(outer, bounds.maxBytes), bounds);
  inner.seq ??= outer.seq;
  inner.timestampMs ??= outer.timestampMs;
  return inner;
}

function decodeOnce(bytes: Uint8Array, limits: DecodeLimits): Payload {
  const payload: Payload = { timestampMs: undefined, seq: undefined, metrics: [] };
  return new WireReader(bytes, limits).fields(PAYLOAD_FIELDS, payload);
}
