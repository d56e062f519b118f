// A session keeps the stream: it opens it, asks anew after a gap, retries after a loss, hands moves on.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demoModel } from '../dev/demo-model.ts';
import { Fixture } from '../dev/fixture.ts';
import { fixtureTransport } from '../dev/fixture-transport.ts';
import { Session } from './session.ts';
import { parseMessage } from './transport.ts';
import type { StreamEvents, Transport } from './transport.ts';

const model = await demoModel();
let session: Session;
let events: StreamEvents;
let opened: number;

beforeEach(async () => {
  vi.useFakeTimers();
  opened = 0;
  const transport: Transport = {
    ...fixtureTransport(new Fixture(model, 1), { cutAfterSeconds: null, isSilentCut: false }),
    open: (_, given) => {
      opened += 1;
      events = given;
      return () => undefined;
    },
  };
  session = new Session(transport);
  await session.start();
});

afterEach(() => {
  session.stop();
  vi.useRealTimers();
});

describe('session', () => {
  it('finds the line, opens its stream and fills the store', () => {
    expect(session.line).toBe('drive-unit');
    events.onMessage(new Fixture(model, 1).hello());
    expect(session.store.getState().link).toBe('open');
    expect(session.store.getState().model?.id).toBe('drive-unit');
  });

  it('opens the stream again after a gap in the frames', async () => {
    const fixture = new Fixture(model, 1);
    events.onMessage(fixture.hello());
    fixture.next();
    events.onMessage(fixture.next());
    expect(session.store.getState().link).toBe('lost');
    await vi.advanceTimersByTimeAsync(600);
    expect(opened).toBe(2);
    events.onMessage(fixture.hello());
    expect(session.store.getState().link).toBe('open');
  });

  it('waits longer between attempts while the twin stays away', async () => {
    events.onMessage(new Fixture(model, 1).hello());
    events.onEnd();
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await vi.advanceTimersByTimeAsync(5000);
      events.onEnd();
    }
    expect(opened).toBeGreaterThan(15);
    expect(opened).toBeLessThan(25);
    expect(session.store.getState().link).toBe('lost');
  });

  it('takes a silent stream for dead', async () => {
    events.onMessage(new Fixture(model, 1).hello());
    await vi.advanceTimersByTimeAsync(16_000);
    expect(opened).toBe(2);
  });

  it('gives a late listener all parts, then each move', () => {
    const fixture = new Fixture(model, 1);
    events.onMessage(fixture.hello());
    const heard: [number, boolean][] = [];
    session.onMoves((moves, isReset) => heard.push([moves.length, isReset]));
    expect(heard[0]?.[0]).toBe(fixture.line.places.size);
    expect(heard[0]?.[1]).toBe(true);
    for (let i = 0; i < 50; i += 1) events.onMessage(fixture.next());
    expect(heard.length).toBeGreaterThan(1);
    expect(heard.at(-1)?.[1]).toBe(false);
  });
});

describe('stream messages', () => {
  it('are taken only when their envelope is right', () => {
    const hello = new Fixture(model, 1).hello();
    expect(parseMessage(JSON.stringify(hello))?.type).toBe('hello');
    for (const text of [
      '',
      '{',
      '[]',
      'null',
      '{"type":"delta"}',
      '{"type":"hello","frame":1}',
      '{"type":"other","frame":1,"plantTimeMs":2}',
    ]) {
      expect(parseMessage(text)).toBeNull();
    }
    expect(parseMessage(new ArrayBuffer(4))).toBeNull();
  });
});
