// Permutation flow lines and single machines: NEH start and iterated greedy.
import { createInsertion } from './insertion.ts';
import type { Problem } from './problem.ts';
import type { Random } from './random.ts';

/** Told each better sequence of jobs; the array is reused. */
export type OnSequence = (value: number, sequence: Int32Array) => void;

/** Jobs taken out and put back in each round, and the temperature (share of a tenth of the mean duration). */
const REMOVED = 2;
const TEMPERATURE = 0.7;

/**
 * Iterated greedy (Ruiz and Stutzle 2007) with a local search on the partial sequence (Dubois-Lacoste et al. 2017).
 * Never worse than `start`, if given. Yields the number of rounds since the last yield; never ends.
 */
export function* searchFlowLine(
  problem: Problem,
  random: Random,
  { onBest, start }: { onBest: OnSequence; start?: Int32Array },
): Generator<number, never> {
  const { jobs } = problem;
  const insertion = createInsertion(problem);
  const trial = start === undefined ? neh() : start.slice();
  const removed = new Int32Array(REMOVED);
  const deck = new Int32Array(jobs);
  let value = insertion.evaluate(trial, jobs);
  onBest(value, trial);
  let best = improve(jobs);
  if (best < value) onBest(best, trial);
  value = best;
  const current = trial.slice();
  const heat = (TEMPERATURE / 10) * scale();

  for (let round = 1; ; round++) {
    if (round % 8 === 0) yield 8;
    trial.set(current);
    const kept = Math.max(jobs - REMOVED, 1);
    for (let count = jobs; count > kept; count--) {
      const at = random.below(count);
      removed[jobs - count] = trial[at];
      trial.copyWithin(at, at + 1, count);
    }
    improve(kept);
    for (let count = kept; count < jobs; count++) insert(count, removed[count - kept]);
    const next = improve(jobs);
    if (next < best) {
      best = next;
      onBest(best, trial);
    }
    if (next > value && random.unit() > Math.exp((value - next) / heat)) continue;
    value = next;
    current.set(trial);
  }

  /** Jobs by falling work, each put at its best place (Nawaz, Enscore and Ham 1983). */
  function neh(): Int32Array {
    const work = new Float64Array(jobs);
    const { jobOf, optionFirst, optionDuration, due } = problem;
    for (let o = 0; o < problem.operations; o++) work[jobOf[o]] -= optionDuration[optionFirst[o]];
    const key = problem.objective === 'weighted-tardiness' ? due : work;
    const sorted = Int32Array.from({ length: jobs }, (_, job) => job).sort((a, b) => key[a] - key[b] || a - b);
    const sequence = new Int32Array(jobs);
    for (let count = 0; count < jobs; count++) {
      const at = insertion.place(sequence, count, sorted[count]);
      sequence.copyWithin(at + 1, at, count);
      sequence[at] = sorted[count];
    }
    return sequence;
  }

  function insert(count: number, job: number): number {
    const at = insertion.place(trial, count, job);
    trial.copyWithin(at + 1, at, count);
    trial[at] = job;
    return insertion.value();
  }

  /** Takes out and puts back each of the first `count` jobs until none finds a better place; gives the value. */
  function improve(count: number): number {
    let own = insertion.evaluate(trial, count);
    let idle = 0;
    while (idle < count) {
      shuffle(count);
      for (let index = 0; index < count && idle < count; index++) {
        const job = deck[index];
        let at = 0;
        while (trial[at] !== job) at++;
        trial.copyWithin(at, at + 1, count);
        const next = insert(count - 1, job);
        idle = next < own ? 0 : idle + 1;
        own = next;
      }
    }
    return own;
  }

  function shuffle(count: number): void {
    for (let index = 0; index < count; index++) {
      const other = random.below(index + 1);
      deck[index] = deck[other];
      deck[other] = trial[index];
    }
  }

  /** What one step of the objective is worth: the mean duration, for sums times the mean weight. */
  function scale(): number {
    const { optionDuration, weight, objective } = problem;
    const mean = optionDuration.reduce((sum, duration) => sum + duration, 0) / optionDuration.length;
    if (objective === 'makespan') return mean;
    return (mean * weight.reduce((sum, own) => sum + own, 0)) / jobs;
  }
}
