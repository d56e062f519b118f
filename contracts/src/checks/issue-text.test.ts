// What a schema finds is told with its path, what was found and what is allowed, whatever is in the file.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { isTwinError } from '../errors.ts';
import { parseLine, parseLineText } from '../line-file.ts';
import { issueText } from './issue-text.ts';
import { edited, faultsIn, WORKSHOP } from './test-lines.ts';

test.each<[where: string, value: unknown, text: string]>([
  ['name', 7, 'name: found 7, allowed: a string'],
  ['name', undefined, 'name: found nothing, allowed: a string'],
  ['name', null, 'name: found null, allowed: a string'],
  ['stations', {}, 'stations: found an object, allowed: an array'],
  ['stations', [], 'stations: found an empty list, allowed: at least 2 entries'],
  ['stations.1.kind', 'oven', 'stations.1.kind: found "oven", allowed: source, single, parallel'],
  ['stations.1.servers', 1.5, 'stations.1.servers: found 1.5, allowed: a whole number'],
  ['stations.1.servers', 1e300, 'stations.1.servers: found 1e+300, allowed: at most'],
  ['stations.1.quality', { scrap: 1.5 }, 'stations.1.quality.scrap: found 1.5, allowed: at most 1'],
  ['stations.1.at', { x: NaN, y: 0 }, 'stations.1.at.x: found NaN, allowed: a number'],
  ['stations.1.wheels', 4, 'stations.1: unknown key "wheels"'],
  ['products.0.color', 'red', 'products.0.color: found "red", allowed: '],
  ['products.0.id', 'A', 'products.0.id: found "A", allowed: lower-case letters, digits and dashes'],
  ['buffers.0.kind', 'shelf', 'buffers.0.kind: found "shelf", allowed: conveyor, buffer'],
  [
    'stations.1.cycleTimeSecondsByProduct',
    { B: 1 },
    'stations.1.cycleTimeSecondsByProduct.B: found "B", allowed: lower-case',
  ],
  ['shifts.0.days', ['monday'], 'shifts.0.days.0: found "monday", allowed: mon, tue'],
  ['location.site', 'x'.repeat(99).toUpperCase(), `location.site: found "${'X'.repeat(60)}...", allowed: lower-case`],
])('%s = %o', (where, value, text) => {
  expect(faultsIn(edited(WORKSHOP, { [where]: value })).join('\n')).toContain(text);
});

test('a schema of other kinds than those of a line has its words too', () => {
  const texts = (schema: z.ZodType, value: unknown): string[] =>
    schema.safeParse(value, { reportInput: true }).error?.issues.map(issueText) ?? [];
  expect(texts(z.union([z.string(), z.number()]), true)).toEqual(['(top): found true, allowed: Invalid input']);
  expect(texts(z.string().min(2), 'a')).toEqual(['(top): found "a", allowed: at least 2 characters']);
  expect(texts(z.number().lt(2).gt(0), 2)).toEqual(['(top): found 2, allowed: below 2']);
  expect(texts(z.number().multipleOf(2), 3)).toEqual([expect.stringMatching(/^\(top\): /)]);
});

test.each([null, 7, 'text', [], undefined])('%o is no line, and is refused with a code', (raw) => {
  expect(refusal(() => parseLine(raw))).toMatch(/^The line model has faults: \(top\): found .*, allowed: an object/);
});

test('a list that holds itself is refused like any other', () => {
  expect(refusal(() => parseLineText('stations: &loop [*loop]\nname: [*loop]'))).toMatch(
    /name: found a list of 1, allowed/,
  );
});

test('a text that unfolds without end is unreadable', () => {
  const lists = Array.from({ length: 20 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}*l${i}]`);
  expect(refusal(() => parseLineText(['l0: &l0 [x]', ...lists].join('\n')))).toMatch(/cannot be read/);
});

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isTwinError(error)) return error.message;
    throw error;
  }
  return '';
}
