// Builds the tables that say which protobuf field of a message is read into which property.
import type { RawValue, Untyped, WireField } from './payload.ts';
import type { FieldReader, FieldTable, WireReader } from './wire-reader.ts';

/** Protobuf wire types. */
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH = 2;
export const FIXED32 = 5;

export type FieldEntry<T> = readonly [field: number, wireType: number, read: FieldReader<T>];

/** Lays the readers out by tag, so that one array access finds the reader of a field. */
export function fieldTable<T>(entries: readonly FieldEntry<T>[]): FieldTable<T> {
  const size = Math.max(...entries.map(([field]) => field + 1)) << 3;
  const table = new Array<FieldReader<T> | undefined>(size).fill(undefined);
  for (const [field, wireType, read] of entries) table[(field << 3) | wireType] = read;
  return table;
}

/**
 * The six scalar fields that every `oneof value` of Sparkplug starts with, in this order, from field number `first`:
 * int, long, float, double, boolean, string. As in protobuf, the last one on the wire wins.
 */
export function scalarFields<T extends Untyped>(first: number): FieldEntry<T>[] {
  return [
    [first, VARINT, (reader, target) => setRaw(target, 'int', reader.uint32())],
    [first + 1, VARINT, (reader, target) => setRaw(target, 'long', reader.uint64())],
    [first + 2, FIXED32, (reader, target) => setRaw(target, 'float', reader.float())],
    [first + 3, FIXED64, (reader, target) => setRaw(target, 'double', reader.double())],
    [first + 4, VARINT, (reader, target) => setRaw(target, 'boolean', reader.boolean())],
    [first + 5, LENGTH, (reader, target) => setRaw(target, 'string', reader.string())],
  ];
}

/** A field whose reader yields the raw value of the `oneof`. */
export function valueField<T extends Untyped>(
  field: number,
  wire: WireField,
  read: (reader: WireReader) => RawValue,
): FieldEntry<T> {
  return [field, LENGTH, (reader, target) => setRaw(target, wire, read(reader))];
}

function setRaw(target: Untyped, wire: WireField, raw: RawValue): void {
  target.wire = wire;
  target.raw = raw;
}
