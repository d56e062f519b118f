// The kernel as a reliable saturated line, blocking after service, against exact throughputs (see ctmc.test.ts).
import { describe, expect, it } from 'vitest';
import { workControls } from './controls.ts';
import { exponential, row } from './plants.ts';
import { comparisonsOf, estimatesOf, samplesOf, study } from './study.ts';
import { BOWLS, RELIABLE_THROUGHPUT, TWO_STATIONS } from './tables.ts';

const compare = comparisonsOf('lines');
const PLAN = { warmUpSeconds: 500, runSeconds: 4000 };

const line = (means: readonly number[], capacity: number) =>
  row(new Array<number>(means.length - 1).fill(capacity), (i) => ({ cycleSeconds: [exponential(means[i])] }));

const like = (stations: number): number[] => new Array<number>(stations).fill(1);

describe('like stations', () => {
  it.each(RELIABLE_THROUGHPUT)('$stations with $places places between: $throughput', (cell) => {
    const plan = { ...PLAN, controls: cell.stations };
    const [throughput, wip] = study(line(like(cell.stations), cell.places), plan, (kernel, seconds) => [
      ...workControls(kernel, seconds, like(cell.stations)),
      kernel.goodOutput() / seconds,
      kernel.wipIntegral() / seconds,
    ]);
    compare(throughput, Number(cell.throughput), { name: 'throughput' });
    if (cell.wip !== undefined) compare(wip, Number(cell.wip), { name: 'WIP', coarsest: 0.02 });
  });
});

describe('two stations', () => {
  it.each([
    { rates: [1, 1], places: 0, throughput: 2 / 3 },
    { rates: [1, 1], places: 5, throughput: 7 / 8 },
    ...TWO_STATIONS,
  ])('rates $rates, $places places: $throughput', ({ rates, places, throughput }) => {
    const means = rates.map((rate) => 1 / rate);
    const [made] = study(line(means, places), { ...PLAN, controls: 2 }, (kernel, seconds) => [
      ...workControls(kernel, seconds, rates),
      kernel.goodOutput() / seconds,
    ]);
    compare(made, Number(throughput), { name: 'throughput' });
  });
});

describe('the bowl phenomenon', () => {
  it.each(BOWLS)('means $means, $places places: more than the balanced line', ({ means, places, throughput }) => {
    const made = (of: readonly number[]): number[][] =>
      samplesOf(line(of, places), PLAN, (kernel, seconds) => [kernel.goodOutput() / seconds]);
    const balanced = made(like(means.length));
    const [gain] = estimatesOf(made(means).map(([bowl], i) => [bowl - balanced[i][0]]));
    const known = RELIABLE_THROUGHPUT.find((row) => row.stations === means.length && row.places === places);
    expect(gain.mean).toBeGreaterThan(0);
    compare(gain, Number(throughput) - Number(known?.throughput), { name: 'gain', coarsest: 0.25 });
  });
});
