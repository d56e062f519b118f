// Writes what happens in one run, event by event.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { LineModel } from '@mini-factory-twin/contracts';
import { createKernel } from '../kernel/index.ts';
import { compileLine } from '../line/index.ts';
import { describeTrace, runTo, type StudySettings } from '../study/index.ts';

const SLICES = 1000;

/** Runs replication 0 to its horizon and writes what happens, one TracedEvent as JSON a line. */
export async function traceRun(model: LineModel, settings: StudySettings, path: string): Promise<void> {
  const { epochMs, horizonSeconds, seed } = settings;
  const line = compileLine(model, { epochMs, horizonSeconds });
  const file = createWriteStream(path);
  const describe = describeTrace(line);
  let lines: string[] = [];
  const kernel = createKernel(line.program, {
    trace: (t, kind, entity, value) => lines.push(JSON.stringify(describe(t, kind, { entity, value }))),
  });
  lines = [];
  kernel.reset(seed, 0);
  for (let slice = 1; slice <= SLICES; slice++) {
    runTo(kernel, (horizonSeconds * slice) / SLICES);
    if (lines.length > 0 && !file.write(`${lines.join('\n')}\n`)) await once(file, 'drain');
    lines = [];
  }
  file.end();
  await finished(file);
}
