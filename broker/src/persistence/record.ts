// The records of the message journal and their form on disk.
import { crc32 } from 'node:zlib';

/** A session a message is for, and the QoS at which it gets it: the lower of the publisher's and the subscription's. */
export interface Addressee {
  clientId: string;
  qos: number;
}

/** One change of what the broker must not forget. `payload` travels beside the JSON header. */
export type JournalRecord =
  | { kind: 'publish'; seq: number; topic: string; qos: number; retain: boolean; to: Addressee[]; payload: Buffer }
  | { kind: 'retain'; topic: string; qos: number; payload: Buffer }
  | { kind: 'ack'; seq: number; clientId: string }
  | { kind: 'subscribe'; clientId: string; owner: string; subscriptions: { topic: string; qos: number }[] }
  | { kind: 'unsubscribe'; clientId: string; topics: string[] }
  | { kind: 'discard'; clientId: string };

const PREFIX_BYTES = 12;
const EMPTY = Buffer.alloc(0);

/** Encodes a record: header length, payload length, CRC-32 of both parts (each u32 big-endian), header, payload. */
export function encodeRecord(record: JournalRecord): Buffer {
  const payload = 'payload' in record ? record.payload : EMPTY;
  const header = Buffer.from(JSON.stringify(record, (key, value) => (key === 'payload' ? undefined : value)));
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + header.length + payload.length);
  frame.writeUInt32BE(header.length, 0);
  frame.writeUInt32BE(payload.length, 4);
  frame.writeUInt32BE(crc32(payload, crc32(header)), 8);
  header.copy(frame, PREFIX_BYTES);
  payload.copy(frame, PREFIX_BYTES + header.length);
  return frame;
}

/**
 * Decodes the records of a journal up to the first that is torn or damaged.
 * What follows a torn record was never synced, so it was never acknowledged.
 */
export function* decodeRecords(bytes: Buffer): Generator<JournalRecord> {
  let at = 0;
  while (at + PREFIX_BYTES <= bytes.length) {
    const headerEnd = at + PREFIX_BYTES + bytes.readUInt32BE(at);
    const end = headerEnd + bytes.readUInt32BE(at + 4);
    if (end > bytes.length) return;
    const header = bytes.subarray(at + PREFIX_BYTES, headerEnd);
    const payload = bytes.subarray(headerEnd, end);
    if (crc32(payload, crc32(header)) !== bytes.readUInt32BE(at + 8)) return;
    const record = JSON.parse(header.toString('utf8')) as JournalRecord;
    if (record.kind === 'publish' || record.kind === 'retain') record.payload = Buffer.from(payload);
    yield record;
    at = end;
  }
}
