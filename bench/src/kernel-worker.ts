// Measures one kernel in a thread of its own, as the twin runs it: bundled, one kernel per thread, CPU time of the process.
import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { assemble, createKernel, KERNEL_V8_FLAGS } from '@mini-factory-twin/twin/kernel';
import { GeneratorLine } from './generator-line.ts';
import { queue, serialLine } from './kernel-lines.ts';

/** What to measure. */
export interface KernelJob {
  line: 'queue' | 'simple' | 'full' | 'generator';
  machines: number;
}

/** What came of it. Best and median of the rounds. */
export interface KernelTimes {
  eventsPerSecond: number[];
  lookAheadsPerSecond: number[];
  snapshotRestoreMicroseconds: number[];
  partsPerSecond: number;
  heapGrowthBytes: number;
}

const ROUNDS = 7;
const EVENTS_PER_ROUND = 3e6;
const SHIFT_SECONDS = 28_800;
const WARM_UP_SECONDS = 36_000;

for (const flag of KERNEL_V8_FLAGS) setFlagsFromString(flag);

function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function rounds(work: () => number): number[] {
  return Array.from({ length: ROUNDS }, work).sort((a, b) => a - b);
}

function measureGenerator(machines: number): KernelTimes {
  const line = new GeneratorLine(machines);
  line.runUntil(WARM_UP_SECONDS);
  const stretch = (EVENTS_PER_ROUND / machines) * 15;
  const eventsPerSecond = rounds(() => {
    const before = line.events;
    const seconds = cpuSeconds(() => line.runUntil(line.now + stretch));
    return (line.events - before) / seconds;
  });
  const none = { lookAheadsPerSecond: [], snapshotRestoreMicroseconds: [], heapGrowthBytes: 0 };
  return { ...none, eventsPerSecond, partsPerSecond: line.output / line.now };
}

function measureKernel({ line, machines }: KernelJob): KernelTimes {
  const kernel = createKernel(assemble(line === 'queue' ? queue() : serialLine(machines, line === 'full')));
  kernel.reset(1, 0);
  kernel.runUntil(WARM_UP_SECONDS);
  const stretch = line === 'queue' ? EVENTS_PER_ROUND / 2 : (EVENTS_PER_ROUND / machines) * 30;
  kernel.runUntil(kernel.now() + stretch);
  const heapBefore = process.memoryUsage().heapUsed;
  const eventsPerSecond = rounds(() => {
    const before = kernel.eventCount();
    const seconds = cpuSeconds(() => kernel.runUntil(kernel.now() + stretch));
    return (kernel.eventCount() - before) / seconds;
  });
  const heapGrowthBytes = process.memoryUsage().heapUsed - heapBefore;
  const partsPerSecond = kernel.goodOutput() / kernel.now();
  return {
    eventsPerSecond,
    partsPerSecond,
    heapGrowthBytes,
    ...(line === 'queue' ? noLookAhead() : lookAhead(kernel)),
  };
}

function noLookAhead(): Pick<KernelTimes, 'lookAheadsPerSecond' | 'snapshotRestoreMicroseconds'> {
  return { lookAheadsPerSecond: [], snapshotRestoreMicroseconds: [] };
}

function lookAhead(
  kernel: ReturnType<typeof createKernel>,
): Pick<KernelTimes, 'lookAheadsPerSecond' | 'snapshotRestoreMicroseconds'> {
  const start = kernel.snapshot();
  const from = kernel.now();
  const many = 100;
  const lookAheadsPerSecond = rounds(() => {
    const seconds = cpuSeconds(() => {
      for (let replication = 0; replication < many; replication++) {
        kernel.restore(start);
        kernel.resample(1, replication);
        kernel.runUntil(from + SHIFT_SECONDS);
      }
    });
    return many / seconds;
  });
  const copies = 50_000;
  const snapshotRestoreMicroseconds = rounds(() => {
    const seconds = cpuSeconds(() => {
      for (let copy = 0; copy < copies; copy++) {
        kernel.snapshot(start);
        kernel.restore(start);
      }
    });
    return (seconds / copies) * 1e6;
  });
  return { lookAheadsPerSecond, snapshotRestoreMicroseconds };
}

const job = workerData as KernelJob;
parentPort?.postMessage(job.line === 'generator' ? measureGenerator(job.machines) : measureKernel(job));
