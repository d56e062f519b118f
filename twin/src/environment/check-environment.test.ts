// The checker finds no fault in environments over random lines, and finds those that are made.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  checkEnvironment,
  createDispatchEnvironment,
  type DispatchEnvironment,
  randomOrders,
  type Reward,
} from './index.ts';
import { jobShop, machines } from './test/job-shop.ts';
import { randomModel } from './test/random-model.ts';

const make = (): DispatchEnvironment =>
  createDispatchEnvironment({ model: jobShop, policyStations: machines, horizonSeconds: 4 * 3600, maxCandidates: 8 });

it('finds no fault in the job shop', () => {
  expect(checkEnvironment(make())).toEqual([]);
});

it('finds no fault when orders are drawn, nor when results are reused', () => {
  const drawOrders = randomOrders({ count: 30, meanBetweenSeconds: 400, flowFactor: [1, 4], quantity: [1, 3] });
  const options = { model: jobShop, policyStations: machines, horizonSeconds: 4 * 3600, drawOrders };
  expect(checkEnvironment(createDispatchEnvironment(options))).toEqual([]);
  expect(checkEnvironment(createDispatchEnvironment({ ...options, reuse: true }))).toEqual([]);
});

it('finds no fault in random lines under each reward', () => {
  const aReward = fc.constantFrom<Reward>('tardiness', 'wip', 'cost');
  let asked = 0;
  fc.assert(
    fc.property(randomModel, aReward, fc.integer({ min: 0, max: 1000 }), (model, reward, seed) => {
      const options = { model, epochMs: 0, horizonSeconds: 300, maxCandidates: 3, reward };
      const environment = createDispatchEnvironment(options);
      const faults = checkEnvironment(environment, { seed, steps: 40 });
      // A line without chance has one episode only.
      expect(faults.filter((fault) => !fault.includes('brings the same episode'))).toEqual([]);
      asked += environment.reset({ seed }).info.candidates;
    }),
    { numRuns: Number(process.env['ENVIRONMENT_RUNS'] ?? 12), seed: 2 },
  );
  expect(asked).toBeGreaterThan(10);
});

it.each<[string, (its: DispatchEnvironment) => Partial<DispatchEnvironment>, string]>([
  [
    'observes outside its space',
    (its) => altered(its, (result) => (result.observation[3] = 1e9)),
    'outside of the space: candidate.0.setup',
  ],
  ['observes NaN', (its) => altered(its, (result) => (result.observation[0] = Number.NaN)), 'outside of the space'],
  ['does not mask', (its) => altered(its, (result) => result.info.actionMask.fill(0)), '0 actions allowed'],
  ['rewards twice', (its) => altered(its, (result) => (result.reward *= 2)), 'rewards add up to'],
  ['ignores its seed', (its) => ({ reset: () => its.reset() }), 'does not bring the same episode'],
  ['has one episode only', (its) => ({ reset: () => its.reset({ seed: 1 }) }), 'brings the same episode as seed'],
])('finds out an environment that %s', (_, alter, fault) => {
  const environment = make();
  const bound = {
    ...environment,
    reset: environment.reset.bind(environment),
    step: environment.step.bind(environment),
  };
  const broken = { ...bound, ...alter(environment) };
  expect(checkEnvironment(broken).join('; ')).toContain(fault);
});

function altered(
  its: DispatchEnvironment,
  change: (result: ReturnType<DispatchEnvironment['step']>) => void,
): Partial<DispatchEnvironment> {
  return {
    step(action) {
      const result = its.step(action);
      if (!result.terminated && !result.truncated) change(result);
      return result;
    },
  };
}
