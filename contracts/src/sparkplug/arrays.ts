// Packs and unpacks the array datatypes, which travel as little-endian bytes (Sparkplug 3.0 chapter 6.4.16).
import { Buffer } from 'node:buffer';
import type { SparkplugDatatype } from './datatypes.ts';
import { SparkplugError } from './errors.ts';
import type { ElementBudget } from './limits.ts';
import type { ArrayValue } from './payload.ts';
import { checkBoolean, checkInteger, checkList, checkNumber, checkString } from './value-checks.ts';

export type ArrayDatatype = Extract<SparkplugDatatype, `${string}Array`>;

/** How one element of fixed size is laid out. */
interface Layout {
  size: number;
  read: (view: DataView, offset: number) => number | bigint;
  write: (view: DataView, offset: number, value: unknown) => void;
}

/** Layout of integers; `read` and `write` are the DataView methods of that width. */
const LAYOUTS: Record<Exclude<ArrayDatatype, 'BooleanArray' | 'StringArray'>, Layout> = {
  Int8Array: {
    size: 1,
    read: (view, at) => view.getInt8(at),
    write: (view, at, value) => view.setInt8(at, Number(checkInteger('Int8', value))),
  },
  Int16Array: {
    size: 2,
    read: (view, at) => view.getInt16(at, true),
    write: (view, at, value) => view.setInt16(at, Number(checkInteger('Int16', value)), true),
  },
  Int32Array: {
    size: 4,
    read: (view, at) => view.getInt32(at, true),
    write: (view, at, value) => view.setInt32(at, Number(checkInteger('Int32', value)), true),
  },
  Int64Array: {
    size: 8,
    read: (view, at) => view.getBigInt64(at, true),
    write: (view, at, value) => view.setBigInt64(at, BigInt(checkInteger('Int64', value)), true),
  },
  UInt8Array: {
    size: 1,
    read: (view, at) => view.getUint8(at),
    write: (view, at, value) => view.setUint8(at, Number(checkInteger('UInt8', value))),
  },
  UInt16Array: {
    size: 2,
    read: (view, at) => view.getUint16(at, true),
    write: (view, at, value) => view.setUint16(at, Number(checkInteger('UInt16', value)), true),
  },
  UInt32Array: {
    size: 4,
    read: (view, at) => view.getUint32(at, true),
    write: (view, at, value) => view.setUint32(at, Number(checkInteger('UInt32', value)), true),
  },
  UInt64Array: {
    size: 8,
    read: (view, at) => view.getBigUint64(at, true),
    write: (view, at, value) => view.setBigUint64(at, BigInt(checkInteger('UInt64', value)), true),
  },
  FloatArray: {
    size: 4,
    read: (view, at) => view.getFloat32(at, true),
    write: (view, at, value) => view.setFloat32(at, checkNumber('Float', value), true),
  },
  DoubleArray: {
    size: 8,
    read: (view, at) => view.getFloat64(at, true),
    write: (view, at, value) => view.setFloat64(at, checkNumber('Double', value), true),
  },
  DateTimeArray: {
    size: 8,
    read: (view, at) => Number(view.getBigInt64(at, true)),
    write: (view, at, value) => view.setBigInt64(at, BigInt(checkInteger('DateTime', value)), true),
  },
};

/** True for Int8Array (22) .. DateTimeArray (34). */
export function isArrayDatatype(datatype: SparkplugDatatype): datatype is ArrayDatatype {
  return datatype.endsWith('Array');
}

/**
 * Unpacks an array. `undefined` when the length of the bytes does not fit the datatype.
 * @throws SparkplugError `SPARKPLUG_LIMIT` when the budget has fewer elements left
 */
export function decodeArray(datatype: ArrayDatatype, bytes: Uint8Array, budget: ElementBudget): ArrayValue | undefined {
  if (datatype === 'BooleanArray') return decodeBooleans(bytes, budget);
  if (datatype === 'StringArray') return decodeStrings(bytes, budget);
  const { size, read } = LAYOUTS[datatype];
  const count = bytes.length / size;
  if (!Number.isInteger(count)) return undefined;
  budget.takeElements(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: count }, (_, index) => read(view, index * size)) as ArrayValue;
}

/**
 * Packs an array.
 * @throws SparkplugError `SPARKPLUG_VALUE_TYPE` or `SPARKPLUG_VALUE_RANGE` when an element does not fit the datatype
 */
export function encodeArray(datatype: ArrayDatatype, value: unknown): Uint8Array {
  const elements = checkList<unknown>(datatype, value);
  if (datatype === 'BooleanArray') return encodeBooleans(elements);
  if (datatype === 'StringArray') return encodeStrings(elements);
  const { size, write } = LAYOUTS[datatype];
  const bytes = new Uint8Array(elements.length * size);
  const view = new DataView(bytes.buffer);
  elements.forEach((element, index) => write(view, index * size, element));
  return bytes;
}

/** A 4-byte count, then one bit a value, the first one in the highest bit. */
function decodeBooleans(bytes: Uint8Array, budget: ElementBudget): boolean[] | undefined {
  if (bytes.length < 4) return undefined;
  const count = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  if (bytes.length - 4 < Math.ceil(count / 8)) return undefined;
  budget.takeElements(count);
  return Array.from({ length: count }, (_, index) => bitOf(bytes[4 + (index >> 3)] as number, index));
}

function bitOf(byte: number, index: number): boolean {
  return ((byte >> (7 - (index & 7))) & 1) === 1;
}

function encodeBooleans(values: readonly unknown[]): Uint8Array {
  const bytes = new Uint8Array(4 + Math.ceil(values.length / 8));
  new DataView(bytes.buffer).setUint32(0, values.length, true);
  values.forEach((value, index) => {
    if (checkBoolean('BooleanArray', value))
      bytes[4 + (index >> 3)] = (bytes[4 + (index >> 3)] as number) | (128 >> (index & 7));
  });
  return bytes;
}

/** UTF-8 strings, each ended by a zero byte; a last one without it is taken too. */
function decodeStrings(bytes: Uint8Array, budget: ElementBudget): string[] {
  if (bytes.length === 0) return [];
  const ended = bytes[bytes.length - 1] === 0;
  budget.takeElements(bytes.reduce((count, byte) => (byte === 0 ? count + 1 : count), ended ? 0 : 1));
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  return (ended ? text.slice(0, -1) : text).split('\0');
}

function encodeStrings(values: readonly unknown[]): Uint8Array {
  const terminated = values.map((value) => {
    const text = checkString('StringArray', value);
    if (text.includes('\0')) throw new SparkplugError('SPARKPLUG_VALUE_RANGE', 'StringArray element with a zero byte');
    return `${text}\0`;
  });
  return new Uint8Array(Buffer.from(terminated.join(''), 'utf8'));
}
