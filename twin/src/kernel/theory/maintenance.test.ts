// The kernel under age replacement: failures and maintenance as often as theory says, and cheapest at the best age.
import { describe, expect, it } from 'vitest';
import { PROCESSING } from '../constants.ts';
import type { ProgramSpec } from '../spec.ts';
import { constant, failure, plant, SINK, stock, way } from './plants.ts';
import { bestAge, costRate, meanAge, reliability } from './production-forms.ts';
import { comparisonsOf, type Estimate, study } from './study.ts';

const compare = comparisonsOf('maintenance');

const AGEING = { shape: 2.5, scale: 100, planned: 1, failure: 5 };
const CYCLE_SECONDS = 0.25;
const BEST = bestAge(AGEING);

/** One machine that is maintained at an age in operating time; every repair makes it as new and starts the age again. */
function machine(age: number): ProgramSpec {
  return plant({
    stations: [
      stock(0, constant(CYCLE_SECONDS), {
        outputs: [way({ sink: 1 })],
        failures: [failure({ type: 'weibull', shape: AGEING.shape, scale: AGEING.scale }, constant(3))],
        maintenance: [{ clock: 'operating', every: age, durationSeconds: constant(2), skill: -1, renews: [0] }],
      }),
      SINK,
    ],
    buffers: [],
  });
}

/** Failures, maintenance and cost per operating time of maintenance at an age. */
function rates(age: number): Estimate[] {
  return study(machine(age), { warmUpSeconds: 1000, runSeconds: 50_000 }, (kernel) => {
    const worked = kernel.stationSeconds(0, PROCESSING);
    const failures = kernel.stationFailures(0) / worked;
    const maintained = kernel.stationMaintained(0) / worked;
    return [failures, maintained, AGEING.failure * failures + AGEING.planned * maintained];
  });
}

describe('age replacement, Weibull life', () => {
  const costs = [0.6, 1, 1.8].map((factor) => {
    // The cycle in which the age is reached is finished first. Reached in the middle of a cycle, it is half a cycle late
    // when the age began with a cycle, and so on average when it began with a repair, at some time within a cycle.
    const due = (Math.floor((factor * BEST) / CYCLE_SECONDS) + 0.5) * CYCLE_SECONDS;
    const [failures, maintained, cost] = rates(due);
    return { factor, age: due + CYCLE_SECONDS / 2, failures, maintained, cost };
  });

  it.each(costs)('at $factor of the best age', ({ age, failures, maintained, cost }) => {
    const survive = reliability(AGEING, age);
    const mean = meanAge(AGEING, age);
    compare(failures, (1 - survive) / mean, { name: 'failures', coarsest: 0.03 });
    compare(maintained, survive / mean, { name: 'maintained' });
    compare(cost, costRate(AGEING, age), { name: 'cost' });
  });

  it('costs least at the best age', () => {
    const [early, best, late] = costs.map(({ cost }) => cost.mean);
    expect(best).toBeLessThan(early);
    expect(best).toBeLessThan(late);
  });

  it('run to failure lives 88.726382 s and costs 0.056353 a second', () => {
    const [failures, maintained, cost] = rates(1e9);
    compare(failures, 1 / meanAge(AGEING, 1000), { name: 'failures' });
    compare(cost, costRate(AGEING, 1000), { name: 'cost' });
    expect(maintained.mean).toBe(0);
  });
});
