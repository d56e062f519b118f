// The worker threads of a study: they share a counter of replications and one table of rows.
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type LineModel, TwinError } from '@mini-factory-twin/contracts';
import type { LiveState } from '../kernel/index.ts';
import type { CompiledLine } from '../line/index.ts';
import { figurePlan } from './figure-plan.ts';
import { type Figure, figuresOf } from './figures.ts';
import { SLICES } from './replicate.ts';
import { describeStall } from './stall-text.ts';
import { COUNTERS, LIMIT, NEXT, SLICES_DONE, STOP, type StudyReply, type StudyWork } from './study-work.ts';

const PROGRESS_MS = 100;

/** How a team is run. */
export interface TeamOptions {
  threads?: number;
  /** Called now and then with the share done, 0 to 1. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

/** What a team is to run: at most so many replications, to a horizon [s], statistics from the warm-up on [s]. */
export interface TeamTask {
  horizonSeconds: number;
  /** The line at the start, with figures for each of its orders; null for an empty one at time 0. */
  live: LiveState | null;
  warmupSeconds: number;
  seed: number;
  replications: number;
  /** Points of the course of WIP and output to write behind the figures. */
  coursePoints: number;
}

/** Threads at work on one set of rows. */
export interface Team {
  figures: Figure[];
  /** Resolves when the replications up to `count` are run. */
  runTo(count: number): Promise<void>;
  row(replication: number): Float64Array;
  /** A figure over the first replications. */
  column(figure: number, count: number): number[];
  events(): number;
  warnings(): string[];
  close(): Promise<void>;
}

/** Starts the threads that run a task on a compiled line. */
export function startTeam(line: CompiledLine, task: TeamTask, options: TeamOptions): Team {
  const { onProgress, signal } = options;
  signal?.throwIfAborted();
  const { work, figures } = workOf(line, task);
  const { rowLength } = work;
  const rows = new Float64Array(work.rows);
  const counters = new Int32Array(work.counters);
  const threads = Math.min(options.threads ?? availableParallelism(), task.replications);
  const workers = Array.from({ length: threads }, () => new Worker(workerFile(), { execArgv: [], workerData: work }));
  const row = (replication: number): Float64Array =>
    rows.subarray(replication * rowLength, (replication + 1) * rowLength);
  const slices = slicesOf(task);
  const report = (): void => onProgress?.(Math.min(1, Atomics.load(counters, SLICES_DONE) / slices));
  const stop = (): void => void Atomics.store(counters, STOP, 1);
  signal?.addEventListener('abort', stop);
  const timer = setInterval(report, PROGRESS_MS);
  const stalls: StudyReply['stalls'] = [];
  let events = 0;
  let done = 0;

  return {
    figures,
    async runTo(count) {
      Atomics.store(counters, NEXT, done);
      Atomics.store(counters, LIMIT, count);
      const replies = await Promise.all(workers.map(round));
      signal?.throwIfAborted();
      for (const { error } of replies) if (error !== null) throw failure(error);
      events += replies.reduce((sum, reply) => sum + reply.events, 0);
      stalls.push(...replies.flatMap((reply) => reply.stalls));
      done = count;
      report();
    },
    row,
    column: (figure, count) => Array.from({ length: count }, (_, replication) => row(replication)[figure]),
    events: () => events,
    warnings: () => stallWarnings(line.model, stalls),
    async close() {
      clearInterval(timer);
      signal?.removeEventListener('abort', stop);
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** What the threads share, and what the columns of its rows are. */
function workOf(line: CompiledLine, task: TeamTask): { work: StudyWork; figures: Figure[] } {
  const { horizonSeconds, live, warmupSeconds, seed, replications, coursePoints } = task;
  const fromSeconds = live?.nowSeconds ?? warmupSeconds;
  const plan = figurePlan(line, horizonSeconds, { fromSeconds, showOrders: live !== null });
  const figures = figuresOf(plan, line.model.costs.currency);
  const rowLength = figures.length + 2 * coursePoints;
  const rows = new SharedArrayBuffer(replications * rowLength * Float64Array.BYTES_PER_ELEMENT);
  const counters = new SharedArrayBuffer(COUNTERS * Int32Array.BYTES_PER_ELEMENT);
  return {
    work: { program: line.program, plan, live, warmupSeconds, seed, coursePoints, rowLength, rows, counters },
    figures,
  };
}

function slicesOf({ replications, coursePoints, warmupSeconds }: TeamTask): number {
  if (coursePoints > 0) return replications * coursePoints;
  return replications * SLICES * (warmupSeconds > 0 ? 2 : 1);
}

async function round(worker: Worker): Promise<StudyReply> {
  const reply = once(worker, 'message');
  worker.postMessage('round');
  return (await reply)[0] as StudyReply;
}

function stallWarnings(model: LineModel, stalls: StudyReply['stalls']): string[] {
  const [first] = stalls.sort((a, b) => a.replication - b.replication);
  if (first === undefined) return [];
  const runs = `${stalls.length} ${stalls.length === 1 ? 'run' : 'runs'} came to a standstill`;
  return [`${runs}; in run ${first.replication + 1}, ${describeStall(model, first.stall)}`];
}

function failure({ code, message }: { code: string | null; message: string }): TwinError {
  return new TwinError('STUDY_FAILED', { reason: code === null ? message : `${code}: ${message}` });
}

/** The bundled worker: beside this file, or in dist when this file runs from source. */
function workerFile(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? '../../dist/study/study-worker.js' : './study-worker.js', import.meta.url);
}
