// Routes that are never reached, that no part gets out of, or that lead round for ever are refused; their neighbours are not.
import { describe, expect, test } from 'vitest';
import { B, edited, faultsIn, S, testCases, WORKSHOP } from './test-lines.ts';

const at = { x: 0, y: 0 };
const path = [at, at];
const buffer = (id: string): object => ({ id, name: id, kind: 'buffer', capacity: 3, path });
const single = (id: string, from: string, outputs: object[]): object => ({
  id,
  name: id,
  kind: 'single',
  at,
  inputs: [from],
  outputs,
  cycleTimeSeconds: 3,
});
const outputsOf = (station: number): string => `stations.${station}.outputs`;

describe('what sources release', () => {
  testCases([
    {
      name: 'a line has a source',
      wrong: {
        stations: WORKSHOP.stations.slice(1).filter((_, index) => index !== S.feeder - 1),
        'buffers.0': { ...buffer('to-mill') },
      },
      fault: /^stations: found no source/,
      also: /^buffers\.(0|3): found no station that puts parts into/,
      right: {},
    },
    {
      name: 'a source of orders needs orders',
      wrong: { orders: [], planPerShift: [] },
      fault:
        /stations\.0\.releases: found nothing that "in" could release, allowed: orders, planPerShift, or releases: stock/,
      right: { orders: [] },
    },
    {
      name: 'orders need a source that releases them',
      wrong: { [`stations.${S.in}.releases`]: 'stock', [`stations.${S.in}.product`]: 'a' },
      fault: /^orders: found orders but no source that releases them/,
      right: {
        [`stations.${S.in}.releases`]: 'stock',
        [`stations.${S.in}.product`]: 'a',
        orders: [],
        planPerShift: [],
      },
    },
    {
      name: 'an order is not used up as components',
      wrong: {
        [outputsOf(S.in)]: [{ to: 'to-mill', products: ['a'] }, { to: 'feed' }],
      },
      fault:
        /^planPerShift\.1\.product: found "b", whose parts all go into others, allowed: a product that reaches a sink/,
      right: {
        [outputsOf(S.in)]: [{ to: 'to-mill', products: ['a', 'b'] }, { to: 'feed' }],
      },
    },
  ]);
});

describe('what nothing reaches', () => {
  testCases([
    {
      name: 'a sink that nobody names',
      wrong: { [outputsOf(S.split)]: [{ to: 'out' }] },
      fault: /^stations\.9: found no way on which a part could reach "lids"/,
      right: { [outputsOf(S.split)]: [{ to: 'out' }, { to: 'lids' }] },
    },
    {
      name: 'a station behind a buffer that nobody fills',
      wrong: { 'buffers.7': buffer('x'), 'stations.10': single('extra', 'x', [{ to: 'out' }]) },
      fault: /^buffers\.7: found no station that puts parts into "x"/,
      right: {
        'buffers.7': buffer('x'),
        'stations.10': single('extra', 'x', [{ to: 'out' }]),
        [outputsOf(S.mill)]: [{ to: 'to-wash' }, { to: 'x' }],
      },
    },
    {
      name: 'a buffer that nobody empties',
      wrong: { 'buffers.7': buffer('x'), [outputsOf(S.mill)]: [{ to: 'to-wash' }, { to: 'x' }] },
      fault: /^buffers\.7: found no station that takes parts out of "x"/,
      right: {
        'buffers.7': buffer('x'),
        [outputsOf(S.mill)]: [{ to: 'to-wash' }, { to: 'x' }],
        [`stations.${S.wash}.inputs`]: ['to-wash', 'x'],
      },
    },
    {
      name: 'a way for a product that never comes there',
      wrong: {
        'buffers.7': buffer('x'),
        'stations.10': single('extra', 'x', [{ to: 'out' }]),
        [outputsOf(S.mill)]: [{ to: 'to-wash' }, { to: 'x', products: ['lid'] }],
      },
      fault: /^buffers\.7: found no way on which a part could reach "x"/,
      right: {
        'buffers.7': buffer('x'),
        'stations.10': single('extra', 'x', [{ to: 'out' }]),
        [outputsOf(S.mill)]: [{ to: 'to-wash' }, { to: 'x', products: ['b'] }],
      },
    },
    {
      name: 'a ring of stations that nothing comes into',
      wrong: {
        'buffers.7': buffer('x'),
        'buffers.8': buffer('y'),
        'stations.10': single('one', 'x', [{ to: 'y' }, { to: 'out' }]),
        'stations.11': single('two', 'y', [{ to: 'x' }]),
      },
      fault: /^stations\.10: found no way on which a part could reach "one"/,
      right: {
        'buffers.7': buffer('x'),
        'buffers.8': buffer('y'),
        'stations.10': single('one', 'x', [{ to: 'y' }, { to: 'out' }]),
        'stations.11': single('two', 'y', [{ to: 'x' }]),
        [outputsOf(S.mill)]: [{ to: 'to-wash' }, { to: 'x' }],
      },
    },
    {
      name: 'components that only come out of what they go into',
      wrong: {
        stations: WORKSHOP.stations.map((station, index) =>
          index === S.feeder ? single('feeder', 'back', [{ to: 'feed' }]) : station,
        ),
        'buffers.7': buffer('back'),
        [outputsOf(S.split)]: [{ to: 'out', products: ['a', 'b'] }, { to: 'back', products: ['lid'] }, { to: 'lids' }],
      },
      fault: /^stations\.3\.components\.0\.from: found no way on which a part could reach "feed"/,
      right: {
        'buffers.7': buffer('back'),
        'stations.10': single('return', 'back', [{ to: 'feed' }]),
        [outputsOf(S.split)]: [{ to: 'out', products: ['a', 'b'] }, { to: 'back', products: ['lid'] }, { to: 'lids' }],
      },
    },
  ]);

  test("a way that is shut by its weight or share, or not in today's plan, is still a way", () => {
    const shut = edited(WORKSHOP, {
      'buffers.7': buffer('x'),
      'stations.10': single('extra', 'x', [{ to: 'out' }]),
      [`stations.${S.mill}.routing`]: 'probability',
      [outputsOf(S.mill)]: [{ to: 'to-wash' }, { to: 'x', products: ['b'], weight: 0 }],
      [`stations.${S.test}.quality`]: { rework: 0, scrap: 0 },
      planPerShift: [],
    });
    expect(faultsIn(shut)).toEqual([]);
  });
});

describe('parts that find no way out', () => {
  testCases([
    {
      name: 'a product that no output takes',
      wrong: { [outputsOf(S.mill)]: [{ to: 'to-wash', products: ['a'] }] },
      fault: /^stations\.1\.outputs: found no way out for parts of "b" that pass, allowed: an output that takes them/,
      right: { [outputsOf(S.mill)]: [{ to: 'to-wash', products: ['a', 'b'] }] },
    },
    {
      name: 'a product that is yielded',
      wrong: { [`stations.${S.split}.yields.1`]: { product: 'bolt' } },
      fault: /^stations\.6\.outputs: found no way out for parts of "bolt" that pass/,
      right: {
        [`stations.${S.split}.yields.1`]: { product: 'bolt' },
        [`stations.${S.split}.outputs.1.products`]: ['lid', 'bolt'],
      },
    },
    {
      name: 'a product that needs rework',
      wrong: { [`stations.${S.test}.outputs.1.products`]: ['a'] },
      fault: /^stations\.5\.outputs: found no way out for parts of "b" that need rework/,
      right: {
        [`stations.${S.test}.outputs.1.products`]: ['a'],
        [`stations.${S.test}.quality`]: { rework: 0.1, scrap: 0.1, maxReworks: 0 },
      },
    },
    {
      name: 'a product that is scrapped',
      wrong: { [`stations.${S.test}.outputs.2.products`]: ['a'] },
      fault: /^stations\.5\.outputs: found no way out for parts of "b" that are scrapped/,
      right: { [`stations.${S.test}.outputs.2.products`]: ['b', 'a'] },
    },
    {
      name: 'outputs that are never drawn',
      wrong: { [`stations.${S.mill}.routing`]: 'probability', [`${outputsOf(S.mill)}.0.weight`]: 0 },
      fault: /^stations\.1\.outputs: found no way out for parts of "a", "b" that pass, allowed: .* of weight above 0/,
      right: { [`${outputsOf(S.mill)}.0.weight`]: 0 },
    },
    {
      name: 'a weight below 0',
      wrong: { [`stations.${S.mill}.routing`]: 'probability', [`${outputsOf(S.mill)}.0.weight`]: -1 },
      fault: /^stations\.1\.outputs\.0\.weight: found -1, allowed: at least 0/,
      right: { [`stations.${S.mill}.routing`]: 'probability', [`${outputsOf(S.mill)}.0.weight`]: 0.5 },
    },
  ]);

  test('what a disassembly yields always passes, whatever its share of scrap', () => {
    const strict = edited(WORKSHOP, {
      [`stations.${S.split}.quality`]: { scrap: 0.2 },
      [`${outputsOf(S.split)}.2`]: { to: 'bin', when: 'scrap', products: ['a', 'b'] },
    });
    expect(faultsIn(strict)).toEqual([]);
  });
});

describe('routes without end', () => {
  const ring = {
    'buffers.7': buffer('x'),
    'buffers.8': buffer('y'),
    'stations.10': single('one', 'x', [{ to: 'y' }]),
    [outputsOf(S.mill)]: [
      { to: 'to-wash', products: ['a'] },
      { to: 'x', products: ['b'] },
    ],
  };
  testCases([
    {
      name: 'two stations that pass a product to and fro',
      wrong: { ...ring, 'stations.11': single('two', 'y', [{ to: 'x' }]) },
      fault:
        /^stations\.10\.outputs: found parts of "b" going round through "one", "two" for ever, allowed: a way to a sink/,
      right: { ...ring, 'stations.11': single('two', 'y', [{ to: 'x' }, { to: 'out' }]) },
    },
    {
      name: 'a way out that only another product may take',
      wrong: { ...ring, 'stations.11': single('two', 'y', [{ to: 'x' }, { to: 'out', products: ['a'] }]) },
      fault: /^stations\.10\.outputs: found parts of "b" going round/,
      right: { ...ring, 'stations.11': single('two', 'y', [{ to: 'x' }, { to: 'out', products: ['b'] }]) },
    },
    {
      name: 'a way out that is never drawn',
      wrong: {
        ...ring,
        'stations.11': { ...single('two', 'y', [{ to: 'x' }, { to: 'out', weight: 0 }]), routing: 'probability' },
      },
      fault: /^stations\.10\.outputs: found parts of "b" going round/,
      right: {
        ...ring,
        'stations.11': { ...single('two', 'y', [{ to: 'x' }, { to: 'out', weight: 0.01 }]), routing: 'probability' },
      },
    },
    {
      name: 'a way out for results that never are',
      wrong: {
        ...ring,
        'stations.11': single('two', 'y', [
          { to: 'x', when: 'pass' },
          { to: 'bin', when: 'scrap' },
        ]),
      },
      fault: /^stations\.10\.outputs: found parts of "b" going round/,
      right: {
        ...ring,
        'stations.11': {
          ...single('two', 'y', [
            { to: 'x', when: 'pass' },
            { to: 'bin', when: 'scrap' },
          ]),
          quality: { scrap: 0.1 },
        },
      },
    },
  ]);
});

describe('what is told, and what not', () => {
  test('only the cause, not all that is cut off behind it', () => {
    const cut = { [outputsOf(S.wash)]: [{ to: 'to-press', products: ['lid'] }] };
    expect(faultsIn(edited(WORKSHOP, cut))).toEqual([
      expect.stringMatching(/^buffers\.2: found no way on which a part could reach "to-press"/),
      expect.stringMatching(/^stations\.2\.outputs: found no way out for parts of "a", "b" that pass/),
    ]);
  });

  test('a long line is followed without recursion, in whatever order it is given', () => {
    const count = 12_000;
    const chain = Array.from({ length: count }, (_, i) => single(`m-${i}`, `b-${i}`, [{ to: `b-${i + 1}` }])).reverse();
    const rest = [
      { id: 'in', name: 'In', kind: 'source', at, outputs: [{ to: 'b-0' }], cycleTimeSeconds: 3 },
      single('last', `b-${count}`, [{ to: 'out' }]),
      { id: 'out', name: 'Out', kind: 'sink', at },
    ];
    const buffers = Array.from({ length: count + 1 }, (_, i) => buffer(`b-${i}`));
    const long = { ...WORKSHOP, stations: [...chain, ...rest], buffers };
    expect(faultsIn(long)).toEqual([]);
  });

  test('buffers have the indices that the tests of this folder give them', () => {
    for (const [key, index] of Object.entries(B)) expect(JSON.stringify(WORKSHOP.buffers[index])).toContain(key);
  });
});
