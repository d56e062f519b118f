// The shell every page plugs into: rail, global bar, page, time dock, and what to say when there is no twin.
import { lazy, Suspense } from 'react';
import { useFreshness, useTwin } from '../stream/use-twin.ts';
import { formatDuration } from '../ui/format.ts';
import { useRoute } from '../ui/route.ts';
import { GlobalBar } from './global-bar.tsx';
import { KeysDialog, useKeys } from './keys.tsx';
import { Rail } from './rail.tsx';
import { TimeDock } from './time-dock.tsx';

/** Apart from the shell, so that bar and KPIs stand before the 3D engine has arrived. */
const LivePage = lazy(async () => ({ default: (await import('../features/live/live-page.tsx')).LivePage }));
const WhatIfPage = lazy(async () => ({ default: (await import('../features/what-if/what-if-page.tsx')).WhatIfPage }));

/** The whole window. */
export function Shell() {
  useKeys();
  const model = useTwin((state) => state.model);
  const isKnown = useTwin((state) => state.epoch !== null);
  const page = useRoute((route) => route.page);
  return (
    <div className="shell">
      <Rail />
      <GlobalBar />
      <main className="page">
        <Banner />
        {model !== null && isKnown ? (
          <Suspense fallback={<Waiting />}>
            {page === 'live' ? <LivePage model={model} /> : <WhatIfPage model={model} />}
          </Suspense>
        ) : (
          <Waiting />
        )}
      </main>
      {page === 'live' && (model !== null && isKnown ? <TimeDock model={model} /> : <footer className="dock" />)}
      <KeysDialog />
    </div>
  );
}

function Waiting() {
  const problem = useTwin((state) => state.problem);
  return (
    <div className="waiting" role="status">
      <div className="waiting-belt" aria-hidden="true">
        <i />
        <i />
        <i />
      </div>
      <p>Waiting for the twin…</p>
      {problem !== null && <p className="muted small">{problem}</p>}
    </div>
  );
}

function Banner() {
  const { kind, ageSeconds } = useFreshness();
  if (kind === 'offline') {
    return (
      <p className="banner" data-kind="offline" role="alert">
        <strong>Connection to the twin lost.</strong> What you see is {formatDuration(ageSeconds)} old. Reconnecting…
      </p>
    );
  }
  if (kind !== 'stale') return null;
  return (
    <p className="banner" data-kind="stale" role="alert">
      <strong>Stale.</strong> No news from the plant for {formatDuration(ageSeconds)}. What you see is the last known
      state.
    </p>
  );
}
