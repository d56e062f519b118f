// A database engine in a worker thread, asked by messages. What goes wrong in there never reaches the twin's own thread.
import { Worker } from 'node:worker_threads';
import type { Row, SqlEngine } from './engine.ts';
import type { WorkerReply, WorkerRequest } from './worker-protocol.ts';

/** A request without its id: `Omit` that keeps the union. */
type Question = WorkerRequest extends infer R ? (R extends WorkerRequest ? Omit<R, 'id'> : never) : never;

interface Waiting {
  resolve(reply: WorkerReply): void;
  reject(error: Error): void;
}

/** A thread that does not answer for so long is ended, as by a crash [ms]. */
const CLOSE_TIMEOUT_MS = 6_000;

/**
 * Starts the thread of an engine and waits until it is open.
 * @param data what the thread needs to open it
 * @param signal ends the thread while it opens, and leaves nothing running; to a database that is a crash
 */
export async function openInWorker(name: SqlEngine['name'], data: object, signal?: AbortSignal): Promise<SqlEngine> {
  const { ask, ready, stop } = startWorker(name, data);
  const abort = (): void => void stop();
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  try {
    await ready;
  } catch (error) {
    await stop();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
  return {
    name,
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

function startWorker(name: SqlEngine['name'], workerData: object) {
  // Flags of the process (inspector, input type, loaders) are not for the thread.
  const worker = new Worker(workerUrl(name), { workerData, execArgv: [] });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let failure: Error | null = null;

  function fail(error: Error): void {
    failure ??= error;
    for (const { reject } of waiting.values()) reject(failure);
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
function workerUrl(name: SqlEngine['name']): URL {
  const folder = import.meta.url.endsWith('.ts') ? '../../dist/history' : '.';
  return new URL(`${folder}/${name}-worker.js`, import.meta.url);
}

function rowsOf(reply: WorkerReply): Row[] {
  return 'rows' in reply ? reply.rows : [];
}

function expire(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
