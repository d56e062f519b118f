// Lines of theory in few words: stations of a kernel's program with nothing but what is said.
import {
  type BufferSpec,
  type DistributionSpec,
  type FailureSpec,
  type OutputSpec,
  PLAIN_STATION,
  type ProgramSpec,
  type StationSpec,
} from '../spec.ts';

/** Places of a buffer that stands for one without limit. */
export const VAST = 3000;
/** Reworks of a part that stand for any number. */
export const ANY_NUMBER = 1_000_000_000;

export const constant = (value: number): DistributionSpec => ({ type: 'constant', value });
export const exponential = (mean: number): DistributionSpec => ({ type: 'exponential', mean });

/** A buffer without transit time. */
export const places = (capacity: number): BufferSpec => ({ capacity, transitSeconds: 0, headwaySeconds: 0 });

/** A way out to a buffer or to a sink station, by default for every part. */
export function way(to: OutputSpec['to'], when: OutputSpec['when'] = 'always'): OutputSpec {
  return { to, when, products: [], weight: 1 };
}

/** A station without anything but what is said. */
export const station = (fields: Partial<StationSpec>): StationSpec => ({ ...PLAIN_STATION, ...fields });

/** A source of a product that never runs out, with a cycle time for each product (or one for all). */
export function stock(product: number, cycle: DistributionSpec, fields: Partial<StationSpec>): StationSpec {
  return station({
    kind: 'source',
    stockProduct: product,
    cycleSeconds: new Array<DistributionSpec>(product + 1).fill(cycle),
    ...fields,
  });
}

export const SINK = station({ kind: 'sink' });

/** A program of one product, without people, orders or shifts, but for what is said. */
export function plant(fields: Partial<ProgramSpec> & Pick<ProgramSpec, 'stations' | 'buffers'>): ProgramSpec {
  return { products: [{ isComponent: false }], skills: 0, persons: [], orders: [], working: null, ...fields };
}

/** Stations in a row: the first never starved, the last never blocked, with `capacities[i]` places behind station i. */
export function row(capacities: readonly number[], of: (index: number) => Partial<StationSpec>): ProgramSpec {
  const last = capacities.length;
  const stations = Array.from({ length: last + 1 }, (_, index) =>
    station({
      kind: index === 0 ? 'source' : 'work',
      stockProduct: index === 0 ? 0 : -1,
      inputs: index === 0 ? [] : [index - 1],
      outputs: [way(index === last ? { sink: last + 1 } : { buffer: index })],
      ...of(index),
    }),
  );
  return plant({ stations: [...stations, SINK], buffers: capacities.map(places) });
}

/** A failure that interrupts the work, which goes on after the repair; nobody is needed for it. */
export function failure(
  timeBetween: DistributionSpec,
  repairSeconds: DistributionSpec,
  fields: Partial<FailureSpec> = {},
): FailureSpec {
  return {
    clock: 'operating',
    timeBetween,
    repairSeconds,
    skill: -1,
    onFailure: 'resume',
    overlap: 'absorb',
    ...fields,
  };
}
