// The PackML state machine of one unit (ISA-TR88.00.02): which command is legal where, and the acting states between.
import { PACKML_COMMANDS, PACKML_MODES, PACKML_STATES, type PackmlCommand } from '@mini-factory-twin/contracts';

const S = PACKML_STATES;

/** Where each acting state leads when its action is done. */
const ACTING_LEADS_TO: Readonly<Record<number, number>> = {
  [S.Starting]: S.Execute,
  [S.Completing]: S.Complete,
  [S.Resetting]: S.Idle,
  [S.Holding]: S.Held,
  [S.Unholding]: S.Execute,
  [S.Suspending]: S.Suspended,
  [S.Unsuspending]: S.Execute,
  [S.Stopping]: S.Stopped,
  [S.Aborting]: S.Aborted,
  [S.Clearing]: S.Stopped,
};

/** Acting state a command leads to, by the states it is legal in. Stop and Abort are legal nearly everywhere, see below. */
const COMMANDS: Readonly<Partial<Record<PackmlCommand, { from: readonly number[]; to: number }>>> = {
  Reset: { from: [S.Stopped, S.Complete], to: S.Resetting },
  Start: { from: [S.Idle], to: S.Starting },
  Hold: { from: [S.Execute], to: S.Holding },
  Unhold: { from: [S.Held], to: S.Unholding },
  Suspend: { from: [S.Execute], to: S.Suspending },
  Unsuspend: { from: [S.Suspended], to: S.Unsuspending },
  Complete: { from: [S.Execute], to: S.Completing },
  Clear: { from: [S.Aborted], to: S.Clearing },
};
const NOT_ABORTABLE: readonly number[] = [S.Aborting, S.Aborted];
const NOT_STOPPABLE: readonly number[] = [S.Stopping, S.Stopped, S.Aborting, S.Aborted, S.Clearing];

/** Name of a command number, or undefined. */
export function commandName(code: number): PackmlCommand | undefined {
  return (Object.keys(PACKML_COMMANDS) as PackmlCommand[]).find((name) => PACKML_COMMANDS[name] === code);
}

/** What one unit tells of itself. Acting states last one scan; every state is seen for at least one. */
export class PackmlUnit {
  state: number = S.Stopped;
  mode: number = PACKML_MODES.Production;
  isBlocked = false;
  isStarved = false;
  stopReason = 0;
  /** Set when anything that is reported changed; cleared by whoever reports. */
  isChanged = true;

  /** Ends an acting state; true when the unit was in one. Causes of a suspension hold until the unit executes again. */
  advance(): boolean {
    const next = ACTING_LEADS_TO[this.state];
    if (next === undefined) return false;
    this.state = next;
    this.isChanged = true;
    if (next === S.Execute) this.clearCauses();
    return true;
  }

  /** Carries a command out when it is legal in the present state; tells whether it was. */
  command(name: PackmlCommand): boolean {
    const to = this.targetOf(name);
    if (to === undefined) return false;
    this.state = to;
    this.isChanged = true;
    return true;
  }

  /** Suspends because of the neighbours. */
  suspendFor(cause: 'blocked' | 'starved'): void {
    this.isBlocked = cause === 'blocked';
    this.isStarved = cause === 'starved';
    this.command('Suspend');
  }

  clearCauses(): void {
    this.isChanged ||= this.isBlocked || this.isStarved;
    this.isBlocked = false;
    this.isStarved = false;
  }

  /** Sets the stop reason; 0 for none. */
  explain(reason: number): void {
    this.isChanged ||= reason !== this.stopReason;
    this.stopReason = reason;
  }

  setMode(mode: number): void {
    this.isChanged ||= mode !== this.mode;
    this.mode = mode;
  }

  private targetOf(name: PackmlCommand): number | undefined {
    if (name === 'Stop') return NOT_STOPPABLE.includes(this.state) ? undefined : S.Stopping;
    if (name === 'Abort') return NOT_ABORTABLE.includes(this.state) ? undefined : S.Aborting;
    const command = COMMANDS[name];
    return command?.from.includes(this.state) ? command.to : undefined;
  }
}
