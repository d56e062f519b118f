// Trains a dispatcher for the job shop: a linear priority index, by evolution strategies, and compares it with the rules.
//
//   npm run build && node examples/rl/train-dispatcher.mjs [--generations 150] [--held-out 300] [--seed 1] [--save weights.json]
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import * as rl from '@mini-factory-twin/twin/environment';
import { KERNEL_V8_FLAGS } from '@mini-factory-twin/twin/kernel';

for (const flag of KERNEL_V8_FLAGS) setFlagsFromString(flag);

const text = (value) => ({ type: 'string', default: value });
const { values: options } = parseArgs({
  options: { generations: text('150'), 'held-out': text('300'), seed: text('1'), save: { type: 'string' } },
});
const SEED = Number(options.seed);
const GENERATIONS = Number(options.generations);
const HELD_OUT = Number(options['held-out']);
/** Each generation tries so many pairs of opposite steps, all on the same episodes. */
const PAIRS = 8;
const EPISODES = 8;
/** Size of a try, and of the step that is made of them, in spreads of a feature. */
const TRY = 0.5;
const STEP = 0.1;
/** Episodes on which the parameters of rules are chosen. */
const TUNING = Math.min(60, GENERATIONS * EPISODES);

// 1. The environment: a day of the job shop, orders that come at random, late orders cost their weight per hour.
const environment = rl.createDispatchEnvironment({
  model: await readLineFile(fileURLToPath(new URL('../lines/job-shop.yaml', import.meta.url))),
  policyStations: ['saw', 'lathes', 'mill', 'drill', 'furnace', 'grinder'],
  horizonSeconds: 24 * 3600,
  drawOrders: rl.randomOrders({ count: 240, meanBetweenSeconds: 420, flowFactor: [2, 6] }),
  maxCandidates: 32,
  reuse: true,
});
let steps = 0;

/** Runs the episode of a seed; what it cost [order weight x h], which is minus the sum of its rewards. */
function run(policy, seed) {
  let { observation, info } = environment.reset({ seed });
  for (;;) {
    const result = environment.step(policy(observation, info));
    steps++;
    ({ observation, info } = result);
    if (result.terminated || result.truncated) return info.objective;
  }
}

// 2. The policy: the candidate with the highest weighted sum of its numbers. The best known rules are such sums too.
const FEATURES = Object.keys(rl.CANDIDATE).filter((name) => name !== 'present');
const COLUMNS = FEATURES.map((name) => rl.CANDIDATE[name]);

function linear(weights) {
  return rl.indexPolicy((observation, at) => {
    let score = 0;
    for (let i = 0; i < weights.length; i++) score += weights[i] * observation[at + COLUMNS[i]];
    return score;
  });
}

/** ATC with setups (Lee, Bhaskaran and Pinedo 1997): ln(weight / work) - max(0, slack) / lookAhead - setupRate x setup. */
function atcs({ lookAhead, setupRate }) {
  const terms = { weightPerWork: 1, slack: -1 / lookAhead, late: -1 / lookAhead, setup: -setupRate };
  return FEATURES.map((name) => terms[name] ?? 0);
}

/** The parameters that are best on the training episodes: a rule deserves as much care as a learner. */
function tune(setupRates) {
  const tries = [0.5, 1, 2, 3, 4, 6].flatMap((lookAhead) => setupRates.map((setupRate) => ({ lookAhead, setupRate })));
  const costs = tries.map((parameters) => meanCost(linear(atcs(parameters)), 0, TUNING));
  return tries[costs.indexOf(Math.min(...costs))];
}

// 3. Learning: antithetic evolution strategies on ranks (Salimans et al. 2017), every try of a generation on the same seeds.
const trainingSeed = (episode) => 1_000_000 * SEED + episode;
const sum = (items, valueOf = (item) => item) => items.reduce((total, item, i) => total + valueOf(item, i), 0);
const mean = (items) => sum(items) / items.length;

function meanCost(policy, from, count) {
  return mean(Array.from({ length: count }, (_, episode) => run(policy, trainingSeed(from + episode))));
}

/** From a start on; the average of the second half of the way, which is less noisy than its end. */
function train(start) {
  const scale = spreads(linear(start));
  const random = gaussian(SEED);
  const policyAt = (point) => linear(point.map((weight, i) => weight / scale[i]));
  const centre = start.map((weight, i) => weight * scale[i]);
  const velocity = centre.map(() => 0);
  const average = centre.map(() => 0);
  for (let generation = 0; generation < GENERATIONS; generation++) {
    const from = generation * EPISODES;
    const tries = Array.from({ length: PAIRS }, () => centre.map(random));
    const costOf = (way, size) => meanCost(policyAt(centre.map((c, i) => c + size * way[i])), from, EPISODES);
    const costs = tries.flatMap((way) => [costOf(way, TRY), costOf(way, -TRY)]);
    const ranks = ranksOf(costs);
    const slope = centre.map((_, i) => sum(tries, (way, pair) => (ranks[2 * pair] - ranks[2 * pair + 1]) * way[i]));
    const counted = generation + 1 - Math.floor(GENERATIONS / 2);
    for (let i = 0; i < centre.length; i++) {
      velocity[i] = 0.9 * velocity[i] + slope[i] / (Math.hypot(...slope) || 1);
      centre[i] += STEP * (1 - generation / GENERATIONS) * velocity[i];
      if (counted > 0) average[i] += (centre[i] - average[i]) / counted;
    }
    if ((generation + 1) % Math.ceil(GENERATIONS / 10) !== 0) continue;
    const before = meanCost(linear(start), from, EPISODES);
    console.log(
      `  generation ${generation + 1}: ${mean(costs).toFixed(1)} in its tries, the start ${before.toFixed(1)}`,
    );
  }
  return average.map((weight, i) => weight / scale[i]);
}

/** How far each feature differs between the candidates of one question: so all directions are searched alike. */
function spreads(policy) {
  const squares = FEATURES.map(() => 0);
  let seen = 0;
  const watching = (observation, info) => {
    const slots = Array.from({ length: info.candidates }, (_, slot) => slot * rl.CANDIDATE_SIZE);
    COLUMNS.forEach((column, i) => {
      const middle = mean(slots.map((at) => observation[at + column]));
      squares[i] += sum(slots, (at) => (observation[at + column] - middle) ** 2);
    });
    seen += slots.length;
    return policy(observation, info);
  };
  meanCost(watching, 0, EPISODES);
  return squares.map((total) => Math.sqrt(total / Math.max(1, seen)) || 1);
}

/** Ranks of costs, from -0.5 for the highest to 0.5 for the lowest. */
function ranksOf(costs) {
  const order = costs.map((_, i) => i).sort((a, b) => costs[b] - costs[a]);
  const ranks = costs.map(() => 0);
  order.forEach((i, rank) => (ranks[i] = rank / (costs.length - 1) - 0.5));
  return ranks;
}

/** Normal numbers (Box and Muller 1958) from uniform ones (Park and Miller 1988). */
function gaussian(seed) {
  let state = seed;
  const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

// 4. Fair play: seeds that nobody has trained on, the same for all, and intervals of the paired differences.
function compare(policies, base) {
  const seeds = Array.from({ length: HELD_OUT }, (_, episode) => 3_000_000_000 + episode);
  const costs = Object.entries(policies).map(([name, policy]) => [name, seeds.map((seed) => run(policy, seed))]);
  const reference = costs.find(([name]) => name === base)[1];
  console.log(`\n${HELD_OUT} held-out episodes: weighted tardiness [h], difference to ${base} with its 95 % interval`);
  for (const [name, own] of costs) {
    const differences = own.map((cost, i) => cost - reference[i]);
    const gain = mean(differences);
    const half = 1.96 * Math.sqrt(sum(differences, (d) => (d - gain) ** 2) / (HELD_OUT - 1) / HELD_OUT);
    const verdict = gain + half < 0 ? 'better' : gain - half > 0 ? 'worse' : 'not told apart';
    const percent = (100 * gain) / mean(reference);
    const against = `${gain.toFixed(2)} +- ${half.toFixed(2)} (${percent.toFixed(1)} %), ${verdict}`;
    console.log(`  ${name.padEnd(12)} ${mean(own).toFixed(2).padStart(7)}   ${name === base ? '' : against}`);
  }
}

const started = performance.now();
const [atc, start] = [tune([0]), tune([0, 1, 2, 4, 8, 16])];
console.log(`Best parameters: ATC ${JSON.stringify(atc)}, ATCS ${JSON.stringify(start)}`);
console.log(`Training from ATCS, ${GENERATIONS} generations of ${2 * PAIRS * EPISODES} episodes:`);
const weights = train(atcs(start));
const seconds = (performance.now() - started) / 1000;
console.log(`Trained in ${seconds.toFixed(0)} s, ${Math.round(steps / seconds)} steps/s.`);
const tuned = { 'tuned ATC': linear(atcs(atc)), 'tuned ATCS': linear(atcs(start)) };
compare({ ...rl.RULES, ...tuned, learned: linear(weights) }, 'tuned ATCS');
if (options.save !== undefined) {
  const named = Object.fromEntries(FEATURES.map((name, i) => [name, weights[i]]));
  writeFileSync(options.save, `${JSON.stringify({ line: environment.line.model.id, weights: named }, null, 2)}\n`);
  console.log(`Weights are in ${String(options.save)}.`);
}
