// @vitest-environment happy-dom
// What the panels and the global bar make of the state.
import type { Alarm, Order } from '@mini-factory-twin/contracts';
import { describe, expect, it } from 'vitest';
import { demoModel } from '../../dev/demo-model.ts';
import { Fixture } from '../../dev/fixture.ts';
import { openAlarms, withoutName } from './alarms-panel.tsx';
import { fanData } from './forecast-panel.tsx';
import { gaugeScale, planOf, recentChange } from './kpis.tsx';
import { isLate, sortOrders } from './orders-panel.tsx';

const order: Order = {
  id: '2026-11-23-late-2',
  product: 'du-80',
  quantity: 100,
  done: 10,
  scrapped: 0,
  released: 20,
  releaseMs: 0,
  dueMs: 1000,
  weight: 1,
  status: 'running',
  finishedMs: null,
  finish: { p10: 800, p50: 900, p90: 1100 },
  onTimeProbability: 0.8,
};
const alarm: Alarm = {
  id: 'a',
  kind: 'machine-down',
  asset: 'press',
  priority: 2,
  text: 'Down',
  state: 'active-unacked',
  raisedMs: 10,
  clearedMs: null,
  acknowledgedMs: null,
  acknowledgedBy: null,
  comment: null,
};

describe('orders', () => {
  it('are late when done late or more likely late than not', () => {
    expect(isLate(order)).toBe(false);
    expect(isLate({ ...order, onTimeProbability: 0.3 })).toBe(true);
    expect(isLate({ ...order, status: 'done', finishedMs: 1001, onTimeProbability: null })).toBe(true);
  });

  it('come running first, then planned by due time, then done', () => {
    const list = [
      { ...order, id: 'done', status: 'done' as const },
      { ...order, id: 'later', status: 'planned' as const, dueMs: 9 },
      { ...order, id: 'sooner', status: 'planned' as const, dueMs: 5 },
      order,
    ];
    expect(sortOrders(list).map((entry) => entry.id)).toEqual([order.id, 'sooner', 'later', 'done']);
  });

  it('make the plan of the shift they are due in', () => {
    expect(planOf([order, { ...order, dueMs: 5000 }, { ...order, dueMs: 0 }], 500, 2000)).toBe(100);
  });
});

describe('alarms', () => {
  it('show active before returned, urgent before others, new before old; never the ones that are over', () => {
    const list: Alarm[] = [
      { ...alarm, id: 'returned', priority: 1, state: 'returned-unacked' },
      { ...alarm, id: 'old', raisedMs: 1 },
      { ...alarm, id: 'new', raisedMs: 20 },
      { ...alarm, id: 'urgent', priority: 1 },
      { ...alarm, id: 'over', state: 'normal' },
    ];
    expect(openAlarms(list, null).map((entry) => entry.id)).toEqual(['urgent', 'new', 'old', 'returned']);
    expect(openAlarms(list, 'washer')).toEqual([]);
  });
});

it('names the machine of an alarm once', () => {
  expect(withoutName('Press is down', 'Press')).toBe('is down');
  expect(withoutName('Bearing jammed', 'Press')).toBe('Bearing jammed');
});

describe('forecast', () => {
  const trail = [0, 100_000, 200_000, 400_000].map((atMs, index) => ({ atMs, p10: 0, p50: 2000 - index * 10, p90: 0 }));

  it('marks a change of the last five minutes, and no noise', () => {
    expect(recentChange(trail)).toBe(-20);
    expect(recentChange(trail.slice(2))).toBe(-10);
    expect(
      recentChange([
        { atMs: 0, p10: 0, p50: 2000, p90: 0 },
        { atMs: 1, p10: 0, p50: 2003, p90: 0 },
      ]),
    ).toBeNull();
    expect(recentChange([])).toBeNull();
  });

  it('gets a scale that holds the band, and the plan when it is near', () => {
    const scale = gaugeScale({ p10: 95, p50: 100, p90: 104 }, 108);
    expect(scale.from).toBeLessThan(95);
    expect(scale.to).toBeGreaterThan(108);
    expect(gaugeScale({ p10: 95, p50: 100, p90: 104 }, 300).to).toBeLessThan(150);
  });

  it('becomes a fan of rising times: what was seen, then what is to come', async () => {
    const { forecast } = new Fixture(await demoModel(), 1).hello();
    if (forecast === null) throw new Error('no forecast');
    const seen = Array.from({ length: 300 }, (_, index) => [forecast.madeAtMs - (300 - index) * 1000, index] as const);
    const [times, actual, p10, p50, p90] = fanData(forecast, seen);
    expect([...(times ?? [])].every((at, index, all) => index === 0 || at >= (all[index - 1] as number))).toBe(true);
    const future = (values: typeof p50) => [...(values ?? [])].slice(seenCount(actual));
    expect(seenCount(actual) + forecast.fan.length).toBe(times?.length);
    expect(future(p50)).toEqual(forecast.fan.map((point) => point.output.p50));
    expect(future(p10)).toEqual(forecast.fan.map((point) => point.output.p10));
    expect(future(p90)).toEqual(forecast.fan.map((point) => point.output.p90));
  });
});

function seenCount(values: ArrayLike<number | null | undefined> | undefined): number {
  return Array.from(values ?? []).filter((value) => value !== null).length;
}
