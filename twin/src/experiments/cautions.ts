// What makes the comparison of two experiments doubtful.
import type { Experiment } from '@mini-factory-twin/contracts';

/** One sentence for each setting that should be alike and is not. */
export function cautionsOf(first: Experiment, second: Experiment): string[] {
  const [a, b] = [first.settings, second.settings];
  const cautions: string[] = [];
  const differ = (what: string, one: unknown, other: unknown): void => {
    if (one !== other) cautions.push(`${what} differs: ${String(one)} and ${String(other)}`);
  };
  differ('horizonSeconds', a.horizonSeconds, b.horizonSeconds);
  differ('startAt', a.startAt, b.startAt);
  differ('warmupSeconds', first.result?.warmupSeconds, second.result?.warmupSeconds);
  if (a.seed !== b.seed)
    cautions.push('seed differs: the random numbers are not common, so the intervals are wider than they need to be');
  return cautions;
}
