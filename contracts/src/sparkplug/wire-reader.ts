// Reads protobuf from bytes: varints, fixed numbers, strings and nested messages, never outside the current message.
import { Buffer } from 'node:buffer';
import { SparkplugError } from './errors.ts';
import type { DecodeLimits } from './limits.ts';
import type { Uint64 } from './payload.ts';

const TWO_32 = 4_294_967_296;
/** High halves below this make a number of at most 53 bits. */
const SAFE_HIGH = 0x20_0000;
/** Up to this length joining characters is faster than a call of the UTF-8 decoder. */
const SHORT_STRING = 24;

/** Reads one field (whose tag was just consumed) into `target`. */
export type FieldReader<T> = (reader: WireReader, target: T) => void;

/** Field readers by tag, `field number << 3 | wire type`; a tag without one is skipped. */
export type FieldTable<T> = readonly (FieldReader<T> | undefined)[];

/** A cursor over bytes. `pos` and `end` bound the current message. */
export class WireReader {
  pos = 0;
  end: number;
  private readonly bytes: Buffer;
  private readonly limits: DecodeLimits;
  private depth = 0;
  private metricsLeft: number;
  private elementsLeft: number;
  private low = 0;
  private high = 0;

  /** @throws SparkplugError `SPARKPLUG_LIMIT` for more than `maxBytes` */
  constructor(bytes: Uint8Array, limits: DecodeLimits) {
    if (bytes.length > limits.maxBytes) throw new SparkplugError('SPARKPLUG_LIMIT', `${bytes.length} bytes`);
    this.bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.limits = limits;
    this.end = bytes.length;
    this.metricsLeft = limits.maxMetrics;
    this.elementsLeft = limits.maxElements;
  }

  /** Reads fields up to `end`; unknown ones, and known ones in another wire type, are skipped. */
  fields<T>(table: FieldTable<T>, target: T): T {
    while (this.pos < this.end) {
      const tag = this.uint32();
      const read = tag < table.length ? table[tag] : undefined;
      if (read) read(this, target);
      else this.skip(tag);
    }
    return target;
  }

  /** Reads a length and the nested message behind it. */
  message<T>(table: FieldTable<T>, target: T): T {
    const outerEnd = this.end;
    this.end = this.enter();
    this.depth += 1;
    if (this.depth > this.limits.maxDepth) throw new SparkplugError('SPARKPLUG_LIMIT', `depth ${this.depth}`);
    this.fields(table, target);
    this.depth -= 1;
    this.end = outerEnd;
    return target;
  }

  /** Counts a metric against `maxMetrics`. */
  takeMetric(): void {
    this.metricsLeft -= 1;
    if (this.metricsLeft < 0) throw new SparkplugError('SPARKPLUG_LIMIT', `${this.limits.maxMetrics} metrics`);
  }

  /** Counts elements against `maxElements`. */
  takeElements(count: number): void {
    this.elementsLeft -= count;
    if (this.elementsLeft < 0) throw new SparkplugError('SPARKPLUG_LIMIT', `${this.limits.maxElements} elements`);
  }

  /** The lower 32 bits of a varint, unsigned. */
  uint32(): number {
    const byte = this.pos < this.end ? (this.bytes[this.pos] as number) : 128;
    if (byte < 128) {
      this.pos += 1;
      return byte;
    }
    this.varint();
    return this.low >>> 0;
  }

  /** A varint of up to 64 bits, unsigned: a number when that is exact. */
  uint64(): Uint64 {
    this.varint();
    const high = this.high >>> 0;
    if (high < SAFE_HIGH) return high * TWO_32 + (this.low >>> 0);
    return (BigInt(high) << 32n) | BigInt(this.low >>> 0);
  }

  /** A varint read as signed 64 bits, rounded to the nearest number beyond 2^53. */
  int64AsNumber(): number {
    this.varint();
    return (this.high | 0) * TWO_32 + (this.low >>> 0);
  }

  boolean(): boolean {
    this.varint();
    return (this.low | this.high) !== 0;
  }

  float(): number {
    return this.bytes.readFloatLE(this.advance(4));
  }

  double(): number {
    return this.bytes.readDoubleLE(this.advance(8));
  }

  /** UTF-8; bad sequences become U+FFFD. @throws SparkplugError `SPARKPLUG_LIMIT` above `maxStringBytes` */
  string(): string {
    const end = this.enter();
    const start = this.pos;
    if (end - start > this.limits.maxStringBytes) throw new SparkplugError('SPARKPLUG_LIMIT', 'string length');
    this.pos = end;
    if (end - start > SHORT_STRING) return this.bytes.toString('utf8', start, end);
    let text = '';
    for (let i = start; i < end; i += 1) {
      const byte = this.bytes[i] as number;
      if (byte > 127) return this.bytes.toString('utf8', start, end);
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** A copy, so that the result does not keep the received packet alive. */
  byteArray(): Uint8Array {
    const end = this.enter();
    const copy = new Uint8Array(this.bytes.subarray(this.pos, end));
    this.pos = end;
    return copy;
  }

  /** Reads a length and calls `readItem` until it is used up (packed repeated numbers). */
  packed(readItem: () => void): void {
    const outerEnd = this.end;
    this.end = this.enter();
    while (this.pos < this.end) readItem();
    this.end = outerEnd;
  }

  /** Passes over a field nobody asked for. Groups are no part of Sparkplug and are refused. */
  private skip(tag: number): void {
    if (tag >>> 3 === 0) throw new SparkplugError('SPARKPLUG_WIRE', 'field number 0');
    const wireType = tag & 7;
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.advance(8);
    else if (wireType === 2) this.pos = this.enter();
    else if (wireType === 5) this.advance(4);
    else throw new SparkplugError('SPARKPLUG_WIRE', `wire type ${wireType}`);
  }

  /** Reads a length and returns where the field ends. */
  private enter(): number {
    const length = this.uint32();
    const end = this.pos + length;
    if (end > this.end) throw new SparkplugError('SPARKPLUG_TRUNCATED', `${end - this.end} bytes missing`);
    return end;
  }

  /** Moves over `count` bytes and returns where they start. */
  private advance(count: number): number {
    const start = this.pos;
    if (start + count > this.end) throw new SparkplugError('SPARKPLUG_TRUNCATED', `at byte ${start}`);
    this.pos = start + count;
    return start;
  }

  /** Reads a varint into `low` and `high`; bits above 64 are dropped, as protobuf does. */
  private varint(): void {
    const { bytes, end, pos } = this;
    let low = 0;
    let high = 0;
    for (let index = 0; index < 10; index += 1) {
      if (pos + index >= end) throw new SparkplugError('SPARKPLUG_TRUNCATED', `at byte ${end}`);
      const byte = bytes[pos + index] as number;
      const bits = byte & 127;
      if (index < 4) low |= bits << (index * 7);
      else if (index > 4) high |= bits << (index * 7 - 32);
      else {
        low |= bits << 28;
        high = bits >>> 4;
      }
      if (byte < 128) {
        this.pos = pos + index + 1;
        this.low = low;
        this.high = high;
        return;
      }
    }
    throw new SparkplugError('SPARKPLUG_WIRE', 'varint longer than 10 bytes');
  }
}
