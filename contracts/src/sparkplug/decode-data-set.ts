// Reads a DataSet: columns, their datatypes, and rows of cells.
import { type SparkplugDatatype, datatypeName, isBasicDatatype } from './datatypes.ts';
import { SparkplugError } from './errors.ts';
import { LENGTH, VARINT, fieldTable, scalarFields } from './field-table.ts';
import type { BasicValue, DataSet, Untyped } from './payload.ts';
import { interpret } from './raw-value.ts';
import type { WireReader } from './wire-reader.ts';

interface DataSetDraft {
  columns: string[];
  typeCodes: number[];
  rows: Untyped[][];
}

const CELL_FIELDS = fieldTable<Untyped>(scalarFields(1));

const ROW_FIELDS = fieldTable<Untyped[]>([[1, LENGTH, readCell]]);

/** Field 1, the number of columns, is not read: the lists of names and types say it. */
const DATA_SET_FIELDS = fieldTable<DataSetDraft>([
  [2, LENGTH, readColumn],
  [3, VARINT, readType],
  [3, LENGTH, (reader, draft) => reader.packed(() => readType(reader, draft))],
  [4, LENGTH, readRow],
]);

/**
 * Reads a nested DataSet message. A cell without a value is null, and so is a cell missing at the end of a row.
 * @throws SparkplugError `SPARKPLUG_STRUCTURE` when names, types and cells differ in number, `SPARKPLUG_DATATYPE` for a
 * column that is of no basic type, `SPARKPLUG_VALUE_TYPE` for a cell that does not fit its column
 */
export function readDataSet(reader: WireReader): DataSet {
  const draft: DataSetDraft = reader.message(DATA_SET_FIELDS, { columns: [], typeCodes: [], rows: [] });
  const types = draft.typeCodes.map(columnType);
  if (types.length !== draft.columns.length) {
    throw new SparkplugError('SPARKPLUG_STRUCTURE', `${draft.columns.length} columns, ${types.length} types`);
  }
  return { columns: draft.columns, types, rows: draft.rows.map((cells) => settleRow(cells, types, reader)) };
}

function readCell(reader: WireReader, row: Untyped[]): void {
  reader.takeElements(1);
  row.push(reader.message(CELL_FIELDS, { wire: undefined, raw: undefined } as Untyped));
}

function readColumn(reader: WireReader, draft: DataSetDraft): void {
  reader.takeElements(1);
  draft.columns.push(reader.string());
}

function readRow(reader: WireReader, draft: DataSetDraft): void {
  reader.takeElements(1);
  draft.rows.push(reader.message(ROW_FIELDS, [] as Untyped[]));
}

function readType(reader: WireReader, draft: DataSetDraft): void {
  reader.takeElements(1);
  draft.typeCodes.push(reader.uint32());
}

function columnType(code: number): SparkplugDatatype {
  const type = datatypeName(code);
  if (type === undefined || !isBasicDatatype(type)) throw new SparkplugError('SPARKPLUG_DATATYPE', `column of ${code}`);
  return type;
}

function settleRow(cells: readonly Untyped[], types: readonly SparkplugDatatype[], reader: WireReader): BasicValue[] {
  if (cells.length > types.length) {
    throw new SparkplugError('SPARKPLUG_STRUCTURE', `${cells.length} cells in ${types.length} columns`);
  }
  reader.takeElements(types.length - cells.length);
  return types.map((type, column) => settleCell(cells[column], type, reader));
}

function settleCell(cell: Untyped | undefined, type: SparkplugDatatype, reader: WireReader): BasicValue {
  if (cell?.wire === undefined || cell.raw === undefined) return null;
  const value = interpret(type, cell.wire, cell.raw, reader);
  if (value === undefined) throw new SparkplugError('SPARKPLUG_VALUE_TYPE', `${type} cell as ${cell.wire}`);
  return value as BasicValue;
}
