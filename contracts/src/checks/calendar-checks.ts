// Shifts, breaks and the plan: one shift at a time, breaks inside their shift, a plan that some shift works off.
import type { LineModel, Shift } from '../line-model.ts';
import { faultAt, type LineFault, notAllowed } from './fault.ts';

const DAY_MINUTES = 1440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
const DAYS: readonly Shift['days'][number][] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Faults of the calendar. */
export function checkCalendar({ shifts, planPerShift }: LineModel): LineFault[] {
  const faults = [...checkOverlaps(shifts), ...shifts.flatMap(checkBreaks)];
  if (planPerShift.length > 0 && shifts.length === 0)
    faults.push(
      faultAt(['planPerShift'], [], 'found a plan per shift but no shifts, allowed: orders, or at least one shift'),
    );
  return faults;
}

/** One shift on one day of the week, in minutes since Monday. */
interface Stretch {
  index: number;
  day: string;
  start: number;
  end: number;
}

function checkOverlaps(shifts: readonly Shift[]): LineFault[] {
  const stretches = shifts
    .flatMap((shift, index) => stretchesOf(shift, index))
    .sort((a, b) => a.start - b.start || a.index - b.index);
  const faults = new Map<number, LineFault>();
  let longest = stretches[0];
  // Round the week twice, so that the last shift meets the first.
  for (const stretch of [...stretches, ...stretches.map(nextWeek)]) {
    if (longest === undefined || longest.index === stretch.index || longest.end <= stretch.start) {
      if (longest === undefined || stretch.end >= longest.end) longest = stretch;
      continue;
    }
    const [later, earlier] = stretch.index > longest.index ? [stretch, longest] : [longest, stretch];
    const found = `found ${later.day} overlapping with "${shifts[earlier.index]?.id}"`;
    faults.set(later.index, faultAt(['shifts', later.index], [], `${found}, allowed: one shift at a time`));
    if (stretch.end > longest.end) longest = stretch;
  }
  return [...faults.values()];
}

function stretchesOf(shift: Shift, index: number): Stretch[] {
  return [...new Set(shift.days)].map((day) => {
    const start = DAYS.indexOf(day) * DAY_MINUTES + minutesOf(shift.start);
    return { index, day, start, end: start + lengthOf(shift) };
  });
}

function nextWeek({ start, end, ...stretch }: Stretch): Stretch {
  return { ...stretch, start: start + WEEK_MINUTES, end: end + WEEK_MINUTES };
}

/** Breaks lie inside the shift, apart from each other, and leave time to work. */
function checkBreaks(shift: Shift, index: number): LineFault[] {
  const length = lengthOf(shift);
  const faults: LineFault[] = [];
  const pauses = shift.breaks
    .map((pause, at) => ({ at, from: after(shift.start, pause.start), minutes: pause.minutes, start: pause.start }))
    .sort((a, b) => a.from - b.from);
  let free = 0;
  for (const { at, from, minutes, start } of pauses) {
    const path = ['shifts', index, 'breaks', at];
    if (from >= length)
      faults.push(faultAt(path, ['start'], notAllowed(start, `a time from ${shift.start} to ${shift.end}`)));
    else if (from + minutes > length)
      faults.push(
        faultAt(path, ['minutes'], notAllowed(minutes, `at most ${length - from}, up to the end of the shift`)),
      );
    else if (from < free) faults.push(faultAt(path, ['start'], notAllowed(start, 'a time after the break before')));
    free = Math.max(free, from + minutes);
  }
  const paused = pauses.reduce((sum, { minutes }) => sum + minutes, 0);
  if (faults.length === 0 && paused >= length)
    faults.push(
      faultAt(
        ['shifts', index, 'breaks'],
        [],
        `found ${paused} minutes, allowed: less than the ${length} of the shift`,
      ),
    );
  return faults;
}

/** Length of a shift [min]; an end at or before the start is on the next day. */
function lengthOf({ start, end }: Shift): number {
  return after(start, end) || DAY_MINUTES;
}

/** Minutes from one time of day to the next time it is another. */
function after(start: string, time: string): number {
  return (minutesOf(time) - minutesOf(start) + DAY_MINUTES) % DAY_MINUTES;
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
