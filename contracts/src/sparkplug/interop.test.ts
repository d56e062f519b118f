// The independent codec of the npm package sparkplug-payload agrees with ours, its known faults left out.
import sparkplug from 'sparkplug-payload';
import { describe, expect, test } from 'vitest';
import { decodePayload } from './decode.ts';
import type { SparkplugDatatype } from './datatypes.ts';
import { encodePayload } from './encode.ts';
import type { Metric, MetricValue, Payload } from './payload.ts';

const peer = sparkplug.get('spBv1.0');
if (peer === null) throw new Error('sparkplug-payload does not know spBv1.0');
type PeerPayload = Parameters<typeof peer.encodePayload>[0];

const NOW = 1_760_000_000_000;
const SCALARS: [SparkplugDatatype, MetricValue][] = [
  ['Int8', -5],
  ['Int16', -30_000],
  ['Int32', -2_147_483_648],
  ['Int64', 9_007_199_254_740_993n],
  ['UInt8', 255],
  ['UInt16', 65_535],
  ['UInt32', 1_000_000],
  ['UInt64', 2n ** 64n - 1n],
  ['Float', 1.5],
  ['Double', Math.PI],
  ['Boolean', true],
  ['String', 'Kühlmittel'],
  ['DateTime', NOW],
  ['Text', ''],
  ['UUID', 'a1b2'],
  ['Bytes', new Uint8Array([0, 255])],
  ['File', new Uint8Array([1])],
];

/** The peer's values made comparable: Long as bigint, Buffer as Uint8Array. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if (isLong(value)) return BigInt(value.toString());
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function isLong(value: object): value is { unsigned: boolean; toString(): string } {
  return 'unsigned' in value;
}

const payloadOf = (metric: Metric): Payload => ({ timestampMs: NOW, seq: 3, metrics: [metric] });

describe('sparkplug-payload reads what we write', () => {
  test.each(SCALARS)('%s %s', (datatype, value) => {
    const bytes = encodePayload(payloadOf({ name: 'm', alias: 7, timestampMs: NOW, datatype, value }), {
      uint32AsLong: true,
    });
    const read = plain(peer.decodePayload(bytes));
    const expected = datatype === 'DateTime' ? BigInt(NOW) : value;
    expect(read).toMatchObject({
      timestamp: BigInt(NOW),
      seq: 3n,
      metrics: [{ name: 'm', alias: 7n, timestamp: BigInt(NOW), type: datatype, value: expected }],
    });
  });

  test('properties, metadata, template and data set', () => {
    const table = { columns: ['a', 'b'], types: ['Double', 'String'] as SparkplugDatatype[], rows: [[1.5, 'x']] };
    const member: Metric = { name: 'in', datatype: 'Int32', value: 5 };
    const template = {
      isDefinition: false,
      templateRef: 'T',
      version: '1',
      metrics: [member],
      parameters: [{ name: 'p', type: 'String' as const, value: 'v' }],
    };
    const properties = {
      engUnit: { type: 'String' as const, value: 'mm' },
      nothing: { type: 'Int32' as const, value: null },
    };
    const metrics: Metric[] = [
      { name: 'd', datatype: 'DataSet', value: table, properties, metadata: { fileName: 'f', size: 3 } },
      { name: 't', datatype: 'Template', value: template },
    ];
    expect(plain(peer.decodePayload(encodePayload({ metrics })))).toMatchObject({
      metrics: [
        { value: { ...table, numOfColumns: 2n }, properties, metadata: { fileName: 'f', size: 3n } },
        {
          value: {
            isDefinition: false,
            templateRef: 'T',
            version: '1',
            metrics: [{ name: 'in', type: 'Int32', value: 5 }],
            parameters: [{ name: 'p', type: 'String', value: 'v' }],
          },
        },
      ],
    });
  });
});

describe('we read what sparkplug-payload writes', () => {
  test.each(SCALARS.filter(([, value]) => typeof value !== 'bigint'))('%s %s', (type, value) => {
    const payload = { timestamp: NOW, seq: 3, metrics: [{ name: 'm', alias: 7, timestamp: NOW, type, value }] };
    expect(decodePayload(peer.encodePayload(payload as PeerPayload))).toEqual(
      payloadOf({ name: 'm', alias: 7, timestampMs: NOW, datatype: type, value }),
    );
  });

  test('null, flags, properties, nested property sets, data set, template', () => {
    const inner = { low: { type: 'Double', value: 0.5 } };
    const properties = {
      set: { type: 'PropertySet', value: inner },
      list: { type: 'PropertySetList', value: [inner] },
    };
    const table = { numOfColumns: 2, columns: ['a', 'b'], types: ['Int32', 'Boolean'], rows: [[-1, true]] };
    const template = { isDefinition: true, metrics: [{ name: 'in', type: 'Float', value: 2 }], parameters: [] };
    const payload = {
      uuid: 'u',
      body: new Uint8Array([1]),
      metrics: [
        { name: 'n', type: 'Int32', value: null, isHistorical: true, isTransient: true, properties },
        { name: 'd', type: 'DataSet', value: table },
        { name: 't', type: 'Template', value: template },
      ],
    };
    expect(decodePayload(peer.encodePayload(payload as unknown as PeerPayload))).toEqual({
      uuid: 'u',
      body: new Uint8Array([1]),
      metrics: [
        { name: 'n', datatype: 'Int32', value: null, isNull: true, isHistorical: true, isTransient: true, properties },
        {
          name: 'd',
          datatype: 'DataSet',
          value: { columns: ['a', 'b'], types: ['Int32', 'Boolean'], rows: [[-1, true]] },
        },
        {
          name: 't',
          datatype: 'Template',
          value: { isDefinition: true, metrics: [{ name: 'in', datatype: 'Float', value: 2 }] },
        },
      ],
    });
  });
});
