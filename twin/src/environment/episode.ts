// One episode after the other in a kernel: seeds, orders, and the run from question to question up to the end.
import type { PlannedOrder } from '@mini-factory-twin/contracts';
import type { Kernel } from '../kernel/index.ts';
import type { CompiledLine } from '../line/index.ts';
import { orderStream, putOrders } from './draw-orders.ts';
import { EnvironmentError } from './errors.ts';
import type { ResetOptions } from './interface.ts';
import { createOrderBook, type OrderBook } from './order-book.ts';
import type { DrawOrders } from './options.ts';

/** Stretches of the horizon after which a line that asks nothing is looked at: its orders may all be done. */
const SLICES = 250;
const SEEDS = 2 ** 32;

/** Why a run came to a stop. */
export type Stop = 'asked' | 'terminated' | 'truncated';

/** Draws the orders of an episode; null when they are always those of the line. */
export type Draw = ((seed: number, replication: number) => PlannedOrder[]) | null;

/** Drawer of orders for a line without orders. */
export function drawFor(
  line: CompiledLine,
  drawOrders: DrawOrders,
): (seed: number, replication: number) => PlannedOrder[] {
  return (seed, replication) => drawOrders({ line, random: orderStream(seed, replication) });
}

/** The course of episodes. */
export class Episode {
  readonly book: OrderBook;
  orders: readonly PlannedOrder[];
  seed = -1;
  replication = 0;
  readonly #kernel: Kernel;
  readonly #line: CompiledLine;
  readonly #horizonSeconds: number;
  readonly #draw: Draw;
  readonly #sliceSeconds: number;
  #slice = 1;

  constructor(
    kernel: Kernel,
    { line, horizonSeconds, draw }: { line: CompiledLine; horizonSeconds: number; draw: Draw },
  ) {
    this.#kernel = kernel;
    this.#line = line;
    this.#horizonSeconds = horizonSeconds;
    this.#draw = draw;
    this.book = createOrderBook(kernel);
    this.orders = line.orders;
    this.#sliceSeconds = this.book.orders > 0 ? horizonSeconds / SLICES : horizonSeconds;
  }

  /** Starts the episode of a seed, or the next one. @throws EnvironmentError ENVIRONMENT_SEED, ENVIRONMENT_ORDERS. */
  start({ seed, options: { replication } = {} }: ResetOptions): void {
    checkSeed('seed', seed);
    checkSeed('options.replication', replication);
    const next = seed === undefined && this.seed >= 0 ? (this.replication + 1) % SEEDS : 0;
    this.replication = replication ?? next;
    if (seed !== undefined) this.seed = seed;
    else if (this.seed < 0) this.seed = crypto.getRandomValues(new Uint32Array(1))[0];
    if (this.#draw !== null) {
      this.orders = this.#draw(this.seed, this.replication);
      putOrders(this.#kernel, this.#line, this.orders);
    }
    this.#kernel.reset(this.seed, this.replication);
    this.book.reset();
    this.#slice = 1;
  }

  /** Runs to the next question or the end. */
  run(): Stop {
    for (;;) {
      const end = this.#kernel.runUntil(Math.min(this.#horizonSeconds, this.#slice * this.#sliceSeconds));
      this.book.update(this.#kernel.now());
      if (this.book.isDone()) return 'terminated';
      if (end === 'decision') return 'asked';
      if (this.#kernel.now() >= this.#horizonSeconds) return 'truncated';
      this.#slice++;
    }
  }
}

function checkSeed(name: string, value: number | undefined): void {
  if (value === undefined || (Number.isInteger(value) && value >= 0 && value < SEEDS)) return;
  throw new EnvironmentError('ENVIRONMENT_SEED', {
    found: `${name} ${String(value)}`,
    allowed: `whole numbers from 0 to ${SEEDS - 1}`,
  });
}
