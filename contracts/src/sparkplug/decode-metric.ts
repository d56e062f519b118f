// Reads metrics with their metadata, and the templates that hold metrics themselves.
import { datatypeName } from './datatypes.ts';
import { readDataSet } from './decode-data-set.ts';
import { readPropertySet } from './decode-properties.ts';
import { LENGTH, VARINT, fieldTable, scalarFields, valueField } from './field-table.ts';
import type { MetaData, Metric, Template, TemplateParameter } from './payload.ts';
import { settle } from './raw-value.ts';
import type { WireReader } from './wire-reader.ts';

const META_DATA_FIELDS = fieldTable<MetaData>([
  [1, VARINT, (reader, meta) => void (meta.isMultiPart = reader.boolean())],
  [2, LENGTH, (reader, meta) => void (meta.contentType = reader.string())],
  [3, VARINT, (reader, meta) => void (meta.size = reader.uint64())],
  [4, VARINT, (reader, meta) => void (meta.seq = reader.uint64())],
  [5, LENGTH, (reader, meta) => void (meta.fileName = reader.string())],
  [6, LENGTH, (reader, meta) => void (meta.fileType = reader.string())],
  [7, LENGTH, (reader, meta) => void (meta.md5 = reader.string())],
  [8, LENGTH, (reader, meta) => void (meta.description = reader.string())],
]);

const METRIC_FIELDS = fieldTable<Metric>([
  [1, LENGTH, (reader, metric) => void (metric.name = reader.string())],
  [2, VARINT, (reader, metric) => void (metric.alias = reader.uint64())],
  [3, VARINT, (reader, metric) => void (metric.timestampMs = reader.int64AsNumber())],
  [4, VARINT, (reader, metric) => void (metric.datatype = datatypeName(reader.uint32()))],
  [5, VARINT, (reader, metric) => void (metric.isHistorical = reader.boolean())],
  [6, VARINT, (reader, metric) => void (metric.isTransient = reader.boolean())],
  [7, VARINT, (reader, metric) => void (metric.isNull = reader.boolean())],
  [8, LENGTH, (reader, metric) => void (metric.metadata = reader.message(META_DATA_FIELDS, {}))],
  [9, LENGTH, (reader, metric) => void (metric.properties = readPropertySet(reader))],
  ...scalarFields<Metric>(10),
  valueField(16, 'bytes', (reader) => reader.byteArray()),
  valueField(17, 'dataset', readDataSet),
  valueField(18, 'template', readTemplate),
]);

const PARAMETER_FIELDS = fieldTable<TemplateParameter>([
  [1, LENGTH, (reader, parameter) => void (parameter.name = reader.string())],
  [2, VARINT, (reader, parameter) => void (parameter.type = datatypeName(reader.uint32()))],
  ...scalarFields<TemplateParameter>(3),
]);

const TEMPLATE_FIELDS = fieldTable<Template>([
  [1, LENGTH, (reader, template) => void (template.version = reader.string())],
  [2, LENGTH, (reader, template) => void template.metrics.push(readMetric(reader))],
  [3, LENGTH, (reader, template) => void (template.parameters ??= []).push(readParameter(reader))],
  [4, LENGTH, (reader, template) => void (template.templateRef = reader.string())],
  [5, VARINT, (reader, template) => void (template.isDefinition = reader.boolean())],
]);

/** Reads a nested Metric message. All metrics get their fields in one order, which keeps them fast to work with. */
export function readMetric(reader: WireReader): Metric {
  reader.takeMetric();
  const metric = reader.message(METRIC_FIELDS, emptyMetric());
  settle(metric, metric.datatype, metric.isNull === true, reader);
  metric.isNull = metric.value === null ? true : undefined;
  return metric;
}

function emptyMetric(): Metric {
  return {
    name: undefined,
    alias: undefined,
    timestampMs: undefined,
    datatype: undefined,
    isHistorical: undefined,
    isTransient: undefined,
    isNull: undefined,
    metadata: undefined,
    properties: undefined,
    value: undefined,
    wire: undefined,
    raw: undefined,
  };
}

function readTemplate(reader: WireReader): Template {
  return reader.message(TEMPLATE_FIELDS, { isDefinition: false, metrics: [] } as Template);
}

function readParameter(reader: WireReader): TemplateParameter {
  reader.takeElements(1);
  const parameter: TemplateParameter = reader.message(PARAMETER_FIELDS, { name: '' } as TemplateParameter);
  settle(parameter, parameter.type, false, reader);
  return parameter;
}
