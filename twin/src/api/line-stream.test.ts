// The stream without sockets: order and numbers of frames, gathering of changes, clients that do not keep up.
import {
  deltaMessageSchema,
  helloMessageSchema,
  type StreamMessage,
  streamMessageSchema,
} from '@mini-factory-twin/contracts';
import { describe, expect, it } from 'vitest';
import { BACKLOG_LIMIT_BYTES, createLineStream, merged, type StreamSocket } from './line-stream.ts';
import { createMemoryLine } from './test/memory-line.ts';

interface TestSocket extends StreamSocket {
  bufferedAmount: number;
  texts: string[];
  messages(): StreamMessage[];
}

function socket(): TestSocket {
  const texts: string[] = [];
  return {
    bufferedAmount: 0,
    texts,
    send: (text) => texts.push(text),
    messages: () => texts.map((text) => streamMessageSchema.parse(JSON.parse(text))),
  };
}

const move = (seq: number) => ({
  seq,
  part: `p${seq}`,
  product: 'du-80',
  segment: 'press',
  enterMs: seq,
  exitMs: null,
});

describe('frames', () => {
  it('begin with a hello and count on without holes, the same text for all', () => {
    const line = createMemoryLine();
    const stream = createLineStream(line, 'epoch-1');
    const [first, second] = [socket(), socket()];
    stream.join(first);
    line.change({ moves: [move(1)] });
    stream.tick();
    stream.join(second);
    line.change({ moves: [move(2)] });
    stream.tick();
    expect(first.messages().map((message) => [message.type, message.frame])).toEqual([
      ['hello', 0],
      ['delta', 1],
      ['delta', 2],
    ]);
    expect(second.messages().map((message) => [message.type, message.frame])).toEqual([
      ['hello', 1],
      ['delta', 2],
    ]);
    expect(first.texts[2]).toBe(second.texts[1]);
    expect(helloMessageSchema.parse(first.messages()[0]).epoch).toBe('epoch-1');
    expect(deltaMessageSchema.parse(first.messages()[1])).toMatchObject({ clockSpeed: 1, moves: [{ seq: 1 }] });
  });

  it('are not sent when nothing changed', () => {
    const client = socket();
    const stream = createLineStream(createMemoryLine(), 'e');
    stream.join(client);
    for (let tick = 0; tick < 5; tick++) stream.tick();
    expect(client.texts).toHaveLength(1);
  });

  it('end when the client leaves and when the stream is closed', () => {
    const line = createMemoryLine();
    const stream = createLineStream(line, 'e');
    const [gone, last] = [socket(), socket()];
    const leave = stream.join(gone);
    stream.join(last);
    leave();
    line.change({ moves: [move(1)] });
    stream.tick();
    stream.close();
    line.change({ moves: [move(2)] });
    stream.tick();
    expect([gone.texts.length, last.texts.length]).toEqual([1, 2]);
  });
});

describe('gathering', () => {
  it('keeps all moves in order and only the last view of each thing', () => {
    const { stations } = createMemoryLine().state();
    const [press, washer] = [stations.find(({ id }) => id === 'press'), stations.find(({ id }) => id === 'washer')];
    if (press === undefined || washer === undefined) throw new Error('the demo line has both');
    const earlier = { moves: [move(1)], stations: [press, washer] };
    const both = merged(earlier, { moves: [move(2)], stations: [{ ...press, queue: 7 }] });
    expect(both.moves?.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(both.stations).toEqual([{ ...press, queue: 7 }, washer]);
    expect(merged(earlier, {}).moves).toEqual([move(1)]);
  });
});

describe('a slow client', () => {
  it('gets no deltas until it has caught up, then a fresh hello, and the others get every frame', () => {
    const line = createMemoryLine();
    const stream = createLineStream(line, 'e');
    const [slow, quick] = [socket(), socket()];
    stream.join(slow);
    stream.join(quick);
    slow.bufferedAmount = BACKLOG_LIMIT_BYTES + 1;
    for (let seq = 1; seq <= 3; seq++) {
      line.change({ moves: [move(seq)] });
      stream.tick();
    }
    slow.bufferedAmount = 10;
    stream.tick();
    expect(slow.texts).toHaveLength(1);
    slow.bufferedAmount = 0;
    stream.tick();
    line.change({ moves: [move(4)] });
    stream.tick();
    expect(slow.messages().map((message) => [message.type, message.frame])).toEqual([
      ['hello', 0],
      ['hello', 3],
      ['delta', 4],
    ]);
    expect(quick.messages().map((message) => message.frame)).toEqual([0, 1, 2, 3, 4]);
  });
});
