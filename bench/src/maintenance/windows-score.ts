// The NAB rules: detections scored by where they fall in labelled windows.

/** Weight of a hit, a false detection and a miss. */
export interface WindowProfile {
  hit: number;
  falseAlarm: number;
  miss: number;
}

/** The three published profiles. */
export const windowProfiles = {
  standard: { hit: 1, falseAlarm: -0.11, miss: -1 },
  lowFalsePositives: { hit: 1, falseAlarm: -0.22, miss: -1 },
  lowFalseNegatives: { hit: 1, falseAlarm: -0.11, miss: -2 },
} as const satisfies Record<string, WindowProfile>;

/** Points of a stream with the value of the best detector; add streams before {@link normalised}. */
export interface WindowPoints {
  points: number;
  windows: number;
}

/**
 * Change points as SKAB scores them: windows of `widthMs` to the right of each true one, cut where they overlap; the
 * first detection in a window counts by its place, each detection outside costs, each empty window costs.
 */
export function changePointScore(
  changesMs: readonly number[],
  detectionsMs: readonly number[],
  { widthMs, profile }: { widthMs: number; profile: WindowProfile },
): WindowPoints {
  const windows = changesMs.map((change, k) => {
    const previousEnd = k === 0 ? Number.NEGATIVE_INFINITY : (changesMs[k - 1] ?? 0) + widthMs;
    return { fromMs: Math.max(change, previousEnd), toMs: change + widthMs, isHit: false };
  });
  let points = 0;
  for (const at of detectionsMs) {
    const window = windows.find(({ fromMs, toMs }) => at >= fromMs && at <= toMs);
    if (window === undefined) points += profile.falseAlarm;
    else if (!window.isHit) {
      window.isHit = true;
      const x = Math.PI * ((at - window.fromMs) / Math.max(1, window.toMs - window.fromMs) - 0.5);
      const share = (1 - Math.tanh(x) / Math.tanh(Math.PI / 2)) / 2;
      points += profile.falseAlarm + (profile.hit - profile.falseAlarm) * share;
    }
  }
  points += windows.filter(({ isHit }) => !isHit).length * profile.miss;
  return { points, windows: windows.length };
}

/**
 * One stream by the NAB rules: the first detection in a window counts by the scaled sigmoid of its place (1 at the
 * window's start side, 0 at its end); one after a window costs up to the full weight with the distance from it.
 *
 * @param windows First and last row of each window.
 * @param detections Rows after the probation period, ascending.
 */
export function nabScore(
  windows: readonly (readonly [number, number])[],
  detections: readonly number[],
  { rows, probation, profile }: { rows: number; probation: number; profile: WindowProfile },
): WindowPoints {
  let points = 0;
  const hit = new Set<number>();
  for (const at of detections) {
    if (at < probation || at >= rows) continue;
    const inside = windows.findIndex(([from, to]) => at >= from && at <= to);
    if (inside >= 0) {
      const [from, to] = windows[inside] ?? [0, 0];
      if (!hit.has(inside)) points += (profile.hit * sigmoid(-(to - at + 1) / (to - from + 1))) / sigmoid(-1);
      hit.add(inside);
      continue;
    }
    const before = windows.filter(([, to]) => to < at).at(-1);
    const distance = before === undefined ? 1e9 : (at - before[1]) / Math.max(1, before[1] - before[0]);
    points += -profile.falseAlarm * sigmoid(distance);
  }
  points += (windows.length - hit.size) * profile.miss;
  return { points, windows: windows.length };
}

/** 0 for a detector that says nothing, 100 for a perfect one. */
export function normalised(parts: readonly WindowPoints[], profile: WindowProfile): number {
  const points = parts.reduce((sum, part) => sum + part.points, 0);
  const windows = parts.reduce((sum, part) => sum + part.windows, 0);
  return (100 * (points - windows * profile.miss)) / (windows * (profile.hit - profile.miss));
}

/** NAB's scaled sigmoid: 1 far to the left, 0 at 0, -1 far to the right. */
function sigmoid(x: number): number {
  return x > 3 ? -1 : 2 / (1 + Math.exp(5 * x)) - 1;
}
