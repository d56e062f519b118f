// Time passes: nothing goes round, or through the whole line, or breaks down again, in no time, or the clock would stand.
import { type Distribution, distributionMean } from '../distribution.ts';
import { bufferHeadwaySeconds, bufferTransitSeconds, cycleTimeOf } from '../line-figures.ts';
import type { LineModel } from '../line-model.ts';
import { cyclesFrom } from './cycles.ts';
import { faultAt, type LineFault, type Path, quoted } from './fault.ts';
import { type Flow, followParts, nodeOf, orderedProducts, partOf, plannedExits } from './flow.ts';
import type { Exit, Topology } from './topology.ts';

/** Time [s], or share of a cycle, below which nothing can be told from no time at all. */
const LEAST = 0.001;
const ALLOWED = `allowed: at least ${LEAST} s of cycle or transit time on the way`;

/** Lives and maintenance that take no time. */
export function checkLives({ stations }: LineModel): LineFault[] {
  return stations.flatMap((station, index) => [
    ...station.failures.flatMap(({ timeBetween }, i) =>
      expectTime(timeBetween, ['stations', index, 'failures', i, 'timeBetween']),
    ),
    ...station.maintenance.flatMap(({ every, durationSeconds }, i) => [
      ...expectTime({ type: 'constant', value: every }, ['stations', index, 'maintenance', i, 'every']),
      ...expectTime(durationSeconds, ['stations', index, 'maintenance', i, 'durationSeconds']),
    ]),
  ]);
}

function expectTime(distribution: Distribution, path: Path): LineFault[] {
  const mean = expected(distribution);
  return mean >= LEAST ? [] : [faultAt(path, [], `found a mean of ${mean}, allowed: at least ${LEAST}`)];
}

/** Mean of a distribution; of `normal`, which is cut off at 0, a bound below it that is not 0 for a small mean. */
function expected(distribution: Distribution): number {
  return distribution.type === 'normal'
    ? Math.max(distribution.mean, distribution.sd / 2)
    : distributionMean(distribution);
}

/** Loops and whole routes that take no time, given the planned flow. Names must be right. */
export function checkTimes(topology: Topology, flow: Flow): LineFault[] {
  return [...checkLoops(topology, flow), ...checkThroughput(topology, flow)];
}

/** Rework that comes back at once would be worked off and come back at once again. */
function checkLoops(topology: Topology, flow: Flow): LineFault[] {
  const { stations } = topology.line;
  const next = (node: number): number[] =>
    instantExits(topology, flow, node).flatMap(({ way }) =>
      'buffer' in way ? behind(topology, { buffer: way.buffer, product: partOf(topology, node).product }) : [],
    );
  const rings = cyclesFrom(flow.leaving, next).map((cycle) => cycle.map((node) => partOf(topology, node).station));
  const byStations = new Map(rings.map((ring) => [ring.toSorted((a, b) => a - b).join(), ring]));
  return [...byStations.values()].map((ring) => {
    const names = quoted(ring.map((station) => stations[station]?.id ?? ''));
    const path: Path = ['stations', Math.min(...ring), 'cycleTimeSeconds'];
    return faultAt(path, [], `found parts going round through ${names} in no time, ${ALLOWED}`);
  });
}

/** What leaves the stations behind a buffer for a part in it: the part, and what it yields. */
function behind(topology: Topology, { buffer, product }: { buffer: number; product: number }): number[] {
  return (topology.takers[buffer] ?? []).flatMap((station) => [
    nodeOf(topology, { station, product }),
    ...(topology.yields[station] ?? []).map((one) => nodeOf(topology, { station, product: one, isYield: true })),
  ]);
}

/** A source whose parts can leave the line in no time would never stop. */
function checkThroughput(topology: Topology, flow: Flow): LineFault[] {
  const { stations, products } = topology.line;
  const exits = (node: number): Exit[] => instantExits(topology, flow, node);
  const instant = followParts(topology, { released: orderedProducts(topology), exits });
  const told = new Set<number>();
  return [...instant.leaving].flatMap((node) => {
    const sinks = exits(node).flatMap(({ way }) => ('sink' in way ? [stations[way.sink]?.id ?? ''] : []));
    const { station, product } = partOf(topology, node);
    if (sinks.length === 0 || told.has(station)) return [];
    told.add(station);
    const found = `found parts of "${products[product]?.id}" coming from a source and leaving for ${quoted(sinks)} in no time`;
    return [faultAt(['stations', station, 'cycleTimeSeconds'], [], `${found}, ${ALLOWED}`)];
  });
}

/** Ways out on which a part is at once: it takes no time in the station, and none in the buffer behind. */
function instantExits(topology: Topology, flow: Flow, node: number): Exit[] {
  if (cycleSeconds(topology, flow, node) >= LEAST) return [];
  return plannedExits(topology, node).filter(
    ({ way }) => !('buffer' in way) || bufferSeconds(topology, way.buffer) < LEAST,
  );
}

/** Mean cycle time by which a part leaves; of what is yielded the shortest of the parts it may come out of. */
function cycleSeconds(topology: Topology, { arrivals }: Flow, node: number): number {
  const { line } = topology;
  const { station, product, isYield } = partOf(topology, node);
  const at = line.stations[station];
  if (at === undefined) return 0;
  const mains = isYield ? [...(arrivals[station] ?? [])] : [product];
  const means = mains.map((main) => expected(cycleTimeOf(at, line.products[main]?.id ?? '')));
  return Math.min(...means) / at.speed.factor;
}

function bufferSeconds({ line, capacity }: Topology, buffer: number): number {
  const at = line.buffers[buffer];
  if (at === undefined || capacity[buffer] === 0) return 0;
  return bufferTransitSeconds(at) + bufferHeadwaySeconds(at);
}
