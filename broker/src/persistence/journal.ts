// The append-only journal: changes are written in groups, and a group is on disk before anyone is told so.
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BrokerError } from '../errors.ts';
import { MessageStore } from './message-store.ts';
import { decodeRecords, encodeRecord, type JournalRecord } from './record.ts';

const JOURNAL_FILE = 'messages.journal';
/** A journal smaller than this is not worth compacting [bytes]. */
const COMPACT_ABOVE_BYTES = 64 * 1024 * 1024;
/** Compact when the journal is this many times as large as what it stands for. */
const COMPACT_RATIO = 4;

interface Waiter {
  resolve: () => void;
  reject: (error: BrokerError) => void;
}

export interface JournalOptions {
  onSize?: (bytes: number) => void;
  compactAboveBytes?: number;
}

/**
 * Opens the journal of a directory, replays it into a new store and compacts it.
 * @throws BrokerError BROKER_JOURNAL_FAILED
 */
export async function openJournal(
  directory: string,
  options: JournalOptions = {},
): Promise<{ journal: Journal; store: MessageStore }> {
  const path = join(directory, JOURNAL_FILE);
  const store = new MessageStore();
  try {
    await mkdir(directory, { recursive: true });
    for (const record of decodeRecords(await readIfThere(path))) store.apply(record);
    const journal = new Journal(path, store, options);
    await journal.start();
    return { journal, store };
  } catch (error) {
    throw failed(error);
  }
}

/** Journal of one store. All changes since the last group leave in one write and, if someone waits, one fdatasync. */
export class Journal {
  readonly #path: string;
  readonly #store: MessageStore;
  readonly #options: JournalOptions;
  #file: FileHandle | null = null;
  #pending: Buffer[] = [];
  #waiters: Waiter[] = [];
  #isWriting = false;
  #sizeBytes = 0;
  #compactedBytes = 0;
  #isTorn = false;
  #isClosed = false;

  constructor(path: string, store: MessageStore, options: JournalOptions) {
    this.#path = path;
    this.#store = store;
    this.#options = options;
  }

  /** Writes the compacted journal; nothing else may be called before. */
  async start(): Promise<void> {
    await this.#compact();
  }

  /** Adds a change that the store has already made. It is durable when a later {@link commit} resolves. */
  append(record: JournalRecord): void {
    if (this.#isClosed) return;
    this.#pending.push(encodeRecord(record));
    this.#wake();
  }

  /**
   * Resolves when everything appended so far is on disk.
   * @throws BrokerError BROKER_JOURNAL_FAILED when it could not be written
   */
  commit(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#wake();
    });
  }

  /** Writes what is left and closes the file. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.commit().catch(() => {});
    await this.#file?.close();
  }

  #wake(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    void this.#writeGroups().finally(() => {
      this.#isWriting = false;
      if (this.#pending.length > 0 || this.#waiters.length > 0) this.#wake();
    });
  }

  async #writeGroups(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve)); // gather the changes of this turn
    while (this.#pending.length > 0 || this.#waiters.length > 0) {
      const waiters = this.#waiters.splice(0);
      try {
        if (this.#isDueForCompaction()) await this.#compact();
        else await this.#writeGroup(waiters.length > 0);
        for (const { resolve } of waiters) resolve();
      } catch (error) {
        this.#isTorn = true; // the next attempt writes the whole state anew
        for (const { reject } of waiters) reject(failed(error));
        if (waiters.length === 0) return;
      }
    }
  }

  async #writeGroup(hasWaiters: boolean): Promise<void> {
    const bytes = Buffer.concat(this.#pending.splice(0));
    const file = this.#file as FileHandle;
    await writeFully(file, bytes, this.#sizeBytes);
    this.#setSize(this.#sizeBytes + bytes.length);
    if (hasWaiters) await file.datasync();
  }

  #isDueForCompaction(): boolean {
    const { compactAboveBytes = COMPACT_ABOVE_BYTES } = this.#options;
    return this.#isTorn || this.#sizeBytes > Math.max(compactAboveBytes, COMPACT_RATIO * this.#compactedBytes);
  }

  /** Replaces the journal by the state it stands for; a crash at any point leaves the old or the new one. */
  async #compact(): Promise<void> {
    this.#pending.length = 0; // the state has these changes already
    const bytes = Buffer.concat([...this.#store.snapshot()].map(encodeRecord));
    const temporary = `${this.#path}.new`;
    const file = await open(temporary, 'w');
    try {
      await writeFully(file, bytes, 0);
      await file.datasync();
      await rename(temporary, this.#path);
      await syncDirectory(dirname(this.#path));
    } catch (error) {
      await file.close();
      throw error;
    }
    await this.#file?.close();
    this.#file = file;
    this.#isTorn = false;
    this.#compactedBytes = bytes.length;
    this.#setSize(bytes.length);
  }

  #setSize(bytes: number): void {
    this.#sizeBytes = bytes;
    this.#options.onSize?.(bytes);
  }
}

async function writeFully(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}

async function readIfThere(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** A rename is durable when the directory is; Windows cannot sync directories and does not need to. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function failed(error: unknown): BrokerError {
  return new BrokerError('BROKER_JOURNAL_FAILED', (error as Error).message, { cause: error });
}
