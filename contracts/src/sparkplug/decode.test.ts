// The decoder survives what peers really send, stays within its bounds, and throws coded errors only.
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodePayload } from './decode.ts';
import { SPARKPLUG_DATATYPES, datatypeCode, type SparkplugDatatype } from './datatypes.ts';
import { encodePayload } from './encode.ts';
import { isSparkplugError } from './errors.ts';
import type { DecodeLimits } from './limits.ts';
import type { Metric, MetricValue, Payload } from './payload.ts';

const fromHex = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

/** A payload of one metric with a datatype and the given value field. */
function metricBytes(datatype: SparkplugDatatype, valueHex: string): Uint8Array {
  const content = `20${datatypeCode(datatype).toString(16).padStart(2, '0')}${valueHex}`;
  return fromHex(`12${(content.length / 2).toString(16).padStart(2, '0')}${content}`);
}

const firstMetric = (bytes: Uint8Array) => decodePayload(bytes).metrics[0];

function codeOf(bytes: Uint8Array, limits?: Partial<DecodeLimits>): string {
  try {
    decodePayload(bytes, limits);
  } catch (error) {
    return isSparkplugError(error) ? error.code : `not coded: ${String(error)}`;
  }
  return 'no error';
}

describe('tolerance', () => {
  test.each<[string, SparkplugDatatype, string, MetricValue]>([
    ['UInt32 as int', 'UInt32', '5005', 5],
    ['UInt32 as long', 'UInt32', '5805', 5],
    ['UInt32 at its maximum as long', 'UInt32', '58ffffffff0f', 4_294_967_295],
    ['Int64 as int (bdSeq)', 'Int64', '5007', 7n],
    ['UInt64 as int', 'UInt64', '5007', 7n],
    ['DateTime as int', 'DateTime', '5007', 7],
    ['Int8 not extended', 'Int8', '50fb01', -5],
    ['Int8 extended to 32 bits', 'Int8', '50fbffffff0f', -5],
    ['Int8 extended to 64 bits', 'Int8', '58fbffffffffffffffff01', -5],
    ['Int8 extended to 64 bits in the int field', 'Int8', '50fbffffffffffffffff01', -5],
    ['Int16 not extended', 'Int16', '50fbff03', -5],
    ['Int16 extended', 'Int16', '50fbffffff0f', -5],
    ['Int32', 'Int32', '50f4ffffff0f', -12],
    ['Int32 as long of 64 bits', 'Int32', '58f4ffffffffffffffff01', -12],
    ['Float as double', 'Float', '69000000000000f83f', 1.5],
    ['Double as float', 'Double', '650000c03f', 1.5],
    ['the last of two value fields', 'Int32', '50055006', 6],
    ['a value field beside the null flag', 'Int32', '38015005', null],
    ['no value field and no null flag', 'Int32', '', null],
    ['a date before 1970', 'DateTime', '58ffffffffffffffffff01', -1],
    ['nanoseconds, rounded', 'DateTime', '5881a0a3b7d7c3f4b618', Number(0x186dd21d76e8d001n)],
  ])('%s', (_, datatype, valueHex, value) => {
    expect(firstMetric(metricBytes(datatype, valueHex))).toMatchObject({ datatype, value });
  });

  test.each<[SparkplugDatatype, string, Partial<Metric>]>([
    ['UInt8', '50ac02', { wire: 'int', raw: 300 }],
    ['Int16', '50808004', { wire: 'int', raw: 65_536 }],
    ['String', '5005', { wire: 'int', raw: 5 }],
    ['Int32', '650000c03f', { wire: 'float', raw: 1.5 }],
    ['Int32Array', '820103010203', { wire: 'bytes', raw: new Uint8Array([1, 2, 3]) }],
  ])('%s from %s does not fit and stays raw', (datatype, valueHex, raw) => {
    expect(firstMetric(metricBytes(datatype, valueHex))).toEqual({ datatype, ...raw });
  });

  test('no datatype, as in DATA: the raw value is kept', () => {
    expect(firstMetric(fromHex('1207106450fbffffff0f'.replace('1207', '1208')))).toEqual({
      alias: 100,
      wire: 'int',
      raw: 4_294_967_291,
    });
  });

  test('an unknown datatype counts as none', () => {
    expect(firstMetric(fromHex('120420635005'))).toEqual({ wire: 'int', raw: 5 });
  });

  test('unknown fields and known fields in another wire type are skipped', () => {
    const unknown = 'f87f05' + 'fa7f020102' + 'fd7f01020304' + 'f97f0102030405060708' + '0a0141';
    expect(decodePayload(fromHex(`${unknown}18051202${'5005'}`))).toEqual({
      seq: 5,
      metrics: [{ wire: 'int', raw: 5 }],
    });
  });

  test('DataSet types packed or not, rows before types, short rows', () => {
    const cell = (hex: string) => `0a${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`;
    const row = (cells: string) => `22${(cells.length / 2).toString(16).padStart(2, '0')}${cells}`;
    const rows = row(cell('08fbffffff0f') + cell('')) + row(cell('0801'));
    for (const types of ['18011803', '1a020103']) {
      const set = `${rows}120161120162${types}`;
      const value = `8a01${(set.length / 2).toString(16)}${set}`;
      expect(firstMetric(metricBytes('DataSet', value))?.value).toEqual({
        columns: ['a', 'b'],
        types: ['Int8', 'Int32'],
        rows: [
          [-5, null],
          [1, null],
        ],
      });
    }
  });

  test('bad UTF-8 becomes the replacement character', () => {
    expect(firstMetric(metricBytes('String', '7a03ff4142'))?.value).toBe('\ufffdAB');
  });

  test('an empty message, and seq in NDEATH', () => {
    expect(decodePayload(new Uint8Array())).toEqual({ metrics: [] });
    expect(decodePayload(fromHex('1800'))).toEqual({ seq: 0, metrics: [] });
  });

  test('nothing of the result refers to the received bytes', () => {
    const packet = Buffer.from(encodePayload({ metrics: [{ datatype: 'Bytes', value: new Uint8Array([1, 2]) }] }));
    const payload = decodePayload(packet);
    packet.fill(0);
    expect(payload.metrics[0]?.value).toEqual(new Uint8Array([1, 2]));
  });
});

describe('compressed payloads', () => {
  const inner: Payload = { timestampMs: 5, metrics: [{ name: 'a', datatype: 'String', value: 'x'.repeat(5000) }] };
  const wrap = (algorithm: string | null, body: Uint8Array) =>
    encodePayload({
      seq: 3,
      uuid: 'SPBV1.0_COMPRESSED',
      body,
      metrics: algorithm === null ? [] : [{ name: 'algorithm', datatype: 'String', value: algorithm }],
    });

  test.each([
    ['GZIP', gzipSync],
    ['gzip', gzipSync],
    ['DEFLATE', deflateSync],
    [null, deflateSync],
  ] as const)('%s', (algorithm, compress) => {
    expect(decodePayload(wrap(algorithm, compress(encodePayload(inner))))).toEqual({ ...inner, seq: 3 });
  });

  test('faults are coded, and inflating stops at maxBytes', () => {
    expect(codeOf(wrap('GZIP', new Uint8Array([1, 2, 3])))).toBe('SPARKPLUG_COMPRESSION');
    expect(codeOf(wrap('LZ4', new Uint8Array()))).toBe('SPARKPLUG_COMPRESSION');
    expect(codeOf(wrap('GZIP', gzipSync(Buffer.alloc(50_000_000))))).toBe('SPARKPLUG_LIMIT');
  });
});

describe('garbage', () => {
  test.each([
    ['08', 'SPARKPLUG_TRUNCATED'],
    ['0880', 'SPARKPLUG_TRUNCATED'],
    ['1205', 'SPARKPLUG_TRUNCATED'],
    ['12ffffffff0f', 'SPARKPLUG_TRUNCATED'],
    ['1203650000c03f', 'SPARKPLUG_TRUNCATED'],
    ['22056161', 'SPARKPLUG_TRUNCATED'],
    ['08ffffffffffffffffffff01', 'SPARKPLUG_WIRE'],
    ['0001', 'SPARKPLUG_WIRE'],
    ['7b7c', 'SPARKPLUG_WIRE'],
    ['7e', 'SPARKPLUG_WIRE'],
    ['12054a030a0161', 'SPARKPLUG_STRUCTURE'],
    ['12068a0103120161', 'SPARKPLUG_STRUCTURE'],
    ['12088a01051201611811', 'SPARKPLUG_DATATYPE'],
  ])('%s: %s', (hex, code) => {
    expect(codeOf(fromHex(hex))).toBe(code);
  });

  test('random bytes, and good payloads cut or changed, never throw anything but coded errors', () => {
    const good = encodePayload({ timestampMs: 1, seq: 1, metrics: everyKind() });
    const changed = fc
      .tuple(fc.nat(good.length), fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 }))
      .map(([length, changes]) => {
        const bytes = good.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        return bytes.subarray(0, length === 0 ? good.length : length);
      });
    const startedMs = performance.now();
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), changed), (bytes) => {
        expect(codeOf(bytes)).not.toMatch(/^not coded/);
      }),
      { numRuns: 20_000 },
    );
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  });
});

describe('limits', () => {
  const repeat = (hex: string, times: number) => fromHex(hex.repeat(times));

  test.each<[string, Uint8Array, Partial<DecodeLimits>]>([
    ['bytes', repeat('1800', 6), { maxBytes: 10 }],
    ['metrics', repeat('1200', 6), { maxMetrics: 5 }],
    ['string length', fromHex('2206616161616161'), { maxStringBytes: 5 }],
    ['array elements', metricBytes('Int8Array', '8201060102030405 06'.replace(' ', '')), { maxElements: 5 }],
    ['data set cells', metricBytes('DataSet', '8a010e220c0a000a000a000a000a000a00'), { maxElements: 5 }],
    ['depth', nested(10), { maxDepth: 20 }],
  ])('%s', (_, bytes, limits) => {
    expect(codeOf(bytes, limits)).toBe('SPARKPLUG_LIMIT');
  });

  test('what is just within them passes', () => {
    expect(codeOf(repeat('1200', 5), { maxMetrics: 5 })).toBe('no error');
    expect(codeOf(nested(10), { maxDepth: 21 })).toBe('no error');
  });

  test('a bomb of nested messages does not reach the stack', () => {
    expect(codeOf(nested(15), { maxDepth: 16 })).toBe('SPARKPLUG_LIMIT');
    expect(codeOf(repeat('1200', 2_000_000))).toBe('SPARKPLUG_LIMIT');
  });
});

/** A metric holding `levels` templates one in another: each level adds two messages. */
function nested(levels: number): Uint8Array {
  let metric: Metric = { datatype: 'Int8', value: 1 };
  for (let level = 0; level < levels; level += 1) {
    metric = { datatype: 'Template', value: { isDefinition: true, metrics: [metric] } };
  }
  return encodePayload({ metrics: [metric] });
}

/** Metrics that use most kinds of nested messages. */
function everyKind(): Metric[] {
  const properties = { Quality: { type: 'Int32' as const, value: 192 } };
  const plain: Metric = { name: 'plain', alias: 5, timestampMs: 1e12, datatype: 'Int32', value: -5, properties };
  const table: MetricValue = {
    columns: ['a', 'b'],
    types: ['Int8', 'String'],
    rows: [
      [1, 'x'],
      [null, 'y'],
    ],
  };
  return [
    plain,
    { name: 'table', datatype: 'DataSet', value: table },
    { name: 'template', datatype: 'Template', value: { isDefinition: false, templateRef: 'T', metrics: [plain] } },
    { name: 'flags', datatype: 'BooleanArray', value: [true, false, true], metadata: { size: 3 } },
    { name: 'texts', datatype: 'StringArray', value: ['a', 'b'] },
    { name: 'all', datatype: 'StringArray', value: [...SPARKPLUG_DATATYPES] },
  ];
}
