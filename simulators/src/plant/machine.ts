// One machine under its PLC: what it does to parts, and the PackML state machine that lets it.
import {
  cycleTimeOf,
  PACKML_MODES,
  PACKML_STATES,
  type PackmlCommand,
  STOP_REASONS,
  type Station,
  type StationState,
} from '@mini-factory-twin/contracts';
import { STEP_SECONDS } from './belt.ts';
import type { Workplace } from './crew.ts';
import { type Failure, FailureClocks } from './failure-clocks.ts';
import { PackmlUnit } from './packml-unit.ts';
import type { CycleResult, Part } from './part.ts';
import type { Places, PlantFloor } from './plant-floor.ts';
import { createRandom, draw, type Random } from './random.ts';

const S = PACKML_STATES;
/** StopReason of a machine that was stopped by command. */
export const STOPPED_BY_COMMAND = 199;
/** Loading and unloading of a batch count into its cycle, but never more than this share of it. */
const LARGEST_HANDLING_SHARE = 0.4;

/** What a machine does next. States say what a clock on the wall would show, phases what comes next. */
type Phase = 'loading' | 'ready' | 'working' | 'unloading';
type Latch = 'none' | 'stopped' | 'held' | 'aborted';

/** What a command from outside leaves behind: until it is taken back, the line control lets the machine be. */
const AFTER_CONTROL: Readonly<Partial<Record<PackmlCommand, Latch | 'free'>>> = {
  Abort: 'aborted',
  Clear: 'stopped',
  Stop: 'stopped',
  Reset: 'stopped',
  Hold: 'held',
  Start: 'free',
  Unhold: 'free',
};
const STATE_WHEN_LATCHED = { none: 'idle', stopped: 'idle', held: 'held', aborted: 'down' } as const;

/** One station other than a sink. `scan` is called every 10 ms. */
export class Machine implements Workplace {
  readonly station: Station;
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly unit = new PackmlUnit();
  readonly failures: FailureClocks;
  /** True state, for scoring. */
  state: StationState = 'idle';
  /** Parts inside, next to leave first. */
  parts: Part[] = [];
  isBlocked = false;
  isStarved = false;
  stopReason = 0;
  processed = 0;
  defective = 0;
  lastResult: CycleResult | '' = '';
  /** Output at the pace of the last cycle [parts/h]. */
  speedPerHour = 0;
  /** Order of the last part, with its count. */
  order: Part['order'] = null;
  /** Set when anything the PLC reports changed. */
  isChanged = true;
  phase: Phase = 'loading';
  private readonly floor: PlantFloor;
  private readonly places: Places;
  private readonly random: Random;
  private readonly qualityRandom: Random;
  private readonly cycleFactors = new Map<string, number>();
  private latch: Latch = 'none';
  private isBroken = false;
  private setupProduct: string | null = null;
  private setupSeconds = 0;
  private cycleSeconds = 0;
  private elapsedSeconds = 0;
  private loadingSeconds = 0;
  private componentsLeft: number[] = [];

  constructor(
    station: Station,
    index: number,
    { floor, places, seed }: { floor: PlantFloor; places: Places; seed: number },
  ) {
    this.station = station;
    this.index = index;
    this.x = station.at.x;
    this.y = station.at.y;
    this.floor = floor;
    this.places = places;
    this.random = createRandom(seed, `cycle/${station.id}`);
    this.qualityRandom = createRandom(seed, `quality/${station.id}`);
    this.failures = new FailureClocks(station, seed, floor.hidden);
  }

  /** True while the drives of the machine run. */
  get isWorking(): boolean {
    return this.phase === 'working' && this.unit.state === S.Execute;
  }

  /** One PLC scan. */
  scan(): void {
    if (this.unit.advance()) {
      this.isChanged = true;
      if (this.unit.state === S.Execute) this.clearFlags();
      return;
    }
    if (!this.isBroken && this.latch !== 'aborted') this.age();
    switch (this.unit.state) {
      case S.Execute:
        this.execute();
        break;
      case S.Suspended:
        this.whileSuspended();
        break;
      case S.Held:
        this.whileHeld();
        break;
      case S.Stopped:
        this.whileStopped();
        break;
      case S.Idle:
        this.whileIdle();
        break;
      case S.Complete:
        this.command('Reset');
        break;
      case S.Aborted:
        if (!this.isBroken && this.latch !== 'aborted') this.command('Clear');
        break;
      default:
    }
  }

  /** A control command from outside; tells whether it was legal in the present state. */
  control(name: PackmlCommand): boolean {
    // A broken machine is aborted already, and only its repair can clear it.
    if (this.isBroken && (name === 'Abort' || name === 'Clear')) return false;
    const isLatched = this.latch !== 'none';
    if (!isLatched && (name === 'Unhold' || name === 'Reset' || name === 'Start')) return false;
    if (!(name in AFTER_CONTROL) || !this.command(name)) return false;
    const after = AFTER_CONTROL[name];
    if (after === 'free') this.latchOff();
    else if (after !== undefined) this.latchOn(after);
    return true;
  }

  /** Lets a failure mode strike now. @returns false when there is no such mode or the machine is down already */
  inject(failureId: string, repairSeconds: number | null): boolean {
    if (this.isBroken || this.latch === 'aborted') return false;
    const failure = this.failures.force(failureId, repairSeconds);
    if (failure !== null) this.fail(failure);
    return failure !== null;
  }

  onRepaired(): void {
    this.isBroken = false;
  }

  private age(): void {
    const isOperating = this.isWorking;
    const cycleShare = isOperating ? STEP_SECONDS / this.cycleSeconds : 0;
    const failure = this.failures.step(STEP_SECONDS, cycleShare, isOperating);
    if (failure !== null) this.fail(failure);
  }

  /** Goes through as many phases as this scan allows. */
  private execute(): void {
    for (let isGoing = true; isGoing; ) {
      if (this.phase === 'working') isGoing = this.work();
      else if (this.phase === 'unloading') isGoing = this.unload();
      else if (this.phase === 'loading') isGoing = this.load();
      else isGoing = this.start();
    }
  }

  private load(): boolean {
    if (!this.floor.calendar.isWorking) return this.stop(STOP_REASONS.offShift, 'offshift');
    if (this.station.kind === 'source') return this.release();
    if (this.takeNext()) {
      if (this.parts.length === this.station.batchSize) this.phase = 'ready';
      else this.show('processing');
      return true;
    }
    // A part that follows on the heels of the last one is handling, not starvation.
    if (this.places.isInputMovingUp() && this.state === 'processing') {
      this.loadingSeconds += STEP_SECONDS;
      return false;
    }
    return this.suspend('starved');
  }

  /** A source makes its next part. */
  private release(): boolean {
    const part = this.floor.releasePart(this.station);
    if (part === null) {
      this.stopReason = STOP_REASONS.noOrder;
      this.show('idle');
      this.command('Complete');
      return false;
    }
    this.stopReason = 0;
    this.takeIn(part);
    if (part.order !== null) this.countOrder(part);
    this.phase = 'ready';
    return true;
  }

  /** All parts are in: changes over, waits for the operator, starts the cycle. */
  private start(): false {
    if (!this.floor.calendar.isWorking) return this.stop(STOP_REASONS.offShift, 'offshift');
    const product = this.parts[0]?.product ?? '';
    const setup = this.setupProduct === null ? 0 : (this.station.changeoverSeconds[this.setupProduct]?.[product] ?? 0);
    if (setup > 0) {
      this.setupSeconds = setup;
      this.setupProduct = product;
      this.show('setup');
      this.command('Stop');
      return false;
    }
    this.setupProduct = product;
    if (!this.hasOperator()) {
      this.stopReason = STOP_REASONS.operatorMissing;
      this.show('held');
      this.command('Hold');
      return false;
    }
    this.beginCycle(product);
    return false;
  }

  private beginCycle(product: string): void {
    const time = draw(cycleTimeOf(this.station, product), this.random) * this.factorFor(product);
    const handling = this.station.batchSize > 1 ? this.loadingSeconds + this.unloadingSeconds() : 0;
    this.cycleSeconds = Math.max(STEP_SECONDS, time - Math.min(handling, LARGEST_HANDLING_SHARE * time));
    this.elapsedSeconds = 0;
    this.loadingSeconds = 0;
    this.componentsLeft = this.station.components.map((component) => component.quantity);
    this.phase = 'working';
    this.show('processing');
  }

  /** One step of machining. */
  private work(): boolean {
    this.show('processing');
    this.elapsedSeconds += STEP_SECONDS;
    const hasComponents = this.takeComponents();
    if (this.elapsedSeconds < this.cycleSeconds - 1e-9 || !hasComponents) return false;
    this.finish();
    return true;
  }

  private finish(): void {
    this.phase = 'unloading';
    this.isChanged = true;
    this.floor.crew.releaseOperator(this);
    this.speedPerHour = Math.fround((3600 * this.parts.length) / Math.max(this.elapsedSeconds, STEP_SECONDS));
    for (const part of this.parts) {
      part.result = this.judge(part);
      this.processed++;
      if (part.result !== 'pass') this.defective++;
      if (this.station.kind !== 'source' && part.result !== 'rework') this.countOrder(part);
      if (part.result === 'scrap' && part.order !== null) part.order.scrapped++;
      this.floor.onCycleEnd(this, part.result);
    }
    this.lastResult = this.parts[0]?.result ?? 'pass';
  }

  /** Puts one part out; true when the next phase can follow in the same scan. */
  private unload(): boolean {
    const part = this.parts[0];
    if (part !== undefined && !this.putOut(part)) return this.waitForExit(part);
    this.show('processing');
    this.isChanged = true;
    if (this.parts.length > 0) return true;
    this.phase = 'loading';
    return true;
  }

  private putOut(part: Part): boolean {
    const exit = this.places.exitFor(part.result);
    if (exit === 'none') return false;
    this.parts.shift();
    this.lastResult = part.result;
    this.isChanged = true;
    exit.accept(part);
    return true;
  }

  /** The way out is not free: a part that still moves off is awaited as handling, a full belt blocks. */
  private waitForExit(part: Part): boolean {
    if (this.places.isExitClearing(part.result)) {
      this.show('processing');
      return false;
    }
    if (!this.floor.calendar.isWorking) return this.stop(STOP_REASONS.offShift, 'offshift');
    return this.suspend('blocked');
  }

  private whileSuspended(): void {
    if (!this.floor.calendar.isWorking) {
      this.stop(STOP_REASONS.offShift, 'offshift');
      return;
    }
    if (this.isBlocked) {
      if (this.places.exitFor(this.parts[0]?.result ?? 'pass') !== 'none') this.command('Unsuspend');
      return;
    }
    // The loader of a batch machine goes on filling it while the process waits.
    while (this.parts.length < this.station.batchSize - 1 && this.takeNext()) this.isChanged = true;
    if (this.places.claimInput()) this.command('Unsuspend');
  }

  private whileHeld(): void {
    if (this.latch !== 'none') return;
    if (!this.floor.calendar.isWorking) this.stop(STOP_REASONS.offShift, 'offshift');
    else if (this.hasOperator()) {
      this.stopReason = 0;
      this.command('Unhold');
    }
  }

  private whileStopped(): void {
    if (this.latch !== 'none') {
      this.setReason(STOPPED_BY_COMMAND);
      this.show('idle');
      return;
    }
    if (this.setupSeconds > 0) {
      this.changeOver();
      return;
    }
    if (!this.floor.calendar.isWorking) {
      this.setReason(STOP_REASONS.offShift);
      this.show('offshift');
      return;
    }
    this.setReason(0);
    this.command('Reset');
  }

  private changeOver(): void {
    this.show('setup');
    this.setReason(0);
    if (this.unit.mode !== PACKML_MODES.Setup) {
      this.unit.mode = PACKML_MODES.Setup;
      this.isChanged = true;
    }
    this.setupSeconds -= STEP_SECONDS;
    if (this.setupSeconds > 0) return;
    this.setupSeconds = 0;
    this.unit.mode = PACKML_MODES.Production;
    this.isChanged = true;
    if (this.floor.calendar.isWorking) this.command('Reset');
  }

  private whileIdle(): void {
    if (this.latch !== 'none') return;
    if (!this.floor.calendar.isWorking) {
      this.stop(STOP_REASONS.offShift, 'offshift');
      return;
    }
    if (this.station.kind === 'source' && this.phase === 'loading' && !this.floor.hasWorkFor(this.station)) {
      this.setReason(STOP_REASONS.noOrder);
      this.show('idle');
      return;
    }
    this.setReason(0);
    this.command('Start');
  }

  private fail({ mode, repairSeconds }: Failure): void {
    this.isBroken = true;
    if (this.latch === 'held') this.latch = 'none';
    this.show('down');
    this.setReason(mode.stopReason);
    this.unit.mode = PACKML_MODES.Production;
    this.clearFlags();
    this.places.dropClaim();
    this.command('Abort');
    if (this.phase === 'working' && mode.onFailure === 'restart') this.elapsedSeconds = 0;
    if (this.phase === 'working' && mode.onFailure === 'scrap') this.discard();
    this.floor.crew.requestRepair(this, mode.skill, repairSeconds);
  }

  /** The parts inside are spoiled. */
  private discard(): void {
    for (const part of this.parts) {
      part.result = 'scrap';
      this.defective++;
      if (part.order !== null) part.order.scrapped++;
      this.floor.onPartGone(part);
    }
    this.lastResult = 'scrap';
    this.parts = [];
    this.phase = 'loading';
    this.floor.crew.releaseOperator(this);
  }

  private suspend(cause: 'blocked' | 'starved'): false {
    this.isBlocked = cause === 'blocked';
    this.isStarved = cause === 'starved';
    this.show(cause);
    this.command('Suspend');
    return false;
  }

  private stop(reason: number, state: StationState): false {
    this.setReason(reason);
    this.clearFlags();
    this.places.dropClaim();
    if (this.phase === 'ready') this.floor.crew.releaseOperator(this);
    this.show(state);
    this.command('Stop');
    return false;
  }

  private takeNext(): boolean {
    const part = this.places.takeInput();
    if (part === null) return false;
    this.takeIn(part);
    return true;
  }

  private takeIn(part: Part): void {
    this.parts.push(part);
    this.order = part.order;
    this.isChanged = true;
    this.floor.onPartAt(part, this.station.id);
  }

  private takeComponents(): boolean {
    let left = 0;
    for (let index = 0; index < this.componentsLeft.length; index++) {
      while ((this.componentsLeft[index] ?? 0) > 0 && this.places.takeComponent(index))
        this.componentsLeft[index] = (this.componentsLeft[index] ?? 0) - 1;
      left += this.componentsLeft[index] ?? 0;
    }
    return left === 0;
  }

  private hasOperator(): boolean {
    const { operatorSkill } = this.station;
    return operatorSkill === null || this.floor.crew.requestOperator(this, operatorSkill);
  }

  private judge(part: Part): CycleResult {
    const { rework, scrap, maxReworks } = this.station.quality;
    const u = rework + scrap > 0 ? this.qualityRandom.next() : 1;
    if (u < scrap) return 'scrap';
    if (u >= scrap + rework) return 'pass';
    if (part.reworks >= maxReworks) return 'scrap';
    part.reworks++;
    return 'rework';
  }

  private factorFor(product: string): number {
    let factor = this.cycleFactors.get(product);
    if (factor === undefined) {
      factor = this.floor.hidden.cycleFactor(this.station, product);
      this.cycleFactors.set(product, factor);
    }
    const { calendar, hidden } = this.floor;
    if (this.station.operatorSkill !== null) return factor * hidden.paceFactor(calendar.shareOfShift);
    return factor * (this.station.kind === 'source' ? 1 : (this.parts[0]?.materialFactor ?? 1));
  }

  /** Time to put out all but the first part of a batch [s]. */
  private unloadingSeconds(): number {
    return (this.station.batchSize - 1) * this.places.exitPitchSeconds;
  }

  private countOrder(part: Part): void {
    if (part.order !== null) part.order.counts[this.index] = (part.order.counts[this.index] ?? 0) + 1;
  }

  private clearFlags(): void {
    this.isBlocked = false;
    this.isStarved = false;
  }

  private setReason(reason: number): void {
    if (reason === this.stopReason) return;
    this.stopReason = reason;
    this.isChanged = true;
  }

  private command(name: PackmlCommand): boolean {
    const isDone = this.unit.command(name);
    if (isDone) this.isChanged = true;
    return isDone;
  }

  private latchOn(latch: Latch): void {
    this.latch = latch;
    this.unit.mode = PACKML_MODES.Production;
    this.clearFlags();
    this.places.dropClaim();
    this.setReason(STOPPED_BY_COMMAND);
    this.show(STATE_WHEN_LATCHED[latch]);
  }

  private latchOff(): void {
    this.latch = 'none';
    this.setReason(0);
  }

  private show(state: StationState): void {
    if (state === this.state) return;
    this.state = state;
    this.floor.onState(this.station.id, state);
  }
}
