// The mirror's state as the kernel's: names become indices, plant ms become seconds since the program's epoch.
import { type KnownState, STATION_STATES } from '@mini-factory-twin/contracts';
import type { LivePart, LiveState } from '../kernel/index.ts';
import type { CompiledLine } from '../line/index.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { StationMirror } from '../mirror/station-mirror.ts';

const RESULTS = { pass: 0, rework: 1, scrap: 2 } as const;

/** The line at plant time `atMs`, as seen by the mirror, ready for `kernel.load`. */
export function liveStateOf(mirror: Mirror, line: CompiledLine, atMs: number): LiveState {
  const partOf = partReader(mirror, line);
  return {
    nowSeconds: (atMs - line.epochMs) / 1000,
    stations: line.stationIds.map((id) => stationOf(mirror.stations.get(id), { line, atMs, partOf })),
    buffers: line.bufferIds.map((id) => ({
      parts: (mirror.buffers.get(id)?.queue ?? []).map((waiting) => ({
        ...partOf(waiting.id),
        elapsedSeconds: Math.max(0, atMs - waiting.enterMs) / 1000,
      })),
    })),
    orders: ordersOf(mirror, line),
    goodOutput: mirror.orders.doneInShift(atMs),
    scrapped: 0,
  };
}

function stationOf(
  known: StationMirror | undefined,
  { line, atMs, partOf }: { line: CompiledLine; atMs: number; partOf: (id: string) => LivePart },
): LiveState['stations'][number] {
  if (known === undefined) throw new Error('the mirror and the compiled line are of different models');
  const modes = known.station.failures;
  const failed = modes.findIndex((mode) => mode.stopReason === known.tags.stopReason);
  return {
    state: STATION_STATES.indexOf(assumedState(known)),
    elapsedSeconds: Math.max(0, atMs - known.sinceMs) / 1000,
    cycleElapsedSeconds: known.cycleSecondsAt(atMs),
    parts: known.partIds.map(partOf),
    lastProduct: line.productIds.indexOf(known.product || (known.station.product ?? '')),
    failureMode: known.state === 'down' ? failed : -1,
    operatingSecondsSinceFailure: modes.map(() => known.operatingSecondsAt(atMs)),
    cyclesSinceFailure: modes.map(() => known.cyclesSinceFailure),
    processed: known.processed,
    defective: known.defective,
    result: known.lastResult === null ? -1 : RESULTS[known.lastResult],
  };
}

/** What a future starts from where the state is unknown: the likeliest thing for a station with or without a part. */
function assumedState(known: StationMirror): Exclude<KnownState, 'unknown'> {
  if (known.state !== 'unknown') return known.state;
  return known.partIds.length > 0 ? 'processing' : 'starved';
}

function partReader(mirror: Mirror, line: CompiledLine): (id: string) => LivePart {
  const orders = new Map(line.orders.map((order, index) => [order.id, index]));
  return (id) => {
    const info = mirror.parts.get(id);
    return {
      product: Math.max(0, line.productIds.indexOf(info?.product ?? '')),
      order: orders.get(info?.order ?? '') ?? -1,
      reworks: info?.reworks ?? 0,
      bornSeconds: ((info?.bornMs ?? line.epochMs) - line.epochMs) / 1000,
    };
  };
}

/**
 * Order counts for the kernel. Scrap is what was released and is neither done nor on the line: counted so, a scrapped
 * part that no reader reported still gets its make-up part.
 */
function ordersOf(mirror: Mirror, line: CompiledLine): LiveState['orders'] {
  const known = new Map(mirror.orders.all().map((order) => [order.id, order]));
  return line.orders.map(({ id }) => {
    const order = known.get(id);
    if (order === undefined) return { released: 0, done: 0, scrapped: 0 };
    const scrapped = Math.max(0, order.released - order.done - mirror.onLine(id));
    return { released: order.released, done: order.done, scrapped };
  });
}
