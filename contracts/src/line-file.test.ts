// A line model file is read whole or refused with the path of each fault.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { isTwinError } from './errors.ts';
import { parseLineText, readLineFile } from './line-file.ts';
import { bufferCapacity, bufferTransitSeconds } from './line-model.ts';

const demoPath = new URL('../../examples/lines/drive-unit.yaml', import.meta.url).pathname;

async function faultsOf(change: (text: string) => string): Promise<string> {
  try {
    parseLineText(change(await readFile(demoPath, 'utf8')));
  } catch (error) {
    if (isTwinError(error, 'LINE_MODEL_INVALID')) return error.message;
    throw error;
  }
  return '';
}

test('the demo line is valid and its conveyors have capacity and transit from their geometry', async () => {
  const line = await readLineFile(demoPath);
  const raw = line.buffers.find((buffer) => buffer.id === 'raw-conveyor');
  expect(raw && bufferCapacity(raw)).toBe(8);
  expect(raw && bufferTransitSeconds(raw)).toBe(8);
});

test('a reference to a buffer that does not exist names the path, what was found and what is allowed', async () => {
  const faults = await faultsOf((text) => text.replace('inputs: [milled-conveyor]', 'inputs: [miled-conveyor]'));
  expect(faults).toMatch(/stations\.3\.inputs\.0: found "miled-conveyor", allowed: raw-conveyor, /);
});

test('an unknown key is refused, so a typing error is found', async () => {
  expect(await faultsOf((text) => text.replace('batchSize: 4', 'batchsize: 4'))).toMatch(/batchsize/);
});

test.each([
  ['a negative length', 'lengthMm: 2400', 'lengthMm: -1', /buffers\.0\.lengthMm/],
  [
    'a missing technician skill',
    'skills: [mechanics, electrics]',
    'skills: [mechanics]',
    /no technician has the skill/,
  ],
  ['rework without a way', '{ to: rework-conveyor, when: rework }', '{ to: tested-conveyor, when: pass }', /rework/],
  [
    'a product nobody defined',
    'product: du-80, quantity: 550, dueMinutes: 87',
    'product: du-99, quantity: 1, dueMinutes: 80',
    /du-99/,
  ],
])('%s is refused with its path', async (_, from, to, expected) => {
  expect(await faultsOf((text) => text.replace(from, to))).toMatch(expected);
});

test('text that is not YAML is refused as unreadable', () => {
  expect(() => parseLineText('{ not: [closed')).toThrowError(/cannot be read/);
});
