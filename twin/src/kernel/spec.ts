// What a kernel program is made from: a line in plain indices, without names. Times are seconds since the program's epoch.

/** A distribution of times [s] or counts. `normal` is conditioned on values above 0. */
export type DistributionSpec =
  | { type: 'constant'; value: number }
  | { type: 'uniform'; min: number; max: number }
  | { type: 'triangular'; min: number; mode: number; max: number }
  | { type: 'normal'; mean: number; sd: number }
  | { type: 'lognormal'; mean: number; cv: number }
  | { type: 'gamma'; mean: number; cv: number }
  | { type: 'weibull'; shape: number; scale: number }
  | { type: 'exponential'; mean: number }
  | { type: 'empirical'; values: readonly number[] };

/** A way out of a station: a buffer or a sink station by index. */
export interface OutputSpec {
  to: { buffer: number } | { sink: number };
  when: 'always' | 'pass' | 'rework' | 'scrap';
}

/** A way a station fails. `skill` is an index, -1 when it recovers by itself. */
export interface FailureSpec {
  clock: 'calendar' | 'operating' | 'cycles';
  timeBetween: DistributionSpec;
  repairSeconds: DistributionSpec;
  skill: number;
  onFailure: 'resume' | 'restart' | 'scrap';
}

/** A station. `work` covers single, assembly, batch and inspection: what they do follows from their fields. */
export interface StationSpec {
  kind: 'source' | 'work' | 'sink';
  /** Position in the layout [m]. */
  x: number;
  y: number;
  /** Buffers by index, first choice first. */
  inputs: readonly number[];
  components: readonly { buffer: number; quantity: number }[];
  outputs: readonly OutputSpec[];
  batchSize: number;
  /** Cycle time for each product. */
  cycleSeconds: readonly DistributionSpec[];
  /** Changeover [s] from product (row) to product (column), null when there is none at all. */
  changeoverSeconds: readonly (readonly number[])[] | null;
  /** Skill of the operator who works each cycle, -1 for none. */
  operatorSkill: number;
  quality: { rework: number; scrap: number; maxReworks: number };
  failures: readonly FailureSpec[];
  /** Source: the product that never runs out; -1 to release parts of orders. */
  stockProduct: number;
}

/** A FIFO with a least transit time. */
export interface BufferSpec {
  capacity: number;
  transitSeconds: number;
}

/** Someone who works or repairs, with skills by index. */
export interface PersonSpec {
  role: 'operator' | 'technician';
  skills: readonly number[];
  x: number;
  y: number;
  metresPerSecond: number;
}

/** An order; orders are worked off in the sequence given. */
export interface OrderSpec {
  product: number;
  quantity: number;
  releaseSeconds: number;
}

/** A whole line. */
export interface ProgramSpec {
  /** For each product whether it is a component; components do not count as WIP or output. */
  products: readonly { isComponent: boolean }[];
  skills: number;
  stations: readonly StationSpec[];
  buffers: readonly BufferSpec[];
  persons: readonly PersonSpec[];
  orders: readonly OrderSpec[];
  /** Stretches in which the line works, in rising order, not touching; null for round the clock. */
  working: readonly { from: number; to: number }[] | null;
}
