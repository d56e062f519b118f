// What-if over a real mirror and real threads: changes do what they say, differences are paired, faults are coded.
import { type Change, changeSchema, type LineModel, type WhatIfAnswer } from '@mini-factory-twin/contracts';
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import { describe, expect, it } from 'vitest';
import { Mirror } from '../mirror/mirror.ts';
import { type Situation, withChanges } from './changes.ts';
import { findLevers } from './levers.ts';
import { createWhatIf } from './what-if.ts';

const driveUnit = await readLineFile(new URL('../../../examples/lines/drive-unit.yaml', import.meta.url).pathname);
const twoMachines = await readLineFile(new URL('../../../examples/lines/two-machines.yaml', import.meta.url).pathname);
/** Two hours into a Monday's early shift, the line still empty. */
const AT_MS = Date.UTC(2026, 0, 5, 8);
const LOOK = { replications: 9, seed: 1, horizonSeconds: 3600 };
const asked = { atMs: AT_MS, isOnStaleInputs: false };

function whatIfOf(model: LineModel, mostHours = 10_000) {
  const mirror = new Mirror(model);
  mirror.advance(AT_MS);
  return createWhatIf({ model, mirror, threads: 1, mostHours });
}
const change = (raw: object): Change => changeSchema.parse(raw);
const ask = (changes: object[], look: object = LOOK): Promise<WhatIfAnswer> =>
  whatIfOf(driveUnit).ask({ ...LOOK, ...look, scenarios: [{ name: 'try', changes: changes.map(change) }] }, asked);
const difference = (answer: WhatIfAnswer, id: string) => {
  const found = answer.scenarios[0].differences.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no figure ${id}`);
  return found;
};

describe('a scenario', () => {
  it('that changes nothing makes no difference at all', async () => {
    const answer = await ask([{ kind: 'cycle-time', station: 'press', factor: 1 }]);
    expect(answer.scenarios[0].differences.every(({ difference: d }) => d === 0)).toBe(true);
    expect(answer.scenarios[0].futures).toEqual(answer.base);
  });

  it('in which the bottleneck stands for half an hour costs about the output of half an hour', async () => {
    const answer = await ask([{ kind: 'station-down', station: 'screwdriver', forSeconds: 1800 }]);
    const output = difference(answer, 'line.goodParts');
    expect(output).toMatchObject({ verdict: 'worse', method: 'paired', n: 9, replicationsToDecide: null });
    expect(output.difference).toBeLessThan(-150);
    expect(output.difference).toBeGreaterThan(-250);
    expect(difference(answer, 'station.screwdriver.downPercent').difference).toBeGreaterThan(40);
  });

  it('in which it stands later leaves the time before as it is', async () => {
    const answer = await ask([{ kind: 'station-down', station: 'packing', inSeconds: 2700, forSeconds: 900 }]);
    const [base, changed] = [answer.base.course, answer.scenarios[0].futures.course];
    const before = base.filter(({ atMs }) => atMs < AT_MS + 2700_000).length;
    expect(changed.slice(0, before)).toEqual(base.slice(0, before));
    expect(changed.at(-1)?.output.p50).toBeLessThan((base.at(-1)?.output.p50 ?? 0) - 60);
  });

  it('may put an order first, add one, drop one, or change its number', async () => {
    const orders = Array.from({ length: 4 }, (_, index) => `2026-01-05-early-${index + 1}`);
    const answer = await whatIfOf(driveUnit).ask(
      {
        ...LOOK,
        scenarios: [
          {
            name: 'first',
            changes: [
              change({ kind: 'order-quantity', order: orders[3], quantity: 50 }),
              change({ kind: 'order-first', order: orders[3] }),
            ],
          },
          { name: 'dropped', changes: [change({ kind: 'order-dropped', order: orders[0] })] },
          {
            name: 'added',
            changes: [
              change({
                kind: 'order-added',
                product: 'du-80',
                quantity: 20,
                dueAt: '2026-01-05T09:00:00Z',
                first: true,
              }),
            ],
          },
        ],
      },
      asked,
    );
    const [first, dropped, added] = answer.scenarios.map(
      ({ futures }) => new Map(futures.figures.map((figure) => [figure.id, figure])),
    );
    expect(first.get(`order.${orders[3]}.finishSeconds`)?.estimate?.mean).toBeLessThan((2 + 0.5) * 3600);
    expect(dropped.has(`order.${orders[0]}.onTime`)).toBe(false);
    const id = [...added.keys()].find((figure) => /^order\.added-\d+\.onTime$/.test(figure));
    expect(added.get(id ?? '')?.estimate?.mean).toBe(1);
  });

  it('that needs more replications to be decided says how many', async () => {
    const answer = await ask([{ kind: 'repairs', station: 'laser', factor: 0.9 }]);
    const undecided = answer.scenarios[0].differences.filter(
      ({ verdict, difference: d }) => verdict === 'undecided' && d !== 0,
    );
    for (const { replicationsToDecide, n } of undecided) expect(replicationsToDecide).toBeGreaterThan(n);
    expect(undecided.length).toBeGreaterThan(0);
  });
});

describe('changes', () => {
  const situation: Situation = { model: driveUnit, orders: [], adjust: [] };
  const moment = { atMs: AT_MS, begun: new Set<string>() };
  const model = (raw: object): LineModel => withChanges(situation, [change(raw)], moment).model;
  const station = (raw: object, id: string) => {
    const found = model(raw).stations.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no station ${id}`);
    return found;
  };

  it('leave the situation they start from as it is', () => {
    const before = structuredClone(driveUnit);
    withChanges(situation, [change({ kind: 'speed', station: 'press', factor: 2 })], moment);
    expect(driveUnit).toEqual(before);
  });

  it('of cycle times are for one product or for all', () => {
    const one = station({ kind: 'cycle-time', station: 'cnc-1', product: 'du-100', factor: 0.5 }, 'cnc-1');
    expect(one.cycleTimeSecondsByProduct['du-100']).toMatchObject({ mean: 6.9, sd: 0.175 });
    expect(one.cycleTimeSecondsByProduct['du-120']).toMatchObject({ mean: 14 });
    const all = station({ kind: 'cycle-time', station: 'cnc-1', factor: 0.5 }, 'cnc-1');
    expect([all.cycleTimeSeconds, all.cycleTimeSecondsByProduct['du-120']]).toMatchObject([{ mean: 6.6 }, { mean: 7 }]);
  });

  it('of failures, repairs, capacity, people, shifts and rules do what they say', () => {
    expect(station({ kind: 'failures', station: 'cnc-1', factor: 2 }, 'cnc-1').failures[0].timeBetween).toMatchObject({
      scale: 1240,
    });
    expect(station({ kind: 'repairs', station: 'cnc-1', factor: 2 }, 'cnc-1').failures[0].repairSeconds).toMatchObject({
      mean: 300,
    });
    expect(model({ kind: 'person-added', role: 'technician', skills: ['mechanics'] }).people).toHaveLength(4);
    expect(model({ kind: 'breaks-skipped', shift: 'early' }).shifts[0].breaks).toEqual([]);
  });

  it.each([
    [
      { kind: 'station-down', station: 'presss', forSeconds: 9 },
      /changes.0.station: found "presss", allowed: loading, cnc-1/,
    ],
    [{ kind: 'capacity', buffer: 'press', capacity: 9 }, /changes.0.buffer: found "press", allowed: raw-conveyor/],
    [{ kind: 'order-first', order: 'x' }, /changes.0.order: found "x", allowed: nothing/],
    [{ kind: 'person-removed', person: 'wei' }, /electrics/],
    [{ kind: 'person-added', role: 'operator', skills: ['magic'] }, /changes.0.skills: found "magic"/],
    [
      { kind: 'repairs', station: 'bearing-store', factor: 2 },
      /changes.0.station: found "bearing-store", allowed: cnc-1/,
    ],
    [{ kind: 'maintenance', station: 'press', task: 'oil' }, /changes.0.task: found "oil"/],
    [{ kind: 'dispatch', station: 'press', rule: 'spt' }, /dispatch/],
  ])('that cannot be made are refused: %j', (raw, message) => {
    expect(() => withChanges(situation, [change(raw)], moment)).toThrow(message);
  });
});

it('a question that is too large is refused with what it would cost', async () => {
  const small = whatIfOf(driveUnit, 10);
  const scenarios = [{ name: 'x', changes: [change({ kind: 'speed', station: 'press', factor: 2 })] }];
  await expect(small.ask({ ...LOOK, scenarios }, asked)).rejects.toMatchObject({
    code: 'LOOK_AHEAD_TOO_LARGE',
    details: { hours: 18, allowedHours: 10 },
  });
});

it('the levers name what would help most, the best first', async () => {
  const { levers } = await findLevers({ model: twoMachines, whatIf: whatIfOf(twoMachines) }, LOOK, asked);
  expect(levers[0]).toMatchObject({ name: 'Lathe: cycles 10 % shorter', output: { verdict: 'better' } });
  expect(levers.map(({ name }) => name)).toContain('Lathe: repairs 25 % shorter');
}, 60_000);
