// The queue of one session: acknowledgements, wrapped identifiers, a new connection.
import { expect, test } from 'vitest';
import { OutgoingQueue } from './outgoing-queue.ts';

const aPacket = (qos = 1) => ({ cmd: 'publish', topic: 'a', payload: Buffer.from('x'), qos, dup: false });

test('an acknowledgement takes out the message sent under its identifier', () => {
  const queue = new OutgoingQueue();
  queue.add(1, aPacket());
  queue.add(2, aPacket());
  queue.markSent(1, 100);
  queue.markSent(2, 101);
  expect(queue.acknowledge(101)?.seq).toBe(2);
  expect(queue.acknowledge(101)).toBeUndefined();
  expect(queue.size).toBe(1);
});

test('an identifier used twice is acknowledged in the order of sending', () => {
  const queue = new OutgoingQueue();
  for (const seq of [1, 2]) queue.add(seq, aPacket());
  for (const seq of [1, 2]) queue.markSent(seq, 7);
  expect(queue.acknowledge(7)?.seq).toBe(1);
  expect(queue.acknowledge(7)?.seq).toBe(2);
});

test('a new connection forgets identifiers of QoS 1, keeps those of QoS 2, and marks what was sent as a duplicate', () => {
  const queue = new OutgoingQueue();
  queue.add(1, aPacket(1));
  queue.add(2, aPacket(2));
  queue.add(3, aPacket(1));
  queue.markSent(1, 10);
  queue.markSent(2, 11);
  const packets = queue.startSession();
  expect(packets.map(({ messageId, dup }) => ({ messageId, dup }))).toEqual([
    { messageId: undefined, dup: true },
    { messageId: 11, dup: true },
    { messageId: undefined, dup: false },
  ]);
  expect(queue.acknowledge(10)).toBeUndefined();
  expect(queue.acknowledge(11)?.seq).toBe(2);
});

test('a PUBREL stands in the place of its message until it is completed', () => {
  const queue = new OutgoingQueue();
  queue.add(1, aPacket(2));
  queue.markSent(1, 5);
  expect(queue.replace(5, { cmd: 'pubrel', messageId: 5 })).toBe(true);
  expect(queue.startSession()).toEqual([{ cmd: 'pubrel', messageId: 5 }]);
  expect(queue.acknowledge(5)?.seq).toBe(1);
  expect(queue.replace(5, { cmd: 'pubrel', messageId: 5 })).toBe(false);
});
