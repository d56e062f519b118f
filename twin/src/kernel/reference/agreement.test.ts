// The fast kernel and the reference do the same thing at the same time on random lines.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { differenceOf } from './compare.ts';
import { randomLine } from './random-line.ts';

it('the fast kernel and the reference agree event by event', () => {
  fc.assert(
    fc.property(randomLine, fc.integer({ min: 0, max: 1000 }), (spec, seed) => {
      expect(differenceOf(spec, { seed, replication: seed % 3, seconds: 500 })).toBeNull();
    }),
    // A fixed seed: in about one of 1,500 lines two machines ask for the same person at the very same instant, and who is
    // first then is not said by the rules.
    { numRuns: Number(process.env['AGREEMENT_RUNS'] ?? 200), seed: Number(process.env['AGREEMENT_SEED'] ?? 1) },
  );
});
