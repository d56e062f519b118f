// A machine: what it holds, how it goes down and up again. What it does in turn is its process, in process.ts.
import { BLOCKED, DOWN, MAINTENANCE, OFFSHIFT, PROCESSING, SETUP, STARVED, STATE_COUNT } from '../constants.ts';
import { STREAM_CYCLE, STREAM_QUALITY, STREAM_ROUTE } from '../random.ts';
import type { DistributionSpec, OutputSpec, StationSpec } from '../spec.ts';
import type { Buffer } from './buffer.ts';
import { candidatesOf, priorityOf } from './dispatch.ts';
import { RANK, type Timer } from './events.ts';
import type { Line } from './line.ts';
import { type Mode, modesOf } from './mode.ts';
import type { Part, Result } from './part.ts';
import { machineProcess, type Process, type Waits, type Wake } from './process.ts';
import { waysOf } from './routing.ts';
import { sample, type Stream, streamOf } from './sample.ts';

/** Work that runs: since when, for how long, and which mode ends it early. */
export interface Stretch {
  since: number;
  seconds: number;
  endedBy: Mode | null;
}

/** One machine of a station. */
export class Machine {
  readonly line: Line;
  readonly index: number;
  readonly stationIndex: number;
  readonly spec: StationSpec;
  readonly inputs: Buffer[];
  readonly modes: Mode[];
  readonly timer: Timer;
  readonly qualityStream: Stream;
  readonly routeStream: Stream;
  /** Parts inside, the first first; `result` and `chosen` are of the first, null while it is not judged, not routed. */
  parts: Part[] = [];
  /** When the first of them came. */
  batchSince = 0;
  result: Result | null = null;
  chosen: OutputSpec | null = null;
  /** Output by index that was last in turn. */
  lastWay = -1;
  origin: Buffer | null = null;
  lastProduct: number | null = null;
  /** Setup or work that is begun: what it has done and has left [s]. */
  stage: 'setup' | 'work' = 'work';
  worked = 0;
  left = 0;
  stretch: Stretch | null = null;
  down: Mode | null = null;
  dueTask: Mode | null = null;
  isOperatorWalking = false;
  speedFactor: number;
  state: number;
  stateSince = 0;
  processed = 0;
  defective = 0;
  setups = 0;
  failures = 0;
  maintained = 0;
  /** Null while it acts. */
  private waitsFor: Waits | null = null;
  private readonly repairTimer: Timer;
  private readonly process: Process;
  private readonly cycleStream: Stream;
  private readonly stateSeconds = new Array<number>(STATE_COUNT).fill(0);

  constructor(line: Line, spec: StationSpec, { index, station, firstMode }: Place) {
    this.line = line;
    this.index = index;
    this.stationIndex = station;
    this.spec = spec;
    this.inputs = spec.inputs.map((buffer) => line.buffer(buffer));
    this.speedFactor = spec.speed.factor;
    this.state = line.isWorking ? STARVED : OFFSHIFT;
    const key = { ...line.run, entity: index };
    this.cycleStream = streamOf({ ...key, purpose: STREAM_CYCLE });
    this.qualityStream = streamOf({ ...key, purpose: STREAM_QUALITY });
    this.routeStream = streamOf({ ...key, purpose: STREAM_ROUTE });
    this.timer = { rank: RANK.process, index, act: () => this.wake('timer'), due: null };
    this.repairTimer = { rank: RANK.repair, index, act: () => this.comeUp(), due: null };
    this.modes = modesOf(this, firstMode);
    this.process = machineProcess(this);
  }

  /** Lets the process go on from where it waits; a machine that is down does not. */
  wake(wake: Wake): void {
    if (this.down !== null) return;
    this.waitsFor = null;
    this.waitsFor = this.process.next(wake).value;
  }

  /** True when the machine is up and waits for that. */
  waits(what: Waits): boolean {
    return this.down === null && this.waitsFor === what;
  }

  enter(state: number): void {
    if (state === this.state) return;
    const { now } = this.line;
    this.stateSeconds[this.state] = this.secondsIn(this.state);
    this.state = state;
    this.stateSince = now;
    this.line.trace('state', this.index, state);
  }

  /** Time in a state, the present stretch included [s]. */
  secondsIn(state: number): number {
    return (this.stateSeconds[state] ?? 0) + (state === this.state ? this.line.now - this.stateSince : 0);
  }

  cycleOf(product: number): DistributionSpec {
    return this.spec.cycleSeconds[product] ?? this.spec.cycleSeconds[0] ?? { type: 'constant', value: 0 };
  }

  changeoverTo(product: number): number {
    if (this.lastProduct === null) return 0;
    return this.spec.changeoverSeconds?.[this.lastProduct]?.[product] ?? 0;
  }

  /** Speed at which operating clocks run. */
  wear(): number {
    return this.speedFactor ** this.spec.speed.wearExponent;
  }

  /** Sets up the cycle of the parts inside: an interrupted part has what is left of its own, else the time is drawn. */
  beginCycle(): void {
    this.stage = 'work';
    const part = this.partToLeave();
    const drawn = part.interrupted === null ? sample(this.cycleOf(part.product), this.cycleStream) : 0;
    this.worked = part.interrupted?.worked ?? 0;
    this.left = part.interrupted?.left ?? drawn * (1 / this.speedFactor);
    part.interrupted = null;
  }

  /** Runs setup or work on, to its end or to the first failure that it ages to. */
  startStretch(): Stretch {
    const stretch: Stretch = { since: this.line.now, seconds: this.left, endedBy: null };
    const failing = this.stage === 'work' ? this.modes : [];
    for (const mode of failing) {
      const seconds = mode.secondsToFailure(this.worked + this.left);
      if (seconds < stretch.seconds) Object.assign(stretch, { seconds, endedBy: mode });
    }
    this.enter(this.stage === 'work' ? PROCESSING : SETUP);
    this.line.events.set(this.timer, stretch.since + stretch.seconds);
    this.stretch = stretch;
    return stretch;
  }

  /** Stops what runs; what is left is kept. */
  interrupt(): void {
    if (this.stretch === null) return;
    this.book(this.line.now - this.stretch.since);
  }

  /** Ends what runs in full. */
  finishStretch(): void {
    this.book(this.left);
  }

  private book(spentSeconds: number): void {
    const cycleSeconds = this.worked + this.left;
    if (this.stage === 'work') for (const mode of this.modes) mode.age(spentSeconds, cycleSeconds);
    this.worked += spentSeconds;
    this.left = Math.max(0, this.left - spentSeconds);
    this.stretch = null;
    this.line.events.cancel(this.timer);
  }

  /** Breaks (rule 17). What cycle and parts come to, when a cycle runs, depends on the mode. */
  fail(mode: Mode): void {
    const isInCycle = this.stretch !== null && this.stage === 'work';
    this.interrupt();
    this.goDown(mode);
    this.failures++;
    this.line.trace('fail', this.index, mode.ordinal);
    if (isInCycle && mode.onFailure === 'restart') this.beginCycle();
    if (isInCycle && mode.onFailure === 'scrap') this.scrapParts();
    this.enter(DOWN);
    this.callTechnician(mode);
  }

  /** Begins the maintenance that is due (rule 19). */
  maintain(task: Mode): void {
    this.dueTask = null;
    this.goDown(task);
    this.enter(MAINTENANCE);
    this.callTechnician(task);
  }

  private goDown(mode: Mode): void {
    this.line.events.cancel(this.timer);
    this.releaseOperator();
    this.down = mode;
    for (const other of this.modes) if (other.overlap === 'pause') other.stopClock();
  }

  private callTechnician(mode: Mode): void {
    const { events, technicians } = this.line;
    const begin = (walkSeconds: number): void =>
      events.set(this.repairTimer, this.line.now + walkSeconds + mode.drawRepairSeconds());
    if (mode.skill < 0) begin(0);
    else technicians.request({ machine: this, skill: mode.skill, come: begin });
  }

  /** Repair or maintenance is over. */
  private comeUp(): void {
    const mode = this.down as Mode;
    this.down = null;
    if (mode.isTask) this.maintained++;
    mode.renewAll();
    this.dueTask ??= this.modes.find((task) => task.isTask && task.isOverdue()) ?? null;
    for (const other of this.modes) if (other.overlap === 'pause') other.startClock();
    this.line.technicians.release(this);
    const follower = this.modes.find(({ isPending }) => isPending);
    if (follower === undefined) this.line.ask(this);
    else {
      follower.isPending = false;
      this.fail(follower);
    }
  }

  private scrapParts(): void {
    const { parts } = this;
    this.processed += parts.length;
    this.defective += parts.length;
    this.parts = [];
    for (const part of parts) this.line.scrap(part);
  }

  releaseOperator(): void {
    this.isOperatorWalking = false;
    this.line.operators.release(this);
  }

  /** The part whose turn it is to leave. */
  partToLeave(): Part {
    return this.parts[0] as Part;
  }

  /** True when the blocked part would leave by this buffer. */
  offersTo(buffer: Buffer): boolean {
    if (this.result === null) return false;
    const { routing } = this.spec;
    const isChosen = routing === 'probability' || routing === 'cyclic';
    const ways = isChosen ? [this.chosen] : waysOf(this, this.partToLeave(), this.result);
    return ways.some((way) => way !== null && 'buffer' in way.to && this.line.buffer(way.to.buffer) === buffer);
  }

  /** Gives away the part whose turn it is to leave. */
  handOver(): Part {
    const part = this.parts.shift() as Part;
    part.isYield = false;
    this.result = null;
    this.chosen = null;
    return part;
  }

  /** True when a part that came takes precedence over the one in work (rule 15). */
  isOutrankedBy(part: Part): boolean {
    if (!this.spec.preempts || this.stretch === null || this.stage !== 'work') return false;
    return priorityOf(this.line, part) > priorityOf(this.line, this.partToLeave());
  }

  /** Puts the part in work back, when one of higher priority can be taken; true when it did. */
  giveWay(): boolean {
    if (!this.line.isWorking || !candidatesOf(this).some(({ part }) => this.isOutrankedBy(part))) return false;
    this.interrupt();
    this.releaseOperator();
    const part = this.parts.shift() as Part;
    part.interrupted = { worked: this.worked, left: this.left };
    this.origin?.putBack(part);
    return true;
  }

  /** State while parts wait for room. */
  enterBlocked(): void {
    this.enter(this.line.isWorking ? BLOCKED : OFFSHIFT);
  }
}

/** Where a machine is in the model. */
interface Place {
  index: number;
  station: number;
  firstMode: number;
}
