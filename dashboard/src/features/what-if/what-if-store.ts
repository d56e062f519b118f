// What the visitor asks and what the twin answered; outlives a visit to another page.
import type { Change, KeptScenario, Levers, Scenario, WhatIfAnswer } from '@mini-factory-twin/contracts';
import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';
import type { Look, WhatIfApi } from './what-if-api.ts';
import { Refusal } from './what-if-api.ts';

export interface Draft {
  /** Empty: named after its changes. */
  name: string;
  /** With a key of their own each, so that a row keeps its inputs when another one goes. */
  rows: readonly { key: number; change: Change }[];
  /** Null: to the end of the shift. */
  horizonHours: number | null;
  replications: number;
}

export type Task = 'ask' | 'keep' | 'levers' | 'open';

export interface WhatIfState {
  draft: Draft;
  /** The kept scenario that the draft still is. */
  openId: string | null;
  kept: readonly KeptScenario[];
  answer: WhatIfAnswer | null;
  levers: Levers | null;
  shown: 'answer' | 'levers';
  running: { task: Task; sinceMs: number } | null;
  refusal: Refusal | null;
}

/** All that can be done on the page. None of them throws: a refusal is state. */
export interface WhatIfStore extends StoreApi<WhatIfState> {
  /** Reads the scenarios that are kept. */
  load(): Promise<void>;
  edit(change: Partial<Draft>): void;
  add(change: Change): void;
  replace(key: number, change: Change): void;
  remove(key: number): void;
  /** Takes these changes for the draft. */
  take(name: string, changes: readonly Change[]): void;
  ask(name: string): Promise<void>;
  /** Keeps the draft and answers it, for a link to show. Returns its id, null when that was refused. */
  keep(name: string): Promise<string | null>;
  open(id: string): Promise<void>;
  forget(id: string): Promise<void>;
  findLevers(): Promise<void>;
  show(shown: WhatIfState['shown']): void;
  /** Asks what was answered last once more, with so many futures. */
  askMore(replications: number): Promise<void>;
  cancel(): void;
}

const HOUR_SECONDS = 3600;
/** Horizons that can be chosen besides the end of the shift. */
export const HORIZON_HOURS: readonly number[] = [1, 2, 4, 8, 12, 24];
const EMPTY: WhatIfState = {
  draft: { name: '', rows: [], horizonHours: null, replications: 99 },
  openId: null,
  kept: [],
  answer: null,
  levers: null,
  shown: 'answer',
  running: null,
  refusal: null,
};

type Plain = StoreApi<WhatIfState>;

/** A store over the API of one line. */
export function createWhatIfStore(api: WhatIfApi): WhatIfStore {
  const store = createStore<WhatIfState>(() => EMPTY);
  const draft = draftActions(store);
  const { run, cancel } = oneTaskAtATime(store);
  const load = async (): Promise<void> => {
    const kept = await api.kept().catch(() => null);
    if (kept !== null) store.setState({ kept });
  };
  const parts = { store, api, run, load };
  return {
    ...store,
    ...draft,
    ...askActions(parts, draft.edit),
    ...keepActions(parts, draft.rowsOf),
    load,
    cancel,
    show: (shown) => store.setState({ shown }),
  };
}

function draftActions({ getState, setState }: Plain) {
  let lastKey = 0;
  const rowsOf = (changes: readonly Change[]) => changes.map((change) => ({ key: ++lastKey, change }));
  /** With another name or other changes, the draft is no longer what is kept; how it is looked at is not part of it. */
  const edit = (change: Partial<Draft>) => {
    const isStill = change.name === undefined && change.rows === undefined;
    setState(({ draft, openId }) => ({
      draft: { ...draft, ...change },
      openId: isStill ? openId : null,
      refusal: null,
    }));
  };
  return {
    rowsOf,
    edit,
    add: (change: Change) => edit({ rows: [...getState().draft.rows, ...rowsOf([change])] }),
    replace: (key: number, change: Change) =>
      edit({ rows: getState().draft.rows.map((row) => (row.key === key ? { key, change } : row)) }),
    remove: (key: number) => edit({ rows: getState().draft.rows.filter((row) => row.key !== key) }),
    take: (name: string, changes: readonly Change[]) => {
      edit({ name, rows: rowsOf(changes) });
      setState({ answer: null, shown: 'answer' });
    },
  };
}

type Run = <T>(task: Task, work: (signal: AbortSignal) => Promise<T>) => Promise<T | null>;

/** A new task takes the place of the one that runs; null stands for one that was refused or overtaken. */
function oneTaskAtATime({ setState }: Plain): { run: Run; cancel: () => void } {
  let abort: AbortController | null = null;
  const run: Run = async (task, work) => {
    abort?.abort();
    const own = new AbortController();
    abort = own;
    setState({ running: { task, sinceMs: Date.now() }, refusal: null });
    try {
      const result = await work(own.signal);
      return own.signal.aborted ? null : result;
    } catch (error) {
      if (!own.signal.aborted) setState({ refusal: error instanceof Refusal ? error : new Refusal(String(error)) });
      return null;
    } finally {
      if (abort === own) setState({ running: null });
    }
  };
  const cancel = () => {
    abort?.abort();
    setState({ running: null });
  };
  return { run, cancel };
}

interface Parts {
  store: Plain;
  api: WhatIfApi;
  run: Run;
  load: () => Promise<void>;
}

function askActions({ store: { getState, setState }, api, run, load }: Parts, edit: WhatIfStore['edit']) {
  async function ask(scenario: Scenario): Promise<void> {
    const { openId, draft } = getState();
    const answer = await run('ask', async (signal) => {
      if (openId === null) return api.ask(scenario, lookOf(draft), signal);
      return (await api.run(openId, lookOf(draft), signal)).answer;
    });
    if (answer === null) return;
    setState({ answer, shown: 'answer' });
    if (openId !== null) await load();
  }
  return {
    ask: (name: string) => ask(scenarioOf(getState().draft, name)),
    async askMore(replications: number): Promise<void> {
      const asked = getState().answer?.scenarios[0];
      edit({ replications });
      if (asked !== undefined) await ask({ name: asked.name, changes: asked.changes });
    },
    async findLevers(): Promise<void> {
      const levers = await run('levers', (signal) => api.levers(lookOf(getState().draft), signal));
      if (levers !== null) setState({ levers, shown: 'levers' });
    },
  };
}

function keepActions(
  { store: { getState, setState }, api, run, load }: Parts,
  rowsOf: (changes: readonly Change[]) => Draft['rows'],
) {
  return {
    async keep(name: string): Promise<string | null> {
      const { draft } = getState();
      const kept = await run('keep', (signal) => keepAnswered(api, scenarioOf(draft, name), { draft, signal }));
      await load();
      if (kept === null) return null;
      setState({ openId: kept.id, answer: kept.answer, shown: 'answer', draft: { ...getState().draft, name } });
      return kept.id;
    },
    async open(id: string): Promise<void> {
      const scenario = await run('open', () => api.get(id));
      if (scenario === null) return;
      const { name, changes, answer } = scenario;
      const { draft, openId } = getState();
      const opened = openId === id ? draft : { ...draft, ...lookedOf(answer), name, rows: rowsOf(changes) };
      setState({ draft: opened, openId: id, answer, shown: 'answer' });
    },
    async forget(id: string): Promise<void> {
      await api.forget(id).catch((error: unknown) => {
        if (error instanceof Refusal && error.code !== 'SCENARIO_NOT_FOUND') setState({ refusal: error });
      });
      if (getState().openId === id) setState({ openId: null });
      await load();
    },
  };
}

/** Only what the twin has accepted as a question is kept, so that a scenario in the list can be run. */
async function keepAnswered(
  api: WhatIfApi,
  scenario: Scenario,
  { draft, signal }: { draft: Draft; signal: AbortSignal },
): Promise<KeptScenario> {
  const kept = await api.keep(scenario);
  try {
    return await api.run(kept.id, lookOf(draft), signal);
  } catch (error) {
    await api.forget(kept.id).catch(() => undefined);
    throw error;
  }
}

function scenarioOf({ rows }: Draft, name: string): Scenario {
  return { name, changes: rows.map(({ change }) => change) };
}

/** How far and how often was looked for an answer, where that can be chosen on the page. */
function lookedOf(answer: WhatIfAnswer | null): Pick<Draft, 'horizonHours' | 'replications'> | null {
  if (answer === null) return null;
  const hours = (answer.horizonMs - answer.madeAtMs) / 1000 / HOUR_SECONDS;
  return { horizonHours: HORIZON_HOURS.find((one) => one === hours) ?? null, replications: answer.replications };
}

function lookOf({ horizonHours, replications }: Draft): Look {
  return horizonHours === null ? { replications } : { replications, horizonSeconds: horizonHours * HOUR_SECONDS };
}
