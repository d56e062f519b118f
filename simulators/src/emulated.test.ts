// Lines that the plant can emulate, and one that asks for more.
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import { expect, test } from 'vitest';
import { refuseUnemulated } from './emulated.ts';

test.each(['drive-unit', 'two-machines'])('emulates %s', async (name) => {
  const line = await readLineFile(`examples/lines/${name}.yaml`);
  expect(() => refuseUnemulated(line)).not.toThrow();
});

test.each([
  ['speed', { speed: { factor: 2, wearExponent: 0, scrapExponent: 0 } }],
  ['batchWaitSeconds', { batchWaitSeconds: 5 }],
  ['yields', { yields: [{ product: 'p', quantity: 1 }] }],
  ['dispatch', { dispatch: 'spt' }],
  ['preempts', { preempts: true }],
  ['setupSkill', { setupSkill: 'x' }],
  ['offShift', { offShift: 'suspend' }],
  ['maxWip', { maxWip: 3 }],
  ['kind', { kind: 'parallel' }],
  ['kind', { kind: 'disassembly' }],
] as const)('refuses a station with another %s: %j', async (field, fields) => {
  const line = await readLineFile('examples/lines/two-machines.yaml');
  const [first, ...others] = line.stations;
  const asking = { ...line, stations: [{ ...first, ...fields } as typeof first, ...others] };
  expect(() => refuseUnemulated(asking)).toThrow(new RegExp(`stations\\.0\\.${field} of`));
});

test('refuses what it cannot do, with the path, instead of leaving it out', async () => {
  const line = await readLineFile('examples/lines/two-machines.yaml');
  const [first, ...others] = line.stations;
  if (first === undefined) throw new Error('the example has stations');
  const asking = { ...line, stations: [{ ...first, servers: 3, routing: 'shortest' as const }, ...others] };
  expect(() => refuseUnemulated(asking)).toThrow(/stations\.0\.servers.*stations\.0\.routing/);
});
