// Hello and delta messages change the state as the contract says; a gap asks for a new hello.
import { helloMessageSchema, deltaMessageSchema } from '@mini-factory-twin/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { demoModel } from '../dev/demo-model.ts';
import { Fixture } from '../dev/fixture.ts';
import { freshnessOf } from './freshness.ts';
import { applyDelta, applyHello, EMPTY_TWIN } from './twin-state.ts';
import type { TwinState } from './twin-state.ts';

const model = await demoModel();
let fixture: Fixture;
let state: TwinState;

beforeEach(() => {
  fixture = new Fixture(model, 1);
  state = applyHello(EMPTY_TWIN, fixture.hello(), 1000);
});

function run(messages: number): void {
  for (let i = 0; i < messages; i += 1) {
    const next = applyDelta(state, fixture.next(), 1000 + i * 100);
    if (next === null) throw new Error('unexpected gap');
    state = next;
  }
}

describe('twin state', () => {
  it('is fed by a fixture that speaks the contract', () => {
    expect(helloMessageSchema.safeParse(fixture.hello()).error).toBeUndefined();
    for (let i = 0; i < 100; i += 1) expect(deltaMessageSchema.safeParse(fixture.next()).error).toBeUndefined();
  });

  it('takes a hello whole', () => {
    expect(state.link).toBe('open');
    expect(Object.keys(state.stations)).toHaveLength(model.stations.length);
    expect(Object.keys(state.buffers)).toHaveLength(model.buffers.length);
    expect(state.forecastTrail).toHaveLength(1);
    expect(state.isSimulated).toBe(true);
  });

  it('follows deltas and records every change of state for the ribbon', () => {
    run(400);
    for (const station of model.stations) {
      const changes = state.changes[station.id] ?? [];
      expect(changes.at(-1)?.[1]).toBe(state.stations[station.id]?.state);
      for (let i = 1; i < changes.length; i += 1)
        expect((changes[i]?.[0] ?? 0) >= (changes[i - 1]?.[0] ?? 0)).toBe(true);
    }
  });

  it('leaves what a delta does not name as it was', () => {
    const delta = {
      type: 'delta',
      frame: state.frame + 1,
      plantTimeMs: state.plantTimeMs + 100,
      wallTimeMs: 1,
      clockSpeed: 1,
    } as const;
    const next = applyDelta(state, delta, 2000);
    expect(next?.stations).toBe(state.stations);
    expect(next?.orders).toBe(state.orders);
    expect(next?.kpis).toBe(state.kpis);
  });

  it('refuses a delta after a gap, a repeat, or before any hello', () => {
    const skipped = fixture.next();
    const next = fixture.next();
    expect(applyDelta(state, next, 2000)).toBeNull();
    const after = applyDelta(state, skipped, 2000);
    expect(after).not.toBeNull();
    if (after !== null) expect(applyDelta(after, skipped, 2000)).toBeNull();
    expect(applyDelta(EMPTY_TWIN, skipped, 2000)).toBeNull();
  });

  it('shows the scripted jam: fault, alarm, and a forecast that moved', () => {
    const before = state.forecast?.output.p50 ?? 0;
    run(140);
    expect(state.stations.press?.state).toBe('down');
    expect(state.alarms.filter((alarm) => alarm.asset === 'press')).toHaveLength(1);
    expect(state.forecast?.output.p50 ?? 0).toBeLessThan(before - 10);
  });

  it('replaces an alarm that changed, by its id', () => {
    run(140);
    const alarm = state.alarms[0];
    if (alarm === undefined) throw new Error('no alarm');
    const changed = { ...alarm, state: 'active-acked' as const };
    const delta = {
      type: 'delta',
      frame: state.frame + 1,
      plantTimeMs: 1,
      wallTimeMs: 1,
      clockSpeed: 1,
      alarms: [changed],
    } as const;
    const next = applyDelta(state, { ...delta, alarms: [changed] }, 2000);
    expect(next?.alarms).toHaveLength(state.alarms.length);
    expect(next?.alarms.find((entry) => entry.id === alarm.id)?.state).toBe('active-acked');
  });
});

describe('freshness', () => {
  it('is live while messages come, stale in silence, offline without a connection', () => {
    expect(freshnessOf(EMPTY_TWIN, 0).kind).toBe('waiting');
    expect(freshnessOf(state, 1500).kind).toBe('live');
    expect(freshnessOf(state, 5000).kind).toBe('stale');
    expect(freshnessOf({ ...state, link: 'lost' }, 1500).kind).toBe('offline');
  });

  it('is stale when the twin is there but the plant is silent', () => {
    const health = state.health === null ? null : { ...state.health, ageSeconds: 30 };
    expect(freshnessOf({ ...state, health }, 1100)).toEqual({ kind: 'stale', ageSeconds: 30.1 });
  });
});
