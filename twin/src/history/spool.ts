// Batches on disk that wait for the database: append-only segments, safe against kill -9, loaded in order.
import { mkdir, open, readdir, readFile, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Batch, BatchId } from './store.ts';

/** A batch with its identity. */
export interface SpoolEntry {
  id: BatchId;
  batch: Batch;
}

/** One file of entries, all of one writer. */
export interface Segment {
  name: string;
  entries: SpoolEntry[];
}

export interface SpoolOptions {
  dir: string;
  /** Names this process among those that left segments here. */
  writer: string;
  /** Bytes on disk above which telemetry is given up; rows of other kinds are always kept. */
  maxBytes: number;
  /** Size at which a new segment begins, bytes. */
  segmentBytes?: number;
}

const SEGMENT_BYTES = 8 * 1024 * 1024;
const NAME = /^\d{15}-(?<writer>[\w-]+)-\d{6}\.ndjson$/;
/** Batches that the database refuses, kept for a person to look at. */
const REFUSED = 'refused.ndjson';

/** The spool of a data folder. Its methods run one after the other, in the order they are called. */
export class Spool {
  /** Telemetry rows given up because the disk bound was reached. */
  droppedRows = 0;
  private readonly options: Required<SpoolOptions>;
  private readonly sizes = new Map<string, number>();
  private current: { name: string; file: FileHandle } | null = null;
  private created = 0;
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(options: SpoolOptions) {
    this.options = { segmentBytes: SEGMENT_BYTES, ...options };
  }

  /** Opens a spool folder, which is created when missing; segments of earlier processes are found again. */
  static async open(options: SpoolOptions): Promise<Spool> {
    await mkdir(options.dir, { recursive: true });
    const spool = new Spool(options);
    for (const name of (await readdir(options.dir)).filter((file) => NAME.test(file)).sort()) {
      spool.sizes.set(name, (await stat(join(options.dir, name))).size);
    }
    return spool;
  }

  /** Bytes on disk. */
  get bytes(): number {
    let sum = 0;
    for (const size of this.sizes.values()) sum += size;
    return sum;
  }

  get isEmpty(): boolean {
    return this.sizes.size === 0;
  }

  /** Writers that have segments here. */
  get writers(): string[] {
    return [...new Set([...this.sizes.keys()].map((name) => NAME.exec(name)?.groups?.writer ?? ''))];
  }

  /** Appends entries; they are on disk (fdatasync) when the promise resolves. */
  append(entries: readonly SpoolEntry[]): Promise<void> {
    return this.inTurn(() => this.appendNow(entries));
  }

  /** The oldest segment, closed for writing; null when there is none. Lines that are not whole are left out. */
  oldest(): Promise<Segment | null> {
    return this.inTurn(() => this.oldestNow());
  }

  /** Deletes a segment whose entries are all stored. */
  drop(name: string): Promise<void> {
    return this.inTurn(() => this.dropNow(name));
  }

  close(): Promise<void> {
    return this.inTurn(() => this.closeCurrent());
  }

  /** Sets an entry aside that the database refuses. */
  async refuse(entry: SpoolEntry, reason: string): Promise<void> {
    const file = await open(join(this.options.dir, REFUSED), 'a');
    await file.appendFile(`${JSON.stringify({ reason, ...entry })}\n`);
    await file.close();
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async appendNow(entries: readonly SpoolEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const isFull = this.bytes >= this.options.maxBytes;
    const text = entries.map((entry) => this.lineOf(entry, isFull)).join('');
    const { name, file } = await this.writable();
    try {
      await file.appendFile(text);
      await file.datasync();
    } catch (error) {
      // Half a line may be there now (disk full); the next entry must not continue it.
      await this.closeCurrent();
      throw error;
    }
    this.sizes.set(name, (this.sizes.get(name) ?? 0) + Buffer.byteLength(text));
  }

  private async oldestNow(): Promise<Segment | null> {
    const name = this.sizes.keys().next().value;
    if (name === undefined) return null;
    if (this.current?.name === name) await this.closeCurrent();
    const text = await readFile(join(this.options.dir, name), 'utf8');
    const writer = NAME.exec(name)?.groups?.writer ?? '';
    const entries = text.split('\n').flatMap((line) => parseLine(line, writer) ?? []);
    return { name, entries };
  }

  private async dropNow(name: string): Promise<void> {
    if (this.current?.name === name) await this.closeCurrent();
    await rm(join(this.options.dir, name), { force: true });
    this.sizes.delete(name);
  }

  private lineOf({ id, batch }: SpoolEntry, isFull: boolean): string {
    if (isFull) this.droppedRows += batch.telemetry.tsMs.length;
    const json = JSON.stringify([id.number, batch.rows, isFull ? null : batch.telemetry]);
    return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
  }

  private async writable(): Promise<{ name: string; file: FileHandle }> {
    const size = this.current ? (this.sizes.get(this.current.name) ?? 0) : 0;
    if (this.current && size < this.options.segmentBytes) return this.current;
    await this.closeCurrent();
    const { dir, writer } = this.options;
    this.created++;
    // Names sort by age: a later process has a later time, a later segment a higher number.
    const stamp = String(this.stampMs()).padStart(15, '0');
    const name = `${stamp}-${writer}-${String(this.created).padStart(6, '0')}.ndjson`;
    this.current = { name, file: await open(join(dir, name), 'a') };
    this.sizes.set(name, 0);
    await syncFolder(dir);
    return this.current;
  }

  /** Never before the newest segment there is, even when the wall clock was set back. */
  private stampMs(): number {
    const newest = [...this.sizes.keys()].at(-1);
    return Math.max(Date.now(), newest ? Number(newest.slice(0, 15)) : 0);
  }

  private async closeCurrent(): Promise<void> {
    const closing = this.current;
    this.current = null;
    await closing?.file.close();
  }
}

/** Makes a new file's name as durable as its content. */
async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, 'r');
  await folder.sync().finally(() => folder.close());
}

function parseLine(line: string, writer: string): SpoolEntry | null {
  const json = line.slice(9);
  if (json === '' || Number.parseInt(line.slice(0, 8), 16) !== crc32(json)) return null;
  const [number, rows, telemetry] = JSON.parse(json) as [number, Batch['rows'], Batch['telemetry'] | null];
  const none = { signals: [], runs: [], signal: [], tsMs: [], value: [], text: [], quality: [], run: [] };
  return { id: { writer, number }, batch: { rows, telemetry: telemetry ?? none } };
}
