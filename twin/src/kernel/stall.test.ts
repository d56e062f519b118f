// Lines that can never go on are told, and why; lines that go on are not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from './assemble.ts';
import { createKernel } from './kernel.ts';
import type { Kernel } from './kernel-interface.ts';
import { randomLine } from './reference/random-line.ts';
import type { ProgramSpec } from './spec.ts';
import { findStall } from './stall.ts';
import { constant, exponential, failure, places, row, spec, station } from './test-lines.ts';

const ranUntil = (line: ProgramSpec, seconds: number): Kernel => {
  const kernel = createKernel(assemble(line));
  kernel.reset(1, 0);
  kernel.runUntil(seconds);
  return kernel;
};
const reasons = (kernel: Kernel): string[] => findStall(kernel)?.chain.map(({ reason }) => reason) ?? [];

it('a line that runs has none, whatever its machines wait for at the moment', () => {
  const kernel = ranUntil(
    row(4, places(1), () => ({
      cycleSeconds: [exponential(1)],
      failures: [failure({ timeBetween: exponential(20) })],
    })),
    0,
  );
  for (let t = 0; t < 500; t++) {
    kernel.runUntil(t);
    expect(findStall(kernel)).toBeNull();
  }
});

it('a line that has finished its orders has none', () => {
  const line = row(3, places(2), () => ({ stockProduct: -1, cycleSeconds: [constant(1)] }));
  const kernel = ranUntil({ ...line, orders: [{ product: 0, quantity: 5, releaseSeconds: 0 }] }, 100);
  expect(kernel.goodOutput()).toBe(5);
  expect(findStall(kernel)).toBeNull();
});

it('two machines that wait for room at each other are a deadlock', () => {
  const line = spec({
    stations: [
      station({
        kind: 'source',
        stockProduct: 0,
        cycleSeconds: [constant(1)],
        outputs: [{ to: { buffer: 0 }, when: 'always' }],
      }),
      station({ inputs: [0], cycleSeconds: [constant(1)], outputs: [{ to: { buffer: 1 }, when: 'always' }] }),
      station({
        inputs: [1],
        cycleSeconds: [constant(1)],
        quality: { rework: 1, scrap: 0, maxReworks: 1000 },
        outputs: [
          { to: { sink: 3 }, when: 'pass' },
          { to: { buffer: 0 }, when: 'rework' },
        ],
      }),
      station({ kind: 'sink' }),
    ],
    buffers: [places(1), places(1)],
  });
  const stall = findStall(ranUntil(line, 100));
  expect(stall?.chain.map(({ station: index, reason, subject }) => [index, reason, subject])).toEqual([
    [0, 'full', 0],
    [1, 'full', 1],
    [2, 'full', 0],
  ]);
  expect(stall?.backTo).toBe(1);
});

describe('what never comes is named', () => {
  it('an operator nobody is', () => {
    const kernel = ranUntil({ ...row(2, places(1), () => ({ operatorSkill: 0 })), skills: 1 }, 10);
    expect(findStall(kernel)).toMatchObject({ chain: [{ reason: 'person', subject: 0 }], backTo: -1 });
  });

  it('a technician nobody is', () => {
    const line = row(2, places(1), () => ({ cycleSeconds: [constant(10)], failures: [failure({ skill: 0 })] }));
    expect(reasons(ranUntil({ ...line, skills: 1 }, 1000))).toContain('person');
  });

  it('the rest of a batch after the last order', () => {
    const line = row(3, places(4), (i) => ({
      stockProduct: -1,
      cycleSeconds: [constant(1)],
      batchSize: i === 1 ? 4 : 1,
    }));
    const kernel = ranUntil({ ...line, orders: [{ product: 0, quantity: 6, releaseSeconds: 0 }] }, 100);
    expect(findStall(kernel)?.chain.map(({ station: index, reason }) => [index, reason])).toEqual([
      [1, 'empty'],
      [0, 'release'],
    ]);
  });

  it('a way out for a product that no output takes', () => {
    const line = spec({
      products: [
        { isComponent: false, priority: 0 },
        { isComponent: false, priority: 0 },
      ],
      stations: [
        station({
          kind: 'source',
          stockProduct: 1,
          cycleSeconds: [constant(1), constant(1)],
          outputs: [{ to: { sink: 1 }, when: 'always', products: [0] }],
        }),
        station({ kind: 'sink' }),
      ],
      buffers: [places(1)],
    });
    expect(findStall(ranUntil(line, 10))).toMatchObject({ chain: [{ reason: 'no-way-out', subject: 1 }], backTo: -1 });
  });
});

it('on random lines: who is said to stand never moves again', () => {
  let stalls = 0;
  fc.assert(
    fc.property(randomLine, fc.integer({ min: 10, max: 3000 }), (line, seconds) => {
      const kernel = ranUntil(line, seconds);
      const stall = findStall(kernel);
      if (stall === null) return;
      stalls++;
      const doneBy = (): number[] => stall.chain.map(({ station: index }) => kernel.stationProcessed(index));
      const single = stall.chain.filter(({ station: index }) => (line.stations[index].servers ?? 1) === 1);
      const before = doneBy();
      kernel.runUntil(seconds + 100_000);
      stall.chain.forEach((wait, index) => {
        if (single.includes(wait)) expect(doneBy()[index]).toBe(before[index]);
      });
    }),
    { numRuns: 300, seed: 1 },
  );
  expect(stalls).toBeGreaterThan(5);
});
