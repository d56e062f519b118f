// Dispatching rules on the interface of the environment: what a learner has to beat.
import { CANDIDATE, CANDIDATE_SIZE } from './features.ts';
import type { Info } from './interface.ts';

/** Chooses an action from what is seen. */
export type Policy = (observation: Float32Array, info: Info) => number;

/**
 * Policy that takes the candidate with the highest score, the first of equals. `score` gets the observation and where the
 * numbers of a candidate begin in it: `observation[at + CANDIDATE.work]`.
 */
export function indexPolicy(score: (observation: Float32Array, at: number) => number): Policy {
  return (observation, { candidates }) => {
    let best = 0;
    let most = -Infinity;
    for (let slot = 0; slot < candidates; slot++) {
      const value = score(observation, slot * CANDIDATE_SIZE);
      if (!(value > most)) continue;
      most = value;
      best = slot;
    }
    return best;
  };
}

/**
 * The rules of the kernel of the same names: first in first out; shortest processing time; earliest due date; apparent
 * tardiness cost with look-ahead 2 (Vepsalainen and Morton 1987), as its logarithm. Among the candidates that are shown.
 */
export const RULES = {
  fifo: () => 0,
  spt: indexPolicy((seen, at) => -seen[at + CANDIDATE.work]),
  edd: indexPolicy((seen, at) => -seen[at + CANDIDATE.due]),
  atc: indexPolicy((seen, at) => seen[at + CANDIDATE.weightPerWork] - Math.max(0, seen[at + CANDIDATE.slack]) / 2),
} satisfies Record<string, Policy>;
