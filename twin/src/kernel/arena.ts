// A growing buffer of records of doubles and words, used while a program is put together.

const FIRST_WORDS = 4096;

/** Hands out zeroed records in a buffer that grows. Write through `doubles` and `words` anew after each `take`. */
export class Arena {
  doubles = new Float64Array(FIRST_WORDS / 2);
  words = new Int32Array(this.doubles.buffer);
  private used = 0;

  /** Handle of a new record of so many words. */
  take(count: number): number {
    const at = this.used;
    this.used += count + (count & 1);
    while (this.used > this.words.length) {
      const grown = new Float64Array(this.doubles.length * 2);
      grown.set(this.doubles);
      this.doubles = grown;
      this.words = new Int32Array(grown.buffer);
    }
    return at;
  }

  /** Handle of a list `[count / width, ...items]` of words. */
  list(items: readonly number[], width = 1): number {
    const at = this.take(items.length + 1);
    this.words[at] = items.length / width;
    this.words.set(items, at + 1);
    return at;
  }

  /** Double index of a row of doubles. */
  row(values: readonly number[]): number {
    const at = this.take(values.length * 2) / 2;
    this.doubles.set(values, at);
    return at;
  }

  /** The part in use, as a buffer of its own. */
  finish(): ArrayBuffer {
    return this.words.slice(0, this.used).buffer;
  }
}
