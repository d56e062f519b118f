// What is encoded comes back the same: all 34 datatypes, nested templates and property sets, nulls, untyped values.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodePayload } from './decode.ts';
import { SPARKPLUG_DATATYPES, type SparkplugDatatype } from './datatypes.ts';
import { encodePayload } from './encode.ts';
import type { BasicValue, DataSet, Metric, MetricValue, Payload, PropertyValue, Template } from './payload.ts';

const integer = (bits: number, signed: boolean) =>
  signed
    ? fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 })
    : fc.integer({ min: 0, max: 2 ** bits - 1 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const time = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const floats = fc.float();
const bytes = fc.uint8Array({ maxLength: 300 });

const BASIC: Partial<Record<SparkplugDatatype, fc.Arbitrary<Exclude<BasicValue, null>>>> = {
  Int8: integer(8, true),
  Int16: integer(16, true),
  Int32: integer(32, true),
  Int64: int64,
  UInt8: integer(8, false),
  UInt16: integer(16, false),
  UInt32: integer(32, false),
  UInt64: uint64,
  Float: floats,
  Double: fc.double(),
  Boolean: fc.boolean(),
  String: text,
  DateTime: time,
  Text: text,
};

const basicType = fc.constantFrom(...(Object.keys(BASIC) as SparkplugDatatype[]));
const basicValue = (type: SparkplugDatatype) => fc.option(BASIC[type] as fc.Arbitrary<BasicValue>, { nil: null });

const dataSet: fc.Arbitrary<DataSet> = fc.array(basicType, { maxLength: 5 }).chain((types) =>
  fc.record({
    types: fc.constant(types),
    columns: fc.array(text, { minLength: types.length, maxLength: types.length }),
    rows: fc.array(fc.tuple(...types.map(basicValue)), { maxLength: 5 }),
  }),
);

const arrayOf = <T extends number | bigint | boolean | string>(element: fc.Arbitrary<T>) =>
  fc.array(element, { maxLength: 40 }) as unknown as fc.Arbitrary<MetricValue>;

const VALUES: Partial<Record<SparkplugDatatype, fc.Arbitrary<MetricValue>>> = {
  ...BASIC,
  UUID: fc.uuid(),
  DataSet: dataSet,
  Bytes: bytes,
  File: bytes,
  Int8Array: arrayOf(integer(8, true)),
  Int16Array: arrayOf(integer(16, true)),
  Int32Array: arrayOf(integer(32, true)),
  Int64Array: arrayOf(int64),
  UInt8Array: arrayOf(integer(8, false)),
  UInt16Array: arrayOf(integer(16, false)),
  UInt32Array: arrayOf(integer(32, false)),
  UInt64Array: arrayOf(uint64),
  FloatArray: arrayOf(floats),
  DoubleArray: arrayOf(fc.double()),
  BooleanArray: arrayOf(fc.boolean()),
  StringArray: arrayOf(text.filter((item) => !item.includes('\0'))),
  DateTimeArray: arrayOf(time),
};

const typedProperty: fc.Arbitrary<PropertyValue> = basicType.chain((type) =>
  fc.record({ type: fc.constant(type), value: basicValue(type) }),
);
const flatSet = fc.dictionary(text, typedProperty, { maxKeys: 4 });
const nestedProperty: fc.Arbitrary<PropertyValue> = fc.oneof(
  typedProperty,
  fc.record({ type: fc.constant('PropertySet' as const), value: flatSet }),
  fc.record({ type: fc.constant('PropertySetList' as const), value: fc.array(flatSet, { maxLength: 3 }) }),
);

const alias = fc.oneof(time, fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }));
const metadata = fc.record(
  {
    isMultiPart: fc.boolean(),
    contentType: text,
    size: time,
    seq: time,
    fileName: text,
    fileType: text,
    md5: text,
    description: text,
  },
  { requiredKeys: [] },
);

function metricOf(datatype: SparkplugDatatype, value: fc.Arbitrary<MetricValue>): fc.Arbitrary<Metric> {
  const optional = { name: text, alias, timestampMs: time, isHistorical: fc.boolean(), isTransient: fc.boolean() };
  const described = { metadata, properties: fc.dictionary(text, nestedProperty, { maxKeys: 3 }) };
  return fc
    .record(
      { datatype: fc.constant(datatype), value: fc.option(value, { nil: null }), ...optional, ...described },
      { requiredKeys: ['datatype', 'value'] },
    )
    .map((metric) => (metric.value === null ? { ...metric, isNull: true } : metric));
}

const leaves = Object.entries(VALUES).map(([type, value]) => metricOf(type as SparkplugDatatype, value));
const parameter = basicType.chain((type) =>
  fc.record({ name: text, type: fc.constant(type), value: basicValue(type) }),
);
const templateOf = (members: fc.Arbitrary<Metric>): fc.Arbitrary<Template> =>
  fc.oneof(
    fc.record({
      isDefinition: fc.constant(false),
      templateRef: text,
      version: text,
      metrics: fc.array(members, { maxLength: 3 }),
    }),
    fc.record({
      isDefinition: fc.constant(true),
      metrics: fc.array(members, { maxLength: 3 }),
      parameters: fc.array(parameter, { minLength: 1, maxLength: 3 }),
    }),
  );
const inner = metricOf('Template', templateOf(fc.oneof(...leaves)));
const template = metricOf('Template', templateOf(fc.oneof(...leaves, inner)));

const payloadOf = (metric: fc.Arbitrary<Metric>): fc.Arbitrary<Payload> =>
  fc.record(
    {
      metrics: fc.array(metric, { maxLength: 5 }),
      timestampMs: time,
      seq: integer(8, false),
      uuid: text,
      body: bytes,
    },
    { requiredKeys: ['metrics'] },
  );

describe('round trip', () => {
  test('covers all 34 datatypes', () => {
    const covered = new Set([...Object.keys(VALUES), 'Template', 'PropertySet', 'PropertySetList']);
    expect([...covered].sort()).toEqual([...SPARKPLUG_DATATYPES].sort());
  });

  test.each(Object.entries(VALUES))('%s metric', (type, value) => {
    const metric = metricOf(type as SparkplugDatatype, value as fc.Arbitrary<MetricValue>);
    fc.assert(
      fc.property(payloadOf(metric), (payload) => {
        expect(decodePayload(encodePayload(payload))).toEqual(payload);
      }),
      { numRuns: 60 },
    );
  });

  test('templates, nested too', () => {
    fc.assert(
      fc.property(payloadOf(template), (payload) => {
        expect(decodePayload(encodePayload(payload))).toEqual(payload);
      }),
      { numRuns: 100 },
    );
  });

  test('values without a datatype keep their raw form through another encoding', () => {
    fc.assert(
      fc.property(payloadOf(fc.oneof(...leaves, template)), (payload) => {
        const untyped = decodePayload(encodePayload(payload, { omitDatatypes: true }));
        expect(untyped.metrics.every(({ datatype }) => datatype === undefined)).toBe(true);
        expect(decodePayload(encodePayload(untyped))).toEqual(untyped);
      }),
      { numRuns: 100 },
    );
  });

  test('the encoder counts lengths right around the one-byte limits', () => {
    for (const length of [0, 1, 100, 118, 119, 120, 121, 122, 126, 127, 128, 129, 16_380, 16_384, 16_390]) {
      const payload: Payload = { metrics: [{ datatype: 'String', value: 'x'.repeat(length) }] };
      expect(decodePayload(encodePayload(payload))).toEqual(payload);
    }
  });

  test('tck-id-payloads-propertyset: a property may be called __proto__', () => {
    const properties = Object.fromEntries([['__proto__', { type: 'Int32' as const, value: 192 }]]);
    const decoded = decodePayload(encodePayload({ metrics: [{ datatype: 'Boolean', value: true, properties }] }));
    expect(Object.entries(decoded.metrics[0]?.properties ?? {})).toMatchObject([['__proto__', { value: 192 }]]);
    expect(({} as Record<string, unknown>)['value']).toBeUndefined();
  });
});
