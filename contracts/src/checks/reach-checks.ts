// Every station and buffer is reached: what nothing can ever come to is told at its cause, not again for all behind it.
import { faultAt, type LineFault } from './fault.ts';
import { type Flow, followParts, orderedProducts, possibleExits } from './flow.ts';
import type { Exit, Topology } from './topology.ts';

/**
 * Stations and buffers that no part can reach. Reach does not depend on today's plan, shares and weights: a way that is
 * shut for now is still a way.
 */
export function checkReach(topology: Topology): LineFault[] {
  const { line, takers, users, givers } = topology;
  const finished = [...line.products.keys()].filter((index) => line.products[index]?.role === 'product');
  const released = [...new Set([...finished, ...orderedProducts(topology)])];
  const ways = (node: number): Exit[] => possibleExits(topology, node);
  const flow = followParts(topology, { released, exits: ways });
  const isDead = deadStations(topology, flow, ways);
  const told = new Set<number>();
  // Why a source makes nothing, and that nobody fills a buffer, is told by other checks.
  line.stations.forEach(({ kind }, station) => {
    if (kind === 'source' && isDead[station] === true) cover(topology, told, station);
  });
  const faults = line.buffers.flatMap(({ id }, buffer) => {
    const from = givers[buffer] ?? [];
    if ((flow.content[buffer]?.size ?? 0) > 0 || from.some((station) => isDead[station])) return [];
    for (const station of [...(takers[buffer] ?? []), ...(users[buffer] ?? [])])
      if (isDead[station] === true) cover(topology, told, station);
    return from.length === 0 ? [] : [faultAt(['buffers', buffer], [], unreached(id))];
  });
  // Causes first; what is left then goes round in a ring that nothing comes into.
  for (const isCause of [(station: number) => !feeders(topology, station).some((from) => isDead[from]), () => true])
    for (const station of line.stations.keys()) {
      if (isDead[station] !== true || told.has(station) || !isCause(station)) continue;
      faults.push(...lostStation(topology, flow, station));
      cover(topology, told, station);
    }
  return faults;
}

function deadStations({ line }: Topology, { works, leaving }: Flow, ways: (node: number) => Exit[]): boolean[] {
  const sinks = new Set([...leaving].flatMap(ways).flatMap(({ way }) => ('sink' in way ? [way.sink] : [])));
  return line.stations.map(({ kind }, station) => (kind === 'sink' ? !sinks.has(station) : works[station] !== true));
}

/** A station without main parts, or else the components it lacks. */
function lostStation({ line, components }: Topology, { arrivals, content }: Flow, station: number): LineFault[] {
  const path = ['stations', station];
  if ((arrivals[station]?.size ?? 0) === 0) return [faultAt(path, [], unreached(line.stations[station]?.id ?? ''))];
  return (components[station] ?? []).flatMap(({ buffer }, at) =>
    content[buffer]?.size === 0
      ? [faultAt(path, ['components', at, 'from'], unreached(line.buffers[buffer]?.id ?? ''))]
      : [],
  );
}

/** Marks a station and all behind it. */
function cover(topology: Topology, told: Set<number>, start: number): void {
  const agenda = new Set([start]);
  for (const station of agenda) {
    told.add(station);
    for (const { way } of topology.exits[station] ?? [])
      for (const next of 'sink' in way ? [way.sink] : behind(topology, way.buffer))
        if (!told.has(next)) agenda.add(next);
  }
}

function behind({ takers, users }: Topology, buffer: number): number[] {
  return [...(takers[buffer] ?? []), ...(users[buffer] ?? [])];
}

/** Stations that put parts where a station takes them. */
function feeders({ exits, inputs, components, givers }: Topology, station: number): number[] {
  const taken = [...(inputs[station] ?? []), ...(components[station] ?? []).map(({ buffer }) => buffer)];
  const direct = [...exits.keys()].filter((from) =>
    exits[from]?.some(({ way }) => 'sink' in way && way.sink === station),
  );
  return [...direct, ...taken.flatMap((buffer) => givers[buffer] ?? [])];
}

function unreached(id: string): string {
  return `found no way on which a part could reach "${id}", allowed: outputs that lead to it from a source, for some product`;
}
