// Laws that hold for every line: Little's, reversibility, monotony, balance of parts and time, and steady cost.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KERNEL_STATES } from '../constants.ts';
import type { Kernel, Trace } from '../kernel-interface.ts';
import type { DistributionSpec, ProgramSpec } from '../spec.ts';
import { exponential, failure, row } from './plants.ts';
import { shippedKernel } from './shipped-kernel.ts';
import { comparisonsOf, estimatesOf, samplesOf } from './study.ts';

const { assemble, createKernel } = await shippedKernel();
const compare = comparisonsOf('laws');

/** A station of a random line. */
interface Machine {
  mean: number;
  cv: number;
  life: number;
  repair: number;
}

const MACHINE: fc.Arbitrary<Machine> = fc.record({
  mean: fc.double({ min: 0.5, max: 2, noNaN: true }),
  cv: fc.double({ min: 0.1, max: 1.2, noNaN: true }),
  life: fc.double({ min: 10, max: 100, noNaN: true }),
  repair: fc.double({ min: 1, max: 10, noNaN: true }),
});
const LINE = fc.integer({ min: 2, max: 5 }).chain((stations) =>
  fc.record({
    machines: fc.array(MACHINE, { minLength: stations, maxLength: stations }),
    capacities: fc.array(fc.nat({ max: 6 }), { minLength: stations - 1, maxLength: stations - 1 }),
    replication: fc.nat(),
  }),
);

function line(machines: readonly Machine[], capacities: readonly number[], fails = true): ProgramSpec {
  return row(capacities, (i) => {
    const { mean, cv, life, repair } = machines[i];
    const cycle: DistributionSpec = { type: 'lognormal', mean, cv };
    const failures = fails ? [failure(exponential(life), { type: 'gamma', mean: repair, cv: 0.7 })] : [];
    return { cycleSeconds: [cycle], failures };
  });
}

function run(
  program: ProgramSpec,
  replication: number,
  { seconds = 2000, trace }: { seconds?: number; trace?: Trace } = {},
) {
  const kernel = createKernel(assemble(program), trace === undefined ? {} : { trace });
  kernel.reset(1, replication);
  kernel.runUntil(seconds);
  return kernel;
}

describe('balance', () => {
  it('parts released are good, scrapped or on the line; the times of all states make up the time', () => {
    fc.assert(
      fc.property(LINE, ({ machines, capacities, replication }) => {
        const kernel = run(line(machines, capacities), replication);
        expect(kernel.released()).toBe(kernel.goodOutput() + kernel.scrapped() + kernel.wip());
        machines.forEach((_, station) => {
          const whole = KERNEL_STATES.reduce((sum, _name, state) => sum + kernel.stationSeconds(station, state), 0);
          expect(whole).toBeCloseTo(2000, 6);
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe("Little's law", () => {
  /** Sum of the times that parts stood in a buffer, first in first out, up to `end`, from a trace of one run. */
  function waitsOf(buffers: number): { trace: Trace; sums: (end: number) => number[] } {
    const entered: number[][] = Array.from({ length: buffers }, () => []);
    const left: number[][] = Array.from({ length: buffers }, () => []);
    const trace: Trace = (seconds, kind, entity) => {
      if (kind === 'enter') entered[entity].push(seconds);
      if (kind === 'leave') left[entity].push(seconds);
    };
    const sums = (end: number): number[] =>
      entered.map((times, b) => times.reduce((sum, time, i) => sum + (left[b][i] ?? end) - time, 0));
    return { trace, sums };
  }

  it('of every buffer: the integral of its content is the sum of the times its parts stood there', () => {
    fc.assert(
      fc.property(LINE, ({ machines, capacities, replication }) => {
        const { trace, sums } = waitsOf(capacities.length);
        const kernel = run(line(machines, capacities), replication, { trace });
        sums(2000).forEach((sum, buffer) => expect(kernel.bufferIntegral(buffer)).toBeCloseTo(sum, 6));
      }),
      { numRuns: 40 },
    );
  });

  it('of the line: WIP is throughput times flow time', () => {
    const machines = [1, 1.1, 0.9].map((mean) => ({ mean, cv: 0.5, life: 50, repair: 5 }));
    const kernel = run(line(machines, [4, 4]), 0, { seconds: 200_000 });
    const littles = (kernel.goodOutput() / 200_000) * (kernel.flowTimeSum() / kernel.goodOutput());
    expect(littles / (kernel.wipIntegral() / 200_000)).toBeCloseTo(1, 3);
  });
});

describe('reversibility', () => {
  const machines: Machine[] = [
    { mean: 1, cv: 0.3, life: 60, repair: 6 },
    { mean: 0.8, cv: 1, life: 30, repair: 5 },
    { mean: 0.9, cv: 0.5, life: 100, repair: 4 },
    { mean: 0.7, cv: 0.2, life: 20, repair: 4 },
  ];

  it('a line makes as much as the line reversed', () => {
    const made = (program: ProgramSpec): number[] =>
      samplesOf(program, { warmUpSeconds: 500, runSeconds: 10_000 }, (kernel, seconds) => [
        kernel.goodOutput() / seconds,
      ]).map(([output]) => output);
    const forth = made(line(machines, [3, 0, 5]));
    const back = made(line([...machines].reverse(), [5, 0, 3]));
    const [ratio] = estimatesOf(forth.map((output, i) => [output / back[i]]));
    compare(ratio, 1, { name: 'forth / back' });
  });
});

describe('monotony under common random numbers, in every run', () => {
  const output = (program: ProgramSpec, replication: number): number => run(program, replication).goodOutput();

  it('more places never make less', () => {
    fc.assert(
      fc.property(LINE, ({ machines, capacities, replication }) => {
        const more = capacities.map((capacity, i) => capacity + (i === 0 ? 1 : 0));
        const less = output(line(machines, capacities), replication);
        expect(output(line(machines, more), replication)).toBeGreaterThanOrEqual(less);
      }),
      { numRuns: 60 },
    );
  });

  it('quicker repairs never make less', () => {
    fc.assert(
      fc.property(LINE, ({ machines, capacities, replication }) => {
        const quicker = machines.map((machine, i) => (i === 1 ? { ...machine, repair: machine.repair / 2 } : machine));
        const less = output(line(machines, capacities), replication);
        expect(output(line(quicker, capacities), replication)).toBeGreaterThanOrEqual(less);
      }),
      { numRuns: 60 },
    );
  });

  it('quicker cycles never make less', () => {
    fc.assert(
      fc.property(LINE, ({ machines, capacities, replication }) => {
        const quicker = machines.map((machine, i) => (i === 1 ? { ...machine, mean: machine.mean * 0.9 } : machine));
        const less = output(line(machines, capacities, false), replication);
        expect(output(line(quicker, capacities, false), replication)).toBeGreaterThanOrEqual(less);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a long run', () => {
  const machines = Array.from({ length: 5 }, () => ({ mean: 1, cv: 0.5, life: 50, repair: 5 }));

  /** Processor time of the next stretch of time of a kernel [ms]. */
  function cost(kernel: Kernel, seconds: number): number {
    const before = process.cpuUsage();
    kernel.runUntil(kernel.now() + seconds);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  }

  it('costs as much per hour at its end as at its start, and grows nowhere', () => {
    const kernel = run(line(machines, [5, 5, 5, 5]), 0, { seconds: 20_000 });
    const bytes = kernel.state.byteLength;
    const stretches = Array.from({ length: 20 }, () => {
      const events = kernel.eventCount();
      const spent = cost(kernel, 10_000);
      return { events: kernel.eventCount() - events, spent };
    });
    const first = stretches.slice(0, 8);
    const last = stretches.slice(-8);
    const least = (of: typeof stretches): number => Math.min(...of.map(({ spent }) => spent));
    const events = (of: typeof stretches): number => of.reduce((sum, stretch) => sum + stretch.events, 0);
    expect(events(last) / events(first)).toBeCloseTo(1, 1);
    expect(least(last)).toBeLessThan(1.6 * least(first));
    expect(kernel.state.byteLength).toBe(bytes);
  });

  it('leaves nothing behind in memory', () => {
    const kernel = run(line(machines, [5, 5, 5, 5]), 0, { seconds: 20_000 });
    const before = process.memoryUsage();
    const events = kernel.eventCount();
    kernel.runUntil(200_000);
    const after = process.memoryUsage();
    expect(kernel.eventCount() - events).toBeGreaterThan(500_000);
    expect(after.arrayBuffers).toBeLessThanOrEqual(before.arrayBuffers + 1e6);
    // Half a million objects of any kind that stayed would take more.
    expect(after.heapUsed).toBeLessThan(before.heapUsed + 12e6);
  });
});
