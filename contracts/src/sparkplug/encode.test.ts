// The encoder is strict: a value that does not fit its datatype, or a part in the wrong place, is a coded error.
import { describe, expect, test } from 'vitest';
import { decodePayload } from './decode.ts';
import type { SparkplugDatatype } from './datatypes.ts';
import { encodePayload } from './encode.ts';
import { isSparkplugError } from './errors.ts';
import type { Metric, MetricValue, Payload, PropertyValue } from './payload.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const encodeMetric = (metric: Metric) => encodePayload({ metrics: [metric] });

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return isSparkplugError(error) ? error.code : `not coded: ${String(error)}`;
  }
  return 'no error';
}

describe('bytes on the wire', () => {
  test('a whole payload, field by field', () => {
    const payload: Payload = {
      timestampMs: 300,
      seq: 7,
      metrics: [{ name: 'a', alias: 2, timestampMs: 1, datatype: 'UInt8', value: 5 }],
    };
    expect(hex(encodePayload(payload))).toBe('08ac02120b0a01611002180120055005' + '1807');
  });

  test.each<[SparkplugDatatype, MetricValue, string]>([
    ['Int8', -5, '50fbffffff0f'],
    ['Int32', -12, '50f4ffffff0f'],
    ['Int64', -5n, '58fbffffffffffffffff01'],
    ['Int64', 5, '5805'],
    ['UInt64', 2n ** 64n - 1n, '58ffffffffffffffffff01'],
    ['UInt32', 4_294_967_295, '50ffffffff0f'],
    ['DateTime', 1_486_144_502_122, '58eaf2f5a8a02b'],
    ['Float', 1.5, '650000c03f'],
    ['Double', 1.5, '69000000000000f83f'],
    ['Boolean', false, '7000'],
    ['String', 'é', '7a02c3a9'],
    ['Bytes', new Uint8Array([1, 2]), '8201020102'],
  ])('%s %s', (datatype, value, expected) => {
    const bytes = encodePayload({ metrics: [{ datatype, value }] }, { omitDatatypes: true });
    expect(hex(bytes.subarray(2))).toBe(expected);
  });

  test('null is the null flag without a value', () => {
    expect(hex(encodeMetric({ datatype: 'Int32', value: null }))).toBe('120420033801');
    expect(hex(encodeMetric({ datatype: 'Int32', isNull: true }))).toBe('120420033801');
  });

  test('UInt32 goes into the long field for peers that ask for it', () => {
    const bytes = encodePayload({ metrics: [{ datatype: 'UInt32', value: 5 }] }, { uint32AsLong: true });
    expect(hex(bytes)).toBe('120420075805');
  });
});

describe('refused', () => {
  test.each<[SparkplugDatatype, unknown, string]>([
    ['Int8', 128, 'SPARKPLUG_VALUE_RANGE'],
    ['Int8', -129, 'SPARKPLUG_VALUE_RANGE'],
    ['Int16', 40_000, 'SPARKPLUG_VALUE_RANGE'],
    ['Int32', 2 ** 31, 'SPARKPLUG_VALUE_RANGE'],
    ['Int32', 1.5, 'SPARKPLUG_VALUE_RANGE'],
    ['Int32', Number.NaN, 'SPARKPLUG_VALUE_RANGE'],
    ['Int32', '5', 'SPARKPLUG_VALUE_TYPE'],
    ['Int64', 2n ** 63n, 'SPARKPLUG_VALUE_RANGE'],
    ['Int64', 2 ** 60, 'SPARKPLUG_VALUE_RANGE'],
    ['UInt8', -1, 'SPARKPLUG_VALUE_RANGE'],
    ['UInt32', 2 ** 32, 'SPARKPLUG_VALUE_RANGE'],
    ['UInt64', -1n, 'SPARKPLUG_VALUE_RANGE'],
    ['DateTime', -1, 'SPARKPLUG_VALUE_RANGE'],
    ['DateTime', new Date(), 'SPARKPLUG_VALUE_TYPE'],
    ['Float', 1e39, 'SPARKPLUG_VALUE_RANGE'],
    ['Double', 5n, 'SPARKPLUG_VALUE_TYPE'],
    ['Boolean', 1, 'SPARKPLUG_VALUE_TYPE'],
    ['String', 5, 'SPARKPLUG_VALUE_TYPE'],
    ['String', undefined, 'SPARKPLUG_VALUE_TYPE'],
    ['Bytes', 'abc', 'SPARKPLUG_VALUE_TYPE'],
    ['DataSet', [], 'SPARKPLUG_VALUE_TYPE'],
    ['Template', 'x', 'SPARKPLUG_VALUE_TYPE'],
    ['PropertySet', {}, 'SPARKPLUG_DATATYPE'],
    ['Int7' as SparkplugDatatype, 1, 'SPARKPLUG_DATATYPE'],
  ])('%s of %s', (datatype, value, code) => {
    expect(codeOf(() => encodeMetric({ datatype, value: value as MetricValue }))).toBe(code);
  });

  test('a value without a datatype', () => {
    expect(codeOf(() => encodeMetric({ name: 'a', value: 1 }))).toBe('SPARKPLUG_DATATYPE');
  });

  test('a null flag beside a value', () => {
    expect(codeOf(() => encodeMetric({ datatype: 'Int8', isNull: true, value: 1 }))).toBe('SPARKPLUG_VALUE_TYPE');
  });

  test.each([
    [{ metrics: [], seq: 256 }],
    [{ metrics: [], seq: -1 }],
    [{ metrics: [], timestampMs: -1 }],
    [{ metrics: [], timestampMs: 2 ** 53 }],
    [{ metrics: [{ alias: -1, datatype: 'Int8', value: 1 }] }],
    [{ metrics: [{ alias: 2n ** 64n, datatype: 'Int8', value: 1 }] }],
  ] as [Payload][])('out of range %#', (payload) => {
    expect(codeOf(() => encodePayload(payload))).toBe('SPARKPLUG_VALUE_RANGE');
  });

  test.each<[string, PropertyValue, string]>([
    ['UUID', { type: 'UUID', value: 'x' }, 'SPARKPLUG_DATATYPE'],
    ['no type', { value: 1 }, 'SPARKPLUG_DATATYPE'],
    ['Quality out of range', { type: 'Int32', value: 2 ** 40 }, 'SPARKPLUG_VALUE_RANGE'],
    ['set that is a list', { type: 'PropertySet', value: [] }, 'SPARKPLUG_VALUE_TYPE'],
  ])('property of %s', (_, property, code) => {
    expect(codeOf(() => encodeMetric({ datatype: 'Int8', value: 1, properties: { a: property } }))).toBe(code);
  });

  test.each([
    ['types', { columns: ['a'], types: [], rows: [] }, 'SPARKPLUG_STRUCTURE'],
    ['cells', { columns: ['a'], types: ['Int8'], rows: [[1, 2]] }, 'SPARKPLUG_STRUCTURE'],
    ['column type', { columns: ['a'], types: ['Bytes'], rows: [] }, 'SPARKPLUG_DATATYPE'],
    ['cell range', { columns: ['a'], types: ['Int8'], rows: [[300]] }, 'SPARKPLUG_VALUE_RANGE'],
  ] as [string, MetricValue, string][])('data set with wrong %s', (_, value, code) => {
    expect(codeOf(() => encodeMetric({ datatype: 'DataSet', value }))).toBe(code);
  });

  test('tck-id-payloads-template-ref-definition, -template-ref-instance', () => {
    const definition = { isDefinition: true, templateRef: 'x', metrics: [] };
    const instance = { isDefinition: false, metrics: [] };
    expect(codeOf(() => encodeMetric({ datatype: 'Template', value: definition }))).toBe('SPARKPLUG_STRUCTURE');
    expect(codeOf(() => encodeMetric({ datatype: 'Template', value: instance }))).toBe('SPARKPLUG_STRUCTURE');
  });

  test('a template that contains itself', () => {
    const metric: Metric = { datatype: 'Template', value: { isDefinition: true, metrics: [] } };
    (metric.value as { metrics: Metric[] }).metrics.push(metric);
    expect(codeOf(() => encodeMetric(metric))).toBe('SPARKPLUG_LIMIT');
  });

  test('and the next message is not harmed', () => {
    expect(codeOf(() => encodeMetric({ datatype: 'Int8', value: 500 }))).toBe('SPARKPLUG_VALUE_RANGE');
    expect(decodePayload(encodeMetric({ datatype: 'Int8', value: 5 })).metrics[0]?.value).toBe(5);
  });
});
