// Holds the kernel against exact results for lines. Figures: exact CTMC solutions and closed forms (Hunt 1956,
// Gershwin and Berman 1981, Buzacott and Shanthikumar 1993), computed independently of the kernel.
import { describe, expect, it } from 'vitest';
import { assemble } from './assemble.ts';
import { DOWN, STARVED, BLOCKED } from './constants.ts';
import { createKernel } from './kernel.ts';
import type { Kernel } from './kernel-interface.ts';
import type { FailureSpec, ProgramSpec } from './spec.ts';
import { constant, exponential, row, spec, station } from './test-lines.ts';

const REPLICATIONS = 10;
const WARM_UP_SECONDS = 300;
const RUN_SECONDS = 4000;
/** Student t, 9 degrees of freedom: a right kernel fails one comparison with probability 0.0007; seeds are fixed. */
const T_LIMIT = 5;

/** Means of figures of a kernel over replications, with their standard errors. */
function study(line: ProgramSpec, figures: (kernel: Kernel) => number[]): { mean: number; error: number }[] {
  const kernel = createKernel(assemble(line));
  const samples = Array.from({ length: REPLICATIONS }, (_, replication) => {
    kernel.reset(2024, replication);
    kernel.runUntil(WARM_UP_SECONDS);
    const before = figures(kernel);
    kernel.runUntil(WARM_UP_SECONDS + RUN_SECONDS);
    return figures(kernel).map((after, index) => (after - before[index]) / RUN_SECONDS);
  });
  return samples[0].map((_, index) => {
    const values = samples.map((sample) => sample[index]);
    const mean = values.reduce((sum, value) => sum + value, 0) / REPLICATIONS;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (REPLICATIONS - 1);
    return { mean, error: Math.sqrt(variance / REPLICATIONS) };
  });
}

function expectMean({ mean, error }: { mean: number; error: number }, exact: number, slack = 0): void {
  expect(error).toBeLessThan(0.06 * exact);
  expect(Math.abs(mean - exact)).toBeLessThan(T_LIMIT * error + slack);
}

const output = (kernel: Kernel): number[] => [kernel.goodOutput()];
const at = (B: number): { capacity: number; transitSeconds: number } => ({ capacity: B, transitSeconds: 0 });
const failing = (rate: number, repairRate: number): FailureSpec => ({
  clock: 'operating',
  timeBetween: exponential(1 / rate),
  repairSeconds: exponential(1 / repairRate),
  skill: -1,
  onFailure: 'resume',
});

describe('saturated exponential lines, blocking after service', () => {
  it.each([
    { rates: [1, 1], B: 1, exact: 3 / 4 },
    { rates: [1, 1], B: 5, exact: 7 / 8 },
    { rates: [1.2, 1], B: 3, exact: 0.899294 },
    { rates: [1, 1.5], B: 4, exact: 0.968917 },
    { rates: [1, 1, 1], B: 1, exact: 0.670466 },
    { rates: [1, 1, 1], B: 3, exact: 0.776712 },
    { rates: [1, 1, 1, 1], B: 2, exact: 0.700713 },
    { rates: [1, 1, 1, 1, 1, 1], B: 1, exact: 0.591826 },
  ])('rates $rates with $B places between: $exact parts a second', ({ rates, B, exact }) => {
    const line = row(rates.length, at(B), (i) => ({ cycleSeconds: [exponential(1 / rates[i])] }));
    expectMean(study(line, output)[0], exact);
  });

  it('hold 4.63348 parts on average with three stations and two places between', () => {
    const line = row(3, at(2), () => ({ cycleSeconds: [exponential(1)] }));
    expectMean(study(line, (kernel) => [kernel.wipIntegral()])[0], 4.63348);
  });

  it('are quicker with the least work at the middle station (bowl phenomenon)', () => {
    const ends = 1.0592;
    const bowl = row(3, at(1), (i) => ({ cycleSeconds: [exponential(i === 1 ? 3 - 2 * ends : ends)] }));
    expectMean(study(bowl, output)[0], 0.673758);
  });
});

describe('unreliable exponential lines, failures on operating time', () => {
  it.each([
    { rates: [1, 1], p: [0.01, 0.01], r: [0.1, 0.1], B: 5, exact: 0.756197 },
    { rates: [1, 1], p: [0.05, 0.05], r: [0.2, 0.2], B: 2, exact: 0.590938 },
    { rates: [1, 1.2], p: [0.02, 0.04], r: [0.1, 0.25], B: 8, exact: 0.770764 },
    { rates: [2, 1], p: [0.1, 0.01], r: [0.3, 0.1], B: 5, exact: 0.85174 },
  ])('rates $rates, p $p, r $r, B $B: $exact', ({ rates, p, r, B, exact }) => {
    const line = row(2, at(B), (i) => ({ cycleSeconds: [exponential(1 / rates[i])], failures: [failing(p[i], r[i])] }));
    expectMean(study(line, output)[0], exact);
  });

  it('of three like stations are blocked and starved alike, mirrored', () => {
    const line = row(3, at(5), () => ({ cycleSeconds: [exponential(1)], failures: [failing(0.02, 0.2)] }));
    const [flow, blocked0, starved1, blocked1, starved2] = study(line, (kernel) => [
      kernel.goodOutput(),
      kernel.stationSeconds(0, BLOCKED),
      kernel.stationSeconds(1, STARVED),
      kernel.stationSeconds(1, BLOCKED),
      kernel.stationSeconds(2, STARVED),
    ]);
    expectMean(flow, 0.70538);
    expectMean(blocked0, 0.22408, 0.002);
    expectMean(starved1, 0.1104, 0.002);
    expectMean(blocked1, 0.11368, 0.002);
    expectMean(starved2, 0.22408, 0.002);
  });
});

it('deterministic cycles with a vast buffer give the rate of the worse machine alone (Buzacott limit)', () => {
  const failures = [
    { ...failing(1 / 100, 1 / 10), clock: 'operating' as const },
    { ...failing(1 / 200, 1 / 10), clock: 'operating' as const },
  ];
  const line = row(2, at(3000), (i) => ({ cycleSeconds: [constant(1)], failures: [failures[i]] }));
  expectMean(study(line, output)[0], 100 / 110);
});

describe('machine repairman: rate of failure 0.1, of repair 1', () => {
  it.each([
    { machines: 5, crew: 1, up: 4.360478 },
    { machines: 10, crew: 2, up: 8.961362 },
  ])('$machines machines, crew of $crew: $up are up', ({ machines, crew, up }) => {
    const failures: FailureSpec[] = [{ ...failing(0.1, 1), skill: 0 }];
    const line = spec({
      stations: [
        ...Array.from({ length: machines }, () =>
          station({
            kind: 'source',
            outputs: [{ to: { sink: machines }, when: 'always' }],
            stockProduct: 0,
            cycleSeconds: [constant(20)],
            failures,
          }),
        ),
        station({ kind: 'sink' }),
      ],
      buffers: [],
      skills: 1,
      persons: Array.from({ length: crew }, () => ({
        role: 'technician',
        skills: [0],
        x: 0,
        y: 0,
        metresPerSecond: 1,
      })),
    });
    const [down] = study(line, (kernel) => [
      Array.from({ length: machines }, (_, i) => kernel.stationSeconds(i, DOWN)).reduce((sum, value) => sum + value, 0),
    ]);
    expect(Math.abs(machines - down.mean - up)).toBeLessThan(T_LIMIT * down.error);
    expect(down.error).toBeLessThan(0.04);
  });
});

it('an assembly of two feeders makes 0.665385 with one place on each side', () => {
  const feeder = (buffer: number) =>
    station({
      kind: 'source',
      stockProduct: 0,
      outputs: [{ to: { buffer }, when: 'always' }],
      cycleSeconds: [exponential(1)],
    });
  const line = spec({
    stations: [
      feeder(0),
      feeder(1),
      station({
        inputs: [0],
        components: [{ buffer: 1, quantity: 1 }],
        outputs: [{ to: { sink: 3 }, when: 'always' }],
        cycleSeconds: [exponential(1)],
      }),
      station({ kind: 'sink' }),
    ],
    buffers: [at(1), at(1)],
  });
  expectMean(study(line, output)[0], 0.665385);
});
