// The stream handed to aedes for each client: bounds what comes in, gathers what goes out.
import { Duplex } from 'node:stream';
import type { BrokerError } from './errors.ts';
import { FrameLengths } from './guards/frame-lengths.ts';

/** Bytes a client may leave unread before aedes waits for it [bytes]. */
export const OUTPUT_HIGH_WATER_MARK_BYTES = 1024 * 1024;

type WriteDone = (error: Error | null | undefined) => void;

export interface ClientStreamOptions {
  maxPacketBytes: number;
  remoteAddress: string | undefined;
  onBytesIn: (bytes: number) => void;
  onBytesOut: (bytes: number) => void;
  onRefused: (error: BrokerError) => void;
}

/**
 * Wraps a socket or WebSocket stream. aedes writes a message in four or five small pieces: all pieces of one turn of the
 * event loop leave here as one write. The write is done only when the lower stream says so, so `writableLength` is
 * what the client has not taken yet and `drain` means what it says.
 */
export class ClientStream extends Duplex {
  readonly remoteAddress: string | undefined;
  readonly #lower: Duplex;
  readonly #options: ClientStreamOptions;
  readonly #frames: FrameLengths;
  #gathering = false;

  constructor(lower: Duplex, options: ClientStreamOptions) {
    super({ writableHighWaterMark: OUTPUT_HIGH_WATER_MARK_BYTES, allowHalfOpen: false });
    this.remoteAddress = options.remoteAddress;
    this.#lower = lower;
    this.#options = options;
    this.#frames = new FrameLengths(options.maxPacketBytes);
    lower.on('data', (chunk: Buffer) => this.#onData(chunk));
    lower.on('end', () => this.push(null));
    lower.on('error', (error) => this.destroy(error));
    lower.on('close', () => this.destroy());
  }

  override write(chunk: unknown, encoding?: BufferEncoding | WriteDone, done?: WriteDone): boolean {
    this.#gather();
    return typeof encoding === 'function' ? super.write(chunk, encoding) : super.write(chunk, encoding ?? 'utf8', done);
  }

  override _read(): void {
    this.#lower.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer; encoding: BufferEncoding }[], done: (error?: Error | null) => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#lower.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#lower.destroy();
    done(error);
  }

  /** Holds all writes of this turn of the event loop back until its end. */
  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    this.cork();
    setImmediate(() => {
      this.#gathering = false;
      this.uncork();
    });
  }

  #send(bytes: Buffer, done: (error?: Error | null) => void): void {
    this.#options.onBytesOut(bytes.length);
    this.#lower.write(bytes, (error) => done(error ?? null));
  }

  #onData(chunk: Buffer): void {
    this.#options.onBytesIn(chunk.length);
    try {
      this.#frames.push(chunk);
    } catch (error) {
      this.#options.onRefused(error as BrokerError);
      this.destroy(error as Error);
      return;
    }
    if (!this.push(chunk)) this.#lower.pause();
  }
}
