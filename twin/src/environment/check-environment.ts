// Checks that an environment keeps its promises, as gymnasium.utils.env_checker does.
import type { DispatchEnvironment, StepResult } from './interface.ts';

/** What to check with. */
export interface CheckOptions {
  seed?: number;
  /** Steps of the random walk (default 500); several episodes when they are short. */
  steps?: number;
}

/**
 * Walks at random through episodes and collects every promise that is broken: observations outside their space, a mask
 * that does not fit, an end that is none, rewards that do not add up, an episode that its seed does not bring again. The
 * empty list is what you want.
 */
export function checkEnvironment(
  environment: DispatchEnvironment,
  { seed = 1, steps = 500 }: CheckOptions = {},
): string[] {
  const faults: string[] = [];
  const first = walk(environment, { seed, policySeed: seed, steps, faults });
  const again = walk(environment, { seed, policySeed: seed, steps, faults: [] });
  const at = first.findIndex((hash, index) => hash !== again[index]);
  if (at >= 0 || first.length !== again.length) faults.push(`seed ${seed} does not bring the same episode: step ${at}`);
  const other = walk(environment, { seed: seed + 1, policySeed: seed, steps, faults: [] });
  if (first.join() === other.join()) faults.push(`seed ${seed + 1} brings the same episode as seed ${seed}`);
  return [...new Set(faults)];
}

/** What a walk is about: the seed of its episodes, that of its random actions, and where faults are put down. */
interface Walk {
  seed: number;
  policySeed: number;
  steps: number;
  faults: string[];
}

/** Random steps from a seed; of each a hash of what was seen. Resets without a seed at the end of an episode. */
function walk(environment: DispatchEnvironment, { seed, policySeed, steps, faults }: Walk): number[] {
  const random = lehmer(policySeed);
  let { observation, info } = environment.reset({ seed });
  const hashes = [hashOf(observation, 0, info.timeSeconds)];
  if (info.seed !== seed) faults.push(`reset with seed ${seed} says that the seed is ${info.seed}`);
  let sum = 0;
  for (let step = 0; step < steps; step++) {
    checkSeen(environment, { observation, info, isOver: false }, faults);
    const result = environment.step(environment.actionSpace.sample(random, info.actionMask));
    sum += result.reward;
    ({ observation, info } = result);
    const isOver = result.terminated || result.truncated;
    checkSeen(environment, { observation, info, isOver }, faults);
    checkResult(result, sum, faults);
    hashes.push(hashOf(observation, result.reward, info.timeSeconds));
    if (!isOver) continue;
    checkStopped(environment, faults);
    sum = 0;
    ({ observation, info } = environment.reset());
  }
  return hashes;
}

/** Hash of the bits of numbers (Fowler, Noll and Vo, 32 bits, word by word). */
function hashOf(observation: Float32Array, reward: number, seconds: number): number {
  let hash = 0x811c9dc5;
  const take = (word: number): void => void (hash = Math.imul(hash ^ word, 0x01000193));
  for (const word of new Int32Array(observation.slice().buffer)) take(word);
  for (const word of new Int32Array(new Float64Array([reward, seconds]).buffer)) take(word);
  return hash;
}

function checkSeen(
  { observationSpace, actionSpace }: DispatchEnvironment,
  { observation, info, isOver }: Pick<StepResult, 'observation' | 'info'> & { isOver: boolean },
  faults: string[],
): void {
  if (!observationSpace.contains(observation))
    faults.push(`outside of the space: ${outside(observationSpace, observation)}`);
  const { actionMask } = info;
  const allowed = actionMask.reduce((sum, mark) => sum + mark, 0);
  if (actionMask.length !== actionSpace.n) faults.push(`a mask of ${actionMask.length} for ${actionSpace.n} actions`);
  if (isOver !== (allowed === 0))
    faults.push(`${allowed} actions allowed when the episode is ${isOver ? '' : 'not '}over`);
}

function outside({ features, low, high }: DispatchEnvironment['observationSpace'], observation: Float32Array): string {
  if (observation.length !== features.length) return `${observation.length} numbers instead of ${features.length}`;
  return features
    .flatMap(({ name }, at) =>
      observation[at] >= low[at] && observation[at] <= high[at] ? [] : [`${name} = ${observation[at]}`],
    )
    .join(', ');
}

function checkResult({ reward, terminated, truncated, info }: StepResult, sum: number, faults: string[]): void {
  if (!Number.isFinite(reward)) faults.push(`a reward of ${reward}`);
  if (terminated && truncated) faults.push('terminated and truncated at once');
  if (Math.abs(sum + info.objective) > 1e-9 * Math.max(1, Math.abs(info.objective)))
    faults.push(`rewards add up to ${sum}, the objective is ${info.objective}`);
}

function checkStopped(environment: DispatchEnvironment, faults: string[]): void {
  try {
    environment.step(0);
    faults.push('a step after the end is taken');
  } catch {
    // As it should be.
  }
}

/** Uniform numbers in [0, 1) (Park and Miller 1988). */
function lehmer(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return (state - 1) / 2147483646;
  };
}
