// Writes protobuf into a growing buffer: varints, fixed numbers, strings and nested messages.
import { Buffer } from 'node:buffer';
import { SparkplugError } from './errors.ts';
import { FIXED32, FIXED64, LENGTH, VARINT } from './field-table.ts';

const TWO_32 = 4_294_967_296;
/** Deeper nesting than this is taken for a loop in the caller's objects. */
const MAX_DEPTH = 32;

/** An append-only protobuf message. Values are taken as checked; only depth is guarded here. */
export class WireWriter {
  private bytes: Buffer = Buffer.allocUnsafe(1024);
  private length = 0;
  private depth = 0;

  /** A copy of what was written. */
  finish(): Uint8Array {
    return new Uint8Array(this.bytes.subarray(0, this.length));
  }

  /** An unsigned integer of up to 64 bits; negative ones are written as two's complement of 64 bits. */
  varint(field: number, value: number | bigint): void {
    this.tag(field, VARINT);
    if (typeof value === 'bigint') {
      const bits = BigInt.asUintN(64, value);
      this.rawVarint(Number(bits & 0xffff_ffffn), Number(bits >> 32n));
    } else this.rawVarint(value >>> 0, Math.floor(value / TWO_32) >>> 0);
  }

  boolean(field: number, value: boolean): void {
    this.varint(field, value ? 1 : 0);
  }

  float(field: number, value: number): void {
    this.tag(field, FIXED32);
    this.reserve(4);
    this.length = this.bytes.writeFloatLE(value, this.length);
  }

  double(field: number, value: number): void {
    this.tag(field, FIXED64);
    this.reserve(8);
    this.length = this.bytes.writeDoubleLE(value, this.length);
  }

  string(field: number, value: string): void {
    const size = Buffer.byteLength(value, 'utf8');
    this.tag(field, LENGTH);
    this.rawVarint(size, 0);
    this.reserve(size);
    this.length += this.bytes.write(value, this.length, size, 'utf8');
  }

  byteArray(field: number, value: Uint8Array): void {
    this.tag(field, LENGTH);
    this.rawVarint(value.length, 0);
    this.reserve(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
  }

  /**
   * A nested message written by `content`. One byte is kept for its length; a longer one moves it.
   * @throws SparkplugError `SPARKPLUG_LIMIT` beyond 32 levels
   */
  message(field: number, content: () => void): void {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new SparkplugError('SPARKPLUG_LIMIT', `depth ${this.depth}`);
    this.tag(field, LENGTH);
    this.reserve(1);
    this.length += 1;
    const start = this.length;
    content();
    this.patchLength(start);
    this.depth -= 1;
  }

  private patchLength(start: number): void {
    const size = this.length - start;
    const extra = varintSize(size) - 1;
    if (extra > 0) {
      this.reserve(extra);
      this.bytes.copyWithin(start + extra, start, this.length);
    }
    this.length = start - 1;
    this.rawVarint(size, 0);
    this.length += size;
  }

  private tag(field: number, wireType: number): void {
    this.rawVarint((field << 3) | wireType, 0);
  }

  private rawVarint(low: number, high: number): void {
    this.reserve(10);
    let lower = low;
    let upper = high;
    while (upper > 0 || lower > 127) {
      this.bytes[this.length++] = (lower & 127) | 128;
      lower = ((lower >>> 7) | (upper << 25)) >>> 0;
      upper >>>= 7;
    }
    this.bytes[this.length++] = lower;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + count));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 127; rest >>>= 7) size += 1;
  return size;
}
