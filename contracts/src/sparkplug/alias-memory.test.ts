// Births name and type the metrics of DATA: by alias or name, per node and device, through rebirth and death.
import { describe, expect, test } from 'vitest';
import { createMetricMemory, type MetricMemory } from './alias-memory.ts';
import { decodePayload } from './decode.ts';
import { encodePayload } from './encode.ts';
import type { Metric } from './payload.ts';

/** The metrics as they arrive: in a birth with datatypes, in DATA without. */
const birthOf = (...metrics: Metric[]) => decodePayload(encodePayload({ metrics }));
const dataOf = (...metrics: Metric[]) => decodePayload(encodePayload({ metrics }, { omitDatatypes: true }));

const temperature: Metric = { name: 'Meas/Temperature', alias: 1, datatype: 'Int16', value: 20 };
const bigAlias: Metric = { name: 'Meas/Count', alias: 2n ** 60n, datatype: 'Int64', value: 1n };

function nodeWith(...metrics: Metric[]): MetricMemory {
  const memory = createMetricMemory();
  expect(memory.birth(birthOf(...metrics)).problems).toEqual([]);
  return memory;
}

const codes = (problems: readonly { code: string }[]) => problems.map(({ code }) => code);

describe('metric memory', () => {
  test('fills name, datatype and value of alias-only metrics', () => {
    const memory = nodeWith(temperature, bigAlias);
    const data = dataOf(
      { alias: 1, datatype: 'Int16', value: -5 },
      { alias: 2n ** 60n, datatype: 'Int64', value: -7n },
    );
    expect(memory.resolve(data)).toEqual({
      metrics: [
        { name: 'Meas/Temperature', alias: 1, datatype: 'Int16', value: -5 },
        { name: 'Meas/Count', alias: 2n ** 60n, datatype: 'Int64', value: -7n },
      ],
      problems: [],
    });
  });

  test('finds by name too, and null stays null', () => {
    const { metrics } = nodeWith(temperature).resolve(
      dataOf({ name: 'Meas/Temperature', datatype: 'Int16', value: 3 }, { alias: 1, value: null }),
    );
    expect(metrics).toMatchObject([{ value: 3 }, { name: 'Meas/Temperature', value: null, isNull: true }]);
  });

  test('alias 0 is an alias', () => {
    const memory = nodeWith({ ...temperature, alias: 0 });
    expect(memory.resolve(dataOf({ alias: 0, datatype: 'Int16', value: 1 })).problems).toEqual([]);
  });

  test('reports what no birth announced, and still gives the rest', () => {
    const { metrics, problems } = nodeWith(temperature).resolve(
      dataOf(
        { alias: 99, datatype: 'Int8', value: 1 },
        { name: 'Foreign', datatype: 'Int8', value: 1 },
        { datatype: 'Int8', value: 1 },
        { alias: 1, datatype: 'Int16', value: 8 },
      ),
    );
    expect(metrics).toMatchObject([{ value: 8 }]);
    expect(problems).toMatchObject([
      { code: 'SPARKPLUG_UNKNOWN_ALIAS', alias: 99 },
      { code: 'SPARKPLUG_UNKNOWN_METRIC', name: 'Foreign' },
      { code: 'SPARKPLUG_NAME_MISSING' },
    ]);
  });

  test('a metric that says its own name and datatype is usable before any birth', () => {
    const { metrics, problems } = createMetricMemory().resolve(birthOf(temperature));
    expect(metrics).toMatchObject([temperature]);
    expect(codes(problems)).toEqual(['SPARKPLUG_UNKNOWN_METRIC']);
  });

  test('a value that does not fit the announced datatype is a problem', () => {
    const { metrics, problems } = nodeWith(temperature).resolve(dataOf({ alias: 1, datatype: 'String', value: 'x' }));
    expect(metrics).toEqual([]);
    expect(codes(problems)).toEqual(['SPARKPLUG_VALUE_TYPE']);
  });

  test('devices have their own names and aliases', () => {
    const memory = nodeWith(temperature);
    memory.birth(birthOf({ name: 'Meas/Speed', alias: 1, datatype: 'Float', value: 0 }), 'press');
    const data = () => dataOf({ alias: 1, datatype: 'Float', value: 1.5 });
    expect(memory.resolve(data(), 'press').metrics).toMatchObject([{ name: 'Meas/Speed', value: 1.5 }]);
    expect(codes(memory.resolve(data(), 'saw').problems)).toEqual(['SPARKPLUG_UNKNOWN_ALIAS']);
    memory.death('press');
    expect(codes(memory.resolve(data(), 'press').problems)).toEqual(['SPARKPLUG_UNKNOWN_ALIAS']);
  });

  test('a node rebirth forgets old aliases and all devices; NDEATH forgets everything', () => {
    const memory = nodeWith(temperature);
    memory.birth(birthOf(temperature), 'press');
    memory.birth(birthOf({ ...temperature, name: 'Meas/Other', alias: 2 }));
    const data = () => dataOf({ alias: 1, datatype: 'Int16', value: 1 });
    expect(codes(memory.resolve(data()).problems)).toEqual(['SPARKPLUG_UNKNOWN_ALIAS']);
    expect(codes(memory.resolve(data(), 'press').problems)).toEqual(['SPARKPLUG_UNKNOWN_ALIAS']);
    memory.death();
    expect(memory.resolve(dataOf({ alias: 2, datatype: 'Int16', value: 1 })).metrics).toEqual([]);
  });

  test('tck-id-payloads-alias-uniqueness, and a birth without datatype or name', () => {
    const { problems } = createMetricMemory().birth(
      decodePayload(
        encodePayload({
          metrics: [
            temperature,
            { ...temperature, name: 'b' },
            { name: 'c', wire: 'int', raw: 1 },
            { alias: 9, wire: 'int', raw: 1 },
          ],
        }),
      ),
    );
    expect(codes(problems)).toEqual(['SPARKPLUG_ALIAS_DUPLICATE', 'SPARKPLUG_DATATYPE', 'SPARKPLUG_UNKNOWN_ALIAS']);
  });

  test('properties without a type take the type of the birth', () => {
    const memory = nodeWith({ ...temperature, properties: { offset: { type: 'Int32', value: 0 } } });
    const data = dataOf({
      alias: 1,
      datatype: 'Int16',
      value: 1,
      properties: { offset: { wire: 'int', raw: 0xffff_fffb } },
    });
    expect(memory.resolve(data).metrics[0]?.properties).toEqual({ offset: { type: 'Int32', value: -5 } });
  });

  test('members of a template are resolved with the instance of the birth', () => {
    const motor = (...metrics: Metric[]): Metric => ({
      name: 'Motor',
      alias: 1,
      datatype: 'Template',
      value: { isDefinition: false, templateRef: 'Motor type', metrics },
    });
    const memory = nodeWith(motor({ name: 'current', datatype: 'Int8', value: 1 }));
    const { metrics, problems } = memory.resolve(
      dataOf(motor({ name: 'current', datatype: 'Int8', value: -3 }, { name: 'extra', datatype: 'Int8', value: 1 })),
    );
    expect(metrics[0]?.value).toMatchObject({ metrics: [{ datatype: 'Int8', value: -3 }, { name: 'extra' }] });
    expect(problems).toMatchObject([{ code: 'SPARKPLUG_UNKNOWN_METRIC', name: 'extra' }]);
  });
});
