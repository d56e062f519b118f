// The kernel as an unreliable line, failures on operating time, against exact figures (Gershwin and Berman's model; ctmc.test.ts).
import { describe, it } from 'vitest';
import { BLOCKED, STARVED } from '../constants.ts';
import type { ProgramSpec } from '../spec.ts';
import { exponential, failure, row } from './plants.ts';
import { comparisonsOf, type Plan, study } from './study.ts';
import { UNRELIABLE, type UnreliableMachines } from './tables.ts';

const compare = comparisonsOf('unreliable');
const PLAN: Plan = { warmUpSeconds: 1000, runSeconds: 12_000 };

function line({ rates, failureRates, repairRates }: UnreliableMachines, places: number): ProgramSpec {
  return row(new Array<number>(rates.length - 1).fill(places), (i) => ({
    cycleSeconds: [exponential(1 / rates[i])],
    failures: [failure(exponential(1 / failureRates[i]), exponential(1 / repairRates[i]))],
  }));
}

const CELLS = UNRELIABLE.flatMap(({ machines, throughput }) =>
  Object.entries(throughput).map(([places, exact]) => ({ machines, places: Number(places), exact })),
);

it.each(CELLS)('$machines, $places places: $exact', ({ machines, places, exact }) => {
  const [throughput] = study(line(machines, places), PLAN, (kernel, seconds) => [kernel.goodOutput() / seconds]);
  compare(throughput, Number(exact), { name: 'throughput' });
});

describe('where the time goes', () => {
  it('two machines, five places: 4.33182 parts, blocked as long as starved', () => {
    const [wip, blocked, starved] = study(line(UNRELIABLE[0].machines, 5), PLAN, (kernel, seconds) => [
      kernel.wipIntegral() / seconds,
      kernel.stationSeconds(0, BLOCKED) / seconds,
      kernel.stationSeconds(1, STARVED) / seconds,
    ]);
    compare(wip, 4.33182, { name: 'WIP' });
    compare(blocked, 0.16818, { name: 'blocked', coarsest: 0.03 });
    compare(starved, 0.16818, { name: 'starved', coarsest: 0.03 });
  });

  it('three machines, five places: blocked and starved alike, mirrored', () => {
    const estimates = study(line(UNRELIABLE[4].machines, 5), PLAN, (kernel, seconds) => [
      kernel.stationSeconds(0, BLOCKED) / seconds,
      kernel.stationSeconds(1, BLOCKED) / seconds,
      kernel.stationSeconds(1, STARVED) / seconds,
      kernel.stationSeconds(2, STARVED) / seconds,
    ]);
    [0.22408, 0.11368, 0.1104, 0.22408].forEach((exact, i) =>
      compare(estimates[i], exact, { name: `share ${i}`, coarsest: 0.03 }),
    );
  });
});
