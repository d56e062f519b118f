// A dispatching environment in its smallest form: days of the job shop under two policies, and how fast it steps.
//
//   npm run build && node examples/rl/first-steps.mjs [episodes]
import { setFlagsFromString } from 'node:v8';
import { fileURLToPath } from 'node:url';
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import { createDispatchEnvironment, RULES } from '@mini-factory-twin/twin/environment';
import { KERNEL_V8_FLAGS } from '@mini-factory-twin/twin/kernel';

for (const flag of KERNEL_V8_FLAGS) setFlagsFromString(flag);

const environment = createDispatchEnvironment({
  model: await readLineFile(fileURLToPath(new URL('../lines/job-shop.yaml', import.meta.url))),
  policyStations: ['saw', 'lathes', 'mill', 'drill', 'furnace', 'grinder'],
  horizonSeconds: 24 * 3600,
  reuse: true,
});
const random = (_, info) => environment.actionSpace.sample(Math.random, info.actionMask);
const episodes = Number(process.argv[2] ?? 1000);

for (const [name, policy] of Object.entries({ random, ...RULES })) {
  let steps = 0;
  let reward = 0;
  const started = performance.now();
  for (let seed = 0; seed < episodes; seed++) {
    let { observation, info } = environment.reset({ seed });
    let isOver = false;
    while (!isOver) {
      const result = environment.step(policy(observation, info));
      ({ observation, info } = result);
      reward += result.reward;
      isOver = result.terminated || result.truncated;
      steps++;
    }
  }
  const perSecond = Math.round(steps / ((performance.now() - started) / 1000));
  const figures = [(steps / episodes).toFixed(0), (reward / episodes).toFixed(1), perSecond];
  console.log(`${name.padEnd(7)} ${figures[0]} steps, reward ${figures[1]} an episode; ${figures[2]} steps/s`);
}
