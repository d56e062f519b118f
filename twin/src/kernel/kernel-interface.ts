// What a kernel can be asked and told.
import type { LiveState } from './live-state.ts';
import type { Program } from './program.ts';

/** Why a run came to an end: the time was reached, a policy is asked, or there is no event left. */
export type RunEnd = 'time' | 'decision' | 'end';

/** A part that may be taken next, when a policy is asked. */
export interface Candidate {
  /** Buffer by index. */
  buffer: number;
  product: number;
  /** Order by index, -1 for none. */
  order: number;
  priority: number;
  /** Time since it was released [s]. */
  ageSeconds: number;
  /** Until its order is due [s], negative when late; Infinity without an order or due time. */
  slackSeconds: number;
  /** Mean cycle time here, and changeover before it [s]. */
  workSeconds: number;
  setupSeconds: number;
}

/** A question to a policy: which part the station takes next. Candidates come by input, then by place. */
export interface Decision {
  station: number;
  candidates: Candidate[];
}

/** What is written down of an event, when a trace is asked for. */
export type TraceKind = 'state' | 'enter' | 'leave' | 'create' | 'finish' | 'scrap' | 'fail';

/**
 * Receives each thing that happens. `state`: a machine (of a station of several, by number of machine) goes into a state
 * (index in KERNEL_STATES). `enter` / `leave`: a part of a product into / out of a buffer. `create` at a machine, `finish`
 * and `scrap` of a part of a product (entity -1). `fail`: mode by index in its station of a machine.
 */
export type Trace = (seconds: number, kind: TraceKind, entity: number, value: number) => void;

/** A simulated line. Times are seconds since the program's epoch; entities are indices of the program's specification. */
export interface Kernel {
  readonly program: Program;
  /** All that changes; a copy of it is a snapshot. */
  readonly state: ArrayBuffer | SharedArrayBuffer;
  now(): number;
  /** Empty line at time 0, streams of (seed, replication). */
  reset(seed: number, replication: number): void;
  /** Writes an observed state. Never throws, whatever is in it. `resample` must follow before time goes on. */
  load(live: LiveState): void;
  /** Starts all streams anew and draws every residual given the ages in the state. */
  resample(seed: number, replication: number): void;
  /**
   * Handles all events up to and at a time and moves the clock there. An earlier time is left alone. Stops early when a
   * policy is asked. @throws KernelFault `KERNEL_CLOCK_STANDS` when a million events happen at one instant.
   */
  runUntil(seconds: number): RunEnd;
  /** Handles one event due at or before a time [s], by default whenever; false when there is none or a policy is asked. */
  step(until?: number): boolean;
  /** The question that is open, null for none. */
  decision(): Decision | null;
  /** Answers it: the candidate by index. @throws RangeError when there is no question or no such candidate. */
  choose(candidate: number): void;
  /** Copy of the state, into `into` when given (of the same length). */
  snapshot(into?: ArrayBuffer): ArrayBuffer;
  /** Takes a snapshot of a kernel of the same topology back. @throws RangeError when it is of another one or of another version. */
  restore(from: ArrayBuffer | SharedArrayBuffer): void;
  /** Takes over the parameters of a program of the same topology (for example learned cycle times); the state stays. @throws RangeError when the topology differs. */
  adopt(program: Program): void;
  /** Hash of the state, 32 bits. */
  hash(): number;
  /** Starts all figures below from here: the end of the warm-up. Orders and the state are left alone. */
  clearStatistics(): void;
  /** Sets the speed factor of a station, above 0; cycles that start from now on take it. */
  setSpeed(station: number, factor: number): void;

  /** Index in KERNEL_STATES; of a station of several machines that of the one that does most (processing before setup, maintenance, down, blocked, held, starved, idle, offshift). */
  stationState(station: number): number;
  /** Time in a state since the statistics began [s], the present stretch included; summed over the machines of the station. */
  stationSeconds(station: number, state: number): number;
  /** Parts that went through a cycle, those lost in a failure included. */
  stationProcessed(station: number): number;
  /** Parts sent to rework or scrapped. */
  stationDefective(station: number): number;
  stationSetups(station: number): number;
  /** Failures, and planned maintenance done. */
  stationFailures(station: number): number;
  stationMaintained(station: number): number;
  bufferContent(buffer: number): number;
  /** Time integral of the content [parts x s], and parts that came in. */
  bufferIntegral(buffer: number): number;
  bufferEntered(buffer: number): number;
  /** Parts on the line, components not counted. */
  wip(): number;
  /** Time integral of WIP [parts x s]. */
  wipIntegral(): number;
  /** Parts released, components not counted. */
  released(): number;
  /** Parts that left good, components not counted. */
  goodOutput(): number;
  /** The same of one product, components included. */
  productOutput(product: number): number;
  /** Good parts that left through one sink station. */
  sinkOutput(station: number): number;
  scrapped(): number;
  /** Sum of the times on the line of parts that left good [s]. */
  flowTimeSum(): number;
  orderReleased(order: number): number;
  orderDone(order: number): number;
  orderScrapped(order: number): number;
  /** When its last part was done [s]; NaN when it is not finished. */
  orderFinishedAt(order: number): number;
  /** Time at which the statistics began [s]. */
  statisticsSince(): number;
  /** Events handled since the start. */
  eventCount(): number;
}

/** A fault of a run that a sound model cannot have. */
export class KernelFault extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'KernelFault';
    this.code = code;
  }
}
