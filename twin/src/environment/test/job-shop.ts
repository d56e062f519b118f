// The job shop of the examples, for the tests of the environment.
import { fileURLToPath } from 'node:url';
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import type { DispatchEnvironment, Policy } from '../index.ts';

export const jobShop = await readLineFile(
  fileURLToPath(new URL('../../../../examples/lines/job-shop.yaml', import.meta.url)),
);

/** Its stations with a queue. */
export const machines = ['saw', 'lathes', 'mill', 'drill', 'furnace', 'grinder'];

/** Runs the episode of a seed under a policy; the result of its last step, and the sum of its rewards. */
export function runEpisode(environment: DispatchEnvironment, policy: Policy, seed: number) {
  let { observation, info } = environment.reset({ seed });
  let sum = 0;
  for (;;) {
    const result = environment.step(policy(observation, info));
    sum += result.reward;
    ({ observation, info } = result);
    if (result.terminated || result.truncated) return { ...result, sum };
  }
}
