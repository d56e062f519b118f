// Reads property sets, which travel as a list of keys and a list of values and may be nested.
import { datatypeName } from './datatypes.ts';
import { SparkplugError } from './errors.ts';
import { LENGTH, VARINT, fieldTable, scalarFields, valueField } from './field-table.ts';
import type { PropertySet, PropertyValue } from './payload.ts';
import { settle } from './raw-value.ts';
import type { WireReader } from './wire-reader.ts';

interface PropertySetDraft {
  keys: string[];
  values: PropertyValue[];
}

interface PropertyValueDraft extends PropertyValue {
  isNull?: boolean;
}

const PROPERTY_VALUE_FIELDS = fieldTable<PropertyValueDraft>([
  [1, VARINT, (reader, draft) => void (draft.type = datatypeName(reader.uint32()))],
  [2, VARINT, (reader, draft) => void (draft.isNull = reader.boolean())],
  ...scalarFields<PropertyValueDraft>(3),
  valueField(9, 'propertySet', readPropertySet),
  valueField(10, 'propertySetList', readPropertySetList),
]);

const PROPERTY_SET_FIELDS = fieldTable<PropertySetDraft>([
  [1, LENGTH, (reader, draft) => draft.keys.push(reader.string())],
  [2, LENGTH, (reader, draft) => draft.values.push(readPropertyValue(reader))],
]);

const PROPERTY_SET_LIST_FIELDS = fieldTable<PropertySet[]>([
  [1, LENGTH, (reader, sets) => sets.push(readPropertySet(reader))],
]);

/**
 * Reads a nested PropertySet message; of two properties with one name the later counts.
 * @throws SparkplugError `SPARKPLUG_STRUCTURE` when keys and values differ in number
 */
export function readPropertySet(reader: WireReader): PropertySet {
  reader.takeElements(1);
  const { keys, values } = reader.message(PROPERTY_SET_FIELDS, { keys: [], values: [] } as PropertySetDraft);
  if (keys.length !== values.length) {
    throw new SparkplugError('SPARKPLUG_STRUCTURE', `${keys.length} property keys, ${values.length} values`);
  }
  const set: PropertySet = Object.create(null);
  for (const [index, key] of keys.entries()) set[key] = values[index] as PropertyValue;
  return set;
}

function readPropertySetList(reader: WireReader): PropertySet[] {
  return reader.message(PROPERTY_SET_LIST_FIELDS, [] as PropertySet[]);
}

function readPropertyValue(reader: WireReader): PropertyValue {
  reader.takeElements(1);
  const { isNull, ...value } = reader.message(PROPERTY_VALUE_FIELDS, {} as PropertyValueDraft);
  settle(value, value.type, isNull === true, reader);
  return value;
}
