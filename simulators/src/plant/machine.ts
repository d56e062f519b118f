// One machine under its PLC: the PackML state machine that lets it work, and the reasons that make it stand.
import {
  PACKML_MODES,
  PACKML_STATES,
  type PackmlCommand,
  STOP_REASONS,
  type Station,
  type StationState,
} from '@mini-factory-twin/contracts';
import { STEP_SECONDS } from './belt.ts';
import { type Latch, LATCH_AFTER, STATE_WHEN_LATCHED, STOPPED_BY_COMMAND } from './control-latch.ts';
import type { Workplace } from './crew.ts';
import { type Failure, FailureClocks } from './failure-clocks.ts';
import { Job, type Site } from './job.ts';
import { PackmlUnit } from './packml-unit.ts';
import type { Places, PlantFloor } from './plant-floor.ts';

const S = PACKML_STATES;
/** One station other than a sink. `scan` is called every 10 ms. */
export class Machine implements Workplace {
  readonly station: Station;
  readonly x: number;
  readonly y: number;
  readonly unit = new PackmlUnit();
  readonly job: Job;
  readonly failures: FailureClocks;
  /** True state, for scoring. */
  state: StationState = 'idle';
  private readonly floor: PlantFloor;
  private readonly places: Places;
  private latch: Latch = 'none';
  private isBroken = false;
  private setupProduct: string | null = null;
  private setupSeconds = 0;

  constructor(station: Station, index: number, site: Site) {
    this.station = station;
    this.x = station.at.x;
    this.y = station.at.y;
    this.floor = site.floor;
    this.places = site.places;
    this.job = new Job(station, index, site);
    this.failures = new FailureClocks(station, site.seed, site.floor.hidden);
  }

  /** True while the drives of the machine run. */
  get isWorking(): boolean {
    return this.job.phase === 'working' && this.unit.state === S.Execute;
  }

  /** One PLC scan. */
  scan(): void {
    if (this.unit.advance()) return;
    if (!this.isBroken && this.latch !== 'aborted') this.age();
    switch (this.unit.state) {
      case S.Execute:
        return this.execute();
      case S.Suspended:
        return this.whileSuspended();
      case S.Held:
        return this.whileHeld();
      case S.Stopped:
        return this.whileStopped();
      case S.Idle:
        return this.whileIdle();
      case S.Complete:
        this.unit.command('Reset');
        return;
      case S.Aborted:
        if (!this.isBroken && this.latch !== 'aborted') this.unit.command('Clear');
        return;
    }
  }

  /** A control command from outside; tells whether it was legal in the present state. */
  control(name: PackmlCommand): boolean {
    // A broken machine is aborted already, and only its repair can clear it.
    if (this.isBroken && (name === 'Abort' || name === 'Clear')) return false;
    const latch = LATCH_AFTER[name];
    if (latch === undefined) return false;
    const takesBack = name === 'Unhold' || name === 'Reset' || name === 'Start';
    if ((takesBack && this.latch === 'none') || !this.unit.command(name)) return false;
    this.latch = latch;
    this.unit.setMode(PACKML_MODES.Production);
    this.unit.clearCauses();
    this.places.dropClaim();
    this.unit.explain(latch === 'none' ? 0 : STOPPED_BY_COMMAND);
    if (latch !== 'none') this.show(STATE_WHEN_LATCHED[latch]);
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
    if (!isOperating && !this.failures.agesAtRest) return;
    const failure = this.failures.step(STEP_SECONDS, STEP_SECONDS / this.job.cycleSeconds, isOperating);
    if (failure !== null) this.fail(failure);
  }

  /** Goes through as many phases as this scan allows. */
  private execute(): void {
    for (let isGoing = true; isGoing; ) {
      if (this.job.phase === 'working') isGoing = this.work();
      else if (this.job.phase === 'unloading') isGoing = this.unload();
      else if (this.job.phase === 'loading') isGoing = this.load();
      else isGoing = this.begin();
    }
  }

  /** One part more, until a cycle's worth is inside. */
  private load(): boolean {
    const { job } = this;
    if (!this.floor.calendar.isWorking) return this.goOffShift();
    if (this.station.kind === 'source') return this.release();
    if (job.takeNext()) {
      this.unit.isChanged = true;
      if (job.isFull) job.phase = 'ready';
      else this.show('processing');
      return true;
    }
    // A part that follows on the heels of the last one is handling, not starvation.
    if (this.state !== 'processing' || !this.places.isInputMovingUp()) return this.suspend('starved');
    job.waitForNext();
    return false;
  }

  private release(): boolean {
    this.unit.isChanged = true;
    if (this.job.release()) {
      this.job.phase = 'ready';
      return true;
    }
    this.unit.explain(STOP_REASONS.noOrder);
    this.show('idle');
    this.unit.command('Complete');
    return false;
  }

  /** All parts are in: changes over, waits for the operator, starts the cycle. */
  private begin(): false {
    if (!this.floor.calendar.isWorking) return this.goOffShift();
    const product = this.job.parts[0]?.product ?? '';
    const setup = this.setupProduct === null ? 0 : (this.station.changeoverSeconds[this.setupProduct]?.[product] ?? 0);
    this.setupProduct = product;
    if (setup > 0) {
      this.setupSeconds = setup;
      this.show('setup');
      this.unit.command('Stop');
    } else if (this.hasOperator()) {
      this.job.begin();
      this.show('processing');
    } else {
      this.unit.explain(STOP_REASONS.operatorMissing);
      this.show('held');
      this.unit.command('Hold');
    }
    return false;
  }

  private work(): boolean {
    this.show('processing');
    if (!this.job.work()) return false;
    this.unit.isChanged = true;
    this.floor.crew.releaseOperator(this);
    return true;
  }

  /** Puts one part out; true when the next step can follow in the same scan. */
  private unload(): boolean {
    const { job } = this;
    if (job.putOut()) {
      this.show('processing');
      this.unit.isChanged = true;
      if (job.parts.length === 0) job.phase = 'loading';
      return true;
    }
    // A part that still moves off is awaited as handling; a full belt blocks.
    if (this.places.isExitClearing(job.parts[0]?.result ?? 'pass')) {
      this.show('processing');
      return false;
    }
    return this.floor.calendar.isWorking ? this.suspend('blocked') : this.goOffShift();
  }

  private whileSuspended(): void {
    const { job } = this;
    if (!this.floor.calendar.isWorking) return void this.goOffShift();
    if (this.unit.isBlocked) {
      if (this.places.exitFor(job.parts[0]?.result ?? 'pass') !== 'none') this.unit.command('Unsuspend');
      return;
    }
    // The loader of a batch machine goes on filling it while the process waits.
    while (job.parts.length < this.station.batchSize - 1 && job.takeNext()) this.unit.isChanged = true;
    if (this.places.claimInput()) this.unit.command('Unsuspend');
  }

  private whileHeld(): void {
    if (this.latch !== 'none') return;
    if (!this.floor.calendar.isWorking) this.goOffShift();
    else if (this.hasOperator()) {
      this.unit.explain(0);
      this.unit.command('Unhold');
    }
  }

  private whileStopped(): void {
    if (this.latch !== 'none') {
      this.unit.explain(STOPPED_BY_COMMAND);
      this.show('idle');
    } else if (this.setupSeconds > 0) {
      this.changeOver();
    } else if (this.floor.calendar.isWorking) {
      this.unit.explain(0);
      this.unit.command('Reset');
    } else {
      this.unit.explain(STOP_REASONS.offShift);
      this.show('offshift');
    }
  }

  private changeOver(): void {
    this.show('setup');
    this.unit.explain(0);
    this.unit.setMode(PACKML_MODES.Setup);
    this.setupSeconds -= STEP_SECONDS;
    if (this.setupSeconds > 0) return;
    this.setupSeconds = 0;
    this.unit.setMode(PACKML_MODES.Production);
    if (this.floor.calendar.isWorking) this.unit.command('Reset');
  }

  private whileIdle(): void {
    if (this.latch !== 'none') return;
    if (!this.floor.calendar.isWorking) this.goOffShift();
    else if (this.station.kind === 'source' && this.job.phase === 'loading' && !this.floor.hasWorkFor(this.station)) {
      this.unit.explain(STOP_REASONS.noOrder);
      this.show('idle');
    } else {
      this.unit.explain(0);
      this.unit.command('Start');
    }
  }

  private fail({ mode, repairSeconds }: Failure): void {
    this.isBroken = true;
    if (this.latch === 'held') this.latch = 'none';
    this.show('down');
    this.unit.explain(mode.stopReason);
    this.unit.setMode(PACKML_MODES.Production);
    this.unit.clearCauses();
    this.places.dropClaim();
    this.unit.command('Abort');
    if (this.job.phase === 'working' && mode.onFailure === 'restart') this.job.restart();
    if (this.job.phase === 'working' && mode.onFailure === 'scrap') {
      this.job.discard();
      this.floor.crew.releaseOperator(this);
    }
    this.floor.crew.requestRepair(this, mode.skill, repairSeconds);
  }

  private suspend(cause: 'blocked' | 'starved'): false {
    this.show(cause);
    this.unit.suspendFor(cause);
    return false;
  }

  private goOffShift(): false {
    this.unit.explain(STOP_REASONS.offShift);
    this.unit.clearCauses();
    this.places.dropClaim();
    if (this.job.phase === 'ready') this.floor.crew.releaseOperator(this);
    this.show('offshift');
    this.unit.command('Stop');
    return false;
  }

  private hasOperator(): boolean {
    const { operatorSkill } = this.station;
    return operatorSkill === null || this.floor.crew.requestOperator(this, operatorSkill);
  }

  private show(state: StationState): void {
    if (state === this.state) return;
    this.state = state;
    this.floor.onState(this.station.id, state);
  }
}
