// The journal on a real disk: replay, torn ends, compaction, a disk that fails.
import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openJournal } from './journal.ts';
import { MessageStore } from './message-store.ts';
import { decodeRecords, encodeRecord, type JournalRecord } from './record.ts';

async function aDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'mft-journal-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

const subscribe: JournalRecord = {
  kind: 'subscribe',
  clientId: 'c',
  owner: 'o',
  subscriptions: [{ topic: '#', qos: 1 }],
};
const publish = (seq: number, text = 'x'): JournalRecord => {
  return {
    kind: 'publish',
    seq,
    topic: 't',
    qos: 1,
    retain: false,
    to: [{ clientId: 'c', qos: 1 }],
    payload: Buffer.from(text),
  };
};

const aRecord: fc.Arbitrary<JournalRecord> = fc.oneof(
  fc.record({
    kind: fc.constant('publish' as const),
    seq: fc.integer({ min: 1, max: 20 }),
    topic: fc.constantFrom('a', 'b/c', '$x'),
    qos: fc.constant(2),
    retain: fc.boolean(),
    to: fc.uniqueArray(fc.record({ clientId: fc.constantFrom('c', 'd'), qos: fc.constantFrom(1, 2) }), {
      selector: ({ clientId }) => clientId,
    }),
    payload: fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes)),
  }),
  fc.record({
    kind: fc.constant('ack' as const),
    seq: fc.integer({ min: 1, max: 20 }),
    clientId: fc.constantFrom('c', 'd'),
  }),
  fc.record({
    kind: fc.constant('subscribe' as const),
    clientId: fc.constantFrom('c', 'd'),
    owner: fc.constant('o'),
    subscriptions: fc.array(fc.record({ topic: fc.constantFrom('a', '#', 'b/+'), qos: fc.constantFrom(0, 1, 2) })),
  }),
  fc.record({
    kind: fc.constant('unsubscribe' as const),
    clientId: fc.constantFrom('c', 'd'),
    topics: fc.subarray(['a', '#']),
  }),
  fc.record({ kind: fc.constant('discard' as const), clientId: fc.constantFrom('c', 'd') }),
);

/** A snapshot in which the order of the sessions a message is for, and the message's own QoS, do not count. */
const snapshotOf = (store: MessageStore) =>
  [...store.snapshot()].map((record) =>
    record.kind === 'publish' ? { ...record, qos: 0, to: new Set(record.to) } : record,
  );

test('a snapshot leads to the state it was taken from, through the bytes on disk', () => {
  fc.assert(
    fc.property(fc.array(aRecord, { maxLength: 30 }), (records) => {
      const store = new MessageStore();
      for (const record of records) store.apply(record);
      const copy = new MessageStore();
      for (const record of decodeRecords(Buffer.concat([...store.snapshot()].map(encodeRecord)))) copy.apply(record);
      expect(snapshotOf(copy)).toEqual(snapshotOf(store));
    }),
    { seed: 3, numRuns: 500 },
  );
});

test('a damaged byte ends the reading there and yields nothing false', () => {
  const records = [publish(1, 'one'), publish(2, 'two'), publish(3, 'three')];
  const bytes = Buffer.concat(records.map(encodeRecord));
  for (let at = 0; at < bytes.length; at++) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] as number) ^ 0x55;
    const read = [...decodeRecords(damaged)];
    expect(read.length).toBeLessThan(3);
    expect(read).toEqual(records.slice(0, read.length));
  }
});

test('what was committed is there after opening again; a torn end is not', async () => {
  const directory = await aDirectory();
  const first = await openJournal(directory);
  for (const record of [subscribe, publish(1), publish(2)]) {
    first.store.apply(record);
    first.journal.append(record);
  }
  await first.journal.commit();
  const path = join(directory, 'messages.journal');
  await appendFile(path, encodeRecord(publish(3)).subarray(0, 20));
  const second = await openJournal(directory);
  expect(second.store.queueOf('c')?.size).toBe(2);
  expect(second.store.lastSeq).toBe(2);
  const whole = (await readFile(path)).length;
  await second.journal.close();
  await truncate(path, whole - 1);
  const third = await openJournal(directory);
  expect(third.store.queueOf('c')?.size).toBe(1);
  await third.journal.close();
  await first.journal.close();
});

test('the journal stays small while messages come and go', async () => {
  const directory = await aDirectory();
  const { journal, store } = await openJournal(directory, { compactAboveBytes: 10_000 });
  const change = (record: JournalRecord) => {
    store.apply(record);
    journal.append(record);
  };
  change(subscribe);
  for (let seq = 1; seq <= 2_000; seq++) {
    change(publish(seq, 'x'.repeat(100)));
    if (seq > 5) change({ kind: 'ack', seq: seq - 5, clientId: 'c' });
    if (seq % 20 === 0) await journal.commit();
  }
  await journal.commit();
  expect((await stat(join(directory, 'messages.journal'))).size).toBeLessThan(25_000);
  await journal.close();
  const again = await openJournal(directory);
  expect([...(again.store.queueOf('c')?.entries() ?? [])].map(([seq]) => seq)).toEqual([1996, 1997, 1998, 1999, 2000]);
  await again.journal.close();
});

test('sequence numbers go on after the highest one in the journal', async () => {
  const directory = await aDirectory();
  const first = await openJournal(directory);
  first.journal.append(publish(9));
  await first.journal.close();
  const second = await openJournal(directory);
  expect(second.store.lastSeq).toBe(9);
  await second.journal.close();
});

test('a directory that cannot be made is a coded error', async () => {
  const file = join(await aDirectory(), 'file');
  await writeFile(file, '');
  await expect(openJournal(join(file, 'below'))).rejects.toMatchObject({ code: 'BROKER_JOURNAL_FAILED' });
});
