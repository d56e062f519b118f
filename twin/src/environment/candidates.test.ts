// The reader of candidates sees what the kernel says.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { assemble, createKernel, type ProgramSpec } from '../kernel/index.ts';
import { randomLine } from '../kernel/reference/random-line.ts';
import { candidateReader, createCandidates } from './candidates.ts';

it('reads the candidates that the kernel names, in its order, on random lines', () => {
  let asked = 0;
  fc.assert(
    fc.property(randomLine, fc.integer({ min: 0, max: 1000 }), (spec, seed) => {
      const kernel = createKernel(assemble(everyoneAsks(spec)));
      const read = candidateReader(kernel);
      const candidates = createCandidates(4);
      kernel.reset(seed, 0);
      while (kernel.runUntil(200) === 'decision') {
        asked++;
        const decision = kernel.decision();
        const expected = decision?.candidates ?? [];
        read(candidates);
        const shown = Math.min(4, expected.length);
        expect(candidates.count).toBe(expected.length);
        expect(kernel.program.counts.machines).toBeGreaterThan(candidates.machine);
        for (let slot = 0; slot < shown; slot++) {
          expect(candidates.product[slot]).toBe(expected[slot].product);
          expect(candidates.order[slot]).toBe(expected[slot].order);
          expect(candidates.ageSeconds[slot]).toBe(expected[slot].ageSeconds);
        }
        kernel.choose((seed + asked) % expected.length);
      }
    }),
    { numRuns: 30, seed: 1 },
  );
  expect(asked).toBeGreaterThan(500);
});

function everyoneAsks(spec: ProgramSpec): ProgramSpec {
  return { ...spec, stations: spec.stations.map((station) => ({ ...station, dispatch: 'policy' as const })) };
}
