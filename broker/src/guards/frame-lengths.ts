// Follows the packet boundaries in a byte stream, so that an oversized packet is refused before it is buffered.
import { BrokerError } from '../errors.ts';

/** Reads the fixed headers (MQTT 3.1.1 clause 2.2) of a stream that arrives in pieces of any size. */
export class FrameLengths {
  readonly #maxBytes: number;
  #bodyLeft = 0;
  #inLength = false;
  #length = 0;
  #shift = 0;

  /** @param maxBytes largest remaining length accepted [bytes] */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Takes the next bytes.
   * @throws BrokerError BROKER_PACKET_TOO_LARGE, or BROKER_PACKET_MALFORMED for a length of more than four bytes
   */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#bodyLeft > 0) {
        const skipped = Math.min(this.#bodyLeft, chunk.length - at);
        this.#bodyLeft -= skipped;
        at += skipped;
      } else if (this.#inLength) {
        this.#takeLengthByte(chunk[at++] as number);
      } else {
        at += 1;
        this.#inLength = true;
        this.#length = 0;
        this.#shift = 0;
      }
    }
  }

  #takeLengthByte(byte: number): void {
    if (this.#shift > 21) throw new BrokerError('BROKER_PACKET_MALFORMED', 'remaining length of more than 4 bytes');
    this.#length += (byte & 0x7f) * 2 ** this.#shift;
    this.#shift += 7;
    if (this.#length > this.#maxBytes) {
      throw new BrokerError('BROKER_PACKET_TOO_LARGE', `${this.#length} bytes announced, ${this.#maxBytes} allowed`);
    }
    if ((byte & 0x80) !== 0) return;
    this.#inLength = false;
    this.#bodyLeft = this.#length;
  }
}
