// The kernel as a line of equal constant cycles with failures: Buzacott's limits and continuous flow.
import { describe, expect, it } from 'vitest';
import { DOWN } from '../constants.ts';
import type { Kernel } from '../kernel-interface.ts';
import type { FailureSpec, ProgramSpec } from '../spec.ts';
import { failureControls } from './controls.ts';
import { constant, exponential, failure, row } from './plants.ts';
import { buzacott, fluidOnCalendar, fluidOnOperation, twoInStep, type TwoMachines } from './production-forms.ts';
import { comparisonsOf, type Plan, study } from './study.ts';

const compare = comparisonsOf('deterministic');

const made = (kernel: Kernel, seconds: number): number => kernel.goodOutput() / seconds;

describe("Buzacott's limits, failures on operating time", () => {
  const line = (lives: readonly number[], capacity: number): ProgramSpec =>
    row(new Array<number>(lives.length - 1).fill(capacity), (i) => ({
      cycleSeconds: [constant(1)],
      failures: [failure(exponential(lives[i]), exponential(10))],
    }));

  it('two machines without a place between: in step, exactly', () => {
    const plan = { warmUpSeconds: 100, runSeconds: 20_000 };
    const [throughput] = study(line([100, 100], 0), plan, (kernel, seconds) => [made(kernel, seconds)]);
    compare(throughput, twoInStep(100, 10), { name: 'throughput' });
  });

  it('five machines without places between: 2/3, and a little more for the failures that overlap', () => {
    const plan = { warmUpSeconds: 100, runSeconds: 20_000 };
    const limit = buzacott(100, 10, 5);
    const [throughput] = study(line([100, 100, 100, 100, 100], 0), plan, (kernel, seconds) => [made(kernel, seconds)]);
    expect(throughput.mean).toBeGreaterThan(limit);
    expect(throughput.mean).toBeLessThan(limit * 1.01);
  });

  it.each([
    [100, 200],
    [200, 100],
  ])('vast places between machines that live %i s and %i s: the worse one alone', (...lives) => {
    const plan = { warmUpSeconds: 15_000, runSeconds: 15_000 };
    const [throughput] = study(line(lives, 400), plan, (kernel, seconds) => [made(kernel, seconds)]);
    compare(throughput, 100 / 110, { name: 'throughput' });
  });
});

describe('continuous flow through two machines', () => {
  const CYCLE_SECONDS = 0.5;
  const PLAN: Plan = { warmUpSeconds: 500, runSeconds: 15_000, replications: 40 };
  const LINES: TwoMachines[] = [
    { failureRates: [0.01, 0.01], repairRates: [0.1, 0.1], size: 10 },
    { failureRates: [0.01, 0.02], repairRates: [0.1, 0.1], size: 10 },
    { failureRates: [0.02, 0.01], repairRates: [0.2, 0.05], size: 20 },
  ];

  /** Short cycles for the flow. */
  function line({ failureRates, repairRates, size }: TwoMachines, clock: FailureSpec['clock']): ProgramSpec {
    return row([size / CYCLE_SECONDS], (i) => ({
      cycleSeconds: [constant(CYCLE_SECONDS)],
      failures: [failure(exponential(1 / failureRates[i]), exponential(1 / repairRates[i]), { clock })],
    }));
  }

  const perSecond = (kernel: Kernel, seconds: number): number => made(kernel, seconds) * CYCLE_SECONDS;

  it.each(LINES)('failures on calendar time: $failureRates, $repairRates, $size', (machines) => {
    const { failureRates, repairRates } = machines;
    const down = failureRates.map((rate, i) => rate / (rate + repairRates[i]));
    const [flow] = study(line(machines, 'calendar'), { ...PLAN, controls: 2 }, (kernel, seconds) => [
      ...down.map((share, i) => kernel.stationSeconds(i, DOWN) / seconds - share),
      perSecond(kernel, seconds),
    ]);
    compare(flow, fluidOnCalendar(machines), { name: 'flow', coarsest: 0.001 });
  });

  it.each(LINES)('failures on operating time: $failureRates, $repairRates, $size', (machines) => {
    const [flow] = study(line(machines, 'operating'), { ...PLAN, controls: 4 }, (kernel, seconds) => [
      ...failureControls(kernel, seconds, machines),
      perSecond(kernel, seconds),
    ]);
    compare(flow, fluidOnOperation(machines), { name: 'flow', coarsest: 0.001 });
  });
});
