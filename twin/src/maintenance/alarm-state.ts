// The life of an alarm as a pure function of its events (ISA-18.2, reduced to active/returned x acknowledged/not).
import type { Alarm } from '@mini-factory-twin/contracts';

export type AlarmKind = Alarm['kind'];

/**
 * One entry of the alarm journal. `alarm` is the alarm's id; times are plant ms.
 * `raised`: its condition holds (again); `changed`: it holds, but text or priority are others now; `cleared`: the
 * condition no longer holds; `acknowledged`: a person has seen it.
 */
export type AlarmEvent =
  | {
      type: 'raised';
      alarm: string;
      kind: AlarmKind;
      asset: string;
      priority: number;
      text: string;
      atMs: number;
    }
  | { type: 'changed'; alarm: string; priority: number; text: string; atMs: number }
  | { type: 'cleared'; alarm: string; atMs: number }
  | { type: 'acknowledged'; alarm: string; by: string; comment: string | null; atMs: number };

/** Alarms by id, the earliest raised first. */
export type Alarms = ReadonlyMap<string, Alarm>;

/** Alarms that are over and still kept; older ones are only in the journal. */
export const CLOSED_ALARMS_KEPT = 200;

/**
 * The alarms after one more event. An event that does not fit the state of its alarm (cleared twice, unknown id)
 * changes nothing, so a journal may be played twice.
 *
 *     none, normal --raised--> active-unacked --acknowledged--> active-acked --cleared--> normal
 *                              active-unacked --cleared--> returned-unacked --acknowledged--> normal
 *                              returned-unacked --raised--> active-unacked
 */
export function applyAlarmEvent(alarms: Alarms, event: AlarmEvent): Alarms {
  const before = alarms.get(event.alarm);
  const after = next(before, event);
  if (after === undefined || after === before) return alarms;
  const grown = new Map(alarms).set(event.alarm, after);
  return after.state === 'normal' ? withoutOldest(grown) : grown;
}

/** The alarms a journal leads to, from its events in their order. */
export function alarmsFromJournal(events: Iterable<AlarmEvent>): Alarms {
  let alarms: Alarms = new Map();
  for (const event of events) alarms = applyAlarmEvent(alarms, event);
  return alarms;
}

/** True while the alarm's condition holds. */
export function isActive(alarm: Alarm): boolean {
  return alarm.state === 'active-unacked' || alarm.state === 'active-acked';
}

/** True while somebody has something to do about it. */
export function isOpen(alarm: Alarm): boolean {
  return alarm.state !== 'normal';
}

function next(before: Alarm | undefined, event: AlarmEvent): Alarm | undefined {
  if (event.type === 'raised') return raise(before, event);
  if (before === undefined) return undefined;
  switch (event.type) {
    case 'changed':
      return isActive(before) ? { ...before, priority: event.priority, text: event.text } : before;
    case 'cleared':
      return clear(before, event.atMs);
    case 'acknowledged':
      return acknowledge(before, event);
  }
}

function raise(before: Alarm | undefined, event: Extract<AlarmEvent, { type: 'raised' }>): Alarm {
  if (before !== undefined && isActive(before)) return before;
  const { alarm: id, kind, asset, priority, text, atMs } = event;
  return {
    id,
    kind,
    asset,
    priority,
    text,
    state: 'active-unacked',
    raisedMs: before?.raisedMs ?? atMs,
    clearedMs: null,
    acknowledgedMs: null,
    acknowledgedBy: null,
    comment: null,
  };
}

function clear(before: Alarm, clearedMs: number): Alarm {
  if (before.state === 'active-unacked') return { ...before, state: 'returned-unacked', clearedMs };
  if (before.state === 'active-acked') return { ...before, state: 'normal', clearedMs };
  return before;
}

function acknowledge(before: Alarm, event: Extract<AlarmEvent, { type: 'acknowledged' }>): Alarm {
  const { by: acknowledgedBy, comment, atMs: acknowledgedMs } = event;
  if (before.state === 'active-unacked')
    return { ...before, state: 'active-acked', acknowledgedMs, acknowledgedBy, comment };
  if (before.state === 'returned-unacked')
    return { ...before, state: 'normal', acknowledgedMs, acknowledgedBy, comment };
  return before;
}

function withoutOldest(alarms: Map<string, Alarm>): Map<string, Alarm> {
  const closed = [...alarms.values()].filter((alarm) => !isOpen(alarm));
  for (const alarm of closed.slice(0, Math.max(0, closed.length - CLOSED_ALARMS_KEPT))) alarms.delete(alarm.id);
  return alarms;
}
