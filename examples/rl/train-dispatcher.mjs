// Trains a dispatcher for the job shop: a linear priority index, by evolution strategies, and compares it with the rules.
//
//   npm run build && node examples/rl/train-dispatcher.mjs [--generations 150] [--held-out 300] [--save weights.json]
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import {
  CANDIDATE,
  CANDIDATE_SIZE,
  createDispatchEnvironment,
  indexPolicy,
  randomOrders,
  RULES,
} from '@mini-factory-twin/twin/environment';
import { KERNEL_V8_FLAGS } from '@mini-factory-twin/twin/kernel';

for (const flag of KERNEL_V8_FLAGS) setFlagsFromString(flag);

const { values: options } = parseArgs({
  options: {
    generations: { type: 'string', default: '150' },
    'held-out': { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    save: { type: 'string' },
  },
});
const GENERATIONS = Number(options.generations);
const HELD_OUT = Number(options['held-out']);
/** Each generation tries so many pairs of opposite steps, all on the same episodes. */
const PAIRS = 8;
const EPISODES = 8;
/** Episodes on which the parameters of rules are chosen. */
const TUNING = Math.min(60, GENERATIONS * EPISODES);
/** Size of a try, and of the step that is made of them, in standard deviations of a feature. */
const TRY = 0.1;
const STEP = 0.05;

// 1. The environment: a day of the job shop, orders that come at random, late orders cost their weight per hour.
const file = fileURLToPath(new URL('../lines/job-shop.yaml', import.meta.url));
const environment = createDispatchEnvironment({
  model: await readLineFile(file),
  policyStations: ['saw', 'lathes', 'mill', 'drill', 'furnace', 'grinder'],
  horizonSeconds: 24 * 3600,
  drawOrders: randomOrders({ count: 240, meanBetweenSeconds: 420, flowFactor: [2, 6] }),
  maxCandidates: 32,
  reuse: true,
});

/** Runs one episode; what it cost [order weight x h]. */
function run(policy, seed) {
  let { observation, info } = environment.reset({ seed });
  steps++;
  for (;;) {
    const result = environment.step(policy(observation, info));
    steps++;
    ({ observation, info } = result);
    if (result.terminated || result.truncated) return info.objective;
  }
}
let steps = 0;

// 2. The policy: the candidate with the highest weighted sum of its numbers. The best known rules are such sums.
const FEATURES = Object.keys(CANDIDATE).filter((name) => name !== 'present');
const COLUMNS = FEATURES.map((name) => CANDIDATE[name]);

function linear(weights) {
  return indexPolicy((observation, at) => {
    let score = 0;
    for (let i = 0; i < weights.length; i++) score += weights[i] * observation[at + COLUMNS[i]];
    return score;
  });
}

/** How far each feature differs between the candidates of one question: what makes steps in all directions alike. */
function spreads(policy) {
  const squares = FEATURES.map(() => 0);
  let seen = 0;
  const watching = (observation, info) => {
    const slots = Array.from({ length: info.candidates }, (_, slot) => slot * CANDIDATE_SIZE);
    COLUMNS.forEach((column, i) => {
      const mean = slots.reduce((sum, at) => sum + observation[at + column], 0) / slots.length;
      for (const at of slots) squares[i] += (observation[at + column] - mean) ** 2;
    });
    seen += info.candidates;
    return policy(observation, info);
  };
  for (let episode = 0; episode < EPISODES; episode++) run(watching, trainingSeed(episode));
  return squares.map((sum) => Math.sqrt(sum / Math.max(1, seen)) || 1);
}

// 3. Learning: antithetic evolution strategies with ranks (Salimans et al. 2017), every try on the same seeds.
const trainingSeed = (episode) => 1_000_000 * Number(options.seed) + episode;
const heldOutSeed = (episode) => 4_000_000_000 + episode;

function meanCost(policy, from, count) {
  let sum = 0;
  for (let episode = from; episode < from + count; episode++) sum += run(policy, trainingSeed(episode));
  return sum / count;
}

/** Ranks from -0.5 (highest cost) to 0.5 (lowest). */
function ranksOf(costs) {
  const order = costs.map((_, i) => i).sort((a, b) => costs[b] - costs[a]);
  const ranks = new Float64Array(costs.length);
  order.forEach((i, rank) => (ranks[i] = rank / (costs.length - 1) - 0.5));
  return ranks;
}

function train(start, scale) {
  const random = gaussian(Number(options.seed));
  const mean = start.map((weight, i) => weight * scale[i]);
  const velocity = mean.map(() => 0);
  const policyAt = (point) => linear(point.map((weight, i) => weight / scale[i]));
  for (let generation = 0; generation < GENERATIONS; generation++) {
    const tries = Array.from({ length: PAIRS }, () => mean.map(random));
    const from = generation * EPISODES;
    const costs = tries.flatMap((by) =>
      [TRY, -TRY].map((size) => meanCost(policyAt(mean.map((m, i) => m + size * by[i])), from, EPISODES)),
    );
    const ranks = ranksOf(costs);
    const slope = mean.map((_, i) =>
      tries.reduce((sum, by, pair) => sum + (ranks[2 * pair] - ranks[2 * pair + 1]) * by[i], 0),
    );
    const length = Math.hypot(...slope) || 1;
    const pace = STEP * (1 - generation / GENERATIONS);
    mean.forEach((_, i) => {
      velocity[i] = 0.9 * velocity[i] + slope[i] / length;
      mean[i] += pace * velocity[i];
    });
    if ((generation + 1) % Math.ceil(GENERATIONS / 10) === 0) {
      const average = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
      console.log(
        `  generation ${generation + 1}: ${average.toFixed(1)} on its episodes, the start ${meanCost(linear(start), from, EPISODES).toFixed(1)}`,
      );
    }
  }
  return mean.map((weight, i) => weight / scale[i]);
}

/** Normal numbers (Box and Muller 1958) from uniform ones (Park and Miller 1988). */
function gaussian(seed) {
  let state = seed;
  const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** ATC with setups (Lee, Bhaskaran and Pinedo 1997) as weights: ln(weight / work) - max(0, slack) / lookAhead - setupRate x setup. */
function atcs(lookAhead, setupRate) {
  const terms = { weightPerWork: 1, slack: -1 / lookAhead, late: -1 / lookAhead, setup: -setupRate };
  return FEATURES.map((name) => terms[name] ?? 0);
}

/** The best look-ahead and setup rates on the training episodes: a rule deserves as much care as a learner. */
function tuned(setupRates) {
  const rules = [0.5, 1, 2, 3, 4, 6].flatMap((lookAhead) =>
    setupRates.map((rate) => ({ lookAhead, rate, weights: atcs(lookAhead, rate) })),
  );
  const costs = rules.map(({ weights }) => meanCost(linear(weights), 0, TUNING));
  return rules[costs.indexOf(Math.min(...costs))];
}

// 4. Fair play: seeds nobody has trained on, the same for all, and intervals of the paired differences.
function compare(policies, base) {
  const costs = new Map(
    policies.map(([name, policy]) => [name, Array.from({ length: HELD_OUT }, (_, i) => run(policy, heldOutSeed(i)))]),
  );
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const reference = costs.get(base);
  console.log(
    `\n${HELD_OUT} held-out episodes, weighted tardiness [order weight x h]; difference to ${base} with 95 % interval`,
  );
  let verdict = '';
  for (const [name, own] of costs) {
    const differences = own.map((cost, i) => cost - reference[i]);
    const gain = mean(differences);
    const spread = Math.sqrt(differences.reduce((sum, d) => sum + (d - gain) ** 2, 0) / (HELD_OUT - 1));
    const half = (1.96 * spread) / Math.sqrt(HELD_OUT);
    const against =
      name === base
        ? ''
        : `${gain.toFixed(2)} +- ${half.toFixed(2)}  (${((100 * gain) / mean(reference)).toFixed(1)} %)`;
    console.log(`  ${name.padEnd(14)} ${mean(own).toFixed(2).padStart(8)}   ${against}`);
    if (name === 'learned')
      verdict = gain + half < 0 ? 'better than' : gain - half > 0 ? 'worse than' : 'not told apart from';
  }
  console.log(`\nThe learned index is ${verdict} ${base}.`);
}

const started = performance.now();
const atc = tuned([0]);
const best = tuned([0, 1, 2, 4, 8, 16]);
console.log(
  `Best on the training episodes: ATC with look-ahead ${atc.lookAhead}, ATCS with ${best.lookAhead} and setup rate ${best.rate}.`,
);
console.log(`Training from ATCS, ${GENERATIONS} generations:`);
const weights = train(best.weights, spreads(linear(best.weights)));
const seconds = (performance.now() - started) / 1000;
console.log(`Trained in ${seconds.toFixed(0)} s, ${Math.round(steps / seconds).toLocaleString('en')} steps/s.`);
compare(
  [
    ...Object.entries(RULES),
    ['tuned ATC', linear(atc.weights)],
    ['tuned ATCS', linear(best.weights)],
    ['learned', linear(weights)],
  ],
  'tuned ATCS',
);
if (options.save !== undefined) {
  const named = Object.fromEntries(FEATURES.map((name, i) => [name, weights[i]]));
  writeFileSync(options.save, `${JSON.stringify({ line: environment.line.model.id, weights: named }, null, 2)}\n`);
  console.log(`Weights are in ${options.save}.`);
}
