// Which sensors an alarm comes from.
import type { Contribution } from './detector-types.ts';

/** Shares by the drop of T2 that explaining one sensor away would bring (variable contribution by conditioning). */
export function contributionsOf(
  precision: Float64Array,
  inverseScale: Float64Array,
  path: Float64Array,
): Contribution[] {
  const n = path.length;
  const gains = Array.from(path, (value, j) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += precision[j * n + i] * path[i] * inverseScale[i];
    return {
      sensor: j,
      gain: inverseScale[j] === 0 ? 0 : (sum * sum) / precision[j * n + j],
      deviation: value * inverseScale[j],
    };
  });
  const total = gains.reduce((sum, { gain }) => sum + gain, 0) || 1;
  return gains
    .map(({ sensor, gain, deviation }) => ({ sensor, share: gain / total, deviation }))
    .sort((a, b) => b.share - a.share);
}
