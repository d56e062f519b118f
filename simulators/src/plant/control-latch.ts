// What commands from outside leave behind at a machine.
import type { PackmlCommand } from '@mini-factory-twin/contracts';

/** StopReason of a machine that was stopped by command. */
export const STOPPED_BY_COMMAND = 199;

/** What a command from outside leaves behind: until it is taken back, the line control lets the machine be. */
export type Latch = 'none' | 'stopped' | 'held' | 'aborted';
/** Latch each command leads to; a command that is not here is refused. */
export const LATCH_AFTER: Readonly<Partial<Record<PackmlCommand, Latch>>> = {
  Abort: 'aborted',
  Clear: 'stopped',
  Stop: 'stopped',
  Reset: 'stopped',
  Hold: 'held',
  Start: 'none',
  Unhold: 'none',
};
/** True state of a station under each latch. */
export const STATE_WHEN_LATCHED = { none: 'idle', stopped: 'idle', held: 'held', aborted: 'down' } as const;
