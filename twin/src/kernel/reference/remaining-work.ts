// Mean work a part has before it from a station on: what due-date rules reckon with.
import type { OutputSpec, ProgramSpec, StationSpec } from '../spec.ts';
import { meanOf } from './sample.ts';

/** Table of remaining work. */
export interface RemainingWork {
  /** Mean time yet to go for a product from a station on, that station's cycle included [s]. */
  of(station: number, product: number): number;
}

/**
 * Mean cycle at a station plus the least of what follows its outputs for good parts; 0 for a station without outputs, and
 * where no way leads to a sink. The least solution, since lines have loops.
 */
export function remainingWorkOf(spec: ProgramSpec): RemainingWork {
  const byStation = spec.stations.map(({ outputs }) => spec.products.map(() => (outputs.length === 0 ? 0 : Infinity)));
  const of = (station: number, product: number): number => byStation[station]?.[product] ?? Infinity;
  for (let hasChanged = true; hasChanged; ) {
    hasChanged = false;
    spec.stations.forEach((station, index) =>
      spec.products.forEach((_, product) => {
        const ways = station.outputs.filter((output) => isWayOfGood(output, product));
        const follows = ways.map(({ to }) => ('sink' in to ? 0 : leastBehind(spec, to.buffer, (s) => of(s, product))));
        const total = meanCycle(station, product) + Math.min(Infinity, ...follows);
        if (!(total < of(index, product))) return;
        (byStation[index] as number[])[product] = total;
        hasChanged = true;
      }),
    );
  }
  return { of: (station, product) => (Number.isFinite(of(station, product)) ? of(station, product) : 0) };
}

function isWayOfGood({ when, products = [] }: OutputSpec, product: number): boolean {
  return (when === 'pass' || when === 'always') && (products.length === 0 || products.includes(product));
}

function leastBehind({ stations }: ProgramSpec, buffer: number, of: (station: number) => number): number {
  return Math.min(Infinity, ...stations.flatMap(({ inputs }, index) => (inputs.includes(buffer) ? [of(index)] : [])));
}

function meanCycle({ cycleSeconds }: StationSpec, product: number): number {
  const cycle = cycleSeconds[product] ?? cycleSeconds[0];
  return cycle === undefined ? 0 : meanOf(cycle);
}
