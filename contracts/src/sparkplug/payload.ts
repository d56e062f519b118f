// The shapes of a Sparkplug B payload as the program sees it: metrics, values, properties, data sets, templates.
import type { SparkplugDatatype } from './datatypes.ts';

/** An unsigned 64-bit integer: a number up to 2^53 - 1, a bigint above. */
export type Uint64 = number | bigint;

/**
 * A value. Which kind goes with which datatype:
 * - Int8..Int32, UInt8..UInt32, Float, Double: number. Int64, UInt64: bigint (encoding also takes a safe integer).
 * - DateTime: number, ms since 1970 UTC. Sending takes 0..2^53-1; receiving reads the 64 bits as signed and rounds
 *   beyond 2^53, so nanoseconds sent by mistake are visibly absurd but no error.
 * - Boolean: boolean. String, Text, UUID: string. Bytes, File: Uint8Array.
 * - arrays: plain arrays of the element's kind, in which Int64Array and UInt64Array hold bigint.
 */
export type MetricValue = BasicValue | Uint8Array | DataSet | Template | ArrayValue;

export type ArrayValue = number[] | bigint[] | boolean[] | string[];

/** A value of a basic type (Int8 .. Text), or null. */
export type BasicValue = number | bigint | boolean | string | null;

/** Which field of the protobuf `oneof value` carried a value. */
export type WireField =
  | 'int'
  | 'long'
  | 'float'
  | 'double'
  | 'boolean'
  | 'string'
  | 'bytes'
  | 'dataset'
  | 'template'
  | 'propertySet'
  | 'propertySetList';

/** What the field held, before any datatype gives it a sense; integers are unsigned here. */
export type RawValue = Uint64 | boolean | string | Uint8Array | DataSet | Template | PropertySet | PropertySet[];

/** The wire form of a value whose datatype is not known (yet), or which does not fit its datatype. */
export interface Untyped {
  wire?: WireField;
  raw?: RawValue;
}

/** The content of one Sparkplug B message (Sparkplug 3.0 chapter 6.4). */
export interface Payload {
  /** Time of publishing, ms since 1970 UTC. */
  timestampMs?: number;
  /** Sequence number 0..255; one counter for a node and its devices. Absent in NDEATH and in commands. */
  seq?: number;
  uuid?: string;
  body?: Uint8Array;
  metrics: Metric[];
}

/**
 * One metric. After decoding, `value` is `undefined` exactly when `wire` and `raw` are set: the message did not say
 * the datatype (the rule in DATA, see `createMetricMemory`) or the wire field does not fit it.
 */
export interface Metric extends Untyped {
  name?: string;
  alias?: Uint64;
  /** Time of measuring, ms since 1970 UTC. */
  timestampMs?: number;
  datatype?: SparkplugDatatype;
  isHistorical?: boolean;
  isTransient?: boolean;
  /** True exactly when `value` is null; need not be set to send null. */
  isNull?: boolean;
  metadata?: MetaData;
  properties?: PropertySet;
  value?: MetricValue;
}

/** Describes a metric's bytes or file. */
export interface MetaData {
  isMultiPart?: boolean;
  contentType?: string;
  /** Size of the value in bytes. */
  size?: Uint64;
  /** Number of the part in a multi-part value. */
  seq?: Uint64;
  fileName?: string;
  fileType?: string;
  md5?: string;
  description?: string;
}

/** Property name -> typed value. Decoded sets have no prototype, so that no name can do harm. */
export type PropertySet = Record<string, PropertyValue>;

/** As with a metric, `value` is `undefined` when the type is missing and `wire`/`raw` are set instead. */
export interface PropertyValue extends Untyped {
  type?: SparkplugDatatype;
  value?: BasicValue | PropertySet | PropertySet[];
}

/** A table: `columns`, `types` and every row have the same length. Types are basic ones. */
export interface DataSet {
  columns: string[];
  types: SparkplugDatatype[];
  rows: BasicValue[][];
}

/** A user defined type (`isDefinition`, no `templateRef`) or an instance of one (`templateRef` names it). */
export interface Template {
  version?: string;
  templateRef?: string;
  isDefinition: boolean;
  metrics: Metric[];
  parameters?: TemplateParameter[];
}

export interface TemplateParameter extends Untyped {
  name: string;
  type?: SparkplugDatatype;
  value?: BasicValue;
}
