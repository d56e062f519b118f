// The 34 Sparkplug B datatypes: their names, their numbers on the wire and where each may be used.
import { SparkplugError } from './errors.ts';

/** Names in the order of their numbers, starting at 1 (Sparkplug 3.0 chapter 6.4.16). */
export const SPARKPLUG_DATATYPES = [
  'Int8',
  'Int16',
  'Int32',
  'Int64',
  'UInt8',
  'UInt16',
  'UInt32',
  'UInt64',
  'Float',
  'Double',
  'Boolean',
  'String',
  'DateTime',
  'Text',
  'UUID',
  'DataSet',
  'Bytes',
  'File',
  'Template',
  'PropertySet',
  'PropertySetList',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'Int64Array',
  'UInt8Array',
  'UInt16Array',
  'UInt32Array',
  'UInt64Array',
  'FloatArray',
  'DoubleArray',
  'BooleanArray',
  'StringArray',
  'DateTimeArray',
] as const;

export type SparkplugDatatype = (typeof SPARKPLUG_DATATYPES)[number];

/** Number of Text, the last basic type: DataSet cells and Template parameters are of basic types only. */
const LAST_BASIC = 14;

const CODES: ReadonlyMap<string, number> = new Map(SPARKPLUG_DATATYPES.map((name, index) => [name, index + 1]));

/** The number 1..34 of a datatype. @throws SparkplugError `SPARKPLUG_DATATYPE` for a name that is none */
export function datatypeCode(name: SparkplugDatatype): number {
  const code = CODES.get(name);
  if (code === undefined) throw new SparkplugError('SPARKPLUG_DATATYPE', String(name));
  return code;
}

/** The name of a datatype number; `undefined` for 0 (Unknown) and for numbers above 34. */
export function datatypeName(code: number): SparkplugDatatype | undefined {
  return SPARKPLUG_DATATYPES[code - 1];
}

/** True for Int8 .. Text (1..14), the types allowed in a DataSet cell or a Template parameter. */
export function isBasicDatatype(name: SparkplugDatatype): boolean {
  const code = CODES.get(name);
  return code !== undefined && code <= LAST_BASIC;
}
