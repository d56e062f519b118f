// A station that its kind, its results, its skills or its sensors make impossible is refused; its neighbour is not.
import { describe, expect, test } from 'vitest';
import { edited, faultsIn, S, testCases, WORKSHOP } from './test-lines.ts';

test('the workshop itself is sound', () => {
  expect(faultsIn(WORKSHOP)).toEqual([]);
});

describe('what a kind has', () => {
  testCases([
    {
      name: 'a source takes nothing',
      wrong: { [`stations.${S.in}.inputs`]: ['again'] },
      fault: /stations\.0\.inputs: found a list of 1, allowed: none for a source/,
      right: { [`stations.${S.in}.inputs`]: [] },
    },
    {
      name: 'a sink takes nothing from buffers: its parts would stay in it',
      wrong: { [`stations.${S.bin}.inputs`]: ['to-split'] },
      fault: /stations\.8\.inputs: found a list of 1, allowed: none for a sink/,
      right: { [`stations.${S.bin}.inputs`]: [] },
    },
    {
      name: 'a sink gives nothing',
      wrong: { [`stations.${S.bin}.outputs`]: [{ to: 'out' }] },
      fault: /stations\.8\.outputs: found a list of 1, allowed: none for a sink/,
      right: { [`stations.${S.bin}.outputs`]: [] },
    },
    {
      name: 'a parallel station has two machines or more',
      wrong: { [`stations.${S.mill}.servers`]: 1 },
      fault: /stations\.1\.servers: found 1, allowed: at least 2 for kind parallel/,
      right: { [`stations.${S.mill}.servers`]: 3 },
    },
    {
      name: 'a single station has one machine',
      wrong: { [`stations.${S.mill}.kind`]: 'single' },
      fault: /stations\.1\.servers: found 2, allowed: 1; several machines/,
      right: { [`stations.${S.mill}.kind`]: 'single', [`stations.${S.mill}.servers`]: 1 },
    },
    {
      name: 'a source is one machine',
      wrong: { [`stations.${S.in}.servers`]: 2 },
      fault: /stations\.0\.servers: found 2/,
      right: { [`stations.${S.wash}.servers`]: 2 },
    },
    {
      name: 'a sink is one',
      wrong: { [`stations.${S.out}.servers`]: 2 },
      fault: /stations\.7\.servers: found 2/,
      right: { [`stations.${S.press}.servers`]: 2 },
    },
    {
      name: 'only an assembly has components',
      wrong: { [`stations.${S.press}.kind`]: 'single' },
      fault: /stations\.3\.components: found a list of 1, allowed: none but for an assembly/,
      right: { [`stations.${S.press}.components.0.quantity`]: 1 },
    },
    {
      name: 'only a disassembly yields',
      wrong: { [`stations.${S.split}.kind`]: 'single' },
      fault: /stations\.6\.yields: found a list of 1, allowed: none but for a disassembly/,
      right: { [`stations.${S.split}.yields.0.quantity`]: 3 },
    },
    {
      name: 'only a batch has a batch wait',
      wrong: { [`stations.${S.mill}.batchWaitSeconds`]: 60 },
      fault: /stations\.1\.batchWaitSeconds: found 60, allowed: null but for kind batch/,
      right: { [`stations.${S.wash}.batchWaitSeconds`]: 60 },
    },
    {
      name: 'only a batch has a batch size',
      wrong: { [`stations.${S.mill}.batchSize`]: 2 },
      fault: /stations\.1\.batchSize: found 2, allowed: 1 but for kind batch/,
      right: { [`stations.${S.mill}.batchSize`]: 1 },
    },
    {
      name: 'only a source has a limit of work in process',
      wrong: { [`stations.${S.mill}.maxWip`]: 9 },
      fault: /stations\.1\.maxWip: found 9, allowed: 0 but for a source/,
      right: { [`stations.${S.in}.maxWip`]: 9 },
    },
    {
      name: 'only a source releases',
      wrong: { [`stations.${S.mill}.releases`]: 'stock' },
      fault: /stations\.1\.releases: found "stock", allowed: orders but for a source/,
      right: { [`stations.${S.mill}.releases`]: 'orders' },
    },
    {
      name: 'a source of stock names its product',
      wrong: { [`stations.${S.feeder}.product`]: undefined },
      fault: /stations\.4\.product: found nothing, allowed: the product that a source with releases: stock feeds/,
      right: { [`stations.${S.feeder}.product`]: 'lid' },
    },
    {
      name: 'a source of orders names none',
      wrong: { [`stations.${S.in}.product`]: 'a' },
      fault: /stations\.0\.product: found "a", allowed: nothing but for a source with releases: stock/,
      right: {
        [`stations.${S.in}.releases`]: 'stock',
        [`stations.${S.in}.product`]: 'a',
        orders: [],
        planPerShift: [],
      },
    },
    {
      name: 'a source chooses among nothing',
      wrong: { [`stations.${S.in}.dispatch`]: 'edd' },
      fault: /stations\.0\.dispatch: found "edd", allowed: fifo but for/,
      right: { [`stations.${S.mill}.dispatch`]: 'edd' },
    },
    {
      name: 'a source puts nothing back',
      wrong: { [`stations.${S.in}.preempts`]: true },
      fault: /stations\.0\.preempts: found true, allowed: false but for/,
      right: { [`stations.${S.mill}.preempts`]: true },
    },
    {
      name: 'a batch is not put back',
      wrong: { [`stations.${S.wash}.preempts`]: true },
      fault: /stations\.2\.preempts: found true, allowed: false for a batch/,
      right: { [`stations.${S.split}.preempts`]: true },
    },
    {
      name: 'an assembly is not put back',
      wrong: { [`stations.${S.press}.preempts`]: true },
      fault: /stations\.3\.preempts: found true, allowed: false for an assembly/,
      right: { [`stations.${S.split}.preempts`]: true },
    },
  ]);

  test.each([
    [S.mill, 'inputs', /stations\.1\.inputs: found an empty list, allowed: at least one buffer/],
    [S.mill, 'outputs', /stations\.1\.outputs: found an empty list, allowed: at least one buffer or sink/],
    [S.press, 'components', /stations\.3\.components: found an empty list, allowed: at least one for an assembly/],
    [S.split, 'yields', /stations\.6\.yields: found an empty list, allowed: at least one for a disassembly/],
  ])('station %d cannot be without %s', (station, field, fault) => {
    expect(faultsIn(edited(WORKSHOP, { [`stations.${station}.${field}`]: [] })).join('\n')).toMatch(fault);
  });
});

describe('what is taken', () => {
  testCases([
    {
      name: 'an input is named once',
      wrong: { [`stations.${S.test}.inputs`]: ['again', 'to-test', 'again'] },
      fault: /stations\.5\.inputs\.2: found "again", allowed: each once; stations\.5\.inputs\.0 has it/,
      right: { [`stations.${S.test}.inputs`]: ['to-test', 'again'] },
    },
    {
      name: 'a component buffer is named once, with a quantity',
      wrong: { [`stations.${S.press}.components`]: [{ from: 'feed' }, { from: 'feed' }] },
      fault: /stations\.3\.components\.1\.from: found "feed", allowed: each once/,
      right: { [`stations.${S.press}.components`]: [{ from: 'feed', quantity: 2 }] },
    },
    {
      name: 'components do not come out of an input',
      wrong: { [`stations.${S.press}.inputs`]: ['to-press', 'feed'], [`stations.${S.split}.outputs.1.products`]: [] },
      fault: /stations\.3\.components\.0\.from: found "feed", allowed: a buffer that is not among the inputs/,
      right: { [`stations.${S.press}.inputs`]: ['to-press'] },
    },
  ]);
});

describe('results', () => {
  const quality = `stations.${S.test}.quality`;
  testCases([
    {
      name: 'shares are of one whole',
      wrong: { [quality]: { rework: 0.6, scrap: 0.5 } },
      fault: /stations\.5\.quality: found rework \+ scrap = 1\.1, allowed: at most 1/,
      right: { [quality]: { rework: 0.5, scrap: 0.5 } },
    },
    {
      name: 'good parts have a way out',
      wrong: { [`stations.${S.mill}.outputs.0.when`]: 'scrap' },
      fault: /stations\.1\.outputs: found no way out for a part that passes/,
      also: /^stations\.|^buffers\./,
      right: { [`stations.${S.mill}.outputs.0.when`]: 'pass' },
    },
    {
      name: 'rework has a way out',
      wrong: { [`stations.${S.test}.outputs.1.when`]: 'pass' },
      fault: /stations\.5\.outputs: found no way out for a part that needs rework/,
      right: { [`stations.${S.test}.outputs.1.when`]: 'pass', [quality]: { rework: 0.1, scrap: 0.1, maxReworks: 0 } },
    },
    {
      name: 'scrap has a way out',
      wrong: { [`stations.${S.mill}.quality`]: { scrap: 0.1 } },
      fault: /stations\.1\.outputs: found no way out for a part that is scrapped/,
      right: {
        [`stations.${S.mill}.quality`]: { scrap: 0.1 },
        [`stations.${S.mill}.outputs`]: [
          { to: 'to-wash', when: 'pass' },
          { to: 'bin', when: 'scrap' },
        ],
      },
    },
  ]);
});

describe('failures, maintenance, sensors', () => {
  const mill = `stations.${S.mill}`;
  const task = (id: string): object => ({ id, name: id, clock: 'cycles', every: 5, durationSeconds: 1 });
  const tasks = (count: number): object[] => Array.from({ length: count }, (_, index) => task(`task-${index}`));
  testCases([
    {
      name: 'failure modes have ids of their own',
      wrong: { [`${mill}.failures.1.id`]: 'jam', [`${mill}.maintenance.0.renews`]: [] },
      fault: /stations\.1\.failures\.1\.id: found "jam", allowed: each once; stations\.1\.failures\.0 has it/,
      right: { [`${mill}.failures.0.id`]: 'bent' },
    },
    {
      name: 'and stop reasons of their own',
      wrong: { [`${mill}.failures.1.stopReason`]: 100 },
      fault: /stations\.1\.failures\.1\.stopReason: found 100, allowed: each once/,
      right: { [`${mill}.failures.1.stopReason`]: 102 },
    },
    {
      name: 'maintenance tasks have ids of their own',
      wrong: { [`${mill}.maintenance.1.id`]: 'oil' },
      fault: /stations\.1\.maintenance\.1\.id: found "oil", allowed: each once/,
      right: { [`${mill}.maintenance.1.id`]: 'jam' },
    },
    {
      name: 'a machine has streams of random numbers for 256 modes',
      wrong: { [`${mill}.maintenance`]: tasks(255) },
      fault: /stations\.1\.failures: found a list of 2, allowed: at most 256/,
      right: { [`${mill}.maintenance`]: tasks(254) },
    },
    {
      name: 'sensors have names of their own',
      wrong: { [`${mill}.sensors.1.name`]: 'Current' },
      fault: /stations\.1\.sensors\.1\.name: found "Current", allowed: each once/,
      right: { [`${mill}.sensors.1.name`]: 'Voltage' },
    },
    {
      name: 'sensors have a range',
      wrong: { [`${mill}.sensors.0.high`]: 0 },
      fault: /stations\.1\.sensors\.0\.high: found 0, allowed: above low = 0/,
      right: { [`${mill}.sensors.0.high`]: 0.1 },
    },
  ]);
});

describe('skills', () => {
  const mill = `stations.${S.mill}`;
  testCases([
    {
      name: 'an operator works',
      wrong: { [`${mill}.operatorSkill`]: 'repair' },
      fault:
        /stations\.1\.operatorSkill: found "repair", allowed: .*running, setting; no operator has the skill "repair"/,
      right: { [`${mill}.operatorSkill`]: 'setting' },
    },
    {
      name: 'an operator sets up',
      wrong: { [`${mill}.setupSkill`]: 'magic' },
      fault: /stations\.1\.setupSkill: found "magic", allowed/,
      right: { [`${mill}.setupSkill`]: null },
    },
    {
      name: 'a technician repairs',
      wrong: { [`${mill}.failures.0.skill`]: 'running' },
      fault: /stations\.1\.failures\.0\.skill: found "running", allowed: .*repair; no technician has/,
      right: { [`${mill}.failures.0.skill`]: null },
    },
    {
      name: 'a technician maintains',
      wrong: { [`${mill}.maintenance.0.skill`]: 'running' },
      fault: /stations\.1\.maintenance\.0\.skill: found "running", allowed/,
      right: { [`${mill}.maintenance.0.skill`]: null },
    },
  ]);
});
