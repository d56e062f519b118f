// The routes of products: every station and buffer is reached, every part finds a way out, and no way goes on for ever.
import type { LineModel } from '../line-model.ts';
import { checkEnds, isStuck } from './end-checks.ts';
import { faultAt, type LineFault, quoted } from './fault.ts';
import { type Flow, followParts, orderedProducts, partOf, plannedExits } from './flow.ts';
import { checkReach } from './reach-checks.ts';
import type { Exit, Result, Topology } from './topology.ts';

const MEANING: Record<Result, string> = { pass: 'that pass', rework: 'that need rework', scrap: 'that are scrapped' };

/** The flow of what is ordered, stocked and yielded, with results and outputs as the model gives them. */
export function plannedFlow(topology: Topology): Flow {
  const exits = (node: number): Exit[] => plannedExits(topology, node);
  return followParts(topology, { released: orderedProducts(topology), exits });
}

/** Faults of routes, given the planned flow. Names must be right. */
export function checkRoutes(topology: Topology, flow: Flow): LineFault[] {
  return [
    ...checkSupply(topology.line),
    ...checkReach(topology),
    ...checkWaysOut(topology, flow),
    ...checkEnds(topology, flow),
  ];
}

function checkSupply({ stations, orders, planPerShift }: LineModel): LineFault[] {
  const sources = stations.filter(({ kind }) => kind === 'source');
  if (sources.length === 0)
    return [faultAt(['stations'], [], 'found no source, allowed: at least one, or nothing ever enters the line')];
  const hasOrders = orders.length + planPerShift.length > 0;
  if (hasOrders && sources.every(({ releases }) => releases === 'stock')) {
    const list = orders.length > 0 ? 'orders' : 'planPerShift';
    return [
      faultAt([list], [], 'found orders but no source that releases them, allowed: a source with releases: orders'),
    ];
  }
  return stations.flatMap(({ kind, releases, id }, index) => {
    if (kind !== 'source' || releases !== 'orders' || hasOrders) return [];
    const allowed = 'orders, planPerShift, or releases: stock with a product';
    return [
      faultAt(['stations', index, 'releases'], [], `found nothing that "${id}" could release, allowed: ${allowed}`),
    ];
  });
}

/** Parts whose product or result no output takes would stay in the station for ever. */
function checkWaysOut(topology: Topology, { leaving }: Flow): LineFault[] {
  const stuck = new Map<string, { station: number; result: Result; products: Set<string> }>();
  for (const node of leaving) {
    const { station, product } = partOf(topology, node);
    for (const result of ['pass', 'rework', 'scrap'] as const) {
      if (!isStuck(topology, node, result) || hasNoneFor(topology, station, result)) continue;
      const key = `${station} ${result}`;
      const entry = stuck.get(key) ?? { station, result, products: new Set() };
      entry.products.add(topology.line.products[product]?.id ?? '');
      stuck.set(key, entry);
    }
  }
  return [...stuck.values()].map(({ station, result, products }) => {
    const found = `found no way out for parts of ${quoted([...products])} ${MEANING[result]}`;
    return faultAt(
      ['stations', station, 'outputs'],
      [],
      `${found}, allowed: an output that takes them, of weight above 0`,
    );
  });
}

/** True when no output takes the result whatever the product: the checks of the station tell. */
function hasNoneFor({ exits }: Topology, station: number, result: Result): boolean {
  return !(exits[station] ?? []).some(({ when }) => when === 'always' || when === result);
}
