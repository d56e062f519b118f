// The What-if page: the question and the kept scenarios on the left, the answer on the right.
import { useEffect } from 'react';
import type { LineModel } from '@mini-factory-twin/contracts';
import { useStore } from 'zustand';
import { useNow, useSession, useTwin } from '../../stream/use-twin.ts';
import { formatDuration } from '../../ui/format.ts';
import { goTo, replaceBy, useRoute } from '../../ui/route.ts';
import { Answer } from './answer.tsx';
import { Builder } from './builder.tsx';
import { FORMS } from './change-forms.ts';
import { sentenceOf } from './sentences.ts';
import { KeptList } from './kept-list.tsx';
import { LeversPanel } from './levers-panel.tsx';
import type { LineChoices } from './line-choices.ts';
import { choicesOf } from './line-choices.ts';
import { whatIfApi } from './what-if-api.ts';
import type { Task, WhatIfState, WhatIfStore } from './what-if-store.ts';
import { createWhatIfStore } from './what-if-store.ts';
import './what-if.css';

const MINUTE_MS = 60_000;

/** One a line, so that a draft is still there after a look at the Live page. */
const stores = new Map<string, WhatIfStore>();

function storeOf(line: string): WhatIfStore {
  const store = stores.get(line) ?? createWhatIfStore(whatIfApi(location.origin, line));
  stores.set(line, store);
  return store;
}

/** The page for one line. */
export function WhatIfPage({ model }: { model: LineModel }) {
  const { clock, store: twin } = useSession();
  const store = storeOf(model.id);
  const state = useStore(store);
  // Read with the clock, not with each message: what can be picked changes slowly.
  const nowMs = clock.now(useNow(1000));
  const { orders, buffers, forecast } = twin.getState();
  const worst = forecast?.stations.toSorted((a, b) => b.bottleneckProbability - a.bottleneckProbability)[0];
  const line = choicesOf(model, { orders, buffers, bottleneck: worst?.id ?? null, nowMs });
  useAddress(store);
  return (
    <div className="what-if">
      <aside className="what-if-side" aria-label="Question">
        <MirrorNote />
        <Builder store={store} state={state} line={line} />
        <KeptList store={store} state={state} />
      </aside>
      {/* Focusable, so that it can be scrolled by keyboard. */}
      <section className="what-if-main" aria-label="Result" aria-busy={state.running !== null} tabIndex={0}>
        <Result {...{ store, state, model, line }} />
      </section>
    </div>
  );
}

/** The scenario in the address is opened; a draft that is no longer that scenario leaves it. */
function useAddress(store: WhatIfStore): void {
  const asked = useRoute((route) => route.scenario);
  useEffect(() => void store.load(), [store]);
  useEffect(() => {
    const { openId } = store.getState();
    if (asked !== null && asked !== openId) void store.open(asked);
  }, [store, asked]);
  useEffect(() => {
    // Back on this page, the draft may still be a kept scenario.
    const { openId } = store.getState();
    if (openId !== null && useRoute.getState().scenario === null) replaceBy({ page: 'what-if', scenario: openId });
  }, [store]);
  useEffect(
    () =>
      store.subscribe((next, before) => {
        const isLeft = before.openId !== null && next.openId === null;
        if (isLeft && useRoute.getState().page === 'what-if') goTo({ page: 'what-if', scenario: null });
      }),
    [store],
  );
}

function MirrorNote() {
  const health = useTwin((twin) => twin.health);
  if (health === null || health.status === 'SYNCED') return null;
  const isRefused = health.status === 'INVALID';
  return (
    <p className="banner" data-kind={isRefused ? 'offline' : 'stale'} role="status">
      <strong>{isRefused ? 'The mirror is out of step.' : 'The mirror is not fully in step.'}</strong>{' '}
      {isRefused ? 'Questions are refused until it has caught up.' : 'Answers start from what it knows, and say so.'}{' '}
      <span className="muted">{health.reasons[0]}</span>
    </p>
  );
}

interface ResultProps {
  store: WhatIfStore;
  state: WhatIfState;
  model: LineModel;
  line: LineChoices;
}

function Result({ store, state, model, line }: ResultProps) {
  const { running, answer, levers, shown } = state;
  if (running !== null) return <Running running={running} onCancel={store.cancel} />;
  return (
    <>
      {answer !== null && levers !== null && (
        <div className="shown" role="group" aria-label="Shown">
          <button
            type="button"
            className="button"
            aria-pressed={shown === 'answer'}
            onClick={() => store.show('answer')}
          >
            Answer
          </button>
          <button
            type="button"
            className="button"
            aria-pressed={shown === 'levers'}
            onClick={() => store.show('levers')}
          >
            What helps
          </button>
        </div>
      )}
      {shown === 'levers' && levers !== null && <LeversPanel levers={levers} store={store} />}
      {shown === 'answer' && answer !== null && (
        <Answer answer={answer} model={model} store={store} minute={Math.floor(line.nowMs / MINUTE_MS)} />
      )}
      {shown === 'answer' && answer === null && <Examples store={store} line={line} />}
    </>
  );
}

const TASK_WORDS: Record<Task, string> = {
  ask: 'Playing the futures with and without the change…',
  keep: 'Keeping the scenario and playing its futures…',
  levers: 'Trying every lever on the same futures…',
  open: 'Opening…',
};

function Running({ running, onCancel }: { running: NonNullable<WhatIfState['running']>; onCancel: () => void }) {
  const nowMs = useNow(500);
  return (
    <div className="waiting" role="status">
      <div className="waiting-belt" aria-hidden="true">
        <i />
        <i />
        <i />
      </div>
      <p>{TASK_WORDS[running.task]}</p>
      <p className="muted small">{formatDuration((nowMs - running.sinceMs) / 1000)}</p>
      <button type="button" className="button" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}

const EXAMPLES = ['station-down', 'person-added', 'cycle-time', 'breaks-skipped'] as const;

function Examples({ store, line }: { store: WhatIfStore; line: LineChoices }) {
  const examples = EXAMPLES.flatMap((kind) => FORMS[kind].begin(line) ?? []);
  return (
    <div className="examples">
      <h2>What would the line do if…?</h2>
      <p className="muted">
        Pick changes on the left, or begin with one of these. The twin plays the rest of the shift from this moment on,
        many times with the change and without it, and tells the difference and how sure it is.
      </p>
      <ul>
        {examples.map((change) => (
          <li key={change.kind}>
            <button type="button" className="button" onClick={() => store.take('', [change])}>
              {sentenceOf(change, line)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
