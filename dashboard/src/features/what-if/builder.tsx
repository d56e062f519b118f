// The question: a name, changes as sentences, how far and how often to look, and the buttons that ask.
import { useState } from 'react';
import type { Change } from '@mini-factory-twin/contracts';
import { Icon } from '../../ui/glyphs.tsx';
import { goTo } from '../../ui/route.ts';
import { ChangeRow } from './change-row.tsx';
import { FORMS } from './change-forms.ts';
import { nameOf, PICKER } from './sentences.ts';
import { adviceOf, sortFaults, titleOf } from './faults.ts';
import type { LineChoices } from './line-choices.ts';
import type { WhatIfState, WhatIfStore } from './what-if-store.ts';
import { HORIZON_HOURS } from './what-if-store.ts';

const REPLICATIONS = [29, 99, 199, 499, 999];

interface BuilderProps {
  store: WhatIfStore;
  state: WhatIfState;
  line: LineChoices;
}

/** The panel. */
export function Builder({ store, state, line }: BuilderProps) {
  const { draft, refusal } = state;
  const faults = sortFaults(refusal);
  const name =
    draft.name.trim() ||
    nameOf(
      draft.rows.map(({ change }) => change),
      line,
    );
  const isEmpty = draft.rows.length === 0;
  return (
    <section className="panel builder">
      <header>
        <h2>What if…</h2>
        {!isEmpty && (
          <button type="button" className="more" onClick={() => store.take('', [])}>
            Start over
          </button>
        )}
      </header>
      <form
        aria-label="What if"
        onSubmit={(event) => {
          event.preventDefault();
          void store.ask(name);
        }}
      >
        <ol className="changes" aria-label="Changes">
          {draft.rows.map(({ key, change }, index) => (
            <ChangeRow
              key={`${key}-${change.kind}`}
              change={change}
              line={line}
              faultOf={(field) => faults.fields.get(`${index}.${field}`)}
              onChange={(next) => store.replace(key, next)}
              onRemove={() => store.remove(key)}
            />
          ))}
        </ol>
        <Picker line={line} isFirst={isEmpty} onPick={store.add} />
        <Looks store={store} state={state} />
        {draft.horizonHours === null && draft.rows.some(({ change }) => change.kind === 'shift-longer') && (
          <p className="muted small">
            The end of the shift is the planned one: look further ahead to see what a longer shift brings.
          </p>
        )}
        {!isEmpty && <NameField store={store} value={draft.name} placeholder={name} />}
        {refusal !== null && <RefusalNote state={state} others={faults.others} />}
        <Buttons store={store} state={state} name={name} />
      </form>
    </section>
  );
}

function NameField({ store, value, placeholder }: { store: WhatIfStore; value: string; placeholder: string }) {
  return (
    <label className="builder-name">
      <span className="muted small">Name</span>
      <input
        className="input"
        value={value}
        maxLength={200}
        placeholder={placeholder}
        onChange={(event) => store.edit({ name: event.target.value })}
      />
    </label>
  );
}

function Buttons({ store, state, name }: { store: WhatIfStore; state: WhatIfState; name: string }) {
  const { draft, running } = state;
  const isEmpty = draft.rows.length === 0;
  const keep = async () => {
    const id = await store.keep(name);
    if (id !== null) goTo({ page: 'what-if', scenario: id });
  };
  return (
    <div className="builder-buttons">
      <button className="button button-main" type="submit" disabled={isEmpty || running !== null}>
        Ask
      </button>
      <button
        className="button"
        type="button"
        disabled={isEmpty || running !== null || state.openId !== null}
        title="Keeps the scenario with its answer, for a link and to ask it again"
        onClick={() => void keep()}
      >
        {state.openId === null ? 'Keep' : 'Kept'}
      </button>
      <button
        className="button builder-levers"
        type="button"
        disabled={running !== null}
        title="Tries small improvements at the busiest stations, each on the same futures"
        onClick={() => void store.findLevers()}
      >
        What helps?
      </button>
    </div>
  );
}

function RefusalNote({ state: { refusal }, others }: { state: WhatIfState; others: readonly string[] }) {
  if (refusal === null) return null;
  const advice = adviceOf(refusal);
  return (
    <div className="refusal" role="alert">
      <strong>{titleOf(refusal)}.</strong>
      {others.map((text) => (
        <p key={text}>{text}</p>
      ))}
      {others.length === 0 && <p>See the marked field.</p>}
      {advice !== null && <p className="muted">{advice}</p>}
    </div>
  );
}

function Looks({ store, state: { draft } }: { store: WhatIfStore; state: WhatIfState }) {
  return (
    <div className="looks">
      <label>
        <span className="muted small">Look ahead</span>
        <select
          className="input"
          value={draft.horizonHours ?? ''}
          onChange={({ target }) => store.edit({ horizonHours: target.value === '' ? null : Number(target.value) })}
        >
          <option value="">to the end of the shift</option>
          {HORIZON_HOURS.map((hours) => (
            <option key={hours} value={hours}>
              {hours} h
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="muted small">Futures</span>
        <select
          className="input"
          value={draft.replications}
          onChange={({ target }) => store.edit({ replications: Number(target.value) })}
        >
          {[...new Set([...REPLICATIONS, draft.replications])]
            .toSorted((a, b) => a - b)
            .map((count) => (
              <option key={count} value={count}>
                {count}
              </option>
            ))}
        </select>
      </label>
    </div>
  );
}

function Picker({ line, isFirst, onPick }: { line: LineChoices; isFirst: boolean; onPick: (change: Change) => void }) {
  const [isAsked, setAsked] = useState(false);
  const isOpen = isAsked || isFirst;
  const groups = PICKER.map(({ name, kinds }) => ({
    name,
    kinds: kinds.filter((kind) => FORMS[kind].begin(line) !== null),
  })).filter(({ kinds }) => kinds.length > 0);
  const pick = (kind: Change['kind']) => {
    const change = FORMS[kind].begin(line);
    setAsked(false);
    if (change !== null) onPick(change);
  };
  return (
    <div className="picker">
      {!isFirst && (
        <button type="button" className="button" aria-expanded={isOpen} onClick={() => setAsked(!isAsked)}>
          <Icon name={isOpen ? 'close' : 'plus'} size={13} />
          {isOpen ? 'Close' : 'Add a change'}
        </button>
      )}
      {isOpen &&
        groups.map(({ name, kinds }) => (
          <div key={name} className="picker-group" role="group" aria-label={name}>
            <h3 className="muted small">{name}</h3>
            {kinds.map((kind) => (
              <button key={kind} type="button" className="button" onClick={() => pick(kind)}>
                {FORMS[kind].name}
              </button>
            ))}
          </div>
        ))}
    </div>
  );
}
