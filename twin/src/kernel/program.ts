// A kernel program: topology and parameters of a line in one immutable buffer that threads can clone or share.
import { Memory } from './memory.ts';
import { mix } from './random.ts';

/** Format of programs and states; a kernel runs programs, and takes back snapshots, of its own version only. */
export const PROGRAM_VERSION = 3;

/** How many of everything a program has. */
export interface Counts {
  /** Stations of the specification, and the machines they consist of. */
  stations: number;
  machines: number;
  /** Failure modes and maintenance tasks of all machines. */
  modes: number;
  buffers: number;
  persons: number;
  orders: number;
  products: number;
  skills: number;
  distributions: number;
  /** Entries of the lists below. */
  inputs: number;
  components: number;
  outputs: number;
  outputProducts: number;
  yields: number;
  consumers: number;
  producers: number;
  renewals: number;
  changeoverCells: number;
  values: number;
  switches: number;
  /** Places for parts in machines and in buffers, and parts at most. */
  held: number;
  stored: number;
  parts: number;
}

/** What a program makes use of: code for the rest is left out by the compiler, as these are constants to it. */
export interface Features {
  transit: boolean;
  wear: boolean;
  handOver: boolean;
  preemption: boolean;
  planned: boolean;
  overlapRules: boolean;
  shiftClocks: boolean;
  people: boolean;
  operators: boolean;
  policies: boolean;
  yields: boolean;
  calendar: boolean;
  changeovers: boolean;
  rejects: boolean;
}

/** A compiled line; structured-clonable. Names are not in here: entities are known by their index in the ProgramSpec. */
export interface Program {
  readonly version: number;
  readonly counts: Counts;
  readonly features: Features;
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  /** Of the counts, features and links: programs with the same one have the same layout and may share states. */
  readonly topologyHash: number;
}

export type Parameters = ReturnType<typeof declareParameters>;

/** The arrays of a program. A list of entity i is the entries from start[i] to start[i + 1] of the arrays named after it. */
export function declareParameters(memory: Memory, c: Counts) {
  return {
    // Topology: what the hash is of.
    /** First machine of each station, and the station of each machine. */
    stationStart: memory.words(c.stations + 1),
    stationOf: memory.words(c.machines),
    kind: memory.words(c.machines),
    batch: memory.words(c.machines),
    placeStart: memory.words(c.machines + 1),
    inputStart: memory.words(c.machines + 1),
    inputBuffer: memory.words(c.inputs),
    componentStart: memory.words(c.machines + 1),
    componentBuffer: memory.words(c.components),
    componentQuantity: memory.words(c.components),
    outputStart: memory.words(c.machines + 1),
    /** Buffer, or -1 - machine of a sink. */
    outputTo: memory.words(c.outputs),
    outputWhen: memory.words(c.outputs),
    outputProductStart: memory.words(c.outputs + 1),
    outputProduct: memory.words(c.outputProducts),
    yieldStart: memory.words(c.machines + 1),
    yieldProduct: memory.words(c.yields),
    yieldQuantity: memory.words(c.yields),
    modeStart: memory.words(c.machines + 1),
    modeMachine: memory.words(c.modes),
    consumerStart: memory.words(c.buffers + 1),
    consumerMachine: memory.words(c.consumers),
    consumerIsComponent: memory.words(c.consumers),
    producerStart: memory.words(c.buffers + 1),
    producerMachine: memory.words(c.producers),
    /** The machine that alone takes parts (no components) from a buffer, and that alone puts some in; NONE when several do. */
    soleConsumer: memory.words(c.buffers),
    soleProducer: memory.words(c.buffers),
    capacity: memory.words(c.buffers),
    ringStart: memory.words(c.buffers + 1),
    /** Places of the ring of a buffer less one; places are a power of two. */
    ringMask: memory.words(c.buffers),
    isComponent: memory.words(c.products),
    stockProduct: memory.words(c.machines),
    maxWip: memory.words(c.machines),
    topologyEnd: memory.words(0),

    // Rules and figures, which may differ between programs of one topology.
    x: memory.doubles(c.machines),
    y: memory.doubles(c.machines),
    reworkShare: memory.doubles(c.machines),
    scrapShare: memory.doubles(c.machines),
    speedFactor: memory.doubles(c.machines),
    wearExponent: memory.doubles(c.machines),
    scrapExponent: memory.doubles(c.machines),
    meanWorkSeconds: memory.doubles(c.machines),
    batchWaitSeconds: memory.doubles(c.machines),
    outputWeight: memory.doubles(c.outputs),
    transitSeconds: memory.doubles(c.buffers),
    headwaySeconds: memory.doubles(c.buffers),
    homeX: memory.doubles(c.persons),
    homeY: memory.doubles(c.persons),
    walkSpeed: memory.doubles(c.persons),
    releaseSeconds: memory.doubles(c.orders),
    dueSeconds: memory.doubles(c.orders),
    orderWeight: memory.doubles(c.orders),
    /** Machine x product: factor on the cycle time, mean cycle time, and mean work to go from here on [s]. */
    cycleScale: memory.doubles(c.machines * c.products),
    cycleMean: memory.doubles(c.machines * c.products),
    remainingWork: memory.doubles(c.machines * c.products),
    changeoverSeconds: memory.doubles(c.changeoverCells),
    switches: memory.doubles(c.switches),
    distributionA: memory.doubles(c.distributions),
    distributionB: memory.doubles(c.distributions),
    distributionC: memory.doubles(c.distributions),
    distributionMean: memory.doubles(c.distributions),
    values: memory.doubles(c.values),

    distributionType: memory.words(c.distributions),
    valueStart: memory.words(c.distributions),
    valueCount: memory.words(c.distributions),
    /** Machine x product: distribution of the cycle time. */
    cycleDistribution: memory.words(c.machines * c.products),
    /** Where the changeover matrix of a machine starts, NONE for none. */
    changeoverStart: memory.words(c.machines),
    routing: memory.words(c.machines),
    dispatch: memory.words(c.machines),
    preempts: memory.words(c.machines),
    operatorSkill: memory.words(c.machines),
    setupSkill: memory.words(c.machines),
    maxReworks: memory.words(c.machines),
    suspends: memory.words(c.machines),
    /** Buffer of a machine that takes one part of it first in, first out, without anything further; NONE for others. */
    plainInput: memory.words(c.machines),
    /** Product of a source that always makes the same from stock, NONE for others. */
    plainStock: memory.words(c.machines),
    /** 1 for a machine that has one part at a time, which nothing of higher priority takes the place of. */
    isPlain: memory.words(c.machines),
    /** The one way out of good parts (buffer, or -1 - machine of a sink); NO_SOLE_OUTPUT when there is a choice. */
    soleOutput: memory.words(c.machines),
    /** The one mode of a machine whose clock runs with its work; NONE for none, SEVERAL. */
    workMode: memory.words(c.machines),
    clock: memory.words(c.modes),
    onFailure: memory.words(c.modes),
    overlap: memory.words(c.modes),
    repairSkill: memory.words(c.modes),
    lifeDistribution: memory.words(c.modes),
    repairDistribution: memory.words(c.modes),
    modeKey: memory.words(c.modes),
    /** Modes and tasks that are as new along with this one. */
    renewalStart: memory.words(c.modes + 1),
    renewalMode: memory.words(c.renewals),
    isTechnician: memory.words(c.persons),
    hasSkill: memory.words(c.persons * c.skills),
    orderProduct: memory.words(c.orders),
    quantity: memory.words(c.orders),
    orderPriority: memory.words(c.orders),
    productPriority: memory.words(c.products),
    startsWorking: memory.words(1),
    unknownRepair: memory.words(1),
  };
}

/** Mark in `soleOutput`: there are several, or one with conditions. */
export const NO_SOLE_OUTPUT = 0x7fffffff;

/** Mark in `workMode`: there are several. */
export const SEVERAL = -2;

/** Views of a program's buffer. */
export function parametersOf(program: Program): Parameters {
  return declareParameters(new Memory(program.buffer), program.counts);
}

/** What to scale in `withCycleTimeScale`. */
export interface CycleTimeScale {
  /** Product by index; -1 for all. */
  product: number;
  /** Factor on the model's cycle time, above 0. */
  scale: number;
}

/**
 * Scales the cycle time of a station for a product, for example to what was learned from the plant. Writes into the
 * program: do it before a kernel is made from it. Unknown stations and products are left out.
 */
export function withCycleTimeScale(program: Program, station: number, { product, scale }: CycleTimeScale): void {
  const { stations, products } = program.counts;
  if (station < 0 || station >= stations || product >= products || !(scale > 0)) return;
  const { stationStart, cycleScale } = parametersOf(program);
  for (let machine = stationStart[station]; machine < stationStart[station + 1]; machine++) {
    const row = machine * products;
    if (product < 0) cycleScale.fill(scale, row, row + products);
    else cycleScale[row + product] = scale;
  }
}

/** Hash of words, 32 bits; equal words give equal hashes. */
export function hashWords(words: Int32Array): number {
  let hash = words.length;
  for (const word of words) hash = mix(hash ^ word);
  return hash >>> 0;
}
