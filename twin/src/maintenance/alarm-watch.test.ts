// The alarm watch on the demo line: when it raises, what it says, when it keeps still, and its laws.
import { fileURLToPath } from 'node:url';
import {
  type Alarm,
  type Health,
  isTwinError,
  type KnownState,
  type Quality,
  type StationView,
} from '@mini-factory-twin/contracts';
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlarmEvent, alarmsFromJournal } from './alarm-state.ts';
import { type AlarmWatch, createAlarmWatch } from './alarm-watch.ts';
import type { Snapshot } from './conditions.ts';

const line = await readLineFile(fileURLToPath(new URL('../../../examples/lines/drive-unit.yaml', import.meta.url)));
const START_MS = Date.UTC(2026, 2, 2, 8);

interface Given {
  state?: KnownState;
  sinceMs?: number;
  reason?: number;
  quality?: Quality;
}

const ids = line.stations.filter((station) => station.kind !== 'sink').map((station) => station.id);

function stationView(id: string, { state = 'processing', sinceMs = START_MS, reason, quality = 'good' }: Given) {
  const view: StationView = {
    id,
    state,
    sinceMs,
    packml: { state: 'Execute', mode: 'Production' },
    stopReason: reason === undefined ? null : { code: reason, text: `Stop reason ${reason}` },
    quality,
    parts: [],
    remainingSeconds: null,
    cycle: { planSeconds: 1, lastSeconds: null, meanSeconds: null, count: 0 },
    processed: 0,
    defective: 0,
    queue: 0,
  };
  return view;
}

function health(status: Health['status'] = 'SYNCED', offline: string[] = []): Health {
  const counts = { lastMessageMs: null, messages: 0, rejected: 0, gaps: 0, rebirthsRequested: 0 };
  const connections = ['broker', 'gateway'].map((name) => ({
    name,
    status: offline.includes(name) ? ('offline' as const) : ('online' as const),
    ...counts,
  }));
  return { status, reasons: status === 'SYNCED' ? [] : ['because'], watermarkMs: 0, ageSeconds: 0, connections };
}

function snapshot(afterSeconds: number, given: Record<string, Given> = {}, rest: Partial<Snapshot> = {}): Snapshot {
  return {
    atMs: START_MS + afterSeconds * 1000,
    stations: ids.map((id) => stationView(id, given[id] ?? {})),
    health: health(),
    ...rest,
  };
}

const open = (watch: AlarmWatch): Alarm[] => watch.alarms().filter((alarm) => alarm.state !== 'normal');

describe('machine down', () => {
  const jam = { screwdriver: { state: 'down', reason: 140 } } satisfies Record<string, Given>;

  it('is raised after two seconds, with the failure by name, at a time that does not depend on the ticks', () => {
    const watch = createAlarmWatch(line);
    expect(watch.observe(snapshot(1.9, jam))).toEqual([]);
    const [event] = watch.observe(snapshot(2.7, jam));
    expect(event).toMatchObject({
      type: 'raised',
      atMs: START_MS + 2000,
      alarm: `machine-down.screwdriver.${START_MS + 2000}`,
    });
    expect(open(watch)).toMatchObject([{ text: 'Screwdriving robot is down: Screw jammed', priority: 2 }]);
  });

  it('is urgent for a long repair and for the bottleneck, and becomes urgent when it drags on', () => {
    const drive = createAlarmWatch(line);
    drive.observe(snapshot(3, { screwdriver: { state: 'down', reason: 141 } }));
    expect(open(drive)[0]?.priority).toBe(1);
    const bottleneck = createAlarmWatch(line);
    bottleneck.observe(snapshot(3, jam, { bottleneck: 'screwdriver' }));
    expect(open(bottleneck)[0]?.priority).toBe(1);
    const slow = createAlarmWatch(line);
    slow.observe(snapshot(3, jam));
    expect(slow.observe(snapshot(301, jam))).toMatchObject([{ type: 'changed', priority: 1 }]);
  });

  it('returns when the machine runs again, and the same alarm comes back if nobody has seen it', () => {
    const watch = createAlarmWatch(line);
    watch.observe(snapshot(3, jam));
    watch.observe(snapshot(10));
    expect(watch.observe(snapshot(14))).toMatchObject([{ type: 'cleared' }]);
    const again = { screwdriver: { state: 'down', reason: 140, sinceMs: START_MS + 20_000 } } as const;
    watch.observe(snapshot(23, again));
    expect(watch.alarms()).toHaveLength(1);
    expect(watch.alarms()[0]).toMatchObject({ state: 'active-unacked', raisedMs: START_MS + 2000 });
  });

  it('does not return because the machine can no longer be seen', () => {
    const watch = createAlarmWatch(line);
    watch.observe(snapshot(3, jam));
    for (const seconds of [10, 20, 30])
      expect(
        watch.observe(snapshot(seconds, { screwdriver: { state: 'unknown' } })).map((event) => event.type),
      ).toEqual([]);
  });
});

describe('waiting stations', () => {
  const starved = { 'leak-test': { state: 'starved' }, screwdriver: { state: 'down', reason: 140 } } as const;

  it('names the station upstream that is down', () => {
    const watch = createAlarmWatch(line);
    watch.observe(snapshot(89, starved));
    expect(open(watch).some((alarm) => alarm.kind === 'starved')).toBe(false);
    watch.observe(snapshot(91, starved));
    const alarm = open(watch).find((candidate) => candidate.kind === 'starved');
    expect(alarm).toMatchObject({
      text: 'Leak test waits for parts: Screwdriving robot upstream is down',
      priority: 4,
    });
  });

  it('names the station downstream that is down, across others that are blocked too', () => {
    const watch = createAlarmWatch(line);
    const given = {
      press: { state: 'blocked' },
      'gear-bench': { state: 'blocked' },
      screwdriver: { state: 'down' },
    } as const;
    watch.observe(snapshot(91, given));
    expect(open(watch).find((alarm) => alarm.asset === 'press')?.text).toBe(
      'Bearing press cannot pass on its part: Screwdriving robot downstream is down',
    );
  });

  it('keeps still in a break, and counts only working time after it', () => {
    const watch = createAlarmWatch(line);
    const breakSeconds = 2 * 3600;
    const waiting = { 'leak-test': { state: 'starved', sinceMs: START_MS + (breakSeconds - 60) * 1000 } } as const;
    expect(watch.observe(snapshot(breakSeconds + 600, waiting))).toEqual([]);
    expect(watch.observe(snapshot(breakSeconds + 900 + 89, waiting))).toEqual([]);
    expect(watch.observe(snapshot(breakSeconds + 900 + 90, waiting))).toMatchObject([{ kind: 'starved', priority: 3 }]);
  });

  it('keeps still when there is no order to work on', () => {
    const watch = createAlarmWatch(line);
    expect(
      watch.observe(snapshot(500, { loading: { state: 'idle', reason: 91 }, washer: { state: 'starved' } })),
    ).toEqual([]);
  });
});

describe('sources and health', () => {
  it('raises one alarm for a connection and none for what comes by it', () => {
    const watch = createAlarmWatch(line);
    const staleSources = [
      { name: 'cell-1', connection: 'gateway', assets: ['press', 'washer'] },
      { name: 'cell-2', connection: 'broker', assets: ['laser', 'packing'] },
    ];
    for (const seconds of [0, 6])
      watch.observe(snapshot(seconds, {}, { health: health('SYNCED', ['gateway']), staleSources }));
    expect(open(watch).map((alarm) => [alarm.kind, alarm.asset, alarm.text])).toEqual([
      ['connection-lost', 'gateway', 'No connection to gateway'],
      ['sensor-stale', 'cell-2', 'No data from cell-2: Laser marker, Packing'],
    ]);
  });

  it('takes a stale station for a source when it is told no more', () => {
    const watch = createAlarmWatch(line);
    for (const seconds of [0, 3]) watch.observe(snapshot(seconds, { press: { quality: 'stale' } }));
    expect(open(watch)).toMatchObject([{ kind: 'sensor-stale', asset: 'press', text: 'No data from Bearing press' }]);
  });

  it('raises LOST soon and DEGRADED after half a minute', () => {
    const watch = createAlarmWatch(line);
    for (const seconds of [0, 29]) watch.observe(snapshot(seconds, {}, { health: health('DEGRADED') }));
    expect(open(watch)).toEqual([]);
    watch.observe(snapshot(30, {}, { health: health('DEGRADED') }));
    expect(open(watch)).toMatchObject([{ kind: 'twin-out-of-step', asset: 'drive-unit', priority: 3 }]);
    watch.observe(snapshot(31, {}, { health: health('LOST') }));
    expect(open(watch)).toMatchObject([{ priority: 1, text: 'The twin is out of step with the line: because' }]);
  });
});

describe('acknowledgement', () => {
  it('is coded when there is no such alarm or it is acknowledged already', () => {
    const watch = createAlarmWatch(line);
    watch.observe(snapshot(3, { press: { state: 'down' } }));
    const id = watch.alarms()[0]?.id ?? '';
    expect(watch.acknowledge(id, 'anna', 'on my way', START_MS)).toMatchObject({ type: 'acknowledged', by: 'anna' });
    expect(codeOf(() => watch.acknowledge(id, 'wei', null, START_MS))).toBe('ALARM_STATE');
    expect(codeOf(() => watch.acknowledge('none', 'wei', null, START_MS))).toBe('ALARM_NOT_FOUND');
    expect(watch.alarms()[0]).toMatchObject({ acknowledgedBy: 'anna', comment: 'on my way' });
  });
});

describe('laws', () => {
  const world = fc.record({
    afterSeconds: fc.integer({ min: 0, max: 200 }),
    states: fc.array(
      fc.tuple(
        fc.constantFrom('press', 'washer', 'laser'),
        fc.constantFrom<KnownState>('processing', 'down', 'starved', 'blocked', 'unknown'),
      ),
    ),
    status: fc.constantFrom<Health['status']>('SYNCED', 'DEGRADED', 'LOST'),
    offline: fc.subarray(['broker', 'gateway']),
    acknowledges: fc.boolean(),
  });

  it('replay gives the same alarms, and no cause of an asset has two open alarms', () => {
    fc.assert(
      fc.property(fc.array(world, { maxLength: 30 }), (worlds) => {
        const watch = createAlarmWatch(line);
        const journal: AlarmEvent[] = [];
        let seconds = 0;
        const since = new Map<string, { state: KnownState; sinceMs: number }>();
        for (const { afterSeconds, states, status, offline, acknowledges } of worlds) {
          seconds += afterSeconds;
          for (const [id, state] of states)
            if (since.get(id)?.state !== state) since.set(id, { state, sinceMs: START_MS + seconds * 1000 });
          const view = snapshot(seconds, Object.fromEntries(since), { health: health(status, offline) });
          journal.push(...watch.observe(view));
          const target = open(watch).find((alarm) => alarm.acknowledgedMs === null);
          if (acknowledges && target !== undefined) journal.push(watch.acknowledge(target.id, 'anna', null, view.atMs));
          const keys = open(watch).map((alarm) => `${alarm.kind} ${alarm.asset}`);
          expect(new Set(keys).size).toBe(keys.length);
        }
        const replayed = createAlarmWatch(line);
        replayed.restore(JSON.parse(JSON.stringify(journal)) as AlarmEvent[]);
        expect(replayed.alarms()).toEqual(watch.alarms());
        expect([...alarmsFromJournal(journal).values()].length).toBe(watch.alarms().length);
      }),
    );
  });
});

function codeOf(act: () => unknown): string | null {
  try {
    act();
  } catch (error) {
    return isTwinError(error) ? error.code : 'no code';
  }
  return null;
}
