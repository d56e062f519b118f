// Names what a kernel's trace tells in indices.
import type { LineModel } from '@mini-factory-twin/contracts';
import { KERNEL_STATES, type TraceKind } from '../kernel/index.ts';
import type { CompiledLine } from '../line/index.ts';

/**
 * Something that happened: t in seconds since the start, kind of TraceKind, id of the station (`<id>/<n>` for machine n of
 * several) or buffer, value a state, product or failure mode.
 */
export interface TracedEvent {
  t: number;
  kind: TraceKind;
  id: string | null;
  value: string | null;
}

/** A function that names the events of a line. */
export function describeTrace(
  line: CompiledLine,
): (t: number, kind: TraceKind, about: { entity: number; value: number }) => TracedEvent {
  const machines = machineNames(line.model);
  return (t, kind, { entity, value }) => ({ t, kind, ...describe(line, machines, { kind, entity, value }) });
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
