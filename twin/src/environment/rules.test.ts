// The rules on the environment are those of the kernel, and apparent tardiness cost is worth its name.
import { expect, it } from 'vitest';
import { createKernel } from '../kernel/index.ts';
import { compileLine } from '../line/index.ts';
import { CANDIDATE, createDispatchEnvironment, indexPolicy, RULES } from './index.ts';
import { jobShop, machines, runEpisode } from './test/job-shop.ts';

const DAY = 86_400;
const SEEDS = Array.from({ length: 12 }, (_, seed) => seed);
const environment = createDispatchEnvironment({
  model: jobShop,
  policyStations: machines,
  horizonSeconds: DAY,
  maxCandidates: 64,
  reuse: true,
});

it.each(['fifo', 'spt', 'edd', 'atc'] as const)('%s runs the line as the kernel does by the same rule', (dispatch) => {
  const stations = jobShop.stations.map((station) =>
    machines.includes(station.id) ? { ...station, dispatch } : station,
  );
  const epochMs = environment.line.epochMs;
  const kernel = createKernel(compileLine({ ...jobShop, stations }, { epochMs, horizonSeconds: DAY }).program);
  for (const seed of SEEDS.slice(0, 3)) {
    runEpisode(environment, RULES[dispatch], seed);
    kernel.reset(seed, 0);
    kernel.runUntil(environment.kernel.now());
    environment.orders().forEach((_, order) => {
      expect(kernel.orderFinishedAt(order)).toBe(environment.kernel.orderFinishedAt(order));
    });
    expect(kernel.wipIntegral()).toBe(environment.kernel.wipIntegral());
  }
});

it('apparent tardiness cost beats first in first out on weighted tardiness, seed by seed on average', () => {
  const gains = SEEDS.map(
    (seed) => runEpisode(environment, RULES.atc, seed).sum - runEpisode(environment, RULES.fifo, seed).sum,
  );
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const deviation = Math.sqrt(gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / (gains.length - 1));
  // The lower end of a 99 % interval of the paired difference, Student's t of 11 degrees.
  expect(mean - (3.106 * deviation) / Math.sqrt(gains.length)).toBeGreaterThan(50);
});

it('an index policy takes the first of the highest scores', () => {
  const seen = new Float32Array(64 * Object.keys(CANDIDATE).length);
  const scores = [1, 3, 3, Number.NaN, 9];
  scores.forEach((score, slot) => (seen[slot * Object.keys(CANDIDATE).length + CANDIDATE.age] = score));
  const { info } = environment.reset({ seed: 1 });
  const policy = indexPolicy((observation, at) => observation[at + CANDIDATE.age]);
  expect(policy(seen, { ...info, candidates: 4 })).toBe(1);
});
