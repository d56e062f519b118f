// Compares the kernel with exact values: replications, Student t, and one false-alarm rate for all comparisons together.
import { expect } from 'vitest';
import type { Kernel } from '../kernel-interface.ts';
import type { ProgramSpec } from '../spec.ts';
import { shippedKernel } from './shipped-kernel.ts';
import { limitOfStudent, solve } from './statistics.ts';

/**
 * Comparisons each test file may make. The limit of |t| is set so that a right kernel fails any of all of them together
 * with a probability of at most FALSE_ALARM_RATE, whatever their dependence (Bonferroni). The seeds are fixed, so a
 * kernel that passed goes on passing until its draws change.
 */
const COMPARISONS = {
  queues: 50,
  networks: 20,
  lines: 40,
  unreliable: 40,
  assembly: 10,
  deterministic: 20,
  bernoulli: 6,
  maintenance: 12,
  repairmen: 12,
  laws: 10,
};
const FALSE_ALARM_RATE = 0.01;
const ALL_COMPARISONS = Object.values(COMPARISONS).reduce((sum, count) => sum + count, 0);
const SEED = 2026;

const { assemble, createKernel } = await shippedKernel();

/** How long and how often to simulate. */
export interface Plan {
  /** Time after which the figures begin [s]. */
  warmUpSeconds: number;
  /** Time over which they are taken [s]. */
  runSeconds: number;
  replications?: number;
  /** Looks at the kernel after each event of the run. */
  onEvent?: (kernel: Kernel) => void;
  /** First figures that are controls: their mean is known to be 0, and what they explain is taken out of the others. */
  controls?: number;
}

/** A mean over replications, its standard error and the degrees of freedom of that. */
export interface Estimate {
  mean: number;
  error: number;
  freedom: number;
}

/** Runs a line with statistics from the end of the warm-up. */
function observe(kernel: Kernel, { warmUpSeconds, runSeconds, onEvent }: Plan): void {
  kernel.runUntil(warmUpSeconds);
  kernel.clearStatistics();
  const end = warmUpSeconds + runSeconds;
  if (onEvent === undefined) kernel.runUntil(end);
  else while (kernel.now() < end && kernel.step()) onEvent(kernel);
}

/** Figures of each replication of a line, `[replication][figure]`; equal numbers of replication have common random numbers. */
export function samplesOf(
  line: ProgramSpec,
  plan: Plan,
  figures: (kernel: Kernel, seconds: number) => number[],
): number[][] {
  const kernel = createKernel(assemble(line));
  return Array.from({ length: plan.replications ?? 20 }, (_, replication) => {
    kernel.reset(SEED, replication);
    observe(kernel, plan);
    return figures(kernel, kernel.now() - kernel.statisticsSince());
  });
}

/** Takes from a figure what the controls explain, by least squares; the mean left is its value at controls of 0. */
function regress(values: readonly number[], controls: readonly number[][]): Estimate {
  const columns = [values.map(() => 1), ...controls];
  const products = columns.map((a) => columns.map((b) => a.reduce((sum, value, i) => sum + value * b[i], 0)));
  const moments = columns.map((a) => a.reduce((sum, value, i) => sum + value * values[i], 0));
  const coefficients = solve(products, moments);
  const residuals = values.map((value, i) => value - columns.reduce((sum, a, c) => sum + a[i] * coefficients[c], 0));
  const freedom = values.length - columns.length;
  const variance = residuals.reduce((sum, residual) => sum + residual ** 2, 0) / freedom;
  const unit = solve(
    products,
    columns.map((_, c) => Number(c === 0)),
  );
  return { mean: coefficients[0], error: Math.sqrt(variance * unit[0]), freedom };
}

/** Estimates from the figures of replications, the first `controls` of which are controls and left out. */
export function estimatesOf(samples: readonly number[][], controls = 0): Estimate[] {
  const columns = samples[0].map((_, figure) => samples.map((sample) => sample[figure]));
  return columns.slice(controls).map((values) => regress(values, columns.slice(0, controls)));
}

/** Estimates of the figures of a line; `seconds` is the time over which they were taken. */
export function study(
  line: ProgramSpec,
  plan: Plan,
  figures: (kernel: Kernel, seconds: number) => number[],
): Estimate[] {
  return estimatesOf(samplesOf(line, plan, figures), plan.controls);
}

/** Compares an estimate with its exact value; fails also when the estimate is too coarse to tell (standard error / exact). */
export type Compare = (estimate: Estimate, exact: number, options?: { coarsest?: number; name?: string }) => void;

/** The comparisons of a test file, counted against those set aside for it. */
export function comparisonsOf(file: keyof typeof COMPARISONS): Compare {
  let made = 0;
  return ({ mean, error, freedom }, exact, { coarsest = 0.01, name = 'figure' } = {}) => {
    made++;
    expect(made, 'comparisons set aside for this file').toBeLessThanOrEqual(COMPARISONS[file]);
    const score = (mean - exact) / error;
    const said = `${name}: ${mean} against ${exact}, standard error ${error}, t ${score}`;
    if (process.env.THEORY_LOG !== undefined)
      process.stdout.write(`T ${file} ${score.toFixed(2)} ${((100 * error) / exact).toFixed(2)}% ${said}\n`);
    expect(error, said).toBeLessThan(coarsest * Math.abs(exact));
    expect(Math.abs(score), said).toBeLessThan(limitOfStudent(FALSE_ALARM_RATE / ALL_COMPARISONS, freedom));
  };
}
