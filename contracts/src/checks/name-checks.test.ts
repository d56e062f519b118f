// A name that is not in the line, or there twice, is refused wherever it may stand.
import { describe, expect, test } from 'vitest';
import { B, edited, faultsIn, S, testCases, WORKSHOP } from './test-lines.ts';

const buffers = 'to-mill, to-wash, to-press, feed, to-test, again, to-split';
const products = 'a, b, bolt, lid';

describe('references', () => {
  testCases([
    {
      name: 'inputs',
      wrong: { [`stations.${S.mill}.inputs.0`]: 'x' },
      fault: new RegExp(`stations\\.1\\.inputs\\.0: found "x", allowed: ${buffers}$`),
      also: /"to-mill"/,
      right: { [`stations.${S.mill}.inputs.0`]: 'to-mill' },
    },
    {
      name: 'components',
      wrong: { [`stations.${S.press}.components.0.from`]: 'x' },
      fault: new RegExp(`stations\\.3\\.components\\.0\\.from: found "x", allowed: ${buffers}$`),
      also: /"feed"/,
      right: { [`stations.${S.press}.components.0.from`]: 'feed' },
    },
    {
      name: 'outputs lead to buffers and sinks, not to stations',
      wrong: { [`stations.${S.split}.outputs.0.to`]: 'mill' },
      fault: new RegExp(`stations\\.6\\.outputs\\.0\\.to: found "mill", allowed: ${buffers}, out, bin, lids$`),
      right: { [`stations.${S.split}.outputs.0.to`]: 'out' },
    },
    {
      name: 'products of outputs',
      wrong: { [`stations.${S.split}.outputs.0.products.1`]: 'x' },
      fault: new RegExp(`stations\\.6\\.outputs\\.0\\.products\\.1: found "x", allowed: ${products}$`),
      right: { [`stations.${S.split}.outputs.0.products`]: ['b', 'a'] },
    },
    {
      name: 'what is yielded',
      wrong: { [`stations.${S.split}.yields.0.product`]: 'x' },
      fault: new RegExp(`stations\\.6\\.yields\\.0\\.product: found "x", allowed: ${products}$`),
      right: { [`stations.${S.split}.yields.0.product`]: 'lid' },
    },
    {
      name: 'what is in stock',
      wrong: { [`stations.${S.feeder}.product`]: 'x' },
      fault: new RegExp(`stations\\.4\\.product: found "x", allowed: ${products}$`),
      right: { [`stations.${S.feeder}.product`]: 'bolt' },
    },
    {
      name: 'cycle times by product',
      wrong: { [`stations.${S.mill}.cycleTimeSecondsByProduct`]: { x: 3 } },
      fault: /stations\.1\.cycleTimeSecondsByProduct\.x: found "x", allowed: a, b/,
      right: { [`stations.${S.mill}.cycleTimeSecondsByProduct`]: { a: 3 } },
    },
    {
      name: 'changeovers from a product',
      wrong: { [`stations.${S.mill}.changeoverSeconds`]: { x: { a: 3 } } },
      fault: /stations\.1\.changeoverSeconds\.x: found "x", allowed: a, b/,
      right: { [`stations.${S.mill}.changeoverSeconds`]: { b: { a: 3 } } },
    },
    {
      name: 'changeovers to a product',
      wrong: { [`stations.${S.mill}.changeoverSeconds`]: { a: { x: 3 } } },
      fault: /stations\.1\.changeoverSeconds\.a\.x: found "x", allowed: a, b/,
      right: { [`stations.${S.mill}.changeoverSeconds`]: { a: { b: 0 } } },
    },
    {
      name: 'failure modes that maintenance renews',
      wrong: { [`stations.${S.mill}.maintenance.0.renews`]: ['oil'] },
      fault: /stations\.1\.maintenance\.0\.renews\.0: found "oil", allowed: jam, wear/,
      right: { [`stations.${S.mill}.maintenance.0.renews`]: ['jam', 'wear'] },
    },
    {
      name: 'products of orders',
      wrong: { 'orders.0.product': 'x' },
      fault: /orders\.0\.product: found "x", allowed: a, b/,
      right: { 'orders.0.product': 'b' },
    },
    {
      name: 'products of the plan',
      wrong: { 'planPerShift.1.product': 'x' },
      fault: /planPerShift\.1\.product: found "x", allowed: a, b/,
      right: { 'planPerShift.1.product': 'a' },
    },
  ]);
});

describe('names that are used twice', () => {
  testCases([
    {
      name: 'stations, buffers, people, products and shifts share their names',
      wrong: { 'people.0.id': 'early' },
      fault: /shifts\.0\.id: found "early", allowed: an id that is not used yet; people\.0\.id has it/,
      right: { 'people.0.id': 'eve' },
    },
    {
      name: 'order ids',
      wrong: { 'orders.1': { id: 'o-1', product: 'b', quantity: 5, dueAt: '2026-01-05T09:00:00Z' } },
      fault: /orders\.1\.id: found "o-1", allowed: each once; orders\.0 has it/,
      right: { 'orders.1': { id: 'o-2', product: 'b', quantity: 5, dueAt: '2026-01-05T09:00:00Z' } },
    },
    {
      name: 'suffixes of the plan',
      wrong: { 'planPerShift.1.suffix': '1' },
      fault: /planPerShift\.1\.suffix: found "1", allowed: each once/,
      right: { 'planPerShift.1.suffix': '3' },
    },
    {
      name: 'the name that every object has',
      wrong: { 'products.1.id': 'constructor', 'planPerShift.1.product': 'a' },
      fault: /constructor/,
      right: { 'people.0.id': 'constructors' },
    },
  ]);
});

test('one wrong name is told once, not again for all that is cut off behind it', () => {
  expect(faultsIn(edited(WORKSHOP, { [`stations.${S.mill}.outputs.0.to`]: 'to-whash' }))).toEqual([
    expect.stringMatching(/stations\.1\.outputs\.0\.to: found "to-whash"/),
    expect.stringMatching(/^buffers\.1: found no station that puts parts into "to-wash"/),
  ]);
});

test('several faults are told at once', () => {
  const faults = faultsIn(
    edited(WORKSHOP, {
      [`stations.${S.mill}.servers`]: 1,
      [`stations.${S.wash}.maxWip`]: 2,
      [`buffers.${B.mill}.capacity`]: -1,
      'orders.0.product': 'x',
    }),
  );
  for (const path of ['stations.1.servers', 'stations.2.maxWip', 'buffers.0.capacity', 'orders.0.product'])
    expect(faults.join('\n')).toContain(`${path}: found `);
});

test('of very many names that would do the first ones are told', () => {
  const many = Array.from({ length: 40 }, (_, index) => ({ id: `p-${index}`, name: 'P', color: '#000000' }));
  const faults = faultsIn(edited(WORKSHOP, { products: many }));
  expect(faults.join('\n')).toMatch(/orders\.0\.product: found "a", allowed: p-0, .*p-11 and 28 more/);
});
