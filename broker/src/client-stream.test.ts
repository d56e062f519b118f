// The stream of a client: gathered writes, honest back-pressure.
import { Duplex, PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { ClientStream, OUTPUT_HIGH_WATER_MARK_BYTES } from './client-stream.ts';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

function aStream(lower: Duplex) {
  const ignore = () => {};
  const events = { onBytesIn: ignore, onBytesOut: ignore, onRefused: ignore };
  return new ClientStream(lower, { maxPacketBytes: 1_000, remoteAddress: undefined, ...events });
}

test('the pieces of one turn leave as one write', async () => {
  const lower = new PassThrough();
  const writes: string[] = [];
  lower.on('data', (chunk: Buffer) => writes.push(chunk.toString()));
  const stream = aStream(Duplex.from({ readable: new PassThrough(), writable: lower }));
  for (const piece of ['a', 'b', 'c']) stream.write(piece);
  await nextTurn();
  await nextTurn();
  expect(writes).toEqual(['abc']);
});

test('a client that does not read fills the stream; drain comes when it reads again', async () => {
  let release: () => void = () => {};
  const lower = new Duplex({
    read() {},
    write(_chunk, _encoding, done) {
      release = done;
    },
  });
  const stream = aStream(lower);
  let isFree = stream.write(Buffer.alloc(10));
  await nextTurn();
  while (isFree) isFree = stream.write(Buffer.alloc(64 * 1024));
  await nextTurn();
  expect(stream.writableLength).toBeGreaterThanOrEqual(OUTPUT_HIGH_WATER_MARK_BYTES);
  let hasDrained = false;
  stream.once('drain', () => (hasDrained = true));
  await nextTurn();
  expect(hasDrained).toBe(false);
  release();
  await nextTurn();
  release();
  await nextTurn();
  expect(hasDrained).toBe(true);
  expect(stream.writableLength).toBe(0);
});

test('the end of either side ends the other', async () => {
  const lower = new PassThrough();
  const stream = aStream(lower);
  lower.destroy();
  await nextTurn();
  expect(stream.destroyed).toBe(true);
  const other = new PassThrough();
  aStream(other).destroy();
  expect(other.destroyed).toBe(true);
});
