// The delivery: every batch once and in order, whatever the database does meanwhile.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { Delivery, type DeliveryOptions } from './delivery.ts';
import { Spool } from './spool.ts';
import { type Batch, type BatchId, emptyBatch, type HistoryStore } from './store.ts';

type Behaviour = 'ok' | 'fails' | 'commits-and-fails' | 'refuses' | 'hangs';

/** A database in memory that keeps the book of the port and behaves as told. */
class TestDatabase {
  stored: number[] = [];
  isUp = true;
  isHanging = false;
  behaviour: () => Behaviour = () => 'ok';
  private readonly progress = new Map<string, number>();
  private release: () => void = () => undefined;

  connect(): Promise<HistoryStore> {
    if (!this.isUp) return Promise.reject(new Error('connection refused'));
    return Promise.resolve({
      engine: 'pglite',
      write: (id: BatchId, batch: Batch) => this.write(id, batch),
      ping: () => (this.isUp ? Promise.resolve() : Promise.reject(new Error('away'))),
      forgetWriter: () => Promise.resolve(),
      close: () => Promise.resolve(),
    } as unknown as HistoryStore);
  }

  /** Lets a hanging write go on. */
  unhang(): void {
    this.release();
  }

  private async write({ writer, number }: BatchId, batch: Batch): Promise<void> {
    const behaviour = this.isUp ? this.behaviour() : 'fails';
    if (behaviour === 'refuses') throw new Error('refused');
    if (behaviour === 'fails') this.fail();
    if (behaviour === 'hangs') await this.hang();
    await Promise.resolve();
    if (number > (this.progress.get(writer) ?? 0)) {
      this.progress.set(writer, number);
      for (const row of batch.rows) if (row.kind === 'audit') this.stored.push(row.entry.atMs);
    }
    if (behaviour === 'commits-and-fails') this.fail();
  }

  private async hang(): Promise<void> {
    this.isHanging = true;
    await new Promise<void>((resolve) => (this.release = resolve));
    this.isHanging = false;
  }

  private fail(): never {
    this.isUp = false;
    setTimeout(() => (this.isUp = true), 2);
    throw new Error('connection lost');
  }
}

function batchOf(atMs: number): Batch {
  const entry = { atMs, actor: '', action: '', target: '', payload: null };
  return { ...emptyBatch(), rows: [{ kind: 'audit', entry }] };
}

async function bench(database: TestDatabase, options: Partial<DeliveryOptions> = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'delivery-'));
  const spool = await Spool.open({ dir, writer: 'w', maxBytes: 1e9, segmentBytes: 300 });
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const delivery = new Delivery({
    spool,
    writer: 'w',
    connect: () => database.connect(),
    logger: silent,
    retryMinMs: 1,
    retryMaxMs: 4,
    slowMs: 1000,
    lostMs: 1000,
    maxQueuedRows: 1000,
    ...options,
  });
  const end = async () => {
    await delivery.close();
    await spool.close();
    rmSync(dir, { recursive: true, force: true });
  };
  return { dir, spool, delivery, end };
}

const untilStored = (database: TestDatabase, expected: number[]) =>
  vi.waitFor(() => expect(database.stored).toEqual(expected), { timeout: 5000, interval: 2 });

test('whatever fails, before or after its commit: every batch once and in order', async () => {
  const behaviours = fc.array(fc.constantFrom<Behaviour>('ok', 'ok', 'fails', 'commits-and-fails'), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(behaviours, fc.integer({ min: 1, max: 40 }), async (plan, count) => {
      const database = new TestDatabase();
      database.behaviour = () => plan.shift() ?? 'ok';
      const { delivery, end } = await bench(database);
      const expected = Array.from({ length: count }, (_, i) => i);
      await Promise.all(expected.map((i) => delivery.submit(batchOf(i))));
      await untilStored(database, expected);
      await end();
    }),
    { numRuns: 30 },
  );
});

test('with the database away a batch is acknowledged when it is on disk, and loaded later', async () => {
  const database = new TestDatabase();
  database.isUp = false;
  const { delivery, spool, end } = await bench(database);
  await delivery.submit(batchOf(1));
  await delivery.submit(batchOf(2));
  expect([spool.isEmpty, database.stored, delivery.lastError]).toEqual([false, [], 'connection refused']);
  database.isUp = true;
  await untilStored(database, [1, 2]);
  await delivery.settled();
  expect(spool.isEmpty).toBe(true);
  await end();
});

test('a slow write does not hold up the others: they are safe on disk, and in order later', async () => {
  const database = new TestDatabase();
  const plan: Behaviour[] = ['hangs'];
  database.behaviour = () => plan.shift() ?? 'ok';
  const { delivery, end } = await bench(database, { slowMs: 20 });
  await vi.waitFor(() => expect(delivery.store).not.toBeNull());
  const started = performance.now();
  await Promise.all([1, 2, 3].map((i) => delivery.submit(batchOf(i))));
  expect(performance.now() - started).toBeLessThan(900);
  expect(database.stored).toEqual([]);
  database.unhang();
  await untilStored(database, [1, 2, 3]);
  await end();
});

test('too many rows in memory go to disk at once', async () => {
  const database = new TestDatabase();
  const plan: Behaviour[] = ['hangs'];
  database.behaviour = () => plan.shift() ?? 'ok';
  const { delivery, end } = await bench(database, { maxQueuedRows: 10 });
  await vi.waitFor(() => expect(delivery.store).not.toBeNull());
  const first = delivery.submit(batchOf(0));
  await vi.waitFor(() => expect(database.isHanging).toBe(true));
  const all = [first, ...Array.from({ length: 11 }, (_, i) => delivery.submit(batchOf(i + 1)))];
  await Promise.all(all.slice(0, 11));
  expect([delivery.queuedRows < 10, database.stored]).toEqual([true, []]);
  database.unhang();
  await untilStored(
    database,
    Array.from({ length: 12 }, (_, i) => i),
  );
  await end();
});

test('a batch that a reachable database refuses is set aside and does not block the others', async () => {
  const database = new TestDatabase();
  const plan: Behaviour[] = ['refuses', 'refuses', 'refuses'];
  database.behaviour = () => plan.shift() ?? 'ok';
  const { delivery, dir, end } = await bench(database);
  await vi.waitFor(() => expect(delivery.store).not.toBeNull());
  await Promise.all([delivery.submit(batchOf(1)), delivery.submit(batchOf(2))]);
  await untilStored(database, [2]);
  expect(readFileSync(join(dir, 'refused.ndjson'), 'utf8')).toContain('"reason":"refused"');
  await end();
});

test('what waits at the end is written, or on disk when the database is away', async () => {
  const up = new TestDatabase();
  const first = await bench(up);
  await vi.waitFor(() => expect(first.delivery.store).not.toBeNull());
  const waiting = first.delivery.submit(batchOf(1));
  await first.end();
  await waiting;
  expect(up.stored).toEqual([1]);
  const down = new TestDatabase();
  down.isUp = false;
  const second = await bench(down);
  const other = second.delivery.submit(batchOf(2));
  await second.delivery.close();
  await other;
  expect(second.spool.isEmpty).toBe(false);
  await second.end();
});
