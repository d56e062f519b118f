// Writes a DataSet: columns, their datatypes, and rows of cells.
import { type SparkplugDatatype, datatypeCode, isBasicDatatype } from './datatypes.ts';
import { type EncodeOptions, writeScalar } from './encode-value.ts';
import { SparkplugError } from './errors.ts';
import type { BasicValue, DataSet } from './payload.ts';
import type { WireWriter } from './wire-writer.ts';

/**
 * Writes the fields of a DataSet; null cells are sent without a value.
 * @throws SparkplugError `SPARKPLUG_STRUCTURE` for lists of different length (tck-id-payloads-dataset-types-num),
 * `SPARKPLUG_DATATYPE` for a column of no basic type (tck-id-payloads-dataset-types-value), and as `writeScalar`
 */
export function writeDataSet(writer: WireWriter, dataSet: DataSet, options: EncodeOptions): void {
  const { columns, types, rows } = dataSet;
  requireWidth(types.length, columns.length);
  writer.varint(1, columns.length);
  for (const column of columns) writer.string(2, column);
  for (const type of types) writer.varint(3, basicCode(type));
  for (const row of rows) {
    requireWidth(row.length, columns.length);
    writer.message(4, () => writeRow(writer, row, types, options));
  }
}

function writeRow(
  writer: WireWriter,
  row: readonly BasicValue[],
  types: readonly SparkplugDatatype[],
  options: EncodeOptions,
): void {
  for (const [column, type] of types.entries()) {
    const value = row[column];
    writer.message(1, () => {
      if (value !== null) writeScalar(writer, 1, type, value, options);
    });
  }
}

function basicCode(type: SparkplugDatatype): number {
  const code = datatypeCode(type);
  if (!isBasicDatatype(type)) throw new SparkplugError('SPARKPLUG_DATATYPE', `column of ${type}`);
  return code;
}

function requireWidth(found: number, columns: number): void {
  if (found !== columns) throw new SparkplugError('SPARKPLUG_STRUCTURE', `${found} entries for ${columns} columns`);
}
