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
  /** Results that leave this way. */
  when: 'always' | 'pass' | 'rework' | 'scrap';
  /** Products that leave this way; none named: all. */
  products?: readonly number[];
  /** Relative frequency under the routing `probability`; 1 unless said. */
  weight?: number;
}

/**
 * How a part chooses among the outputs that take its result and product. `first`: the first with room. `probability`:
 * drawn once by weight, then waited for. `shortest`: the one with room and least content, the first of equals; a sink is
 * empty. `cyclic`: each in turn, waited for.
 */
export type Routing = 'first' | 'probability' | 'shortest' | 'cyclic';

/**
 * Which part a station takes next. `fifo`: the head of the first input that has one. All others choose among every part
 * that is through its buffer, of all inputs, by the least key and then the first: `spt` mean cycle time here; `edd` due
 * time; `cr` (due - now) / remaining work; `slack` due - now - remaining work; `atc` -(weight / work here)
 * exp(-max(0, slack) / (ATC_LOOKAHEAD x mean work here)), Vepsalainen and Morton 1987; `priority` -priority;
 * `setup` changeover time from the last product. `policy`: somebody outside is asked (see Kernel.decision).
 */
export type Dispatch = 'fifo' | 'spt' | 'edd' | 'cr' | 'slack' | 'atc' | 'priority' | 'setup' | 'policy';

/** A way a station fails. `skill` is an index, -1 when it recovers by itself. */
export interface FailureSpec {
  /** What ages it: time on the wall, time on shift, time in operation, or cycles. */
  clock: 'calendar' | 'shift' | 'operating' | 'cycles';
  /** Time [s] or number of cycles from repair to failure. */
  timeBetween: DistributionSpec;
  repairSeconds: DistributionSpec;
  skill: number;
  onFailure: 'resume' | 'restart' | 'scrap';
  /**
   * What a calendar or shift failure that falls due while the station is down or in maintenance comes to. `absorb`:
   * repaired along with the other. `follow`: fails as soon as the other is repaired. `pause`: its clock stands still
   * while the station is down, so it cannot fall due. `absorb` unless said.
   */
  overlap?: 'absorb' | 'follow' | 'pause';
}

/** Planned maintenance. Due when its clock has run so far since it was last done; done between cycles, never within one. */
export interface MaintenanceSpec {
  clock: 'calendar' | 'shift' | 'operating' | 'cycles';
  /** Time [s] or number of cycles. */
  every: number;
  durationSeconds: DistributionSpec;
  /** Skill of the technician who does it, -1 for none. */
  skill: number;
  /** Failure modes of the station that are as new after it, by index. A repair of one of them restarts this clock too (age replacement). */
  renews: readonly number[];
}

/** A station. `work` covers single, parallel, assembly, disassembly, batch and inspection: what they do follows from their fields. */
export interface StationSpec {
  kind: 'source' | 'work' | 'sink';
  /** Identical machines side by side that share inputs, outputs and people, each with failures of its own. */
  servers: number;
  /** Position in the layout [m]. */
  x: number;
  y: number;
  /** Buffers by index, first choice first. */
  inputs: readonly number[];
  components: readonly { buffer: number; quantity: number }[];
  outputs: readonly OutputSpec[];
  routing: Routing;
  dispatch: Dispatch;
  /** True when a part of higher priority that arrives puts the one in work back to the front of its buffer, to be resumed later. */
  preempts: boolean;
  batchSize: number;
  /** Longest time the first part of a batch waits for the others [s]; Infinity (unless said) until it is full. */
  batchWaitSeconds?: number;
  /** Parts that come out with each main part (disassembly), behind it. */
  yields: readonly { product: number; quantity: number }[];
  /** Cycle time for each product. */
  cycleSeconds: readonly DistributionSpec[];
  /** Changeover [s] from product (row) to product (column), null when there is none at all. */
  changeoverSeconds: readonly (readonly number[])[] | null;
  /** Skill of the operator who works each cycle, and of the one who does each changeover; -1 for none. */
  operatorSkill: number;
  setupSkill: number;
  quality: { rework: number; scrap: number; maxReworks: number };
  failures: readonly FailureSpec[];
  maintenance: readonly MaintenanceSpec[];
  /** What the end of a shift does to a running setup or cycle: it is finished first, or suspended and resumed. */
  offShift: 'finish' | 'suspend';
  /**
   * Speed factor at the start: a cycle takes 1/factor of its time, operating clocks run factor^wearExponent as fast, and
   * rework and scrap shares grow with factor^scrapExponent.
   */
  speed: { factor: number; wearExponent: number; scrapExponent: number };
  /** Source: the product that never runs out; -1 to release parts of orders. */
  stockProduct: number;
  /** Source: releases only while fewer parts than this are on the line (CONWIP); 0 for no limit. */
  maxWip: number;
}

/** A FIFO with a least transit time. */
export interface BufferSpec {
  /** Places. 0: a part goes straight from the station before into the one behind, when both are ready. */
  capacity: number;
  transitSeconds: number;
  /** Least time between two parts that leave (a conveyor moves up by one pitch) [s]; 0 unless said. */
  headwaySeconds?: number;
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
  /** Infinity, the default, when it has no due time. */
  dueSeconds?: number;
  /** 1 unless said. */
  weight?: number;
  /** 0 unless said; higher is more urgent. */
  priority?: number;
}

/** A whole line. */
export interface ProgramSpec {
  /** For each product whether it is a component (components do not count as WIP or output), and its priority when it has no order. */
  products: readonly { isComponent: boolean; priority?: number }[];
  skills: number;
  stations: readonly StationSpec[];
  buffers: readonly BufferSpec[];
  persons: readonly PersonSpec[];
  orders: readonly OrderSpec[];
  /** Stretches in which the line works, in rising order, not touching; null for round the clock. */
  working: readonly { from: number; to: number }[] | null;
}

/** A station that does nothing: what to spread under the fields that matter. */
export const PLAIN_STATION: StationSpec = {
  kind: 'work',
  servers: 1,
  x: 0,
  y: 0,
  inputs: [],
  components: [],
  outputs: [],
  routing: 'first',
  dispatch: 'fifo',
  preempts: false,
  batchSize: 1,
  yields: [],
  cycleSeconds: [{ type: 'constant', value: 0 }],
  changeoverSeconds: null,
  operatorSkill: -1,
  setupSkill: -1,
  quality: { rework: 0, scrap: 0, maxReworks: 0 },
  failures: [],
  maintenance: [],
  offShift: 'finish',
  speed: { factor: 1, wearExponent: 0, scrapExponent: 0 },
  stockProduct: -1,
  maxWip: 0,
};
