// Warm worker threads that run replications of one program, split evenly, into one shared array.
import { Worker } from 'node:worker_threads';
import type { Program } from '../kernel/index.ts';
import type { ReplicationJob } from './replicate.ts';
import type { WorkerReply, WorkerRequest } from './worker.ts';

/** Runs replications. `setProgram` first; jobs that follow run on that program. */
export interface WorkerPool {
  setProgram(program: Program): void;
  /** Rows of `replications` futures, row-major; rejects when a worker fails or the pool is closed. */
  run(job: Omit<ReplicationJob, 'from' | 'to'>, replications: number): Promise<Float64Array>;
  close(): Promise<void>;
}

interface Waiting {
  worker: number;
  settle: (reply: WorkerReply) => void;
}

/** A pool of `size` threads, started at once and kept warm. A thread that dies is replaced. */
export function createWorkerPool(size: number): WorkerPool {
  const waiting = new Map<number, Waiting>();
  let program: Program | null = null;
  let nextId = 0;
  let isClosed = false;
  const workers = Array.from({ length: size }, (_, index) => startWorker(index));
  function startWorker(index: number): Worker {
    const worker = newWorker();
    worker.on('message', (reply: WorkerReply) => {
      waiting.get(reply.id)?.settle(reply);
      waiting.delete(reply.id);
    });
    worker.on('error', (error) => failJobs(index, error.message));
    worker.on('exit', () => {
      failJobs(index, 'the worker thread ended');
      if (isClosed) return;
      workers[index] = startWorker(index);
      if (program !== null) send(index, { kind: 'program', program });
    });
    return worker;
  }

  function failJobs(index: number, error: string): void {
    for (const [id, entry] of waiting)
      if (entry.worker === index && waiting.delete(id)) entry.settle({ id, error, cpuMs: 0 });
  }

  function send(index: number, request: WorkerRequest): void {
    workers[index]?.postMessage(request);
  }

  function runBlock(index: number, job: ReplicationJob, rows: SharedArrayBuffer): Promise<void> {
    const id = nextId++;
    return new Promise((resolve, reject) => {
      const settle = (reply: WorkerReply): void => (reply.error === null ? resolve() : reject(new Error(reply.error)));
      waiting.set(id, { worker: index, settle });
      send(index, { kind: 'job', id, job, rows });
    });
  }

  return {
    setProgram(next) {
      program = next;
      for (let index = 0; index < size; index++) send(index, { kind: 'program', program: next });
    },
    async run(job, replications) {
      if (isClosed) throw new Error('the worker pool is closed');
      const rows = new SharedArrayBuffer(replications * job.layout.length * Float64Array.BYTES_PER_ELEMENT);
      const block = Math.ceil(replications / size);
      const blocks = Array.from({ length: size }, (_, index) => {
        const from = Math.min(replications, index * block);
        return runBlock(index, { ...job, from, to: Math.min(replications, from + block) }, rows);
      });
      await Promise.all(blocks);
      return new Float64Array(rows);
    },
    async close() {
      isClosed = true;
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function newWorker(): Worker {
  // The compiled worker needs none of the flags that a test runner may have given this process.
  const worker = new Worker(workerFile(), { execArgv: [] });
  worker.unref();
  return worker;
}

/** The compiled worker: beside this file, or in dist when this file runs from source. */
function workerFile(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? '../../dist/forecast/worker.js' : './worker.js', import.meta.url);
}
