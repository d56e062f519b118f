// Scenarios that are kept: what each found and when, open, ask again, copy the link, forget.
import { useState } from 'react';
import type { KeptScenario } from '@mini-factory-twin/contracts';
import { formatChange, formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/glyphs.tsx';
import { addressOf, goTo } from '../../ui/route.ts';
import type { WhatIfState, WhatIfStore } from './what-if-store.ts';

/** The panel. */
export function KeptList({ store, state }: { store: WhatIfStore; state: WhatIfState }) {
  return (
    <section className="panel">
      <header>
        <h2>Kept</h2>
        <span className="muted small">{state.kept.length === 0 ? 'none yet' : state.kept.length}</span>
      </header>
      <ul className="kept" aria-label="Kept scenarios">
        {state.kept.map((scenario) => (
          <KeptRow key={scenario.id} scenario={scenario} store={store} state={state} />
        ))}
      </ul>
    </section>
  );
}

function KeptRow({ scenario, store, state }: { scenario: KeptScenario; store: WhatIfStore; state: WhatIfState }) {
  const { id, name } = scenario;
  const isOpen = state.openId === id;
  const again = async () => {
    await store.open(id);
    goTo({ page: 'what-if', scenario: id });
    await store.ask(name);
  };
  const forget = async () => {
    await store.forget(id);
    if (isOpen) goTo({ page: 'what-if', scenario: null });
  };
  return (
    <li data-open={isOpen || undefined}>
      <a
        className="kept-name"
        href={addressOf({ page: 'what-if', scenario: id }, location.search)}
        aria-current={isOpen || undefined}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          goTo({ page: 'what-if', scenario: id });
        }}
      >
        <span>{name}</span>
        <span className="muted small">{foundText(scenario)}</span>
      </a>
      <button
        type="button"
        className="icon-button"
        aria-label={`Ask again, on the line as it is now: ${name}`}
        title="Ask again, on the line as it is now"
        disabled={state.running !== null}
        onClick={() => void again()}
      >
        <Icon name="again" size={14} />
      </button>
      <CopyLink id={id} name={name} />
      <button
        type="button"
        className="icon-button"
        aria-label={`Forget: ${name}`}
        title="Forget"
        onClick={() => void forget()}
      >
        <Icon name="bin" size={14} />
      </button>
    </li>
  );
}

/** What it found, in one line. */
export function foundText({ answer }: Pick<KeptScenario, 'answer'>): string {
  const output = answer?.scenarios[0]?.differences.find(({ id }) => id === 'line.goodParts');
  if (answer === null || output === undefined) return 'not asked yet';
  const what = output.verdict === 'undecided' ? 'output undecided' : `${formatChange(output.difference)} good parts`;
  return `${what}, ${formatTime(answer.madeAtMs)} to ${formatTime(answer.horizonMs)}`;
}

function CopyLink({ id, name }: { id: string; name: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    const address = location.origin + addressOf({ page: 'what-if', scenario: id }, '');
    // Without a secure origin there is no clipboard; the name is a link that can be copied by hand.
    await navigator.clipboard?.writeText(address).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={isCopied ? 'Link copied' : `Copy link: ${name}`}
      title={isCopied ? 'Link copied' : 'Copy link'}
      onClick={() => void copy()}
      onBlur={() => setCopied(false)}
    >
      <Icon name={isCopied ? 'check' : 'link'} size={14} />
    </button>
  );
}
