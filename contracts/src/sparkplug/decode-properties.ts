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

/** Makes objects without `Object.prototype`, in which `__proto__` is a name like any other. */
const BareObject = function BareObject() {} as unknown as new () => PropertySet;
BareObject.prototype = Object.create(null);

const PROPERTY_VALUE_FIELDS = fieldTable<PropertyValue>([
  [1, VARINT, (reader, draft) => void (draft.type = datatypeName(reader.uint32()))],
  [2, VARINT, (reader, draft) => void (draft.value = reader.boolean() ? null : undefined)],
  ...scalarFields<PropertyValue>(3),
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
  const set = new BareObject();
  for (let i = 0; i < keys.length; i += 1) set[keys[i] as string] = values[i] as PropertyValue;
  return set;
}

function readPropertySetList(reader: WireReader): PropertySet[] {
  return reader.message(PROPERTY_SET_LIST_FIELDS, [] as PropertySet[]);
}

function readPropertyValue(reader: WireReader): PropertyValue {
  reader.takeElements(1);
  const empty: PropertyValue = { type: undefined, value: undefined, wire: undefined, raw: undefined };
  const property = reader.message(PROPERTY_VALUE_FIELDS, empty);
  settle(property, property.type, property.value === null, reader);
  return property;
}
