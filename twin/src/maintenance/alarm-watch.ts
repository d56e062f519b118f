// The alarm watch of a line: turns what is observed into alarm events, with delays, one open alarm per cause and asset.
import { type Alarm, type LineModel, TwinError } from '@mini-factory-twin/contracts';
import { type AlarmEvent, type Alarms, alarmsFromJournal, applyAlarmEvent, isActive, isOpen } from './alarm-state.ts';
import {
  type AlarmLimits,
  type Condition,
  conditionKey,
  conditionsOf,
  DEFAULT_LIMITS,
  type Snapshot,
} from './conditions.ts';

/** Events go to the journal; the alarms are what they lead to. */
export interface AlarmWatch {
  /** What changed by this view of the line, in order. Time rises from one snapshot to the next. */
  observe(snapshot: Snapshot): AlarmEvent[];
  /**
   * A person has seen it.
   * @throws TwinError ALARM_NOT_FOUND, and ALARM_STATE when it is acknowledged already or over.
   */
  acknowledge(id: string, by: string, comment: string | null, atMs: number): AlarmEvent;
  /** Open alarms first, the most urgent and latest ahead; then those that are over, the latest ahead. */
  alarms(): Alarm[];
  /** Continues from the journal of an earlier life. */
  restore(events: Iterable<AlarmEvent>): void;
}

/** A watch without alarms. Limits that are not given are the defaults. */
export function createAlarmWatch(model: LineModel, limits: Partial<AlarmLimits> = {}): AlarmWatch {
  const bounds = { ...DEFAULT_LIMITS, ...limits };
  const onsets = new Map<string, number>();
  const gone = new Map<string, number>();
  let alarms: Alarms = new Map();

  function emit(events: readonly AlarmEvent[]): void {
    for (const event of events) alarms = applyAlarmEvent(alarms, event);
  }

  return {
    observe(snapshot) {
      const conditions = new Map(
        conditionsOf(model, snapshot, bounds).map((condition) => [
          conditionKey(condition.kind, condition.asset),
          condition,
        ]),
      );
      const open = openByKey(alarms);
      const events = [
        ...raised(conditions, { open, all: alarms, onsets, atMs: snapshot.atMs }),
        ...cleared(conditions, { open, gone, snapshot, clearSeconds: bounds.clearSeconds }),
      ];
      for (const key of onsets.keys()) if (!conditions.has(key)) onsets.delete(key);
      emit(events);
      return events;
    },
    acknowledge(id, by, comment, atMs) {
      const alarm = alarms.get(id);
      if (alarm === undefined) throw new TwinError('ALARM_NOT_FOUND', { alarm: id });
      if (alarm.state === 'active-acked' || alarm.state === 'normal')
        throw new TwinError('ALARM_STATE', { alarm: id, state: alarm.state, action: 'acknowledge' });
      const event: AlarmEvent = { type: 'acknowledged', alarm: id, by, comment, atMs };
      emit([event]);
      return event;
    },
    alarms: () => [...alarms.values()].sort(byUrgency),
    restore(events) {
      alarms = alarmsFromJournal(events);
      onsets.clear();
      gone.clear();
    },
  };
}

/** Open alarms by cause and asset. */
function openByKey(alarms: Alarms): Map<string, Alarm> {
  const open = [...alarms.values()].filter(isOpen);
  return new Map(open.map((alarm) => [conditionKey(alarm.kind, alarm.asset), alarm]));
}

function raised(
  conditions: ReadonlyMap<string, Condition>,
  known: { open: ReadonlyMap<string, Alarm>; all: Alarms; onsets: Map<string, number>; atMs: number },
): AlarmEvent[] {
  const events: AlarmEvent[] = [];
  for (const [key, condition] of conditions) {
    const onsetMs = condition.sinceMs ?? known.onsets.get(key) ?? known.atMs;
    known.onsets.set(key, onsetMs);
    const alarm = known.open.get(key);
    if (alarm !== undefined && isActive(alarm)) {
      events.push(...changed(alarm, condition, known.atMs));
      continue;
    }
    const dueMs = Math.round(onsetMs + condition.delaySeconds * 1000);
    if (dueMs > known.atMs) continue;
    // The time does not depend on when it was looked at, unless the same onset has had its alarm before.
    const isRepeated = alarm !== undefined || known.all.has(`${key}.${dueMs}`);
    const atMs = isRepeated ? known.atMs : dueMs;
    const { kind, asset, priority, text } = condition;
    events.push({
      type: 'raised',
      alarm: alarm?.id ?? `${key}.${Math.round(atMs)}`,
      kind,
      asset,
      priority,
      text,
      atMs,
    });
  }
  return events;
}

/** An alarm that is on only becomes more urgent, so that it does not flicker; its text follows what is known. */
function changed(alarm: Alarm, condition: Condition, atMs: number): AlarmEvent[] {
  const priority = Math.min(alarm.priority, condition.priority);
  if (priority === alarm.priority && condition.text === alarm.text) return [];
  return [{ type: 'changed', alarm: alarm.id, priority, text: condition.text, atMs }];
}

function cleared(
  conditions: ReadonlyMap<string, Condition>,
  known: { open: ReadonlyMap<string, Alarm>; gone: Map<string, number>; snapshot: Snapshot; clearSeconds: number },
): AlarmEvent[] {
  const { atMs } = known.snapshot;
  const events: AlarmEvent[] = [];
  for (const key of known.gone.keys()) if (!known.open.has(key)) known.gone.delete(key);
  for (const [key, alarm] of known.open) {
    if (!isActive(alarm)) continue;
    if (conditions.has(key) || isUnknown(alarm, known.snapshot)) {
      known.gone.delete(key);
      continue;
    }
    const goneMs = known.gone.get(key) ?? atMs;
    known.gone.set(key, goneMs);
    if (atMs - goneMs < known.clearSeconds * 1000) continue;
    known.gone.delete(key);
    events.push({ type: 'cleared', alarm: alarm.id, atMs });
  }
  return events;
}

/** A machine nobody can see is not up again for that. */
function isUnknown(alarm: Alarm, snapshot: Snapshot): boolean {
  const isOfStation = alarm.kind === 'machine-down' || alarm.kind === 'starved' || alarm.kind === 'blocked';
  return isOfStation && snapshot.stations.find((view) => view.id === alarm.asset)?.state === 'unknown';
}

function byUrgency(a: Alarm, b: Alarm): number {
  if (isOpen(a) !== isOpen(b)) return isOpen(a) ? -1 : 1;
  if (isOpen(a) && a.priority !== b.priority) return a.priority - b.priority;
  return b.raisedMs - a.raisedMs || (a.id < b.id ? -1 : 1);
}
