// Checks that a value to be sent fits its datatype: kind and range, with a coded error when it does not.
import { SparkplugError } from './errors.ts';

export type IntegerDatatype =
  | 'Int8'
  | 'Int16'
  | 'Int32'
  | 'Int64'
  | 'UInt8'
  | 'UInt16'
  | 'UInt32'
  | 'UInt64'
  | 'DateTime';

const MAX_FLOAT = 3.4028234663852886e38;

const RANGES: Record<IntegerDatatype, readonly [min: number | bigint, max: number | bigint]> = {
  Int8: [-128, 127],
  Int16: [-32_768, 32_767],
  Int32: [-2_147_483_648, 2_147_483_647],
  Int64: [-(2n ** 63n), 2n ** 63n - 1n],
  UInt8: [0, 255],
  UInt16: [0, 65_535],
  UInt32: [0, 4_294_967_295],
  UInt64: [0, 2n ** 64n - 1n],
  DateTime: [0, Number.MAX_SAFE_INTEGER],
};

/**
 * The value as an integer of that datatype. Numbers must be safe integers.
 * @throws SparkplugError `SPARKPLUG_VALUE_TYPE` | `SPARKPLUG_VALUE_RANGE`
 */
export function checkInteger(datatype: IntegerDatatype, value: unknown): number | bigint {
  if (typeof value !== 'number' && typeof value !== 'bigint') throw wrongKind(datatype, value);
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw outOfRange(datatype, value);
  const [min, max] = RANGES[datatype];
  if (value < min || value > max) throw outOfRange(datatype, value);
  return value;
}

/**
 * The value as a floating point number; NaN and infinities are allowed, a finite Float must stay finite in 32 bits.
 * @throws SparkplugError `SPARKPLUG_VALUE_TYPE` | `SPARKPLUG_VALUE_RANGE`
 */
export function checkNumber(datatype: 'Float' | 'Double', value: unknown): number {
  if (typeof value !== 'number') throw wrongKind(datatype, value);
  if (datatype === 'Float' && Number.isFinite(value) && Math.abs(value) > MAX_FLOAT) throw outOfRange(datatype, value);
  return value;
}

/** @throws SparkplugError `SPARKPLUG_VALUE_TYPE` */
export function checkBoolean(datatype: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw wrongKind(datatype, value);
  return value;
}

/** @throws SparkplugError `SPARKPLUG_VALUE_TYPE` */
export function checkString(datatype: string, value: unknown): string {
  if (typeof value !== 'string') throw wrongKind(datatype, value);
  return value;
}

/** @throws SparkplugError `SPARKPLUG_VALUE_TYPE` */
export function checkBytes(datatype: string, value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw wrongKind(datatype, value);
  return value;
}

/**
 * The value as an object that is neither an array nor bytes, as DataSet, Template and PropertySet have to be.
 * Its own fields are the business of the compiler.
 * @throws SparkplugError `SPARKPLUG_VALUE_TYPE`
 */
export function checkObject<T extends object>(datatype: string, value: unknown): T {
  const plain = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
  if (!plain) throw wrongKind(datatype, value);
  return value as T;
}

/** @throws SparkplugError `SPARKPLUG_VALUE_TYPE` */
export function checkList<T>(datatype: string, value: unknown): readonly T[] {
  if (!Array.isArray(value)) throw wrongKind(datatype, value);
  return value as readonly T[];
}

function wrongKind(datatype: string, value: unknown): SparkplugError {
  return new SparkplugError('SPARKPLUG_VALUE_TYPE', `${datatype} given ${value === null ? 'null' : typeof value}`);
}

function outOfRange(datatype: string, value: number | bigint): SparkplugError {
  return new SparkplugError('SPARKPLUG_VALUE_RANGE', `${datatype} given ${value}`);
}
