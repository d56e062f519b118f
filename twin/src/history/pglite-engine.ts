// PGlite in a worker thread as a database engine.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Row, SqlEngine } from './engine.ts';
import type { Program, WorkerReply, WorkerRequest } from './pglite-worker.ts';

/** A request without its id: `Omit` that keeps the union. */
type Question = WorkerRequest extends infer R ? (R extends WorkerRequest ? Omit<R, 'id'> : never) : never;

/** A thread that does not answer for so long is ended, as by a crash [ms]. */
const CLOSE_TIMEOUT_MS = 5_000;

interface Waiting {
  resolve(reply: WorkerReply): void;
  reject(error: Error): void;
}

/**
 * Opens PGlite in a folder, which is created when it is missing. The caller holds the lock of the folder: two processes
 * on one folder lose data silently.
 * @param signal gives up while opening, and leaves nothing running
 */
export async function openPglite(dataDir: string, signal?: AbortSignal): Promise<SqlEngine> {
  const program = await loadProgram();
  if (!existsSync(dataDir)) await initialise(dataDir, program, signal);
  const { ask, ready, stop } = startWorker(dataDir, program);
  await unlessAborted(ready, stop, signal);
  return {
    name: 'pglite',
    async query(statement) {
      return rowsOf(await ask({ kind: 'query', statement }));
    },
    async script(statements) {
      await ask({ kind: 'script', statements });
    },
    async transaction(guard, statements) {
      const reply = await ask({ kind: 'transaction', guard, statements });
      return 'done' in reply && reply.done;
    },
    async close() {
      await Promise.race([ask({ kind: 'close' }).catch(() => undefined), expire(CLOSE_TIMEOUT_MS)]);
      await stop();
    },
  };
}

function expire(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/** The language's library has no types for it, and those of the browser bring a whole browser. */
const { WebAssembly: webAssembly } = globalThis as unknown as {
  WebAssembly: { compile(bytes: Uint8Array): Promise<Program> };
};

let loaded: Promise<Program> | null = null;

/** PGlite's machine code, compiled once for all threads: the second one starts in a quarter of the time. */
function loadProgram(): Promise<Program> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  loaded ??= readFile(join(dirname(entry), 'pglite.wasm')).then((bytes) => webAssembly.compile(bytes));
  return loaded;
}

/**
 * Makes a new database in a thread of its own, which takes the half gigabyte that this needs away with it. The folder
 * gets its name when it is complete, so a start that is cut off is simply done again.
 */
async function initialise(dataDir: string, program: Program, signal?: AbortSignal): Promise<void> {
  const draft = `${dataDir}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  const { ask, ready, stop } = startWorker(draft, program);
  try {
    await unlessAborted(ready, stop, signal);
    await ask({ kind: 'close' });
  } finally {
    await stop();
  }
  await rename(draft, dataDir);
}

/** Waits for a thread to be ready; the signal ends it, which fails what waits for it. To the database that is a crash. */
async function unlessAborted(
  ready: Promise<unknown>,
  stop: () => Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  const abort = (): void => void stop();
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  await ready.finally(() => signal?.removeEventListener('abort', abort));
}

function startWorker(dataDir: string, program: Program) {
  // Flags of the process (inspector, input type, loaders) are not for the thread.
  const worker = new Worker(workerUrl(), { workerData: { dataDir, program }, execArgv: [] });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let failure: Error | null = null;

  function fail(error: Error): void {
    failure = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`the database thread ended with code ${code}`)));
  worker.on('message', (reply: WorkerReply) => {
    const entry = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (waiting.size === 0) worker.unref();
    if ('error' in reply) entry?.reject(new Error(reply.error));
    else entry?.resolve(reply);
  });

  const ready = new Promise<WorkerReply>((resolve, reject) => waiting.set(0, { resolve, reject }));
  function ask(question: Question): Promise<WorkerReply> {
    if (failure) return Promise.reject(failure);
    const id = ++lastId;
    // Only open questions keep the process alive, so a shutdown can end with all of them answered.
    worker.ref();
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...question, id });
    });
  }
  return { ask, ready, stop: () => worker.terminate() };
}

/** The compiled worker: Node 20 cannot run TypeScript in a thread, so from source (tests) it is the one in dist. */
function workerUrl(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? '../../dist/history/pglite-worker.js' : './pglite-worker.js', import.meta.url);
}

function rowsOf(reply: WorkerReply): Row[] {
  return 'rows' in reply ? reply.rows : [];
}
