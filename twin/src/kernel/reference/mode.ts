// A failure mode of a machine, or a maintenance task: its clock, and what its falling due comes to (rules 16 to 19).
import { STREAM_LIFE, STREAM_REPAIR } from '../random.ts';
import type { DistributionSpec, FailureSpec, MaintenanceSpec } from '../spec.ts';
import { RANK, type Timer } from './events.ts';
import type { Machine } from './machine.ts';
import { sample, type Stream, streamOf } from './sample.ts';

/** Share of a life that rounding may leave over when it is booked piece by piece. */
const DUE_TOLERANCE = 1e-9;
const MODES_PER_MACHINE = 256;

/** A way to go down. */
export class Mode {
  readonly machine: Machine;
  readonly ordinal: number;
  readonly isTask: boolean;
  readonly skill: number;
  readonly onFailure: FailureSpec['onFailure'];
  readonly overlap: 'absorb' | 'follow' | 'pause';
  /** Modes that are as new along with this one. */
  alsoRenews: Mode[] = [];
  /** Fell due while the machine was down; fails when that is over. */
  isPending = false;
  /** What the clock has to run yet [s or cycles]; while its timer is set, as of when it was set. */
  left = 0;
  private span = 0;
  /** The clock has run out and stands until the mode is renewed. */
  private hasRunOut = false;
  private readonly clock: FailureSpec['clock'];
  private readonly lifeOf: DistributionSpec;
  private readonly repairOf: DistributionSpec;
  private readonly lifeStream: Stream;
  private readonly repairStream: Stream;
  private readonly timer: Timer;

  constructor(
    machine: Machine,
    spec: FailureSpec | MaintenanceSpec,
    { ordinal, index }: { ordinal: number; index: number },
  ) {
    this.machine = machine;
    this.ordinal = ordinal;
    this.isTask = 'every' in spec;
    this.clock = spec.clock;
    this.skill = spec.skill;
    this.lifeOf = 'every' in spec ? { type: 'constant', value: spec.every } : spec.timeBetween;
    this.repairOf = 'every' in spec ? spec.durationSeconds : spec.repairSeconds;
    this.onFailure = 'every' in spec ? 'resume' : spec.onFailure;
    this.overlap = 'every' in spec ? 'absorb' : (spec.overlap ?? 'absorb');
    const key = { ...machine.line.run, entity: machine.index * MODES_PER_MACHINE + ordinal };
    this.lifeStream = streamOf({ ...key, purpose: STREAM_LIFE });
    this.repairStream = streamOf({ ...key, purpose: STREAM_REPAIR });
    this.timer = { rank: RANK.mode, index, act: () => this.fallDue(), due: null };
  }

  drawRepairSeconds(): number {
    return sample(this.repairOf, this.repairStream);
  }

  /** As new, with all that is renewed along with it. */
  renewAll(): void {
    this.renew();
    for (const mode of this.alsoRenews) mode.renew();
  }

  renew(): void {
    this.left = sample(this.lifeOf, this.lifeStream);
    this.span = this.left;
    this.hasRunOut = false;
    this.isPending = false;
    if (this.machine.dueTask === this) this.machine.dueTask = null;
    this.machine.line.events.cancel(this.timer);
    this.startClock();
  }

  /** Lets a clock on the wall or of the shift run, if it may. */
  startClock(): void {
    const { line } = this.machine;
    if (this.isByWork() || this.hasRunOut || this.timer.due !== null) return;
    if (this.clock === 'shift' && !line.isWorking) return;
    if (this.overlap === 'pause' && this.machine.down !== null) return;
    line.events.set(this.timer, line.now + this.left);
  }

  stopClock(): void {
    if (this.timer.due === null) return;
    this.left = this.timer.due - this.machine.line.now;
    this.machine.line.events.cancel(this.timer);
  }

  isOnShift(): boolean {
    return this.clock === 'shift';
  }

  /** Length of work after which the mode fails, in a cycle of a length [s]; Infinity when work does not age it, or for a task. */
  secondsToFailure(cycleSeconds: number): number {
    if (this.isTask || !this.isByWork()) return Infinity;
    const left = Math.max(0, this.left);
    return this.clock === 'cycles' ? left * cycleSeconds : left / this.machine.wear();
  }

  /** Ages by a stretch of work in a cycle of a length [s]. */
  age(spentSeconds: number, cycleSeconds: number): void {
    if (!this.isByWork()) return;
    if (this.clock === 'operating') this.left -= spentSeconds * this.machine.wear();
    else this.left -= cycleSeconds > 0 ? spentSeconds / cycleSeconds : 1;
    if (this.isTask && this.isOverdue()) this.machine.dueTask ??= this;
  }

  /** True when the clock has run out, but for rounding. */
  isOverdue(): boolean {
    return this.timer.due === null && this.left <= DUE_TOLERANCE * this.span;
  }

  private isByWork(): boolean {
    return this.clock === 'operating' || this.clock === 'cycles';
  }

  private fallDue(): void {
    const { machine } = this;
    this.left = 0;
    this.hasRunOut = true;
    if (this.isTask) {
      machine.dueTask ??= this;
      if (machine.waits('parts') || machine.waits('room')) machine.line.ask(machine);
    } else if (machine.down === null) machine.fail(this);
    else if (this.overlap === 'absorb') this.renewAll();
    else this.isPending = true;
  }
}

/** Modes of a machine: its failures, then its maintenance tasks. `first`: their number among all modes of the line. */
export function modesOf(machine: Machine, first: number): Mode[] {
  const { failures, maintenance } = machine.spec;
  const modes = [...failures, ...maintenance].map(
    (spec, ordinal) => new Mode(machine, spec, { ordinal, index: first + ordinal }),
  );
  maintenance.forEach(({ renews }, index) => {
    const task = modes[failures.length + index] as Mode;
    task.alsoRenews = renews.map((ordinal) => modes[ordinal] as Mode);
    // A repair that renews what the task is for puts the task off (age replacement).
    for (const mode of task.alsoRenews) mode.alsoRenews.push(task);
  });
  return modes;
}
