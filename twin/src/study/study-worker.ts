// A worker thread of a study: takes replication numbers from a shared counter until there are none, and fills their rows.
import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { createKernel, findStall, KERNEL_V8_FLAGS } from '../kernel/index.ts';
import { replicate } from './replicate.ts';
import { LIMIT, NEXT, SLICES_DONE, STOP, type StudyReply, type StudyWork } from './study-work.ts';

for (const flag of KERNEL_V8_FLAGS) setFlagsFromString(flag);
const work = workerData as StudyWork;
const kernel = createKernel(work.program);
const counters = new Int32Array(work.counters);
const rows = new Float64Array(work.rows);
const goOn = (): boolean => {
  Atomics.add(counters, SLICES_DONE, 1);
  return Atomics.load(counters, STOP) === 0;
};

/** Runs replications until the counter is at its limit. */
function round(): Omit<StudyReply, 'error'> {
  const done: Omit<StudyReply, 'error'> = { events: 0, stalls: [] };
  for (;;) {
    const replication = Atomics.add(counters, NEXT, 1);
    if (replication >= Atomics.load(counters, LIMIT) || Atomics.load(counters, STOP) !== 0) return done;
    const row = rows.subarray(replication * work.rowLength, (replication + 1) * work.rowLength);
    if (!replicate(kernel, work, { replication, row, goOn })) return done;
    done.events += kernel.eventCount();
    const stall = findStall(kernel);
    if (stall !== null) done.stalls.push({ replication, stall });
  }
}

function reply(): StudyReply {
  try {
    return { error: null, ...round() };
  } catch (cause) {
    Atomics.store(counters, STOP, 1);
    const { code = null, message } = cause as Error & { code?: string };
    return { error: { code, message }, events: 0, stalls: [] };
  }
}

parentPort?.on('message', () => parentPort?.postMessage(reply()));
