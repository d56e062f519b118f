// The order of an edge node's messages: puts late ones in place, finds duplicates and holes.

/** What the order needs to know of a message. */
export interface Sequenced {
  /** 0..255. */
  seq: number;
  /** Hash of the payload: the same number with the same content is the same message. */
  hash: number;
  /** Time of publishing on the source's clock [ms]; null when it does not say. */
  publishMs: number | null;
}

/** `next`: it is its turn; `held`: something before it is missing; the others are to be dropped. */
export type Verdict = 'next' | 'held' | 'duplicate' | 'late';

const NUMBERS = 256;

/** Sequence numbers of one edge node, one counter for the node and its devices (tck-id-payloads-sequence-num). */
export class Sequence<T extends Sequenced> {
  private expected = 0;
  private lastPublishMs = Number.NEGATIVE_INFINITY;
  private readonly held = new Map<number, T>();
  /** Hashes of the latest message of each number. */
  private readonly recent = new Map<number, number>();

  /** Starts anew behind a birth or, without one, behind whatever came last. Returns how many held messages that drops. */
  restart(birth: Sequenced): number {
    const dropped = this.held.size;
    this.held.clear();
    this.recent.clear();
    this.pass(birth);
    return dropped;
  }

  /** Judges a message; a held one comes out of `ready` or `giveUp` later. */
  offer(message: T): Verdict {
    const ahead = (message.seq - this.expected + NUMBERS) % NUMBERS;
    if (ahead === 0) {
      this.pass(message);
      return 'next';
    }
    const waiting = this.held.get(message.seq);
    if (waiting) return 'duplicate';
    if (this.recent.get(message.seq) === message.hash) return 'duplicate';
    // Far ahead may as well be shortly behind; then it is older than what has been read.
    const isOlder = message.publishMs !== null && message.publishMs < this.lastPublishMs;
    if (ahead >= NUMBERS / 2 && isOlder) return 'late';
    this.held.set(message.seq, message);
    return 'held';
  }

  get hasHole(): boolean {
    return this.held.size > 0;
  }

  /** Held messages whose turn has come. */
  ready(): T[] {
    const turn: T[] = [];
    for (let next = this.held.get(this.expected); next; next = this.held.get(this.expected)) {
      this.held.delete(next.seq);
      this.pass(next);
      turn.push(next);
    }
    return turn;
  }

  /** All held messages in order, without waiting for what is missing. */
  giveUp(): T[] {
    const from = this.expected;
    const all = [...this.held.values()].sort(
      (a, b) => ((a.seq - from + NUMBERS) % NUMBERS) - ((b.seq - from + NUMBERS) % NUMBERS),
    );
    this.held.clear();
    for (const message of all) this.pass(message);
    return all;
  }

  private pass({ seq, hash, publishMs }: Sequenced): void {
    this.expected = (seq + 1) % NUMBERS;
    this.recent.set(seq, hash);
    if (publishMs !== null) this.lastPublishMs = publishMs;
  }
}

/** FNV-1a over bytes, 32 bits. */
export function hashBytes(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash >>> 0;
}
