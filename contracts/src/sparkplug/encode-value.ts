// Writes the scalar values that metrics, properties, parameters and data set cells have in common.
import type { SparkplugDatatype } from './datatypes.ts';
import type { Untyped } from './payload.ts';
import { checkBoolean, checkInteger, checkNumber, checkString } from './value-checks.ts';
import type { WireWriter } from './wire-writer.ts';

/** How values are written, where peers differ. */
export interface EncodeOptions {
  /** Leave datatypes of metrics off the wire: the births have announced them (the rule in DATA). */
  omitDatatypes?: boolean;
  /** Send UInt32 in the long field, as Eclipse Tahu does, instead of the int field of the specification. */
  uint32AsLong?: boolean;
}

/**
 * Writes a value of a basic type or UUID into the `oneof value` whose int field has number `first`; the fields for
 * long, float, double, boolean and string follow it. Negative Int8, Int16 and Int32 are extended to 32 bits.
 *
 * @returns false when the datatype is no scalar, and then nothing was written
 * @throws SparkplugError `SPARKPLUG_VALUE_TYPE` | `SPARKPLUG_VALUE_RANGE`
 */
export function writeScalar(
  writer: WireWriter,
  first: number,
  datatype: SparkplugDatatype,
  value: unknown,
  options: EncodeOptions,
): boolean {
  switch (datatype) {
    case 'Int8':
    case 'Int16':
    case 'Int32':
    case 'UInt8':
    case 'UInt16':
      writer.varint(first, Number(checkInteger(datatype, value)) >>> 0);
      return true;
    case 'UInt32':
      writer.varint(options.uint32AsLong ? first + 1 : first, checkInteger(datatype, value));
      return true;
    case 'Int64':
    case 'UInt64':
    case 'DateTime':
      writer.varint(first + 1, checkInteger(datatype, value));
      return true;
    default:
      return writeOtherScalar(writer, first, datatype, value);
  }
}

function writeOtherScalar(writer: WireWriter, first: number, datatype: SparkplugDatatype, value: unknown): boolean {
  switch (datatype) {
    case 'Float':
      writer.float(first + 2, checkNumber(datatype, value));
      return true;
    case 'Double':
      writer.double(first + 3, checkNumber(datatype, value));
      return true;
    case 'Boolean':
      writer.boolean(first + 4, checkBoolean(datatype, value));
      return true;
    case 'String':
    case 'Text':
    case 'UUID':
      writer.string(first + 5, checkString(datatype, value));
      return true;
    default:
      return false;
  }
}

/**
 * Writes an untyped scalar back into the field it came from.
 * @returns false when the wire field is no scalar
 * @throws SparkplugError `SPARKPLUG_VALUE_TYPE` | `SPARKPLUG_VALUE_RANGE` when `raw` does not go with `wire`
 */
export function writeRawScalar(writer: WireWriter, first: number, { wire, raw }: Untyped): boolean {
  switch (wire) {
    case 'int':
      writer.varint(first, checkInteger('UInt32', raw));
      return true;
    case 'long':
      writer.varint(first + 1, checkInteger('UInt64', raw));
      return true;
    case 'float':
      return writeOtherScalar(writer, first, 'Float', raw);
    case 'double':
      return writeOtherScalar(writer, first, 'Double', raw);
    case 'boolean':
      return writeOtherScalar(writer, first, 'Boolean', raw);
    case 'string':
      return writeOtherScalar(writer, first, 'String', raw);
    default:
      return false;
  }
}
