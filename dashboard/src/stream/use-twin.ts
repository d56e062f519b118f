// React's way to the session: context, selected state, a slow tick for ages and clocks.
import { createContext, useContext, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { freshnessOf } from './freshness.ts';
import type { Freshness } from './freshness.ts';
import type { Session } from './session.ts';
import type { TwinState } from './twin-state.ts';

export const SessionContext = createContext<Session | null>(null);

/** The session of this page. Throws outside of one. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('no session in this tree');
  return session;
}

/** A selected piece of the twin's state; the component renders again only when the piece changes. */
export function useTwin<T>(select: (state: TwinState) => T): T {
  return useStore(useSession().store, select);
}

/** Local real time, renewed every `intervalMs` [ms]. */
export function useNow(intervalMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
  return nowMs;
}

/** How far the page may be trusted now; renewed twice a second. */
export function useFreshness(): Freshness {
  const { store } = useSession();
  useNow(500);
  return freshnessOf(store.getState(), Date.now());
}
