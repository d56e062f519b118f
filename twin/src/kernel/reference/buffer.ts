// A buffer: a queue of parts, and the times at which they may leave (rules 5 to 9).
import type { BufferSpec } from '../spec.ts';
import type { Line } from './line.ts';
import type { Machine } from './machine.ts';
import type { Part } from './part.ts';

/** A part in a buffer. */
interface Entry {
  part: Part;
  throughAt: number;
}

/** A FIFO of parts. */
export class Buffer {
  readonly capacity: number;
  entered = 0;
  /** Machines that take from it as an input or as a component, and those that may put into it; in the model's order. */
  readonly consumers: { machine: Machine; isComponent: boolean }[] = [];
  readonly producers: Machine[] = [];
  private readonly entries: Entry[] = [];
  private readonly line: Line;
  private readonly index: number;
  private readonly transitSeconds: number;
  private readonly headwaySeconds: number;
  private lastLeftAt = -Infinity;
  private contentSeconds = 0;
  private changedAt = 0;

  constructor(line: Line, index: number, spec: BufferSpec) {
    this.line = line;
    this.index = index;
    this.capacity = spec.capacity;
    this.transitSeconds = spec.transitSeconds;
    this.headwaySeconds = spec.headwaySeconds ?? 0;
  }

  get content(): number {
    return this.entries.length;
  }

  hasRoom(): boolean {
    return this.entries.length < this.capacity;
  }

  partAt(place: number): Part {
    return (this.entries[place] as Entry).part;
  }

  /** Time from which the part at a place may leave, those before it first, one headway apart; Infinity for no part. */
  readyAt(place: number): number {
    const entry = this.entries[place];
    return entry === undefined
      ? Infinity
      : Math.max(entry.throughAt, this.lastLeftAt + this.headwaySeconds * (place + 1));
  }

  put(part: Part): void {
    const wasEmpty = this.entries.length === 0;
    this.book();
    this.entries.push({ part, throughAt: this.line.now + this.transitSeconds });
    this.entered++;
    this.line.trace('enter', this.index, part.product);
    for (const { machine, isComponent } of this.consumers) {
      // Behind another part, a main part is no news: who waits for the one before it knows when to look.
      const isNews = machine.waits('parts') && (wasEmpty || isComponent);
      if (isNews || machine.isOutrankedBy(part)) this.line.ask(machine);
    }
  }

  /** An interrupted part comes back before all others, ready at once; for this there need be no room. */
  putBack(part: Part): void {
    this.book();
    this.entries.unshift({ part, throughAt: this.line.now });
    this.line.trace('enter', this.index, part.product);
  }

  /** Takes a part out, and asks those who may have waited for room, the longest waiting first. */
  takeAt(place: number): Part {
    const wasFull = this.entries.length === this.capacity;
    this.book();
    const { part } = this.entries.splice(place, 1)[0] as Entry;
    this.lastLeftAt = this.line.now;
    this.line.trace('leave', this.index, part.product);
    if (wasFull) for (const machine of this.blocked()) this.line.ask(machine);
    return part;
  }

  /** Machine whose part this buffer without places hands over now: the one blocked longest that would send it this way. */
  giver(): Machine | null {
    if (this.capacity > 0) return null;
    return this.blocked().find((machine) => machine.offersTo(this)) ?? null;
  }

  /** A part of a blocked machine goes past the buffer. */
  handOver(giver: Machine): Part {
    const part = giver.handOver();
    this.entered++;
    this.line.trace('enter', this.index, part.product);
    this.line.trace('leave', this.index, part.product);
    this.line.ask(giver);
    return part;
  }

  /** Asks the machines that wait for parts of this buffer. */
  askConsumers(): void {
    for (const { machine } of this.consumers) if (machine.waits('parts')) this.line.ask(machine);
  }

  /** Time integral of the content [parts x s]. */
  integral(): number {
    return this.contentSeconds + this.entries.length * (this.line.now - this.changedAt);
  }

  /** Machines with a part to put out, the one longest in its state first, then by the model. */
  private blocked(): Machine[] {
    return this.producers.filter((machine) => machine.waits('room')).sort((a, b) => a.stateSince - b.stateSince);
  }

  private book(): void {
    this.contentSeconds = this.integral();
    this.changedAt = this.line.now;
  }
}
