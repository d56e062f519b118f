// What is known of one buffer: the parts in it in order, checked against the counts at its two ends.
import {
  BUFFER_SIGNALS,
  type Buffer,
  bufferCapacity,
  bufferTransitSeconds,
  type Quality,
  type SignalValue,
} from '@mini-factory-twin/contracts';

/** Plant time in which the ids of the stations and the counts of the belt may disagree: they come in separate messages [ms]. */
export const SETTLE_MS = 1500;

/** A part in a buffer and when it came in (plant ms). */
export interface Waiting {
  id: string;
  enterMs: number;
}

/** What has to change in the queue so that it holds as many parts as the counts say. */
export interface Correction {
  /** Parts too many: ids to drop, the next to leave first. */
  dropped: string[];
  /** Parts too few. */
  missing: number;
}

/** The part of a buffer's state that survives a restart. */
export interface BufferMemory {
  queue: Waiting[];
  entered: number | null;
  left: number | null;
  offset: number;
}

/** One buffer as seen through its signals and through what the stations around it take and give. */
export class BufferMirror {
  readonly buffer: Buffer;
  readonly capacity: number;
  readonly transitMs: number;
  quality: Quality = 'stale';
  queue: Waiting[] = [];
  /** How often the counts had to correct the queue. */
  corrections = 0;
  private entered: number | null = null;
  private left: number | null = null;
  /** Parts that were inside before the counters started. */
  private offset = 0;
  private activityMs = 0;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
    this.capacity = bufferCapacity(buffer);
    this.transitMs = bufferTransitSeconds(buffer) * 1000;
  }

  /** Takes counts; returns how many parts left since the counts before. */
  update(changes: ReadonlyMap<string, SignalValue>, atMs: number, isRefresh: boolean): { left: number } {
    this.quality = 'good';
    const entered = count(changes.get(BUFFER_SIGNALS.entered));
    const left = count(changes.get(BUFFER_SIGNALS.left));
    if (entered === null && left === null) return { left: 0 };
    this.activityMs = atMs;
    const leftBefore = this.left;
    const isReset =
      (entered !== null && this.entered !== null && entered < this.entered) ||
      (left !== null && this.left !== null && left < this.left);
    this.entered = entered ?? this.entered;
    this.left = left ?? this.left;
    if (isReset && !isRefresh) this.offset = this.queue.length - ((this.entered ?? 0) - (this.left ?? 0));
    if (isReset && isRefresh) this.offset = 0;
    return { left: isRefresh || isReset || leftBefore === null ? 0 : Math.max(0, (this.left ?? 0) - leftBefore) };
  }

  push(id: string, atMs: number): void {
    this.activityMs = atMs;
    this.queue.push({ id, enterMs: atMs });
  }

  /** Takes a part out by id; false when it is not here. */
  take(id: string, atMs: number): boolean {
    const index = this.queue.findIndex((waiting) => waiting.id === id);
    if (index < 0) return false;
    this.activityMs = atMs;
    this.queue.splice(index, 1);
    return true;
  }

  /** Takes the next part out, whatever it is. */
  takeHead(atMs: number): Waiting | undefined {
    this.activityMs = atMs;
    return this.queue.shift();
  }

  /** Content by the counts; null before both are known. */
  counted(): number | null {
    if (this.entered === null || this.left === null) return null;
    return Math.min(this.capacity, Math.max(0, this.entered - this.left + this.offset));
  }

  /** 90 % credible range of the content: queue and counts agree, or the truth lies between them. */
  range(): { low: number; high: number } {
    const counted = this.counted() ?? this.queue.length;
    if (this.quality !== 'good') return { low: 0, high: this.capacity };
    return { low: Math.min(counted, this.queue.length), high: Math.max(counted, this.queue.length) };
  }

  /** What the counts ask to change once ids and counts have had time to meet (at once when `isNow`). */
  correct(atMs: number, isNow = false): Correction | null {
    const counted = this.counted();
    if (counted === null || counted === this.queue.length) return null;
    if (!isNow && atMs - this.activityMs < SETTLE_MS) return null;
    if (!isNow) this.corrections++;
    const surplus = Math.max(0, this.queue.length - counted);
    const dropped = this.queue.splice(0, surplus).map((waiting) => waiting.id);
    return { dropped, missing: Math.max(0, counted - this.queue.length) };
  }

  remember(): BufferMemory {
    return { queue: [...this.queue], entered: this.entered, left: this.left, offset: this.offset };
  }

  recall(memory: BufferMemory): void {
    this.queue = memory.queue.map((waiting) => ({ ...waiting }));
    this.entered = memory.entered;
    this.left = memory.left;
    this.offset = memory.offset;
  }
}

function count(value: SignalValue | undefined): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' ? Number(value) : null;
}
