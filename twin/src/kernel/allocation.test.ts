// The kernel lives in its buffers: an event of a plain line allocates nothing, and a year of a line needs no more memory than its first day.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, expect, it } from 'vitest';
import type { Kernel, ProgramSpec } from './index.ts';
import { exponential, failure, places, row } from './test-lines.ts';
import { shippedKernel } from './theory/shipped-kernel.ts';

const DAY_SECONDS = 86_400;
const YEAR_SECONDS = 365 * DAY_SECONDS;
const CHUNK_EVENTS = 100_000;
const CHUNKS = 20;
/** What the measurement itself allocates, and numbers that V8 puts into a box on the way to a function it does not inline [bytes]. */
const MOST_PER_EVENT = 4;
const MOST_GROWTH = 200_000;

/** Five machines with failures and rejects. */
const line: ProgramSpec = row(5, places(5), () => ({
  cycleSeconds: [{ type: 'uniform', min: 27, max: 33 }],
  quality: { rework: 0, scrap: 0.01, maxReworks: 0 },
  failures: [failure({ timeBetween: exponential(3600), repairSeconds: exponential(300) })],
}));

// One kernel for both, as V8 compiles a second one in the same thread less well.
let kernel: Kernel;
let collect: () => void;

beforeAll(async () => {
  const { assemble, createKernel } = await shippedKernel();
  kernel = createKernel(assemble(line));
  setFlagsFromString('--expose-gc');
  collect = runInNewContext('gc') as () => void;
}, 60_000);

it('allocates nothing per event on a line of plain machines', { timeout: 60_000 }, () => {
  kernel.reset(1, 0);
  kernel.runUntil(100 * DAY_SECONDS);
  const chunkSeconds = (kernel.now() / kernel.eventCount()) * CHUNK_EVENTS;
  const before = kernel.eventCount();
  collect();
  const growth = Array.from({ length: CHUNKS }, () => {
    const used = process.memoryUsage().heapUsed;
    kernel.runUntil(kernel.now() + chunkSeconds);
    return process.memoryUsage().heapUsed - used;
  }).sort((a, b) => a - b);
  expect(kernel.eventCount() - before).toBeGreaterThan(0.9 * CHUNKS * CHUNK_EVENTS);
  // The median, since other threads of the runner may have a chunk begin or end with a collection.
  expect((growth[CHUNKS / 2] ?? Infinity) / CHUNK_EVENTS).toBeLessThan(MOST_PER_EVENT);
});

it('needs no more memory after a simulated year', { timeout: 60_000 }, () => {
  kernel.reset(2, 0);
  kernel.runUntil(DAY_SECONDS);
  const stateBytes = kernel.snapshot().byteLength;
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  kernel.runUntil(YEAR_SECONDS);
  const wip = kernel.wip();
  collect();
  const after = process.memoryUsage();
  expect(after.heapUsed - heapUsed).toBeLessThan(MOST_GROWTH);
  expect(after.arrayBuffers - arrayBuffers).toBeLessThan(MOST_GROWTH);
  expect(kernel.snapshot().byteLength).toBe(stateBytes);
  expect(wip).toBe(kernel.released() - kernel.goodOutput() - kernel.scrapped());
});
