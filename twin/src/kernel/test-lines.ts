// Lines in few words, for the tests of the kernel.
import {
  type BufferSpec,
  type DistributionSpec,
  type FailureSpec,
  PLAIN_STATION,
  type ProgramSpec,
  type StationSpec,
} from './spec.ts';

export const constant = (value: number): DistributionSpec => ({ type: 'constant', value });
export const exponential = (mean: number): DistributionSpec => ({ type: 'exponential', mean });

/** A buffer of so many places. */
export const places = (capacity: number, transitSeconds = 0): BufferSpec => ({ capacity, transitSeconds });

/** A failure after 25 s of operation, over by itself after 5 s, but what is said. */
export const failure = (fields: Partial<FailureSpec>): FailureSpec => ({
  clock: 'operating',
  timeBetween: constant(25),
  repairSeconds: constant(5),
  skill: -1,
  onFailure: 'resume',
  ...fields,
});

/** A station that does nothing but what is said. */
export function station(fields: Partial<StationSpec>): StationSpec {
  return { ...PLAIN_STATION, ...fields };
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
