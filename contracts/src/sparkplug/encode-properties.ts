// Writes property sets, which travel as a list of keys and a list of values and may be nested.
import { datatypeCode, isBasicDatatype } from './datatypes.ts';
import { type EncodeOptions, writeRawScalar, writeScalar } from './encode-value.ts';
import { SparkplugError } from './errors.ts';
import type { PropertySet, PropertyValue } from './payload.ts';
import { checkList, checkObject } from './value-checks.ts';
import type { WireWriter } from './wire-writer.ts';

/** Number of the int field in a property's `oneof value`. */
const PROPERTY_VALUE = 3;

/**
 * Writes the fields of a PropertySet (tck-id-payloads-propertyset-keys-array-size).
 * @throws SparkplugError `SPARKPLUG_DATATYPE` for a type that is neither basic nor a property set, and as `writeScalar`
 */
export function writePropertySet(writer: WireWriter, set: PropertySet, options: EncodeOptions): void {
  const entries = Object.entries(set);
  for (const [key] of entries) writer.string(1, key);
  for (const [, property] of entries) writer.message(2, () => writeProperty(writer, property, options));
}

function writeProperty(writer: WireWriter, property: PropertyValue, options: EncodeOptions): void {
  const { type, value, wire } = property;
  if (type !== undefined) writer.varint(1, datatypeCode(type));
  if (value === null) writer.boolean(2, true);
  else if (wire !== undefined) writeRawProperty(writer, property, options);
  else if (type === 'PropertySet') writeSet(writer, value, options);
  else if (type === 'PropertySetList') writeSetList(writer, value, options);
  else if (type !== undefined && isBasicDatatype(type)) writeScalar(writer, PROPERTY_VALUE, type, value, options);
  else throw new SparkplugError('SPARKPLUG_DATATYPE', `property of ${type ?? 'no type'}`);
}

function writeRawProperty(writer: WireWriter, property: PropertyValue, options: EncodeOptions): void {
  if (writeRawScalar(writer, PROPERTY_VALUE, property)) return;
  if (property.wire === 'propertySetList') writeSetList(writer, property.raw, options);
  else writeSet(writer, property.raw, options);
}

function writeSet(writer: WireWriter, value: unknown, options: EncodeOptions): void {
  const set = checkObject<PropertySet>('PropertySet', value);
  writer.message(9, () => writePropertySet(writer, set, options));
}

function writeSetList(writer: WireWriter, value: unknown, options: EncodeOptions): void {
  const sets = checkList<PropertySet>('PropertySetList', value);
  writer.message(10, () => {
    for (const set of sets) writer.message(1, () => writePropertySet(writer, set, options));
  });
}
