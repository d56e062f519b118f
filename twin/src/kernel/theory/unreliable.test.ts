// The kernel as an unreliable line, failures on operating time, against exact figures (Gershwin and Berman's model; ctmc.test.ts).
import { describe, it } from 'vitest';
import { BLOCKED, STARVED } from '../constants.ts';
import type { Kernel } from '../kernel-interface.ts';
import type { ProgramSpec } from '../spec.ts';
import { failureControls, workControls } from './controls.ts';
import { exponential, failure, row } from './plants.ts';
import { comparisonsOf, type Estimate, study } from './study.ts';
import { UNRELIABLE, type UnreliableMachines } from './tables.ts';

const compare = comparisonsOf('unreliable');
const PLAN = { warmUpSeconds: 1000, runSeconds: 6000, replications: 30 };

function line({ rates, failureRates, repairRates }: UnreliableMachines, places: number): ProgramSpec {
  return row(new Array<number>(rates.length - 1).fill(places), (i) => ({
    cycleSeconds: [exponential(1 / rates[i])],
    failures: [failure(exponential(1 / failureRates[i]), exponential(1 / repairRates[i]))],
  }));
}

/** Estimates of figures of a line, with what came about by chance in work, failures and repairs as controls. */
function studyOf(
  machines: UnreliableMachines,
  places: number,
  figures: (kernel: Kernel, seconds: number) => number[],
): Estimate[] {
  const plan = { ...PLAN, controls: 3 * machines.rates.length };
  return study(line(machines, places), plan, (kernel, seconds) => [
    ...workControls(kernel, seconds, machines.rates),
    ...failureControls(kernel, seconds, machines),
    ...figures(kernel, seconds),
  ]);
}

const CELLS = UNRELIABLE.flatMap(({ machines, throughput }) =>
  Object.entries(throughput).map(([places, exact]) => ({ machines, places: Number(places), exact })),
);

it.each(CELLS)('$machines, $places places: $exact', ({ machines, places, exact }) => {
  const [throughput] = studyOf(machines, places, (kernel, seconds) => [kernel.goodOutput() / seconds]);
  compare(throughput, Number(exact), { name: 'throughput' });
});

describe('where the time goes', () => {
  it('two machines, five places: 4.33182 parts, blocked as long as starved', () => {
    const [wip, blocked, starved] = studyOf(UNRELIABLE[0].machines, 5, (kernel, seconds) => [
      kernel.wipIntegral() / seconds,
      kernel.stationSeconds(0, BLOCKED) / seconds,
      kernel.stationSeconds(1, STARVED) / seconds,
    ]);
    compare(wip, 4.33182, { name: 'WIP' });
    compare(blocked, 0.16818, { name: 'blocked', coarsest: 0.03 });
    compare(starved, 0.16818, { name: 'starved', coarsest: 0.03 });
  });

  it('three machines, five places: blocked and starved alike, mirrored', () => {
    const estimates = studyOf(UNRELIABLE[4].machines, 5, (kernel, seconds) => [
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
