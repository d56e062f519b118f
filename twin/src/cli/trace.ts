// Writes what happens in one run, event by event.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { LineModel } from '@mini-factory-twin/contracts';
import { createKernel, KERNEL_STATES, type TraceKind } from '../kernel/index.ts';
import { type CompiledLine, compileLine } from '../line/index.ts';
import { runTo, type StudySettings } from '../study/index.ts';

const SLICES = 1000;

/**
 * Runs replication 0 to its horizon and writes `{"t", "kind", "id", "value"}` a line: t in seconds since the start, kind of
 * TraceKind, id of the station (`<id>/<n>` for machine n of several) or buffer, value a state, product or failure mode.
 */
export async function traceRun(model: LineModel, settings: StudySettings, path: string): Promise<void> {
  const { epochMs, horizonSeconds, seed } = settings;
  const line = compileLine(model, { epochMs, horizonSeconds });
  const file = createWriteStream(path);
  const machines = machineNames(model);
  let lines: string[] = [];
  const kernel = createKernel(line.program, {
    trace: (t, kind, entity, value) =>
      lines.push(JSON.stringify({ t, kind, ...describe(line, machines, { kind, entity, value }) })),
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

interface Machine {
  name: string;
  station: LineModel['stations'][number];
}

function machineNames(model: LineModel): Machine[] {
  return model.stations.flatMap((station) =>
    Array.from({ length: station.servers }, (_, server) => ({
      name: station.servers === 1 ? station.id : `${station.id}/${server + 1}`,
      station,
    })),
  );
}

function describe(
  line: CompiledLine,
  machines: readonly Machine[],
  { kind, entity, value }: { kind: TraceKind; entity: number; value: number },
): { id: string | null; value: string | null } {
  switch (kind) {
    case 'state':
      return { id: machines[entity].name, value: KERNEL_STATES[value] };
    case 'fail':
      return { id: machines[entity].name, value: machines[entity].station.failures[value]?.id ?? null };
    case 'create':
      return { id: machines[entity].name, value: line.productIds[value] };
    case 'enter':
    case 'leave':
      return { id: line.bufferIds[entity], value: line.productIds[value] };
    case 'finish':
    case 'scrap':
      return { id: null, value: line.productIds[value] };
  }
}
