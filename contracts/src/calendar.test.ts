// Shifts and breaks: where a moment lies, when the line works, and what a shift brings.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWorkingAt, ordersBetween, shiftAt, shiftEndAfter, workingIntervals } from './calendar.ts';
import { readLineFile } from './line-file.ts';

const line = await readLineFile(new URL('../../examples/lines/drive-unit.yaml', import.meta.url).pathname);
const at = (text: string): number => Date.parse(`2026-11-25T${text}Z`);

test('a night shift belongs to the day it starts on', () => {
  expect(shiftAt(line, at('03:00'))?.id).toBe('2026-11-24-night');
  expect(shiftEndAfter(line, at('03:00'))).toBe(at('06:00'));
});

test('breaks are not working time, also after midnight', () => {
  expect(isWorkingAt(line, at('02:05'))).toBe(false);
  expect(isWorkingAt(line, at('02:15'))).toBe(true);
  expect(isWorkingAt(line, at('10:14'))).toBe(false);
});

test('neighbouring shifts join into one working stretch', () => {
  expect(workingIntervals(line, at('13:00'), at('15:00'))).toEqual([{ startMs: at('13:00'), endMs: at('15:00') }]);
});

test('orders of a shift follow its plan and are due after its start', () => {
  const orders = ordersBetween(line, at('07:00'), at('08:00'));
  expect(orders.map((order) => order.id)).toEqual([1, 2, 3, 4, 5, 6].map((n) => `2026-11-25-early-${n}`));
  expect(orders[0]?.dueMs).toBe(at('07:27'));
});

test('working intervals agree with isWorkingAt at any moment', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_400 * 3 }), (offset) => {
      const moment = at('00:00') + offset * 1000;
      const inside = workingIntervals(line, at('00:00') - 1e8, at('00:00') + 4e8).some(
        (interval) => interval.startMs <= moment && moment < interval.endMs,
      );
      return inside === isWorkingAt(line, moment);
    }),
  );
});
