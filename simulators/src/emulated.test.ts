// Lines that the plant can emulate, and one that asks for more.
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import { expect, test } from 'vitest';
import { refuseUnemulated } from './emulated.ts';

test.each(['drive-unit', 'two-machines'])('emulates %s', async (name) => {
  const line = await readLineFile(`examples/lines/${name}.yaml`);
  expect(() => refuseUnemulated(line)).not.toThrow();
});

test('refuses what it cannot do, with the path, instead of leaving it out', async () => {
  const line = await readLineFile('examples/lines/two-machines.yaml');
  const [first, ...others] = line.stations;
  if (first === undefined) throw new Error('the example has stations');
  const asking = { ...line, stations: [{ ...first, servers: 3, routing: 'shortest' as const }, ...others] };
  expect(() => refuseUnemulated(asking)).toThrow(/stations\.0\.servers.*stations\.0\.routing/);
});
