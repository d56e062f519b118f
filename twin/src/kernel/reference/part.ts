// A part on the line, and what becomes of it at its end.
import type { OrderSpec } from '../spec.ts';

/** Result of a cycle for one part. */
export type Result = 'pass' | 'rework' | 'scrap';

/** An order and how far it is. */
export interface Order {
  spec: OrderSpec;
  released: number;
  done: number;
  scrapped: number;
  /** NaN while it is not finished. */
  finishedAt: number;
}

/** A part. */
export interface Part {
  product: number;
  order: Order | null;
  bornAt: number;
  reworks: number;
  /** What an interrupted cycle has done and has left [s]; null when it was not interrupted. */
  interrupted: { worked: number; left: number } | null;
  /** True when it came out of another part and has not left the machine yet. */
  isYield: boolean;
}

/** A released order of which parts are still to be started; scrap is made up (rules 14 and 22). */
export function partsToStart({ spec, released, scrapped }: Order): number {
  return spec.quantity - released + scrapped;
}
