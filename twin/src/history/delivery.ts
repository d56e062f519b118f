// Brings batches to the database in order and exactly once, over the spool when the database is away or slow.
import type { Logger } from './engine.ts';
import type { Spool, SpoolEntry } from './spool.ts';
import { type Batch, batchSize, type HistoryStore } from './store.ts';

export interface DeliveryOptions {
  spool: Spool;
  writer: string;
  /** Connects to the database and brings its tables up to date; gives up when the signal says so. */
  connect(signal: AbortSignal): Promise<HistoryStore>;
  logger: Logger;
  /** First and longest pause between attempts to connect [ms]. */
  retryMinMs: number;
  retryMaxMs: number;
  /** A write that takes longer does not hold up the others: they go to the spool [ms]. */
  slowMs: number;
  /** A write that takes longer counts as a lost connection [ms]. */
  lostMs: number;
  /** Rows in memory above which the spool is used. */
  maxQueuedRows: number;
}

interface Sealed extends SpoolEntry {
  resolve(): void;
  reject(error: Error): void;
}

/** Attempts before a batch that a reachable database refuses is set aside. */
const ATTEMPTS = 3;

/** The way of batches to the database. One loop does all the work, so that order needs no further care. */
export class Delivery {
  /** The connected database; null while it is away. */
  store: HistoryStore | null = null;
  lastError: string | null = null;
  private readonly options: DeliveryOptions;
  private queue: Sealed[] = [];
  private number = 0;
  private wake: () => void = () => undefined;
  private readonly closing = new AbortController();
  private spilling: Promise<void> = Promise.resolve();
  private retryTimer: NodeJS.Timeout | null = null;
  private connecting: Promise<void>;
  private readonly loop: Promise<void>;

  constructor(options: DeliveryOptions) {
    this.options = options;
    this.connecting = this.connect(options.retryMinMs);
    this.loop = this.run();
  }

  get queuedRows(): number {
    return this.queue.reduce((sum, { batch }) => sum + batchSize(batch), 0);
  }

  /** Resolves when the batch is committed in the database or on disk in the spool. */
  submit(batch: Batch): Promise<void> {
    return new Promise((resolve, reject) => {
      this.number++;
      this.queue.push({ id: { writer: this.options.writer, number: this.number }, batch, resolve, reject });
      if (this.queuedRows > this.options.maxQueuedRows) this.spill();
      this.wake();
    });
  }

  /** Waits for the database. @returns false when it is still away after `timeoutMs` */
  async connected(timeoutMs: number): Promise<boolean> {
    const endMs = performance.now() + timeoutMs;
    while (!this.store && performance.now() < endMs) await pause(10);
    return this.store !== null;
  }

  /** Resolves when nothing waits, neither in memory nor, with a database, in the spool. */
  async settled(): Promise<void> {
    while (this.queue.length > 0 || (this.store && !this.options.spool.isEmpty)) {
      await pause(5);
    }
  }

  /** Writes what is waiting (to the spool when the database is away) and disconnects. */
  async close(): Promise<void> {
    this.closing.abort();
    if (this.retryTimer) clearTimeout(this.retryTimer);
    this.wake();
    await this.loop;
    await this.spilling;
    await this.connecting;
    if (this.store) await this.forget(this.store, this.options.writer);
    await this.store?.close().catch(() => undefined);
    this.store = null;
  }

  private async run(): Promise<void> {
    while (!this.closing.signal.aborted || this.queue.length > 0) {
      await this.spilling;
      if (!this.store) await this.spillOrWait();
      else if (!this.options.spool.isEmpty && !this.closing.signal.aborted) await this.drainSegment(this.store);
      else if (this.queue.length > 0 && this.options.spool.isEmpty) await this.writeHead(this.store);
      else await this.spillOrWait();
    }
  }

  private async spillOrWait(): Promise<void> {
    if (this.queue.length > 0) {
      this.spill();
      await this.spilling;
      return;
    }
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
  }

  /** Moves all that waits to the spool, also what is being written: should that fail, its place is before the rest. */
  private spill(): void {
    const spilled = this.queue;
    this.queue = [];
    this.spilling = this.spilling.then(async () => {
      try {
        await this.options.spool.append(spilled);
        for (const { resolve } of spilled) resolve();
      } catch (error) {
        this.lastError = messageOf(error);
        this.options.logger.error({ error: this.lastError }, 'the spool cannot be written; history is lost');
        for (const { reject } of spilled) reject(error as Error);
      }
    });
  }

  private async writeHead(store: HistoryStore): Promise<void> {
    const head = this.queue[0];
    if (!head) return;
    const slow = setTimeout(() => this.spill(), this.options.slowMs);
    const outcome = await this.write(store, head);
    clearTimeout(slow);
    if (this.queue[0] !== head) return;
    if (outcome === 'away') return;
    this.queue.shift();
    head.resolve();
  }

  private async drainSegment(store: HistoryStore): Promise<void> {
    const segment = await this.options.spool.oldest();
    if (!segment) return;
    for (const entry of segment.entries) {
      if ((await this.write(store, entry)) === 'away' || this.closing.signal.aborted) return;
      if (this.queue.length > 0) this.spill();
      await this.spilling;
    }
    await this.options.spool.drop(segment.name);
    const writer = segment.entries[0]?.id.writer;
    if (writer && writer !== this.options.writer) await this.forget(store, writer);
  }

  /** Its batches are all in, so nobody will ask again how far it came. */
  private async forget(store: HistoryStore, writer: string): Promise<void> {
    if (!this.options.spool.writers.includes(writer)) await store.forgetWriter(writer).catch(() => undefined);
  }

  /** Writes one batch. A batch that a reachable database refuses is set aside, so that it does not block all others. */
  private async write(store: HistoryStore, entry: SpoolEntry): Promise<'done' | 'away'> {
    for (let attempt = 1; ; attempt++) {
      try {
        await withDeadline(store.write(entry.id, entry.batch), this.options.lostMs);
        return 'done';
      } catch (error) {
        this.lastError = messageOf(error);
        if (!(await this.isReachable(store))) {
          this.lose(store);
          return 'away';
        }
        if (attempt < ATTEMPTS) continue;
        this.options.logger.error(
          { error: this.lastError, batch: entry.id },
          'the database refuses a batch; set aside',
        );
        await this.options.spool.refuse(entry, this.lastError);
        return 'done';
      }
    }
  }

  private async isReachable(store: HistoryStore): Promise<boolean> {
    return withDeadline(store.ping(), this.options.slowMs).then(
      () => true,
      () => false,
    );
  }

  /** A new connection waits for the end of the old one: two PGlites on one folder would destroy it. */
  private lose(store: HistoryStore): void {
    this.options.logger.warn({ error: this.lastError }, 'the database is away; history goes to the spool');
    this.store = null;
    this.connecting = store
      .close()
      .catch(() => undefined)
      .then(() => this.retry(this.options.retryMinMs));
  }

  private async connect(pauseMs: number): Promise<void> {
    try {
      const store = await this.options.connect(this.closing.signal);
      this.store = store;
      this.options.logger.info({ engine: store.engine }, 'history is connected');
      this.wake();
    } catch (error) {
      this.lastError = messageOf(error);
      this.options.logger.warn({ error: this.lastError, retryMs: pauseMs }, 'the database cannot be reached');
      this.retry(pauseMs);
    }
  }

  private retry(pauseMs: number): void {
    if (this.closing.signal.aborted) return;
    const next = Math.min(pauseMs * 2, this.options.retryMaxMs);
    this.retryTimer = setTimeout(
      () => {
        this.connecting = this.connect(next);
      },
      pauseMs * (0.75 + Math.random() / 2),
    );
  }
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function withDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
