// What a study and its worker threads tell each other.
import type { Program, Stall } from '../kernel/index.ts';
import type { Replicating } from './replicate.ts';

/** What a worker is started with. */
export interface StudyWork extends Replicating {
  program: Program;
  rowLength: number;
  /** One row a replication. */
  rows: SharedArrayBuffer;
  /** Counters by place, see below. */
  counters: SharedArrayBuffer;
}

/** Places in the shared counters: next replication, the one after the last of this round, slices done, 1 for stop. */
export const NEXT = 0;
export const LIMIT = 1;
export const SLICES_DONE = 2;
export const STOP = 3;
export const COUNTERS = 4;

/** What a worker says: a round is done, or why it failed. */
export interface StudyReply {
  error: { code: string | null; message: string } | null;
  events: number;
  /** Replications at whose end the line could never go on. */
  stalls: { replication: number; stall: Stall }[];
}
