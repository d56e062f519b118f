// Where a run starts in the calendar, and what of the plan is done by then.
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import { isWorkingAt } from '@mini-factory-twin/contracts';
import { expect, test } from 'vitest';
import { carryIn } from './order-desk.ts';
import { choosePlantStart } from './plant-start.ts';

const line = await readLineFile('examples/lines/drive-unit.yaml');
const WARM_UP_MS = 600_000;
const at = (time: string): number => Date.parse(`2026-11-25T${time}Z`);

test('in the middle of a shift the plant clock is real time', () => {
  expect(choosePlantStart(line, at('07:00:00'), WARM_UP_MS)).toBe(at('07:00:00'));
});

test.each(['09:46:00', '10:00:00', '10:14:59', '10:20:00'])(
  'at %s the run starts when the line is warm after the break',
  (time) => {
    expect(choosePlantStart(line, at(time), WARM_UP_MS)).toBe(at('10:25:00'));
  },
);

test('around the clock there is a quarter of an hour of work ahead and a warm-up behind', () => {
  for (let minute = 0; minute < 1440; minute += 7) {
    const startMs = choosePlantStart(line, at('00:00:00') + minute * 60_000, WARM_UP_MS);
    for (const offset of [-WARM_UP_MS, 0, 14 * 60_000]) expect(isWorkingAt(line, startMs + offset)).toBe(true);
  }
});

test('orders of the shift are done in proportion to the planned pace', () => {
  const done = carryIn(line, at('07:40:00'));
  const share = (suffix: string): number => done.get(`2026-11-25-early-${suffix}`) ?? 0;
  // Each order is paced to be through 15 min before it is due; the shift began 100 min ago.
  const [first, second] = line.planPerShift;
  if (first === undefined || second === undefined) throw new Error('the demo line has lost its plan');
  expect(share('1')).toBe(first.quantity);
  const begin = first.dueMinutes - 15;
  expect(share('2')).toBe(Math.round((second.quantity * (100 - begin)) / (second.dueMinutes - 15 - begin)));
  expect(share('3')).toBe(0);
});
