// Lines that come to stand whatever happens are refused; with one place more, or one part less, they are not.
import { describe, expect, test } from 'vitest';
import { B, edited, faultsIn, S, testCases, WORKSHOP } from './test-lines.ts';

const path = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
];
const handOver = (id: string): object => ({ id, name: id, kind: 'buffer', capacity: 0, path });

describe('room for the components of one cycle', () => {
  const quantity = `stations.${S.press}.components.0.quantity`;
  const capacity = `buffers.${B.feed}.capacity`;
  testCases([
    {
      name: 'more components than their buffer holds',
      wrong: { [quantity]: 5 },
      fault: /^stations\.3\.components\.0\.quantity: found 5, allowed: at most 4, as "feed" has 4 places/,
      right: { [quantity]: 4 },
    },
    {
      name: 'two components handed over at once',
      wrong: { [capacity]: 0 },
      fault: /^stations\.3\.components\.0\.quantity: found 2, allowed: at most 1, as "feed" has 0 places/,
      right: { [capacity]: 0, [quantity]: 1 },
    },
    {
      name: 'more components than fit on their conveyor',
      wrong: {
        [quantity]: 3,
        [`buffers.${B.feed}`]: { ...WORKSHOP.buffers[B.test], id: 'feed', lengthMm: 899, pitchMm: 300 },
      },
      fault: /^stations\.3\.components\.0\.quantity: found 3, allowed: at most 2/,
      right: {
        [quantity]: 3,
        [`buffers.${B.feed}`]: { ...WORKSHOP.buffers[B.test], id: 'feed', lengthMm: 900, pitchMm: 300 },
      },
    },
  ]);

  test('a batch is taken part by part, so any buffer before it will do', () => {
    expect(
      faultsIn(edited(WORKSHOP, { [`buffers.${B.wash}.capacity`]: 0, [`stations.${S.wash}.batchSize`]: 40 })),
    ).toEqual([]);
  });
});

describe('work in process', () => {
  const maxWip = `stations.${S.in}.maxWip`;
  testCases([
    {
      name: 'a batch that the limit of the sources never fills',
      wrong: { [maxWip]: 3, [`stations.${S.wash}.batchSize`]: 4 },
      fault:
        /^stations\.2\.batchSize: found 4 parts needed at once by "wash", allowed: at most 3, the maxWip of the sources/,
      right: { [maxWip]: 4, [`stations.${S.wash}.batchSize`]: 4 },
    },
    {
      name: 'an assembly of parts that count',
      wrong: {
        [maxWip]: 2,
        [`stations.${S.feeder}.maxWip`]: 2,
        'products.2.role': 'product',
      },
      fault: /^stations\.3\.components: found 3 parts needed at once by "press", allowed: at most 2/,
      right: { [maxWip]: 2, [`stations.${S.feeder}.maxWip`]: 2 },
    },
  ]);
});

describe('hand-overs in a ring', () => {
  const quality = `stations.${S.test}.quality`;
  testCases([
    {
      name: 'rework handed back to the station itself',
      wrong: { [`buffers.${B.again}.capacity`]: 0 },
      fault:
        /^stations\.5\.outputs: found "test" handing over to itself without a place between, allowed: a buffer of capacity 1/,
      right: { [`buffers.${B.again}.capacity`]: 1 },
    },
    {
      name: 'even with several machines, which may all hold rework',
      wrong: { [`buffers.${B.again}.capacity`]: 0, [`stations.${S.test}.servers`]: 2 },
      fault: /^stations\.5\.outputs: found "test" handing over to itself/,
      right: {
        [`buffers.${B.again}.capacity`]: 0,
        [`stations.${S.test}.servers`]: 2,
        [quality]: { rework: 0, scrap: 0 },
      },
    },
    {
      name: 'a draw that may fall on the way back',
      wrong: {
        [`stations.${S.mill}.routing`]: 'probability',
        [`stations.${S.mill}.outputs`]: [{ to: 'to-wash' }, { to: 'round' }],
        [`stations.${S.mill}.inputs`]: ['round', 'to-mill'],
        'buffers.7': handOver('round'),
      },
      fault: /^stations\.1\.outputs: found "mill" handing over to itself/,
      right: {
        [`stations.${S.mill}.routing`]: 'first',
        [`stations.${S.mill}.outputs`]: [{ to: 'to-wash' }, { to: 'round' }],
        [`stations.${S.mill}.inputs`]: ['round', 'to-mill'],
        'buffers.7': handOver('round'),
      },
    },
    {
      name: 'two stations, each of which waits for the other to take its part',
      wrong: {
        [`buffers.${B.press}.capacity`]: 0,
        [`buffers.${B.test}`]: handOver('to-test'),
        [`stations.${S.test}.outputs.1.to`]: 'to-press',
        [`stations.${S.test}.inputs`]: ['to-test'],
        [`stations.${S.wash}.outputs`]: [{ to: 'to-press' }, { to: 'again' }],
        [`stations.${S.split}.inputs`]: ['to-split', 'again'],
      },
      fault: /^stations\.(3|5)\.outputs: found ("press", "test"|"test", "press") handing over to each other in a ring/,
      right: {
        [`buffers.${B.press}.capacity`]: 1,
        [`buffers.${B.test}`]: handOver('to-test'),
        [`stations.${S.test}.outputs.1.to`]: 'to-press',
        [`stations.${S.test}.inputs`]: ['to-test'],
        [`stations.${S.wash}.outputs`]: [{ to: 'to-press' }, { to: 'again' }],
        [`stations.${S.split}.inputs`]: ['to-split', 'again'],
      },
    },
  ]);

  test('a ring that can never be full, as fewer parts are on the line, is sound', () => {
    const ring = {
      [`buffers.${B.press}.capacity`]: 0,
      [`buffers.${B.test}`]: handOver('to-test'),
      [`stations.${S.test}.outputs.1.to`]: 'to-press',
      [`stations.${S.test}.inputs`]: ['to-test'],
      [`stations.${S.wash}.outputs`]: [{ to: 'to-press' }, { to: 'again' }],
      [`stations.${S.split}.inputs`]: ['to-split', 'again'],
      [`stations.${S.wash}.kind`]: 'single',
      [`stations.${S.wash}.batchSize`]: 1,
    };
    const withLimit = (maxWip: number): string[] =>
      faultsIn(edited(WORKSHOP, { ...ring, [`stations.${S.in}.maxWip`]: maxWip }));
    expect(withLimit(1)).toEqual([]);
    expect(withLimit(2).join()).toMatch(/handing over to each other/);
  });

  test('a row of hand-overs that ends in a sink is sound', () => {
    const none = Object.fromEntries(
      [B.mill, B.wash, B.press, B.split].map((index) => [`buffers.${index}.capacity`, 0]),
    );
    expect(faultsIn(edited(WORKSHOP, none))).toEqual([]);
  });
});
