// The byte vectors of the specification for array datatypes, and arrays that do not fit.
import { describe, expect, test } from 'vitest';
import { type ArrayDatatype, decodeArray, encodeArray } from './arrays.ts';
import { createElementBudget } from './limits.ts';

/**
 * Sparkplug 3.0 chapter 6.4.16. Int8Array is printed there with EF for -23, which is E9; the Float and Double examples
 * are printed in big-endian order against the text, so they are turned round here.
 */
const VECTORS: [ArrayDatatype, unknown[], string][] = [
  ['Int8Array', [-23, 123], 'e97b'],
  ['Int16Array', [-30000, 30000], 'd08a3075'],
  ['Int32Array', [-1, 315338746], 'fffffffffaafcb12'],
  ['Int32Array', [123456789, 987654321], '15cd5b07b168de3a'],
  ['Int64Array', [-4270929666821191986n, -3601064768563266876n], 'ce0672ac189cbac4c4ba9c18ac7206ce'],
  ['UInt8Array', [23, 250], '17fa'],
  ['UInt16Array', [30, 52360], '1e0088cc'],
  ['UInt32Array', [52, 3293969225], '3400000049fb55c4'],
  ['UInt64Array', [52n, 16444743074749521625n], '3400000000000000d99e02d1b27637e4'],
  ['FloatArray', [1.23, 89.341].map(Math.fround), 'a4709d3f98aeb242'],
  ['DoubleArray', [12.354213, 1022.9123213], 'd7a205685bb528408e171c6f4cf78f40'],
  ['BooleanArray', [false, false, true, true, false, true, false, false, true, true, false, true], '0c00000034d0'],
  ['StringArray', ['ABC', 'hello'], '4142430068656c6c6f00'],
  ['DateTimeArray', [1256102875335, 1656107875000], 'c7d0907524010000b8bab89781010000'],
];

const budget = () => createElementBudget(100);
const fromHex = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

describe('array datatypes', () => {
  test.each(VECTORS)('%s is %s', (datatype, value, hex) => {
    expect(Buffer.from(encodeArray(datatype, value)).toString('hex')).toBe(hex);
    expect(decodeArray(datatype, fromHex(hex), budget())).toEqual(value);
  });

  test.each<[ArrayDatatype, string]>([
    ['Int16Array', '01'],
    ['Int32Array', '010203'],
    ['DoubleArray', '01020304'],
    ['BooleanArray', '0100'],
    ['BooleanArray', '0900000034'],
    ['BooleanArray', 'ffffffff34'],
  ])('%s of bytes %s does not fit', (datatype, hex) => {
    expect(decodeArray(datatype, fromHex(hex), budget())).toBeUndefined();
  });

  test('a last string without its zero byte is taken', () => {
    expect(decodeArray('StringArray', fromHex('410042'), budget())).toEqual(['A', 'B']);
    expect(decodeArray('StringArray', fromHex('0000'), budget())).toEqual(['', '']);
  });

  test.each<[ArrayDatatype, string]>([
    ['Int8Array', '00'.repeat(101)],
    ['BooleanArray', `65000000${'00'.repeat(13)}`],
    ['StringArray', '00'.repeat(101)],
  ])('%s is bounded by the element budget', (datatype, hex) => {
    expect(() => decodeArray(datatype, fromHex(hex), budget())).toThrow(
      expect.objectContaining({ code: 'SPARKPLUG_LIMIT' }),
    );
  });

  test.each<[ArrayDatatype, unknown, string]>([
    ['Int8Array', [128], 'SPARKPLUG_VALUE_RANGE'],
    ['UInt64Array', [-1n], 'SPARKPLUG_VALUE_RANGE'],
    ['Int32Array', ['1'], 'SPARKPLUG_VALUE_TYPE'],
    ['BooleanArray', [1], 'SPARKPLUG_VALUE_TYPE'],
    ['StringArray', ['a\0b'], 'SPARKPLUG_VALUE_RANGE'],
    ['FloatArray', 1.5, 'SPARKPLUG_VALUE_TYPE'],
  ])('%s of %s is not sent', (datatype, value, code) => {
    expect(() => encodeArray(datatype, value)).toThrow(expect.objectContaining({ code }));
  });
});
