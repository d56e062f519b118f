// One replication of a study: from the empty or the observed line through the warm-up to the horizon, into one row.
import type { Kernel, LiveState } from '../kernel/index.ts';
import { type FigurePlan, readFigures } from './figures.ts';

/** Slices of the horizon after which a run says how far it is and looks whether it is still wanted. */
export const SLICES = 50;

/** What all replications of a study have in common. Times are seconds since the program's epoch. */
export interface Replicating {
  plan: FigurePlan;
  /** The line at the start; null for an empty one at time 0. */
  live: LiveState | null;
  warmupSeconds: number;
  seed: number;
  /** Course of WIP and good output to write down: points over the horizon, 0 for none. */
  coursePoints: number;
}

/** Runs a replication and fills its row: the figures, then WIP and output at each point of the course. False when given up. */
export function replicate(
  kernel: Kernel,
  { plan, live, warmupSeconds, seed, coursePoints }: Replicating,
  { replication, row, goOn }: { replication: number; row: Float64Array; goOn: () => boolean },
): boolean {
  begin(kernel, live, { seed, replication });
  if (warmupSeconds > 0) {
    if (!runSlices(kernel, warmupSeconds, goOn)) return false;
    kernel.clearStatistics();
  }
  if (coursePoints === 0) {
    if (!runSlices(kernel, plan.horizonSeconds, goOn)) return false;
  } else if (!runCourse(kernel, plan.horizonSeconds, { course: row.subarray(row.length - 2 * coursePoints), goOn }))
    return false;
  readFigures(kernel, plan, coursePoints === 0 ? row : row.subarray(0, row.length - 2 * coursePoints));
  return true;
}

/** An empty line, or the observed one with a draw of all that is not known of it; figures start there. */
function begin(
  kernel: Kernel,
  live: LiveState | null,
  { seed, replication }: { seed: number; replication: number },
): void {
  if (live === null) {
    kernel.reset(seed, replication);
    return;
  }
  kernel.load(live);
  kernel.resample(seed, replication);
  kernel.clearStatistics();
}

/** Runs to a time. Where a policy is asked and none is given, the first candidate goes first: first in, first out. */
export function runTo(kernel: Kernel, seconds: number): void {
  while (kernel.runUntil(seconds) === 'decision') kernel.choose(0);
}

function runSlices(kernel: Kernel, untilSeconds: number, goOn: () => boolean): boolean {
  const from = kernel.now();
  for (let slice = 1; slice <= SLICES; slice++) {
    if (!goOn()) return false;
    runTo(kernel, from + ((untilSeconds - from) * slice) / SLICES);
  }
  return true;
}

/** WIP in the first half of the course, good parts of each stretch in the second. */
function runCourse(
  kernel: Kernel,
  untilSeconds: number,
  { course, goOn }: { course: Float64Array; goOn: () => boolean },
): boolean {
  const points = course.length / 2;
  const from = kernel.now();
  let wipBefore = kernel.wipIntegral();
  let goodBefore = kernel.goodOutput();
  for (let point = 0; point < points; point++) {
    if (!goOn()) return false;
    runTo(kernel, from + ((untilSeconds - from) * (point + 1)) / points);
    course[point] = kernel.wipIntegral() - wipBefore;
    course[points + point] = kernel.goodOutput() - goodBefore;
    wipBefore = kernel.wipIntegral();
    goodBefore = kernel.goodOutput();
  }
  return true;
}
