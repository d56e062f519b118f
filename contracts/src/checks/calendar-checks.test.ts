// Calendars that contradict themselves are refused, and times that cannot be; their neighbours are not.
import { describe, expect, test } from 'vitest';
import { edited, faultsIn, testCases, WORKSHOP } from './test-lines.ts';

describe('shifts', () => {
  testCases([
    {
      name: 'one at a time',
      wrong: { 'shifts.1.start': '13:59' },
      fault: /^shifts\.1: found (mon|tue) overlapping with "early", allowed: one shift at a time/,
      right: { 'shifts.1.start': '14:00' },
    },
    {
      name: 'past midnight too',
      wrong: { 'shifts.1.end': '06:01' },
      fault: /^shifts\.1: found mon overlapping with "early"/,
      right: { 'shifts.1.end': '06:01', 'shifts.1.days': ['tue'] },
    },
    {
      name: 'from Sunday to Monday too',
      wrong: { 'shifts.1.end': '06:01', 'shifts.1.days': ['sun'] },
      fault: /^shifts\.1: found sun overlapping with "early"/,
      right: { 'shifts.1.end': '06:00', 'shifts.1.days': ['sun'] },
    },
    {
      name: 'a shift within a longer one, behind another within it',
      wrong: {
        shifts: [
          { id: 'all', name: 'A', days: ['mon'], start: '00:00', end: '00:00' },
          { id: 'first', name: 'F', days: ['mon'], start: '01:00', end: '02:00' },
          { id: 'second', name: 'S', days: ['mon'], start: '03:00', end: '04:00' },
        ],
      },
      fault: /^shifts\.(1|2): found mon overlapping with "all"/,
      right: { shifts: [{ id: 'all', name: 'A', days: ['mon', 'tue', 'mon'], start: '00:00', end: '00:00' }] },
    },
    {
      name: 'a plan per shift needs shifts',
      wrong: { shifts: [] },
      fault: /^planPerShift: found a plan per shift but no shifts, allowed/,
      right: { shifts: [], planPerShift: [] },
    },
  ]);

  test('each shift that overlaps is told', () => {
    const shifts = ['a', 'b', 'c'].map((id) => ({
      id: `shift-${id}`,
      name: id,
      days: ['mon'],
      start: '06:00',
      end: '07:00',
    }));
    expect(faultsIn(edited(WORKSHOP, { shifts })).map((text) => text.split(':')[0])).toEqual(['shifts.1', 'shifts.2']);
  });
});

describe('breaks', () => {
  const breaks = 'shifts.0.breaks';
  testCases([
    {
      name: 'lie inside the shift',
      wrong: { [`${breaks}.0.start`]: '14:00' },
      fault: /^shifts\.0\.breaks\.0\.start: found "14:00", allowed: a time from 06:00 to 14:00/,
      right: { [`${breaks}.0.start`]: '06:00' },
    },
    {
      name: 'end with the shift at the latest',
      wrong: { [`${breaks}.0.minutes`]: 241 },
      fault: /^shifts\.0\.breaks\.0\.minutes: found 241, allowed: at most 240, up to the end/,
      right: { [`${breaks}.0.minutes`]: 240 },
    },
    {
      name: 'lie apart',
      wrong: { [`${breaks}.1`]: { start: '09:50', minutes: 15 } },
      fault: /^shifts\.0\.breaks\.0\.start: found "10:00", allowed: a time after the break before/,
      right: { [`${breaks}.1`]: { start: '09:45', minutes: 15 } },
    },
    {
      name: 'leave time to work',
      wrong: { [breaks]: [{ start: '06:00', minutes: 480 }] },
      fault: /^shifts\.0\.breaks: found 480 minutes, allowed: less than the 480 of the shift/,
      right: { [breaks]: [{ start: '06:00', minutes: 479 }] },
    },
    {
      name: 'of a night shift may lie past midnight',
      wrong: { 'shifts.1.breaks': [{ start: '21:00', minutes: 10 }] },
      fault: /^shifts\.1\.breaks\.0\.start: found "21:00", allowed: a time from 22:00 to 06:00/,
      right: { 'shifts.1.breaks': [{ start: '02:00', minutes: 10 }] },
    },
  ]);
});

describe('times of orders', () => {
  testCases([
    {
      name: 'a due time before the shift',
      wrong: { 'planPerShift.0.dueMinutes': -1 },
      fault: /^planPerShift\.0\.dueMinutes: found -1, allowed: above 0/,
      right: { 'planPerShift.0.dueMinutes': 1 },
    },
    {
      name: 'no parts',
      wrong: { 'orders.0.quantity': 0 },
      fault: /^orders\.0\.quantity: found 0, allowed: above 0/,
      right: { 'orders.0.quantity': 1 },
    },
    {
      name: 'a day that is none; due before release is late at once, and allowed',
      wrong: { 'orders.0.dueAt': '2026-02-30T09:00:00Z' },
      fault: /^orders\.0\.dueAt: found "2026-02-30T09:00:00Z"/,
      right: { 'orders.0.dueAt': '2026-01-05T09:00:00Z', 'orders.0.releaseAt': '2026-01-06T09:00:00Z' },
    },
  ]);
});
