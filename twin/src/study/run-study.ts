// A study: many replications of a line over worker threads, until enough are run, and what they have in common.
import { type LineModel, TwinError } from '@mini-factory-twin/contracts';
import { type CompiledLine, compileLine } from '../line/index.ts';
import { figurePlan } from './figure-plan.ts';
import { type Figure, figuresOf } from './figures.ts';
import { type Estimate, estimate, wilsonInterval } from './statistics.ts';
import { startTeam, type Team, type TeamOptions } from './team.ts';
import { mserTruncation } from './warm-up.ts';

/** How a study is run. */
export interface StudySettings {
  /** Time 0 [ms since 1970]: the line is empty then. */
  epochMs: number;
  horizonSeconds: number;
  /** Left out of the statistics [s]; `auto` lets MSER-5 find it on pilot runs. */
  warmupSeconds: number | 'auto';
  /** Replications to run; with `stop`, the most to run. */
  replications: number;
  /** Same seed, same rows, whatever the number of threads. Studies of one seed are paired by common random numbers. */
  seed: number;
  /** Enough as soon as the 95 % interval of this figure is no wider than that to either side of its mean. */
  stop: { figure: string; relativeHalfWidth: number } | null;
}

/** A figure with what the replications say of it. */
export type StudyFigure = Figure & { estimate: Estimate | null };

/** What a study found. */
export interface StudyResult {
  replications: number;
  warmupSeconds: number;
  /** With `stop`: whether the interval became narrow enough. */
  isPrecise: boolean | null;
  figures: StudyFigure[];
  /** One row a replication, values in the order of `figures`; null where a figure says nothing. */
  rows: (number | null)[][];
  /** What a reader should know, such as that the line came to a standstill, and why. */
  warnings: string[];
  events: number;
  computeSeconds: number;
}

/** What else a run can be given. */
export type StudyOptions = TeamOptions;

/** Shifts and orders are known past the horizon, so that the line does not run out of work just before it. */
const BEYOND_SECONDS = 8 * 86_400;
const PILOTS = 5;
const PILOT_POINTS = 500;
/** Fewer replications say too little of their own spread to stop on. */
const LEAST_TO_STOP = 5;

/**
 * Runs a study. @throws TwinError `STUDY_INVALID` for settings that cannot be run, `STUDY_FAILED` for a line that cannot
 * go on, and the signal's reason when it is aborted.
 */
export async function runStudy(
  model: LineModel,
  settings: StudySettings,
  options: StudyOptions = {},
): Promise<StudyResult> {
  const startedMs = performance.now();
  const horizonSeconds = settings.horizonSeconds + BEYOND_SECONDS;
  const line = compileLine(model, { epochMs: settings.epochMs, horizonSeconds });
  checkStudy(line, settings);
  const warmupSeconds =
    settings.warmupSeconds === 'auto' ? await findWarmup(line, settings, options) : settings.warmupSeconds;
  const team = startTeam(line, { ...settings, warmupSeconds, live: null, coursePoints: 0 }, options);
  try {
    const { count, isPrecise } = await runEnough(team, settings);
    return {
      replications: count,
      warmupSeconds,
      isPrecise,
      figures: team.figures.map((figure, index) => ({
        ...figure,
        estimate: estimateOf(figure, team.column(index, count)),
      })),
      rows: Array.from({ length: count }, (_, replication) =>
        Array.from(team.row(replication), (value) => (Number.isFinite(value) ? value : null)),
      ),
      warnings: team.warnings(),
      events: team.events(),
      computeSeconds: (performance.now() - startedMs) / 1000,
    };
  } finally {
    await team.close();
  }
}

/** @throws TwinError `STUDY_INVALID` with one `setting: found, allowed` line each, for settings that do not fit the line */
export function checkStudy(line: CompiledLine, { horizonSeconds, warmupSeconds, stop }: StudySettings): void {
  const faults: string[] = [];
  if (warmupSeconds !== 'auto' && warmupSeconds >= horizonSeconds)
    faults.push(`warmupSeconds: found ${warmupSeconds}, allowed: less than the horizon of ${horizonSeconds} s`);
  const allowed = figuresOf(figurePlan(line, horizonSeconds, { fromSeconds: 0, showOrders: false }), '').map(
    ({ id }) => id,
  );
  if (stop !== null && !allowed.includes(stop.figure))
    faults.push(`stop.figure: found "${stop.figure}", allowed: ${allowed.join(', ')}`);
  if (faults.length > 0) throw new TwinError('STUDY_INVALID', { faults });
}

/** The mean with its interval; a probability gets Wilson's, which stays within 0 and 1. */
export function estimateOf(figure: Figure, values: readonly number[]): Estimate | null {
  const found = estimate(values);
  if (found === null || !figure.isShare) return found;
  return { ...found, ...wilsonInterval(Math.round(found.mean * found.n), found.n) };
}

/** Runs all, or in rounds until the figure is precise. Rounds depend on the rows alone, so the result does on nothing else. */
async function runEnough(
  team: Team,
  { replications, stop }: StudySettings,
): Promise<{ count: number; isPrecise: boolean | null }> {
  if (stop === null) {
    await team.runTo(replications);
    return { count: replications, isPrecise: null };
  }
  const column = team.figures.findIndex(({ id }) => id === stop.figure);
  let count = Math.min(replications, LEAST_TO_STOP);
  for (;;) {
    await team.runTo(count);
    const wanted = replicationsWanted(estimate(team.column(column, count)), stop.relativeHalfWidth);
    if (wanted <= count) return { count, isPrecise: true };
    if (count === replications) return { count, isPrecise: false };
    count = Math.min(replications, wanted, count * 2);
  }
}

/** Replications that should do, going by those there are: the interval narrows with the root of their number. */
function replicationsWanted(found: Estimate | null, relativeHalfWidth: number): number {
  if (found === null || found.high === null) return Infinity;
  const limit = Math.abs(found.mean) * relativeHalfWidth;
  const half = found.high - found.mean;
  if (half <= limit) return found.n;
  return limit === 0 ? Infinity : Math.max(found.n + 1, Math.ceil(found.n * (half / limit) ** 2));
}

/** Warm-up of WIP and of output, whichever is longer, on the mean course of a few runs. @throws TwinError `STUDY_INVALID` when the horizon is too short to say. */
async function findWarmup(line: CompiledLine, settings: StudySettings, options: StudyOptions): Promise<number> {
  const { onProgress: _none, ...quiet } = options;
  const team = startTeam(
    line,
    { ...settings, live: null, warmupSeconds: 0, replications: PILOTS, coursePoints: PILOT_POINTS },
    quiet,
  );
  try {
    await team.runTo(PILOTS);
    const rows = Array.from({ length: PILOTS }, (_, pilot) => team.row(pilot));
    const courseFrom = (offset: number): number[] =>
      Array.from({ length: PILOT_POINTS }, (_, point) =>
        rows.reduce((sum, row) => sum + row[team.figures.length + offset + point], 0),
      );
    const cuts = [courseFrom(0), courseFrom(PILOT_POINTS)].map(mserTruncation);
    if (cuts.includes(null))
      throw new TwinError('STUDY_INVALID', {
        faults: [`warmupSeconds: found no steady state within ${settings.horizonSeconds} s, allowed: a longer horizon`],
      });
    return (Math.max(...cuts.map(Number)) / PILOT_POINTS) * settings.horizonSeconds;
  } finally {
    await team.close();
  }
}
