// The scripted jam strikes the right station, once, at its time.
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import { expect, test } from 'vitest';
import { createDemoScript, demoJamOf } from './demo-script.ts';
import { createPlant } from './plant/plant.ts';

const line = await readLineFile('examples/lines/drive-unit.yaml');

test('the demo line jams at the screwdriver for about seventy seconds', () => {
  expect(demoJamOf(line)).toEqual({ station: 'screwdriver', failure: 'screw-jam' });
  const startMs = Date.parse('2026-11-25T07:00:00Z');
  const plant = createPlant(line, { seed: 1, startMs });
  plant.runTo(startMs + 300_000);
  const machine = plant.machines.find(({ station }) => station.id === 'screwdriver');
  const script = createDemoScript(line, 1);
  expect(script.tick(plant, 39_000)).toBe(false);
  expect(script.tick(plant, 40_000)).toBe(true);
  expect(script.tick(plant, 40_010)).toBe(false);
  const fromMs = plant.timeMs;
  while (machine?.state === 'down') plant.step();
  const seconds = (plant.timeMs - fromMs) / 1000;
  expect(seconds).toBeGreaterThan(62);
  expect(seconds).toBeLessThan(85);
});
