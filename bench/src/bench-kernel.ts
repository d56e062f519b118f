// Measures the kernel: events a second, look-aheads from a snapshot, copies of the state, and the ratio to generators.
import { Worker } from 'node:worker_threads';
import type { Figure, Figures } from './figures.ts';
import type { KernelJob, KernelTimes } from './kernel-worker.ts';

/** Medians over seven rounds with the worst and best as bounds; each line in a thread of its own, one after the other. */
export async function benchKernel(): Promise<Figures> {
  const figures: Figures = {};
  const perSecond = { unit: 'events/s', floor: null, ambition: null };
  figures['kernel.queue.eventsPerSecond'] = figure((await measure('queue', 2)).eventsPerSecond, {
    ...perSecond,
    floor: 20e6,
    ambition: 40e6,
  });
  const generator = await measure('generator', 20);
  for (const machines of [5, 20, 200]) {
    for (const line of ['simple', 'full'] as const) {
      const times = await measure(line, machines);
      const goal = goals(line, machines);
      const id = `kernel.${line}.line${machines}`;
      figures[`${id}.eventsPerSecond`] = figure(times.eventsPerSecond, { ...perSecond, ...goal });
      const isTheOne = line === 'full' && machines === 20;
      const name = isTheOne
        ? 'lookahead.line20.perSecondPerCore'
        : `lookahead.${line}.line${machines}.perSecondPerCore`;
      figures[name] = figure(times.lookAheadsPerSecond, {
        unit: 'runs/s',
        floor: isTheOne ? 1000 : null,
        ambition: null,
      });
      if (machines !== 20 || line !== 'full') continue;
      figures['kernel.snapshotRestoreMicroseconds'] = figure(times.snapshotRestoreMicroseconds, {
        unit: 'us',
        floor: 5,
        ambition: 1,
      });
      figures['kernel.heapGrowthBytesPerMillionEvents'] = figure([times.heapGrowthBytes / 21], {
        unit: 'B',
        floor: null,
        ambition: 0,
      });
    }
  }
  const simple = figures['kernel.simple.line20.eventsPerSecond'];
  const ratio = (simple?.value ?? Number.NaN) / middle(generator.eventsPerSecond);
  figures['kernel.generatorRatio'] = figure([ratio], { unit: 'x', floor: 3, ambition: 6 });
  return figures;
}

function goals(line: 'simple' | 'full', machines: number): { floor: number | null; ambition: number | null } {
  if (machines !== 20) return { floor: null, ambition: null };
  return line === 'simple' ? { floor: 20e6, ambition: 30e6 } : { floor: 10e6, ambition: 15e6 };
}

function measure(line: KernelJob['line'], machines: number): Promise<KernelTimes> {
  const workerData: KernelJob = { line, machines };
  const worker = new Worker(new URL('./kernel-worker.js', import.meta.url), { workerData, execArgv: [] });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

function figure(
  sorted: readonly number[],
  { unit, floor, ambition }: Pick<Figure, 'unit' | 'floor' | 'ambition'>,
): Figure {
  const bounds =
    sorted.length > 1 ? { low: sorted[0] ?? null, high: sorted.at(-1) ?? null } : { low: null, high: null };
  return { value: middle(sorted), unit, n: sorted.length, ...bounds, floor, ambition };
}

function middle(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
