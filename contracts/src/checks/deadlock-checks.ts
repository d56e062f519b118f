// Lines that cannot but stand: too few places for what a cycle needs, too little work in process, hand-overs in a ring.
import { cyclesFrom } from './cycles.ts';
import { faultAt, type LineFault, notAllowed, quoted } from './fault.ts';
import { exitsFor, type Flow, partOf, resultsOf } from './flow.ts';
import type { Exit, Topology } from './topology.ts';

/** Faults by which a line comes to stand whatever happens, given the planned flow. */
export function checkDeadlocks(topology: Topology, flow: Flow): LineFault[] {
  return [...checkComponentRoom(topology), ...checkLimits(topology, flow), ...checkHandOvers(topology, flow)];
}

/** Components of a cycle are taken together, so they must all find room; a buffer without places hands over one at a time. */
function checkComponentRoom({ line, components, capacity }: Topology): LineFault[] {
  return components.flatMap((list, station) =>
    list.flatMap(({ buffer, quantity }, index) => {
      const most = Math.max(1, capacity[buffer] ?? 0);
      if (quantity <= most) return [];
      const allowed = `at most ${most}, as "${line.buffers[buffer]?.id}" has ${capacity[buffer]} places`;
      return [faultAt(['stations', station, 'components', index, 'quantity'], [], notAllowed(quantity, allowed))];
    }),
  );
}

/** A station that needs several parts at once never gets them when the sources stop before. */
function checkLimits(topology: Topology, flow: Flow): LineFault[] {
  const { stations } = topology.line;
  const limit = wipLimit(topology);
  return stations.flatMap((station, index) => {
    if (flow.works[index] !== true) return [];
    const need = station.kind === 'batch' ? station.batchSize : 1 + ownParts(topology, flow, index);
    if (need <= limit) return [];
    const found = `found ${need} parts needed at once by "${station.id}"`;
    const field = station.kind === 'batch' ? 'batchSize' : 'components';
    return [faultAt(['stations', index, field], [], `${found}, allowed: at most ${limit}, the maxWip of the sources`)];
  });
}

/** Components of one cycle that count as work in process. */
function ownParts({ line, components }: Topology, { content }: Flow, station: number): number {
  return (components[station] ?? []).reduce((sum, { buffer, quantity }) => {
    const products = [...(content[buffer] ?? [])];
    const isCounted = products.length > 0 && products.every((product) => line.products[product]?.role === 'product');
    return sum + (isCounted ? quantity : 0);
  }, 0);
}

/** Most parts that can be on the line; Infinity unless every source of parts that count has a limit. */
function wipLimit({ line }: Topology): number {
  const roles = new Map(line.products.map(({ id, role }) => [id, role]));
  const limits = line.stations
    .filter(({ kind, releases, product }) => {
      if (kind !== 'source') return false;
      return releases === 'orders' || roles.get(product ?? '') !== 'component';
    })
    .map(({ maxWip }) => (maxWip === 0 ? Infinity : maxWip));
  return limits.length === 0 ? Infinity : Math.max(...limits);
}

/**
 * Stations that hand over to each other without a place between, in a ring: once each holds a part for the next, none can
 * take one. The trapped ones are the greatest set of stations that can each hold a part with no way but into the set.
 */
function checkHandOvers(topology: Topology, flow: Flow): LineFault[] {
  const { stations } = topology.line;
  const trapped = trappedStations(topology, flow);
  const limit = wipLimit(topology);
  const next = (station: number): number[] => [...(trapped.get(station) ?? [])];
  return cyclesFrom(trapped.keys(), next).flatMap((ring) => {
    const machines = ring.reduce((sum, station) => sum + (stations[station]?.servers ?? 1), 0);
    if (machines > limit) return [];
    const names = quoted(ring.map((station) => stations[station]?.id ?? ''));
    const found =
      ring.length === 1
        ? `found ${names} handing over to itself without a place between`
        : `found ${names} handing over to each other in a ring without a place between`;
    return [
      faultAt(
        ['stations', ring[0] as number, 'outputs'],
        [],
        `${found}, allowed: a buffer of capacity 1 or more on the way`,
      ),
    ];
  });
}

/** Trapped stations, each with those that take what it may hold. */
function trappedStations(topology: Topology, flow: Flow): Map<number, Set<number>> {
  const states = holdings(topology, flow);
  const trapped = new Map([...states.keys()].map((station) => [station, new Set<number>()]));
  for (let isSettled = false; !isSettled; ) {
    isSettled = true;
    for (const station of trapped.keys()) {
      const closed = (states.get(station) ?? []).find((receivers) => receivers.every((one) => trapped.has(one)));
      if (closed !== undefined) trapped.set(station, new Set(closed));
      else {
        trapped.delete(station);
        isSettled = false;
      }
    }
  }
  return trapped;
}

/** By station: for each part it may hold that only leaves by hand-over, the stations that could take it. */
function holdings(topology: Topology, { leaving }: Flow): Map<number, number[][]> {
  const found = new Map<number, number[][]>();
  for (const node of leaving) {
    const { station } = partOf(topology, node);
    const { kind, routing } = topology.line.stations[station] ?? {};
    // Nobody waits for a source to take a part.
    if (kind === 'source') continue;
    for (const result of resultsOf(topology, node)) {
      const exits = exitsFor(topology, node, result);
      const choices = routing === 'probability' || routing === 'cyclic' ? exits.map((exit) => [exit]) : [exits];
      for (const choice of choices) {
        const receivers = receiversOf(topology, choice);
        if (receivers === null) continue;
        found.set(station, [...(found.get(station) ?? []), receivers]);
      }
    }
  }
  return found;
}

/** Stations behind outputs that all hand over; null when one of them leads elsewhere. */
function receiversOf({ capacity, takers, users }: Topology, exits: readonly Exit[]): number[] | null {
  const receivers = new Set<number>();
  for (const { way } of exits) {
    if (!('buffer' in way) || capacity[way.buffer] !== 0) return null;
    for (const station of [...(takers[way.buffer] ?? []), ...(users[way.buffer] ?? [])]) receivers.add(station);
  }
  return receivers.size === 0 ? null : [...receivers];
}
