// Gives a raw wire value the sense its datatype asks for: width and sign of integers, dates, arrays.
import { type ArrayDatatype, decodeArray } from './arrays.ts';
import type { SparkplugDatatype } from './datatypes.ts';
import type { ElementBudget } from './limits.ts';
import type { MetricValue, PropertyValue, RawValue, Untyped, WireField } from './payload.ts';

type Interpreter = (raw: RawValue, wire: WireField, budget: ElementBudget) => TypedValue | undefined;
export type TypedValue = Exclude<MetricValue | PropertyValue['value'], null | undefined>;

const TWO_31 = 2 ** 31;
const TWO_32 = 2 ** 32;

/**
 * Reads a raw value as a datatype. Integers may come as int or long, extended to 32 or 64 bits or not; what counts is
 * the declared width. `undefined` when the wire field, the range or the length of an array does not fit.
 * @throws SparkplugError `SPARKPLUG_LIMIT` when an array is larger than the budget
 */
export function interpret(
  datatype: SparkplugDatatype,
  wire: WireField,
  raw: RawValue,
  budget: ElementBudget,
): TypedValue | undefined {
  return INTERPRETERS[datatype](raw, wire, budget);
}

function integer(raw: RawValue, wire: WireField): number | bigint | undefined {
  return (wire === 'int' || wire === 'long') && typeof raw !== 'object' ? (raw as number | bigint) : undefined;
}

function signed(width: 8 | 16 | 32): Interpreter {
  const full = 2 ** width;
  const half = full / 2;
  return (raw, wire) => {
    const whole = integer(raw, wire);
    if (whole === undefined) return undefined;
    let value = typeof whole === 'bigint' ? Number(BigInt.asIntN(64, whole)) : whole;
    if (value >= TWO_31 && value < TWO_32) value -= TWO_32;
    else if (value >= half && value < full) value -= full;
    return value >= -half && value < half ? value : undefined;
  };
}

function unsigned(width: 8 | 16 | 32): Interpreter {
  const full = 2 ** width;
  return (raw, wire) => {
    const value = integer(raw, wire);
    return typeof value === 'number' && value < full ? value : undefined;
  };
}

const int64: Interpreter = (raw, wire) => {
  const value = integer(raw, wire);
  return value === undefined ? undefined : BigInt.asIntN(64, BigInt(value));
};

const uint64: Interpreter = (raw, wire) => {
  const value = integer(raw, wire);
  return value === undefined ? undefined : BigInt(value);
};

const dateTime: Interpreter = (raw, wire) => {
  const value = integer(raw, wire);
  return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : value;
};

/** The raw value itself when it came in one of these fields. */
function asIs(...fields: WireField[]): Interpreter {
  const [first, second] = fields;
  return (raw, wire) => (wire === first || wire === second ? (raw as TypedValue) : undefined);
}

function array(datatype: ArrayDatatype): Interpreter {
  return (raw, _, budget) => (raw instanceof Uint8Array ? decodeArray(datatype, raw, budget) : undefined);
}

const INTERPRETERS: Record<SparkplugDatatype, Interpreter> = {
  Int8: signed(8),
  Int16: signed(16),
  Int32: signed(32),
  Int64: int64,
  UInt8: unsigned(8),
  UInt16: unsigned(16),
  UInt32: unsigned(32),
  UInt64: uint64,
  Float: asIs('float', 'double'),
  Double: asIs('double', 'float'),
  Boolean: asIs('boolean'),
  String: asIs('string'),
  DateTime: dateTime,
  Text: asIs('string'),
  UUID: asIs('string'),
  DataSet: asIs('dataset'),
  Bytes: asIs('bytes'),
  File: asIs('bytes'),
  Template: asIs('template'),
  PropertySet: asIs('propertySet'),
  PropertySetList: asIs('propertySetList'),
  Int8Array: array('Int8Array'),
  Int16Array: array('Int16Array'),
  Int32Array: array('Int32Array'),
  Int64Array: array('Int64Array'),
  UInt8Array: array('UInt8Array'),
  UInt16Array: array('UInt16Array'),
  UInt32Array: array('UInt32Array'),
  UInt64Array: array('UInt64Array'),
  FloatArray: array('FloatArray'),
  DoubleArray: array('DoubleArray'),
  BooleanArray: array('BooleanArray'),
  StringArray: array('StringArray'),
  DateTimeArray: array('DateTimeArray'),
};

/** A place for a value: raw after reading the wire, typed once the datatype is known. */
interface Settling extends Untyped {
  value?: TypedValue | null;
}

/**
 * Turns `wire` and `raw` into `value` when the datatype is known and fits; otherwise leaves them. A null flag, or no
 * value field at all, makes the value null.
 * @throws SparkplugError `SPARKPLUG_LIMIT` when an array is larger than the budget
 */
export function settle(
  target: Settling,
  datatype: SparkplugDatatype | undefined,
  isNull: boolean,
  budget: ElementBudget,
): void {
  const { wire, raw } = target;
  if (isNull || wire === undefined || raw === undefined) target.value = null;
  else if (datatype !== undefined) target.value = interpret(datatype, wire, raw, budget);
  if (target.value === undefined) return;
  target.wire = undefined;
  target.raw = undefined;
}
