// Writes metrics with their metadata, and the templates that hold metrics themselves.
import { encodeArray, isArrayDatatype } from './arrays.ts';
import { type SparkplugDatatype, datatypeCode, isBasicDatatype } from './datatypes.ts';
import { writeDataSet } from './encode-data-set.ts';
import { writePropertySet } from './encode-properties.ts';
import { type EncodeOptions, writeRawScalar, writeScalar } from './encode-value.ts';
import { SparkplugError } from './errors.ts';
import type { DataSet, MetaData, Metric, Template, TemplateParameter } from './payload.ts';
import { checkBytes, checkInteger, checkObject } from './value-checks.ts';
import type { WireWriter } from './wire-writer.ts';

/** Numbers of the int field in the `oneof value` of a metric and of a template parameter. */
const METRIC_VALUE = 10;
const PARAMETER_VALUE = 3;

/** Writes the fields of a metric. @throws SparkplugError see `encodePayload` */
export function writeMetric(writer: WireWriter, metric: Metric, options: EncodeOptions): void {
  const { name, alias, timestampMs, datatype, isHistorical, isTransient, metadata, properties } = metric;
  const isNull = isNullMetric(metric);
  if (name !== undefined) writer.string(1, name);
  if (alias !== undefined) writer.varint(2, checkInteger('UInt64', alias));
  if (timestampMs !== undefined) writer.varint(3, checkInteger('DateTime', timestampMs));
  if (datatype !== undefined && !options.omitDatatypes) writer.varint(4, datatypeCode(datatype));
  if (isHistorical !== undefined) writer.boolean(5, isHistorical);
  if (isTransient !== undefined) writer.boolean(6, isTransient);
  if (isNull) writer.boolean(7, true);
  if (metadata !== undefined) writer.message(8, () => writeMetaData(writer, metadata));
  if (properties !== undefined) writer.message(9, () => writePropertySet(writer, properties, options));
  if (!isNull) writeMetricValue(writer, metric, options);
}

function isNullMetric({ isNull, value, wire }: Metric): boolean {
  if (value === null) return true;
  if (!isNull) return false;
  if (value !== undefined || wire !== undefined)
    throw new SparkplugError('SPARKPLUG_VALUE_TYPE', 'isNull with a value');
  return true;
}

function writeMetricValue(writer: WireWriter, metric: Metric, options: EncodeOptions): void {
  const { wire, datatype, value } = metric;
  if (wire !== undefined) writeRawMetricValue(writer, metric, options);
  else if (datatype === undefined)
    throw new SparkplugError('SPARKPLUG_DATATYPE', `metric ${metric.name ?? metric.alias}`);
  else if (!writeScalar(writer, METRIC_VALUE, datatype, value, options)) {
    writeComplexValue(writer, datatype, value, options);
  }
}

function writeRawMetricValue(writer: WireWriter, metric: Metric, options: EncodeOptions): void {
  if (writeRawScalar(writer, METRIC_VALUE, metric)) return;
  if (metric.wire === 'bytes') writeComplexValue(writer, 'Bytes', metric.raw, options);
  else if (metric.wire === 'dataset') writeComplexValue(writer, 'DataSet', metric.raw, options);
  else writeComplexValue(writer, 'Template', metric.raw, options);
}

function writeComplexValue(
  writer: WireWriter,
  datatype: SparkplugDatatype,
  value: unknown,
  options: EncodeOptions,
): void {
  if (isArrayDatatype(datatype)) writer.byteArray(16, encodeArray(datatype, value));
  else if (datatype === 'Bytes' || datatype === 'File') writer.byteArray(16, checkBytes(datatype, value));
  else if (datatype === 'DataSet') {
    writer.message(17, () => writeDataSet(writer, checkObject<DataSet>(datatype, value), options));
  } else if (datatype === 'Template') {
    writer.message(18, () => writeTemplate(writer, checkObject<Template>(datatype, value), options));
  } else throw new SparkplugError('SPARKPLUG_DATATYPE', `${datatype} cannot be a metric`);
}

function writeMetaData(writer: WireWriter, meta: MetaData): void {
  if (meta.isMultiPart !== undefined) writer.boolean(1, meta.isMultiPart);
  if (meta.contentType !== undefined) writer.string(2, meta.contentType);
  if (meta.size !== undefined) writer.varint(3, checkInteger('UInt64', meta.size));
  if (meta.seq !== undefined) writer.varint(4, checkInteger('UInt64', meta.seq));
  if (meta.fileName !== undefined) writer.string(5, meta.fileName);
  if (meta.fileType !== undefined) writer.string(6, meta.fileType);
  if (meta.md5 !== undefined) writer.string(7, meta.md5);
  if (meta.description !== undefined) writer.string(8, meta.description);
}

/** tck-id-payloads-template-is-definition: always written, and a template reference exactly in an instance. */
function writeTemplate(writer: WireWriter, template: Template, options: EncodeOptions): void {
  const { version, templateRef, isDefinition, metrics, parameters = [] } = template;
  if (isDefinition === (templateRef !== undefined)) {
    throw new SparkplugError('SPARKPLUG_STRUCTURE', 'a template has a templateRef exactly when it is an instance');
  }
  if (version !== undefined) writer.string(1, version);
  for (const metric of metrics) writer.message(2, () => writeMetric(writer, metric, options));
  for (const parameter of parameters) writer.message(3, () => writeParameter(writer, parameter, options));
  if (templateRef !== undefined) writer.string(4, templateRef);
  writer.boolean(5, isDefinition);
}

function writeParameter(writer: WireWriter, parameter: TemplateParameter, options: EncodeOptions): void {
  const { name, type, value } = parameter;
  writer.string(1, name);
  if (type !== undefined) writer.varint(2, datatypeCode(type));
  if (parameter.wire !== undefined) writeRawScalar(writer, PARAMETER_VALUE, parameter);
  else if (value === undefined || value === null) return;
  else if (type === undefined || !isBasicDatatype(type))
    throw new SparkplugError('SPARKPLUG_DATATYPE', `parameter ${name}`);
  else writeScalar(writer, PARAMETER_VALUE, type, value, options);
}
