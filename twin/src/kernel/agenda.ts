// The agenda: stations to look at again before time goes on, first come first served.
//
// Whatever changes a neighbour's chances puts it here instead of calling it, so no chain of blocked stations is ever a
// chain of nested calls, and what happens at one instant has one documented order.
import type { Core } from './core.ts';
import { AGENDA_COUNT, AGENDA_HEAD, LINE, ON_AGENDA } from './layout.ts';

/** Puts a station on the agenda, unless it is there. */
export function recall(k: Core, s: number): void {
  const { n } = k;
  if (n[s + ON_AGENDA] !== 0) return;
  n[s + ON_AGENDA] = 1;
  let at = n[LINE + AGENDA_HEAD] + n[LINE + AGENDA_COUNT]++;
  if (at >= k.stationCount) at -= k.stationCount;
  n[k.agenda + at] = s;
}

/** Takes the next station off the agenda; 0 when it is empty. */
export function nextRecalled(k: Core): number {
  const { n } = k;
  if (n[LINE + AGENDA_COUNT] === 0) return 0;
  n[LINE + AGENDA_COUNT]--;
  const head = n[LINE + AGENDA_HEAD];
  n[LINE + AGENDA_HEAD] = head + 1 === k.stationCount ? 0 : head + 1;
  const s = n[k.agenda + head];
  n[s + ON_AGENDA] = 0;
  return s;
}
