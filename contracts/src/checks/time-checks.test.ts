// Lines on which the clock would stand still are refused; a millisecond somewhere on the way is enough.
import { describe, expect, test } from 'vitest';
import { B, type Edits, edited, faultsIn, S, testCases, WORKSHOP } from './test-lines.ts';

const cycle = (...stations: number[]): Edits =>
  Object.fromEntries(stations.map((station) => [`stations.${station}.cycleTimeSeconds`, 0]));
const path = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
];
const instant = { id: 'to-test', name: 'T', kind: 'buffer', capacity: 4, path };

describe('loops', () => {
  testCases([
    {
      name: 'rework that comes back at once',
      wrong: cycle(S.test),
      fault:
        /^stations\.5\.cycleTimeSeconds: found parts going round through "test" in no time, allowed: at least 0\.001 s/,
      right: { ...cycle(S.test), [`buffers.${B.again}.transitSeconds`]: 0.001 },
    },
    {
      name: 'of one product',
      wrong: { [`stations.${S.test}.cycleTimeSecondsByProduct`]: { b: 0.0001 } },
      fault: /^stations\.5\.cycleTimeSeconds: found parts going round through "test" in no time/,
      right: { [`stations.${S.test}.cycleTimeSecondsByProduct`]: { bolt: 0 } },
    },
    {
      name: 'at high speed',
      wrong: { [`stations.${S.test}.cycleTimeSeconds`]: 0.05, [`stations.${S.test}.speed`]: { factor: 100 } },
      fault: /^stations\.5\.cycleTimeSeconds: found parts going round/,
      right: { [`stations.${S.test}.cycleTimeSeconds`]: 0.5, [`stations.${S.test}.speed`]: { factor: 100 } },
    },
  ]);

  test('a loop without time is no matter where nothing goes round', () => {
    expect(faultsIn(edited(WORKSHOP, { ...cycle(S.test), [`stations.${S.test}.quality`]: { rework: 0 } }))).toEqual([]);
  });

  test('what is yielded into the station again goes round too', () => {
    const again = {
      [`stations.${S.split}.inputs`]: ['to-split', 'round'],
      [`stations.${S.split}.outputs.1`]: { to: 'round', products: ['lid'] },
      [`stations.${S.split}.outputs.2`]: { to: 'lids' },
      'buffers.7': { ...instant, id: 'round' },
    };
    expect(faultsIn(edited(WORKSHOP, again))).toEqual([]);
    expect(faultsIn(edited(WORKSHOP, { ...again, ...cycle(S.split) })).join()).toMatch(
      /round through "split" in no time/,
    );
  });
});

describe('whole routes', () => {
  const all = [S.in, S.mill, S.wash, S.press, S.feeder, S.test, S.split];
  const still = {
    ...cycle(...all),
    [`stations.${S.mill}.cycleTimeSecondsByProduct`]: {},
    [`stations.${S.test}.quality`]: { rework: 0, scrap: 0 },
    [`buffers.${B.test}`]: instant,
  };
  testCases([
    {
      name: 'from a source to a sink in no time',
      wrong: still,
      fault:
        /^stations\.6\.cycleTimeSeconds: found parts of "(a|b|lid)" coming from a source and leaving for "(out|lids)" in no time/,
      right: { ...still, [`stations.${S.in}.cycleTimeSeconds`]: 0.001 },
    },
    {
      name: 'unless a station on the way takes time',
      wrong: { ...still, [`stations.${S.press}.cycleTimeSeconds`]: { type: 'uniform', min: 0, max: 0.001 } },
      fault: /in no time/,
      right: { ...still, [`stations.${S.press}.cycleTimeSeconds`]: { type: 'uniform', min: 0, max: 0.002 } },
    },
    {
      name: 'or a buffer',
      wrong: { ...still, [`buffers.${B.press}.headwaySeconds`]: 0.0001 },
      fault: /in no time/,
      right: { ...still, [`buffers.${B.press}.headwaySeconds`]: 0.1 },
    },
    {
      name: 'or the components',
      wrong: { ...still, [`stations.${S.feeder}.cycleTimeSeconds`]: 1e-9 },
      fault: /in no time/,
      right: { ...still, [`stations.${S.feeder}.cycleTimeSeconds`]: 1 },
    },
    {
      name: 'a normal time of small mean is none of no time',
      wrong: { ...still, [`stations.${S.press}.cycleTimeSeconds`]: { type: 'normal', mean: 1e-9, sd: 1e-9 } },
      fault: /in no time/,
      right: { ...still, [`stations.${S.press}.cycleTimeSeconds`]: { type: 'normal', mean: 1e-9, sd: 1 } },
    },
  ]);
});

describe('lives and maintenance', () => {
  const mill = `stations.${S.mill}`;
  testCases([
    {
      name: 'a failure that comes again at once',
      wrong: { [`${mill}.failures.0.timeBetween`]: 0 },
      fault: /^stations\.1\.failures\.0\.timeBetween: found a mean of 0, allowed: at least 0\.001/,
      right: { [`${mill}.failures.0.timeBetween`]: 1, [`${mill}.failures.0.repairSeconds`]: 0 },
    },
    {
      name: 'of values that are all 0',
      wrong: { [`${mill}.failures.0.timeBetween`]: { type: 'empirical', values: [0, 0] } },
      fault: /^stations\.1\.failures\.0\.timeBetween: found a mean of 0/,
      right: { [`${mill}.failures.0.timeBetween`]: { type: 'empirical', values: [0, 1] } },
    },
    {
      name: 'maintenance that is due at once',
      wrong: { [`${mill}.maintenance.0.every`]: 1e-9 },
      fault: /^stations\.1\.maintenance\.0\.every: found a mean of 1e-9, allowed: at least 0\.001/,
      right: { [`${mill}.maintenance.0.every`]: 0.5 },
    },
    {
      name: 'maintenance that takes no time',
      wrong: { [`${mill}.maintenance.0.durationSeconds`]: { type: 'uniform', min: 0, max: 0 } },
      fault: /^stations\.1\.maintenance\.0\.durationSeconds: found a mean of 0/,
      right: { [`${mill}.maintenance.0.durationSeconds`]: { type: 'uniform', min: 0, max: 1 } },
    },
  ]);
});
