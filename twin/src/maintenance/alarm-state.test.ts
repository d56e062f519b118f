// The alarm life-cycle: each edge of the diagram, and what holds for any journal.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlarmEvent, alarmsFromJournal, applyAlarmEvent, CLOSED_ALARMS_KEPT } from './alarm-state.ts';

const raised = (alarm: string, atMs: number): AlarmEvent => ({
  type: 'raised',
  alarm,
  kind: 'machine-down',
  asset: alarm,
  priority: 2,
  text: 'down',
  atMs,
});
const cleared = (alarm: string, atMs: number): AlarmEvent => ({ type: 'cleared', alarm, atMs });
const acknowledged = (alarm: string, atMs: number): AlarmEvent => ({
  type: 'acknowledged',
  alarm,
  by: 'anna',
  comment: null,
  atMs,
});
const changed = (alarm: string, atMs: number): AlarmEvent => ({
  type: 'changed',
  alarm,
  priority: 1,
  text: 'worse',
  atMs,
});

const stateAfter = (...events: AlarmEvent[]) => alarmsFromJournal(events).get('a')?.state;

describe('life-cycle', () => {
  it('goes through the four states', () => {
    expect(stateAfter(raised('a', 1))).toBe('active-unacked');
    expect(stateAfter(raised('a', 1), acknowledged('a', 2))).toBe('active-acked');
    expect(stateAfter(raised('a', 1), acknowledged('a', 2), cleared('a', 3))).toBe('normal');
    expect(stateAfter(raised('a', 1), cleared('a', 2))).toBe('returned-unacked');
    expect(stateAfter(raised('a', 1), cleared('a', 2), acknowledged('a', 3))).toBe('normal');
  });

  it('becomes active again, unacknowledged and not cleared, with the time it was first raised', () => {
    const alarm = alarmsFromJournal([raised('a', 1), cleared('a', 2), raised('a', 3)]).get('a');
    expect(alarm).toMatchObject({ state: 'active-unacked', raisedMs: 1, clearedMs: null, acknowledgedMs: null });
  });

  it('says who acknowledged it and when', () => {
    const alarm = alarmsFromJournal([raised('a', 1), acknowledged('a', 2)]).get('a');
    expect(alarm).toMatchObject({ acknowledgedBy: 'anna', acknowledgedMs: 2 });
  });

  it('ignores what does not fit', () => {
    const alarms = alarmsFromJournal([raised('a', 1), acknowledged('a', 2), cleared('a', 3)]);
    for (const event of [cleared('a', 4), acknowledged('a', 4), changed('a', 4), cleared('b', 4)])
      expect(applyAlarmEvent(alarms, event)).toBe(alarms);
  });

  it('keeps a bounded number of alarms that are over, and every open one', () => {
    const over = Array.from({ length: CLOSED_ALARMS_KEPT + 50 }, (_, index) => `over-${index}`);
    const alarms = alarmsFromJournal([
      raised('open', 0),
      ...over.flatMap((id, index) => [raised(id, index), acknowledged(id, index), cleared(id, index)]),
    ]);
    expect(alarms.size).toBe(CLOSED_ALARMS_KEPT + 1);
    expect(alarms.has('open')).toBe(true);
    expect(alarms.has('over-49')).toBe(false);
  });
});

it('has at most one life at a time whatever the journal: cleared and acknowledged agree with the state', () => {
  const event = fc
    .tuple(fc.constantFrom(raised, cleared, acknowledged, changed), fc.constantFrom('a', 'b'), fc.nat(1000))
    .map(([make, alarm, atMs]) => make(alarm, atMs));
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      for (const alarm of alarmsFromJournal(events).values()) {
        const isAcked = alarm.state === 'active-acked' || alarm.state === 'normal';
        const isCleared = alarm.state === 'returned-unacked' || alarm.state === 'normal';
        expect(alarm.acknowledgedMs !== null).toBe(isAcked);
        expect(alarm.clearedMs !== null).toBe(isCleared);
      }
    }),
  );
});
