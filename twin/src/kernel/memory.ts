// Lays typed arrays one behind another in a single buffer, so that a copy of the buffer is a copy of everything.

const NOTHING = new ArrayBuffer(0);

/** Hands out arrays in the order asked for; the same questions give the same places. */
export class Memory {
  private readonly buffer: ArrayBufferLike | null;
  private used = 0;

  constructor(buffer: ArrayBufferLike | null) {
    this.buffer = buffer;
  }

  /** Next `count` doubles. */
  doubles(count: number): Float64Array {
    const at = this.used;
    this.used += count * 8;
    return this.buffer === null ? new Float64Array(NOTHING) : new Float64Array(this.buffer, at, count);
  }

  /** Next `count` 32-bit words. */
  words(count: number): Int32Array {
    const at = this.used;
    this.used += (count + (count & 1)) * 4;
    return this.buffer === null ? new Int32Array(NOTHING) : new Int32Array(this.buffer, at, count);
  }

  /** Bytes handed out so far. */
  get bytes(): number {
    return this.used;
  }
}

/** Bytes that what `declare` asks for takes. */
export function measure(declare: (memory: Memory) => unknown): number {
  const memory = new Memory(null);
  declare(memory);
  return memory.bytes;
}
