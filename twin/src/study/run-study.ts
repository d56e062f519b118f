// A study: many replications of a line over worker threads, until enough are run, and what they have in common.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type LineModel, TwinError } from '@mini-factory-twin/contracts';
import { type CompiledLine, compileLine } from '../line/index.ts';
import { figurePlan } from './figure-plan.ts';
import { type Figure, figuresOf } from './figures.ts';
import { SLICES } from './replicate.ts';
import { type Estimate, estimate, wilsonInterval } from './statistics.ts';
import { COUNTERS, LIMIT, NEXT, SLICES_DONE, STOP, type StudyReply, type StudyWork } from './study-work.ts';
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
  events: number;
  computeSeconds: number;
}

/** What else a run can be given. */
export interface StudyOptions {
  threads?: number;
  /** Called now and then with the share done, 0 to 1. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

const PILOTS = 5;
const PILOT_POINTS = 500;
/** Fewer replications say too little of their own spread to stop on. */
const LEAST_TO_STOP = 5;
const PROGRESS_MS = 100;

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
  const line = compileLine(model, { epochMs: settings.epochMs, horizonSeconds: settings.horizonSeconds });
  checkSettings(line, settings);
  const warmupSeconds =
    settings.warmupSeconds === 'auto' ? await findWarmup(line, settings, options) : settings.warmupSeconds;
  const team = startTeam(line, { ...settings, warmupSeconds }, { coursePoints: 0, options });
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
      events: team.events(),
      computeSeconds: (performance.now() - startedMs) / 1000,
    };
  } finally {
    await team.close();
  }
}

function checkSettings(line: CompiledLine, { horizonSeconds, warmupSeconds, stop }: StudySettings): void {
  const faults: string[] = [];
  if (warmupSeconds !== 'auto' && warmupSeconds >= horizonSeconds)
    faults.push(`warmupSeconds: found ${warmupSeconds}, allowed: less than the horizon of ${horizonSeconds} s`);
  const allowed = figuresOf(figurePlan(line, horizonSeconds, 0), '').map(({ id }) => id);
  if (stop !== null && !allowed.includes(stop.figure))
    faults.push(`stop.figure: found "${stop.figure}", allowed: ${allowed.join(', ')}`);
  if (faults.length > 0) throw new TwinError('STUDY_INVALID', { faults });
}

/** The mean with its interval; a probability gets Wilson's, which stays within 0 and 1. */
function estimateOf(figure: Figure, values: readonly number[]): Estimate | null {
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
    { ...settings, warmupSeconds: 0, replications: PILOTS },
    { coursePoints: PILOT_POINTS, options: quiet },
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

/** Threads at work on one set of rows. */
interface Team {
  figures: Figure[];
  /** Resolves when the replications up to `count` are run. */
  runTo(count: number): Promise<void>;
  row(replication: number): Float64Array;
  /** A figure over the first replications. */
  column(figure: number, count: number): number[];
  events(): number;
  close(): Promise<void>;
}

function startTeam(
  line: CompiledLine,
  settings: StudySettings & { warmupSeconds: number },
  { coursePoints, options }: { coursePoints: number; options: StudyOptions },
): Team {
  const { horizonSeconds, warmupSeconds, seed, replications } = settings;
  const { onProgress, signal } = options;
  signal?.throwIfAborted();
  const plan = figurePlan(line, horizonSeconds, warmupSeconds);
  const figures = figuresOf(plan, line.model.costs.currency);
  const rowLength = figures.length + 2 * coursePoints;
  const shared = new SharedArrayBuffer(replications * rowLength * Float64Array.BYTES_PER_ELEMENT);
  const rows = new Float64Array(shared);
  const counters = new Int32Array(new SharedArrayBuffer(COUNTERS * Int32Array.BYTES_PER_ELEMENT));
  const work: StudyWork = {
    program: line.program,
    plan,
    warmupSeconds,
    seed,
    coursePoints,
    rowLength,
    rows: shared,
    counters: counters.buffer as SharedArrayBuffer,
  };
  const threads = Math.min(options.threads ?? availableParallelism(), replications);
  const workers = Array.from({ length: threads }, () => new Worker(workerFile(), { execArgv: [], workerData: work }));
  const row = (replication: number): Float64Array =>
    rows.subarray(replication * rowLength, (replication + 1) * rowLength);
  const slicesEach = coursePoints > 0 ? coursePoints : SLICES * (warmupSeconds > 0 ? 2 : 1);
  const report = (): void =>
    onProgress?.(Math.min(1, Atomics.load(counters, SLICES_DONE) / (slicesEach * replications)));
  const stop = (): void => void Atomics.store(counters, STOP, 1);
  signal?.addEventListener('abort', stop);
  const timer = setInterval(report, PROGRESS_MS);
  let events = 0;
  let done = 0;

  return {
    figures,
    async runTo(count) {
      Atomics.store(counters, NEXT, done);
      Atomics.store(counters, LIMIT, count);
      const replies = await Promise.all(workers.map(roundOf));
      signal?.throwIfAborted();
      for (const { error } of replies) if (error !== null) throw failure(error);
      events += replies.reduce((sum, reply) => sum + reply.events, 0);
      done = count;
      report();
    },
    row,
    column: (figure, count) => Array.from({ length: count }, (_, replication) => row(replication)[figure]),
    events: () => events,
    async close() {
      clearInterval(timer);
      signal?.removeEventListener('abort', stop);
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function failure({ code, message }: { code: string | null; message: string }): TwinError {
  return new TwinError('STUDY_FAILED', { reason: code === null ? message : `${code}: ${message}` });
}

function roundOf(worker: Worker): Promise<StudyReply> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.postMessage('round');
  });
}

/** The bundled worker: beside this file, or in dist when this file runs from source. */
function workerFile(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? '../../dist/study/study-worker.js' : './study-worker.js', import.meta.url);
}
