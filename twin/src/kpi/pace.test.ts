// The planned pace of the demo line.
import { fileURLToPath } from 'node:url';
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import { expect, it } from 'vitest';
import { evenMix, slowestStage, stagesOf } from './pace.ts';

const line = await readLineFile(fileURLToPath(new URL('../../../examples/lines/drive-unit.yaml', import.meta.url)));

it('takes parallel machines as one stage and shares a batch among its parts', () => {
  const stages = new Map(stagesOf(line).map((stage) => [stage.stations.join('+'), stage]));
  expect(stages.get('cnc-1+cnc-2')?.secondsPerPart('du-80')).toBeCloseTo(6.6, 9);
  expect(stages.get('washer')?.secondsPerPart('du-80')).toBe(6);
  expect([...stages.keys()]).not.toContain('bearing-store');
});

it('finds the stage that is planned slowest for the mix that is made', () => {
  expect(slowestStage(stagesOf(line), evenMix(line))?.stations).toEqual(['gear-bench']);
  expect(slowestStage(stagesOf(line), new Map([['du-120', 10]]))?.secondsPerPart('du-120')).toBeCloseTo(7.4, 9);
});
