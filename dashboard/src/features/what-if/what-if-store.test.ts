// The course of a question: asked, kept, edited, refused, cancelled; over an API that answers as told.
import type { Change, KeptScenario, WhatIfAnswer } from '@mini-factory-twin/contracts';
import { describe, expect, it } from 'vitest';
import type { WhatIfApi } from './what-if-api.ts';
import { Refusal } from './what-if-api.ts';
import { createWhatIfStore } from './what-if-store.ts';

const WEI: Change = { kind: 'person-removed', person: 'wei' };
const ANSWER = {
  madeAtMs: 0,
  horizonMs: 7_200_000,
  replications: 29,
  scenarios: [{ name: 'n', changes: [WEI] }],
} as unknown as WhatIfAnswer;

function setUp(over: Partial<WhatIfApi> = {}) {
  const calls: unknown[] = [];
  const book = new Map<string, KeptScenario>();
  const api: WhatIfApi = {
    ask: async (...args) => (calls.push(['ask', ...args.slice(0, 2)]), ANSWER),
    levers: async () => ({ levers: [] }) as never,
    kept: async () => [...book.values()],
    get: async (id) => book.get(id) ?? Promise.reject(new Refusal('gone', 'SCENARIO_NOT_FOUND')),
    keep: async (scenario) => {
      const kept = { ...scenario, id: 'k', line: 'l', createdMs: 0, answer: null };
      book.set('k', kept);
      return kept;
    },
    run: async (id, look) => {
      calls.push(['run', id, look]);
      const kept = { ...(book.get(id) as KeptScenario), answer: ANSWER };
      book.set(id, kept);
      return kept;
    },
    forget: async (id) => void book.delete(id),
    ...over,
  };
  return { store: createWhatIfStore(api), calls, book };
}

describe('a question', () => {
  it('is asked with its changes, its horizon and its futures', async () => {
    const { store, calls } = setUp();
    store.add(WEI);
    store.edit({ horizonHours: 2, replications: 29 });
    await store.ask('without Wei');
    expect(calls).toEqual([
      ['ask', { name: 'without Wei', changes: [WEI] }, { replications: 29, horizonSeconds: 7200 }],
    ]);
    expect(store.getState()).toMatchObject({ answer: ANSWER, running: null, refusal: null });
  });

  it('that is refused says why until it is changed', async () => {
    const { store } = setUp({ ask: () => Promise.reject(new Refusal('no', 'MIRROR_INVALID')) });
    await store.ask('x');
    expect(store.getState()).toMatchObject({ running: null, refusal: { code: 'MIRROR_INVALID' } });
    store.add(WEI);
    expect(store.getState().refusal).toBeNull();
  });

  it('that is cancelled leaves no answer, even when one still comes', async () => {
    let answer: (answer: WhatIfAnswer) => void = () => undefined;
    const { store } = setUp({ ask: () => new Promise((resolve) => (answer = resolve)) });
    const asked = store.ask('x');
    store.cancel();
    answer(ANSWER);
    await asked;
    expect(store.getState()).toMatchObject({ answer: null, running: null, refusal: null });
  });

  it('with more futures is the one that was answered, not the draft of now', async () => {
    const { store, calls } = setUp();
    store.add(WEI);
    await store.ask('x');
    store.take('', []);
    store.setState({ answer: ANSWER });
    await store.askMore(500);
    expect(calls.at(-1)).toEqual(['ask', { name: 'n', changes: [WEI] }, { replications: 500 }]);
  });
});

describe('a kept scenario', () => {
  it('is answered when it is kept, and asked by its id while the draft is still it', async () => {
    const { store, calls } = setUp();
    store.add(WEI);
    expect(await store.keep('x')).toBe('k');
    expect(store.getState()).toMatchObject({ openId: 'k', answer: ANSWER, kept: [{ id: 'k', answer: ANSWER }] });
    store.edit({ replications: 29 });
    await store.ask('x');
    expect(calls.at(-1)).toEqual(['run', 'k', { replications: 29 }]);
    store.add(WEI);
    expect(store.getState().openId).toBeNull();
  });

  it('is not kept when the twin refuses to answer it', async () => {
    const { store, book } = setUp({ run: () => Promise.reject(new Refusal('no', 'SCENARIO_INVALID')) });
    store.add(WEI);
    expect(await store.keep('x')).toBeNull();
    expect(book.size).toBe(0);
    expect(store.getState()).toMatchObject({ openId: null, refusal: { code: 'SCENARIO_INVALID' } });
  });

  it('opens with its changes and its answer; one that is gone is refused', async () => {
    const { store, book } = setUp();
    book.set('a', { id: 'a', line: 'l', name: 'A', changes: [WEI], createdMs: 0, answer: ANSWER });
    await store.open('a');
    expect(store.getState()).toMatchObject({
      openId: 'a',
      answer: ANSWER,
      draft: { name: 'A', horizonHours: 2, replications: 29 },
    });
    expect(store.getState().draft.rows.map(({ change }) => change)).toEqual([WEI]);
    await store.open('b');
    expect(store.getState().refusal?.code).toBe('SCENARIO_NOT_FOUND');
  });
});
