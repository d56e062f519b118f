// Lines in few words, for the tests of the kernel.
import type { BufferSpec, DistributionSpec, ProgramSpec, StationSpec } from './spec.ts';

export const constant = (value: number): DistributionSpec => ({ type: 'constant', value });
export const exponential = (mean: number): DistributionSpec => ({ type: 'exponential', mean });

const NOTHING: StationSpec = {
  kind: 'work',
  x: 0,
  y: 0,
  inputs: [],
  components: [],
  outputs: [],
  batchSize: 1,
  cycleSeconds: [constant(0)],
  changeoverSeconds: null,
  operatorSkill: -1,
  quality: { rework: 0, scrap: 0, maxReworks: 0 },
  failures: [],
  stockProduct: -1,
};

/** A station that does nothing but what is said. */
export function station(fields: Partial<StationSpec>): StationSpec {
  return { ...NOTHING, ...fields };
}

/** A line of one product without people, orders or shifts but what is said. */
export function spec(fields: Partial<ProgramSpec> & Pick<ProgramSpec, 'stations' | 'buffers'>): ProgramSpec {
  return { products: [{ isComponent: false }], skills: 0, persons: [], orders: [], working: null, ...fields };
}

/**
 * Stations in a row with buffers between: the first never lacks parts (a source of stock), the last gives to a sink,
 * which is the last station. Fields of station i are `of(i)`.
 */
export function row(count: number, buffer: BufferSpec, of: (index: number) => Partial<StationSpec>): ProgramSpec {
  const stations = Array.from({ length: count }, (_, index) =>
    station({
      kind: index === 0 ? 'source' : 'work',
      inputs: index === 0 ? [] : [index - 1],
      outputs: [{ to: index === count - 1 ? { sink: count } : { buffer: index }, when: 'always' }],
      stockProduct: index === 0 ? 0 : -1,
      ...of(index),
    }),
  );
  return spec({
    stations: [...stations, station({ kind: 'sink' })],
    buffers: Array.from({ length: count - 1 }, () => buffer),
  });
}
