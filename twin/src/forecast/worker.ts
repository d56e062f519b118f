// A warm worker thread: keeps one compiled kernel and runs blocks of replications on it.
import { setFlagsFromString } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { createKernel, type Kernel, KERNEL_V8_FLAGS, type Program } from '../kernel/index.ts';
import { type ReplicationJob, replicate } from './replicate.ts';

/** What the pool sends: a program to keep, or a job to run on the one kept. */
export type WorkerRequest =
  | { kind: 'program'; program: Program }
  | { kind: 'job'; id: number; job: ReplicationJob; rows: SharedArrayBuffer };
/** What comes back for each job. */
export type WorkerReply = { id: number; error: string | null; cpuMs: number };

for (const flag of KERNEL_V8_FLAGS) setFlagsFromString(flag);

let kernel: Kernel | null = null;

function answer(request: WorkerRequest): WorkerReply | null {
  if (request.kind === 'program') {
    // The first kernel of a thread is the fastest: it stays as long as the topology does.
    if (kernel?.program.topologyHash === request.program.topologyHash) kernel.adopt(request.program);
    else kernel = createKernel(request.program);
    return null;
  }
  const startedMs = performance.now();
  try {
    if (kernel === null) throw new Error('a job came before its program');
    replicate(kernel, request.job, new Float64Array(request.rows));
    return { id: request.id, error: null, cpuMs: performance.now() - startedMs };
  } catch (cause) {
    return { id: request.id, error: (cause as Error).message, cpuMs: performance.now() - startedMs };
  }
}

parentPort?.on('message', (request: WorkerRequest) => {
  const reply = answer(request);
  if (reply !== null) parentPort?.postMessage(reply);
});
