// An environment behaves as Gymnasium says: seeds, ends, errors, rewards that add up.
import { expect, it } from 'vitest';
import { KERNEL_STATES } from '../kernel/index.ts';
import { compileLine } from '../line/index.ts';
import { createDispatchEnvironment, EnvironmentError, type DispatchEnvironment, RULES, type Reward } from './index.ts';
import { jobShop, machines, runEpisode } from './test/job-shop.ts';

const DAY = 86_400;
const shop = (fields: { reward?: Reward; horizonSeconds?: number; reuse?: boolean } = {}): DispatchEnvironment =>
  createDispatchEnvironment({
    model: jobShop,
    policyStations: machines,
    horizonSeconds: DAY,
    maxCandidates: 64,
    ...fields,
  });

function codeOf(act: () => unknown): [string, string] {
  try {
    act();
  } catch (error) {
    if (error instanceof EnvironmentError) return [error.code, error.message];
    throw error;
  }
  return ['none', ''];
}

it('starts at the first shift from Monday on, with a question of one of its stations', () => {
  const environment = shop();
  expect(new Date(environment.line.epochMs).toISOString()).toBe('2026-01-05T06:00:00.000Z');
  const { observation, info } = environment.reset({ seed: 1 });
  expect(environment.observationSpace.contains(observation)).toBe(true);
  expect(machines).toContain(info.station);
  expect(info).toMatchObject({ seed: 1, replication: 0, hidden: 0, objective: 0 });
  expect([...info.actionMask].lastIndexOf(1)).toBe(info.candidates - 1);
  expect(info.candidates).toBeGreaterThan(1);
});

it('the same seed brings the same episode, in another environment too; without one the next episode follows', () => {
  const [one, other] = [shop(), shop()];
  const ends = (environment: DispatchEnvironment): number[] => {
    const first = runEpisode(environment, RULES.atc, 7).info.objective;
    const { info } = environment.reset();
    expect([info.seed, info.replication]).toEqual([7, 1]);
    let result = environment.step(0);
    while (!result.terminated && !result.truncated) result = environment.step(0);
    return [first, result.info.objective];
  };
  const found = ends(one);
  expect(ends(other)).toEqual(found);
  expect(ends(one)).toEqual(found);
  expect(runEpisode(one, RULES.atc, 8).info.objective).not.toBe(found[0]);
});

it('an episode can be asked for by its number, and the first one without a seed says which it was', () => {
  const environment = shop();
  const { info } = environment.reset();
  expect(Number.isInteger(info.seed)).toBe(true);
  const { observation } = environment.reset({ seed: 3, options: { replication: 5 } });
  const { observation: again } = shop().reset({ seed: 3, options: { replication: 5 } });
  expect(again).toEqual(observation);
  expect(environment.reset().info.replication).toBe(6);
});

it('is terminated when all orders are done, truncated at the horizon', () => {
  const long = runEpisode(shop({ horizonSeconds: DAY / 3 + 1 }), RULES.edd, 1);
  expect(long).toMatchObject({ terminated: false, truncated: true });
  expect(long.info).toMatchObject({ timeSeconds: DAY / 3 + 1, station: null, candidates: 0 });
  const one = { ...jobShop, planPerShift: jobShop.planPerShift.slice(0, 3) };
  const environment = createDispatchEnvironment({ model: one, policyStations: machines, horizonSeconds: DAY });
  const done = runEpisode(environment, RULES.edd, 1);
  expect(done).toMatchObject({ terminated: true, truncated: false });
  const last = Math.max(...environment.orders().map((_, order) => environment.kernel.orderFinishedAt(order)));
  expect(done.info.timeSeconds).toBeGreaterThanOrEqual(last);
  expect(done.info.timeSeconds - last).toBeLessThanOrEqual(DAY / 250);
});

it('names what was found and what is allowed when it is used wrongly', () => {
  const environment = shop();
  expect(codeOf(() => environment.step(0))[0]).toBe('ENVIRONMENT_NOT_RESET');
  expect(codeOf(() => environment.reset({ seed: -1 }))).toEqual([
    'ENVIRONMENT_SEED',
    'The seed is wrong: found seed -1, allowed: whole numbers from 0 to 4294967295',
  ]);
  const { info } = environment.reset({ seed: 1 });
  for (const action of [-1, 64, 0.5, Number.NaN])
    expect(codeOf(() => environment.step(action))).toEqual([
      'ENVIRONMENT_ACTION',
      `The action is not in the space: found ${action}, allowed: whole numbers from 0 to 63`,
    ]);
  expect(codeOf(() => environment.step(info.candidates))).toEqual([
    'ENVIRONMENT_ACTION_MASKED',
    `The action is masked: found ${info.candidates}, allowed now: 0 to ${info.candidates - 1}`,
  ]);
  const { truncated } = runEpisode(environment, RULES.fifo, 1);
  expect(codeOf(() => environment.step(0))).toEqual([
    'ENVIRONMENT_EPISODE_OVER',
    `The episode is over (${truncated ? 'truncated' : 'terminated'}); reset() starts the next one`,
  ]);
  environment.close();
  environment.close();
  expect(codeOf(() => environment.reset())[0]).toBe('ENVIRONMENT_CLOSED');
  expect(codeOf(() => environment.step(0))[0]).toBe('ENVIRONMENT_CLOSED');
});

it('names every fault of its options', () => {
  const make = (fields: object) => () => createDispatchEnvironment({ model: jobShop, horizonSeconds: DAY, ...fields });
  expect(codeOf(make({}))[1]).toContain('no station has dispatch: policy');
  const [code, message] = codeOf(make({ policyStations: ['mill', 'shipping'], horizonSeconds: 0, maxCandidates: 1 }));
  expect(code).toBe('ENVIRONMENT_OPTIONS');
  expect(message).toContain('found "shipping", allowed: saw, lathes, mill, drill, furnace, grinder');
  expect(message).toContain('horizonSeconds: found 0');
  expect(message).toContain('maxCandidates: found 1');
});

it('a refused action changes nothing', () => {
  const [careful, careless] = [shop(), shop()];
  careful.reset({ seed: 2 });
  careless.reset({ seed: 2 });
  codeOf(() => careless.step(99));
  expect(careless.step(1)).toEqual(careful.step(1));
});

it('rewards add up to minus the weighted tardiness, of orders that are not finished as well', () => {
  const horizonSeconds = DAY / 4;
  const environment = shop({ horizonSeconds });
  const { sum, truncated } = runEpisode(environment, RULES.spt, 4);
  let weightedHours = 0;
  let unfinished = 0;
  environment.orders().forEach(({ dueMs, weight }, order) => {
    const finished = environment.kernel.orderFinishedAt(order);
    if (Number.isNaN(finished)) unfinished++;
    const end = Number.isNaN(finished) ? horizonSeconds : finished;
    weightedHours += (weight * Math.max(0, end - (dueMs - environment.line.epochMs) / 1000)) / 3600;
  });
  expect(truncated).toBe(true);
  expect(unfinished).toBeGreaterThan(3);
  expect(weightedHours).toBeGreaterThan(10);
  expect(sum).toBeCloseTo(-weightedHours, 9);
});

it('rewards add up to minus the WIP held, the cost of the line, or what a function says', () => {
  const held = shop({ reward: 'wip' });
  expect(runEpisode(held, RULES.atc, 4).sum).toBeCloseTo(-held.kernel.wipIntegral() / 3600, 6);
  const tardy = runEpisode(shop(), RULES.atc, 4).sum;
  const paid = shop({ reward: 'cost' });
  const { sum } = runEpisode(paid, RULES.atc, 4);
  const { kernel } = paid;
  expect(sum).toBeCloseTo(20 * tardy - 12 * kernel.released() - (1.5 * kernel.wipIntegral()) / 3600, 6);
  const counted = shop({ reward: (its) => its.goodOutput() });
  expect(runEpisode(counted, RULES.atc, 4).sum).toBe(-counted.kernel.goodOutput());
});

it('results can be kept, or are overwritten when they are reused', () => {
  const kept = shop();
  const { observation } = kept.reset({ seed: 1 });
  const before = observation.slice();
  const next = kept.step(0);
  expect(observation).toEqual(before);
  expect(kept.step(0)).not.toBe(next);
  const reused = shop({ reuse: true });
  const first = reused.reset({ seed: 1 });
  const second = reused.step(0);
  expect(second.observation).toBe(first.observation);
  expect(second).toEqual(next);
  expect(runEpisode(reused, RULES.atc, 5).sum).toBe(runEpisode(kept, RULES.atc, 5).sum);
});

it('shows the first candidates only when there are more than slots', () => {
  const wide = shop();
  const narrow = createDispatchEnvironment({
    model: jobShop,
    policyStations: machines,
    horizonSeconds: DAY,
    maxCandidates: 2,
  });
  wide.reset({ seed: 1 });
  narrow.reset({ seed: 1 });
  for (let step = 0; step < 50; step++) {
    const all = wide.step(0).info;
    const few = narrow.step(0).info;
    expect([few.candidates, few.hidden]).toEqual([2, all.candidates - 2]);
  }
});

it('an episode in which nothing is asked is one step long, and its reward is all it cost', () => {
  const calm = { ...jobShop, planPerShift: [{ ...jobShop.planPerShift[0], quantity: 1, dueMinutes: 1 }] };
  const environment = createDispatchEnvironment({ model: calm, policyStations: machines, horizonSeconds: 1800 });
  const { info } = environment.reset({ seed: 1 });
  expect([...info.actionMask].reduce((sum, mark) => sum + mark)).toBe(1);
  expect(info.candidates).toBe(0);
  expect(codeOf(() => environment.step(1))[0]).toBe('ENVIRONMENT_ACTION_MASKED');
  const result = environment.step(0);
  expect(result).toMatchObject({ terminated: false, truncated: true });
  expect(result.reward).toBeCloseTo((-2 * (1800 - 60)) / 3600, 9);
  expect(codeOf(() => environment.step(0))[0]).toBe('ENVIRONMENT_EPISODE_OVER');
});

it('takes a compiled line with its orders and horizon', () => {
  const epochMs = Date.UTC(2026, 0, 5, 6);
  const line = compileLine(jobShop, { epochMs, horizonSeconds: DAY / 3 });
  const environment = createDispatchEnvironment({ line, policyStations: machines });
  const ended = runEpisode(environment, RULES.atc, 3);
  const direct = createDispatchEnvironment({ model: jobShop, policyStations: machines, horizonSeconds: DAY / 3 });
  expect(ended.sum).toBe(runEpisode(direct, RULES.atc, 3).sum);
  expect(environment.kernel.hash()).toBe(direct.kernel.hash());
});

it('asks only the stations that are named', () => {
  const environment = createDispatchEnvironment({ model: jobShop, policyStations: ['mill'], horizonSeconds: DAY });
  const asked = new Set<string | null>();
  let { info } = environment.reset({ seed: 1 });
  for (;;) {
    asked.add(info.station);
    const result = environment.step(0);
    if (result.terminated || result.truncated) break;
    ({ info } = result);
  }
  expect([...asked]).toEqual(['mill']);
  expect(environment.kernel.stationSeconds(1, KERNEL_STATES.indexOf('processing'))).toBeGreaterThan(0);
});
