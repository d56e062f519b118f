// The codes a Sparkplug payload, topic or value can fail with, and the one error class that carries them.

/** One row a code: what went wrong, in one sentence. Codes never change their meaning. */
export const SPARKPLUG_ERRORS = {
  SPARKPLUG_TRUNCATED: 'The bytes end in the middle of a field',
  SPARKPLUG_WIRE: 'The bytes are not protobuf: bad tag, group or varint',
  SPARKPLUG_STRUCTURE:
    'Parts that belong together contradict each other (keys and values, columns and types, template and reference)',
  SPARKPLUG_LIMIT: 'The payload is larger or deeper than allowed',
  SPARKPLUG_COMPRESSION: 'The compressed body cannot be inflated',
  SPARKPLUG_DATATYPE: 'The datatype is missing, unknown or not allowed in this place',
  SPARKPLUG_VALUE_TYPE: 'The value is not of the kind its datatype asks for',
  SPARKPLUG_VALUE_RANGE: 'The value does not fit its datatype',
  SPARKPLUG_NAME_MISSING: 'A metric has neither a name nor an alias',
  SPARKPLUG_ALIAS_DUPLICATE: 'Two metrics of a birth have the same alias',
  SPARKPLUG_UNKNOWN_ALIAS: 'No birth has announced this alias',
  SPARKPLUG_UNKNOWN_METRIC: 'No birth has announced this metric name',
  SPARKPLUG_TOPIC: 'A topic element is empty or holds one of the characters + / #',
} as const satisfies Record<string, string>;

export type SparkplugErrorCode = keyof typeof SPARKPLUG_ERRORS;

/** A coded Sparkplug error; nothing else is thrown by this codec, whatever the input. */
export class SparkplugError extends Error {
  readonly code: SparkplugErrorCode;

  /** @param detail where and what, added to the sentence of the table */
  constructor(code: SparkplugErrorCode, detail = '', options: { cause?: unknown } = {}) {
    super(detail ? `${SPARKPLUG_ERRORS[code]}: ${detail}` : SPARKPLUG_ERRORS[code], options);
    this.name = 'SparkplugError';
    this.code = code;
  }
}

/** True for a Sparkplug error, of that code if one is given. */
export function isSparkplugError(error: unknown, code?: SparkplugErrorCode): error is SparkplugError {
  return error instanceof SparkplugError && (code === undefined || error.code === code);
}
