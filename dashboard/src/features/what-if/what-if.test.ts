// @vitest-environment happy-dom
// What the What-if page makes of changes and answers: sentences, headlines, rows, fans, refusals.
import type { Change, LineModel, WhatIfAnswer } from '@mini-factory-twin/contracts';
import { changeSchema } from '@mini-factory-twin/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoModel } from '../../dev/demo-model.ts';
import { FORMS } from './change-forms.ts';
import { nameOf, PICKER, sentenceOf, tokensOf } from './sentences.ts';
import { bandPath, frameOf, pointsOf, timeAt, timeTicks, valueTicks, xOf, yOf } from './fan-path.ts';
import { sortFaults, titleOf } from './faults.ts';
import { headlineOf } from './headline.ts';
import { foundText } from './kept-list.tsx';
import { bestWords } from './levers-panel.tsx';
import type { LineChoices } from './line-choices.ts';
import { choicesOf } from './line-choices.ts';
import { groupsOf, signed } from './rows.ts';
import { refusalOf } from './what-if-api.ts';

type Difference = WhatIfAnswer['scenarios'][number]['differences'][number];

const NOW_MS = Date.UTC(2026, 10, 25, 14, 44);
const HORIZON_MS = Date.UTC(2026, 10, 25, 22);
let model: LineModel;
let line: LineChoices;

beforeAll(async () => {
  model = await demoModel();
  const order = { product: 'du-80', quantity: 550, done: 0, scrapped: 0, releaseMs: 0, weight: 1, finishedMs: null };
  const rest = { finish: null, onTimeProbability: null };
  line = choicesOf(model, {
    orders: [
      { ...order, ...rest, id: '2026-11-25-late-2', released: 0, dueMs: NOW_MS + 2, status: 'planned' },
      { ...order, ...rest, id: '2026-11-25-late-1', released: 9, dueMs: NOW_MS + 1, status: 'running' },
      { ...order, ...rest, id: '2026-11-25-early-6', released: 550, dueMs: NOW_MS, status: 'done' },
    ],
    buffers: {},
    bottleneck: 'press',
    nowMs: NOW_MS,
  });
});

const difference = (id: string, change: number, half: number | null, more: Partial<Difference> = {}): Difference => ({
  id,
  unit: 'parts',
  better: 'higher',
  first: 100,
  second: 100 + change,
  difference: change,
  low: half === null ? null : change - half,
  high: half === null ? null : change + half,
  n: 99,
  method: 'paired',
  verdict: half === null || Math.abs(change) <= half ? 'undecided' : change > 0 ? 'better' : 'worse',
  replicationsToDecide: null,
  ...more,
});

describe('changes', () => {
  it('all begin as the twin accepts them, and each is in the picker once', () => {
    const kinds = PICKER.flatMap((group) => group.kinds);
    expect(kinds.toSorted()).toEqual(Object.keys(FORMS).toSorted());
    const begun = kinds.flatMap((kind) => FORMS[kind].begin(line) ?? []);
    // The demo line has no planned maintenance.
    expect(begun.map(({ kind }) => kind)).toEqual(kinds.filter((kind) => kind !== 'maintenance'));
    for (const change of begun) expect(changeSchema.parse(change)).toEqual(change);
  });

  it('begin at the station that holds the line up, and with what is there now', () => {
    expect(FORMS['station-down'].begin(line)).toMatchObject({ station: 'press' });
    expect(FORMS['breaks-skipped'].begin(line)).toMatchObject({ shift: 'late' });
    expect(FORMS['order-first'].begin(line)).toMatchObject({ order: '2026-11-25-late-2' });
    expect(line.orders.map(({ name }) => name)).toEqual(['late-1', 'late-2']);
  });

  it.each<[Change, string]>([
    [
      { kind: 'station-down', station: 'press', inSeconds: 0, forSeconds: 1800 },
      'Bearing press stands for 30 min starting now',
    ],
    [
      { kind: 'station-down', station: 'press', inSeconds: 1200, forSeconds: 90 },
      'Bearing press stands for 1.5 min starting 20 min from now',
    ],
    [
      { kind: 'cycle-time', station: 'press', factor: 0.9 },
      'Cycles of Bearing press take 90 % of their time for all products',
    ],
    [
      { kind: 'person-added', role: 'technician', skills: ['mechanics', 'pneumatics', 'electrics'] },
      'One more technician with all skills',
    ],
    [{ kind: 'person-removed', person: 'wei' }, 'Wei is not there'],
    [{ kind: 'order-dropped', order: 'gone' }, 'Order gone is dropped'],
    [{ kind: 'dispatch', station: 'press', rule: 'spt' }, 'Bearing press takes parts by the rule shortest cycle first'],
  ])('%j reads as %s', (change, sentence) => expect(sentenceOf(change, line)).toBe(sentence));

  it('are written in minutes and per cent, and kept in seconds and factors', () => {
    const [, , forMinutes] = tokensOf({ kind: 'station-down', station: 'press', inSeconds: 0, forSeconds: 1800 }, line);
    if (typeof forMinutes !== 'object' || forMinutes.kind !== 'number') throw new Error('no number');
    expect(forMinutes.value).toBe(30);
    expect(forMinutes.set(45)).toMatchObject({ forSeconds: 2700, station: 'press' });
    const product = tokensOf({ kind: 'cycle-time', station: 'press', product: 'du-80', factor: 1 }, line).at(-1);
    if (typeof product !== 'object' || product.kind !== 'choice') throw new Error('no choice');
    expect(product.set('')).toEqual({ kind: 'cycle-time', station: 'press', factor: 1 });
  });

  it('make a name that the twin accepts', () => {
    const change: Change = { kind: 'person-removed', person: 'wei' };
    expect(nameOf([change, change], line)).toBe('Wei is not there, and Wei is not there');
    expect(nameOf(new Array<Change>(50).fill(change), line)).toHaveLength(200);
  });
});

describe('headline', () => {
  it('tells a loss with its interval and the order it does most to', () => {
    const told = headlineOf(
      [
        difference('line.goodParts', -212.4, 32),
        difference('order.2026-11-25-late-4.onTime', -0.45, 0.1, { first: 0.8, second: 0.35 }),
        difference('order.2026-11-25-late-5.onTime', -0.2, 0.1),
        difference('order.2026-11-25-late-6.onTime', 0.1, 0.2),
      ],
      HORIZON_MS,
    );
    expect(told).toMatchObject({
      lead: 'you will miss 212 good parts by 22:00',
      sure: 'On average; 95 % sure: 180 to 244.',
      orders: 'Order late-4 will be on time in 35 % of the futures instead of 80 %; of the others 1 less likely.',
    });
  });

  it('tells a gain, and that no order is moved', () => {
    const told = headlineOf([difference('line.goodParts', 5.25, 2), difference('order.a.onTime', 0, null)], HORIZON_MS);
    expect(told?.lead).toBe('you will make 5.3 good parts more by 22:00');
    expect(told?.sure).toContain('3.3 to 7.3');
    expect(told?.orders).toContain('No order');
  });

  it('says when it is undecided, and what would decide it', () => {
    const told = headlineOf([difference('line.goodParts', 4, 16, { replicationsToDecide: 1584 })], HORIZON_MS);
    expect(told?.lead).toContain('not decided');
    expect(told?.sure).toBe('95 % sure: 12 fewer to 20 more. About 1,584 futures would decide.');
    expect(told?.orders).toBeNull();
  });

  it('does not call undecided what is the same in all futures', () => {
    expect(headlineOf([difference('line.goodParts', 0, 0)], HORIZON_MS)?.lead).toBe(
      'the output by 22:00 stays as it is',
    );
  });

  it('is none without a figure of the output', () => expect(headlineOf([], HORIZON_MS)).toBeNull());
});

describe('table', () => {
  const asked = { madeAtMs: NOW_MS, horizonMs: HORIZON_MS, epochMs: Date.UTC(2026, 10, 25, 14), replications: 99 };
  const groups = (differences: Difference[], dueMs = 0) =>
    groupsOf(asked, differences, { model, orders: [{ id: 'o', dueMs }] });

  it('writes differences with sign, unit and interval', () => {
    const [{ rows }] = groups([difference('line.onTimePercent', -12.34, 2.3), difference('line.goodParts', 30, 40)]);
    expect(rows).toMatchObject([
      { name: 'Good parts', change: '+30', interval: '−10 to +70', verdict: 'undecided' },
      { name: 'Orders on time', change: '−12.3 points', interval: '−14.6 to −10.0 points', verdict: 'worse' },
    ]);
  });

  it('counts the finish of an order from the time the answer says', () => {
    const finish = { first: 4530, second: 6300 };
    const [{ rows }] = groups([difference('order.2026-11-25-late-1.finishSeconds', 1770, 9, finish)]);
    expect(rows[0]).toMatchObject({ name: 'late-1', first: '15:15', second: '15:45', change: '+29 min 30 s' });
  });

  it('does not tell a mean finish of the lucky pairs only', () => {
    const [{ rows }] = groups([difference('order.o.finishSeconds', 1770, null, { n: 1 })]);
    expect(rows[0]).toMatchObject({ change: '', tooFew: 'done 22:00 or before in only 1 of 99 pairs' });
  });

  it('leaves out orders that are done, or due later and not done in any future', () => {
    const never = difference('order.o.onTime', 0, 0, { first: 0, second: 0 });
    expect(groups([never], HORIZON_MS + 1)).toEqual([]);
    expect(groups([never], NOW_MS)).toEqual([]);
    expect(groups([never], HORIZON_MS)).toHaveLength(1);
  });

  it('shows the stations that change, the most changed first, on one scale', () => {
    const [{ rows }] = groups([
      difference('station.press.oeePercent', -3, 1),
      difference('station.laser.oeePercent', -5, 1),
      difference('station.packing.oeePercent', 1, 2),
    ]);
    expect(rows.map(({ name, reach }) => [name, reach])).toEqual([
      [model.stations.find(({ id }) => id === 'laser')?.name, 6],
      ['Bearing press', 6],
    ]);
  });

  it('tells costs only of a line that has prices', () => {
    const free = difference('line.cost', 0, 0, { first: 0, second: 0 });
    expect(groups([free])).toEqual([]);
    expect(groups([difference('line.cost', 12, 1, { unit: 'EUR' })])[0].rows[0].change).toBe('+12.0 EUR');
  });

  it('lets no interval reach beyond what can be', () => {
    expect(groups([difference('line.onTimePercent', -96.6, 7)])[0].rows[0].interval).toBe('−100.0 to −89.6 points');
  });

  it('gives no sign to what rounds to nothing', () => {
    expect(signed(-0.04, (size) => size.toFixed(1))).toBe('±0.0');
    expect(signed(-0.06, (size) => size.toFixed(1))).toBe('−0.1');
  });
});

describe('fan', () => {
  const band = (p50: number) => ({ p10: p50 - 10, p50, p90: p50 + 10 });
  const course = [60, 120].map((minutes) => ({
    atMs: NOW_MS + minutes * 60_000,
    output: band(minutes * 7),
    wip: band(45),
  }));
  const frame = frameOf([course], { quantity: 'output', fromMs: NOW_MS, width: 400, height: 200 });

  it('holds all values between round ticks, from zero', () => {
    expect(valueTicks(frame)).toEqual([0, 500, 1000]);
    expect(yOf(frame, 850)).toBeGreaterThan(yOf(frame, frame.high));
    expect(timeTicks(frame).map((at) => new Date(at).toISOString().slice(11, 16))).toEqual([
      '15:00',
      '15:30',
      '16:00',
      '16:30',
    ]);
  });

  it('finds the time of a place again, and stays on the chart', () => {
    expect(timeAt(frame, xOf(frame, NOW_MS + 1e6))).toBeCloseTo(NOW_MS + 1e6, -1);
    expect(timeAt(frame, -50)).toBe(NOW_MS);
  });

  it('begins with nothing finished, and draws a closed band', () => {
    const points = pointsOf(course, 'output', NOW_MS);
    expect(points[0]).toEqual({ atMs: NOW_MS, p10: 0, p50: 0, p90: 0 });
    expect(bandPath(frame, points)).toMatch(/^M[\d. L]+Z$/);
    expect(pointsOf(course, 'wip', NOW_MS)).toHaveLength(2);
  });
});

describe('refusals', () => {
  const refused = (code: string, faults: string[] | null, detail = 'as a whole') =>
    refusalOf(422, { code, detail, details: faults === null ? {} : { faults } });

  it('go to the field they name, and the rest above all', () => {
    const sorted = sortFaults(
      refused('SCENARIO_INVALID', [
        'changes.1.station: found "x", allowed: press',
        'body.scenarios.0.changes.0.forSeconds: Too small',
        'body.changes.2.skills.0: Invalid',
        'people: nobody has electrics',
      ]),
    );
    expect(Object.fromEntries(sorted.fields)).toEqual({
      '1.station': 'found "x", allowed: press',
      '0.forSeconds': 'Too small',
      '2.skills': 'Invalid',
    });
    expect(sorted.others).toEqual(['people: nobody has electrics']);
  });

  it('without a list are told as a whole, a mirror out of step in words', () => {
    const refusal = refused('MIRROR_INVALID', null, 'The mirror is out of step with the line: no news');
    expect(sortFaults(refusal).others).toEqual(['The mirror is out of step with the line: no news']);
    expect(titleOf(refusal)).toBe('The twin does not know the state of the line now');
    expect(refusalOf(502, null).message).toBe('The twin answered 502.');
  });
});

it('a kept scenario says what it found', () => {
  expect(foundText({ answer: null })).toBe('not asked yet');
  const found = (part: Difference) => ({
    madeAtMs: NOW_MS,
    horizonMs: HORIZON_MS,
    scenarios: [{ differences: [part] }],
  });
  const text = (part: Difference) => foundText({ answer: found(part) as unknown as WhatIfAnswer });
  expect(text(difference('line.goodParts', -151, 9))).toBe('−151 good parts, 14:44 to 22:00');
  expect(text(difference('line.goodParts', 1, 9))).toBe('output undecided, 14:44 to 22:00');
});

it('the best lever is named only when it is sure to help', () => {
  const lever = (output: Difference) => ({ name: 'Press faster', changes: [], output, tardiness: null });
  const words = (output: Difference) => bestWords({ levers: [lever(output)], horizonMs: HORIZON_MS });
  expect(words(difference('line.goodParts', 30.4, 5))).toBe('Press faster, +30 good parts by 22:00');
  expect(words(difference('line.goodParts', 3, 5))).toContain('None');
});
