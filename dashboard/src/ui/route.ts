// Which page the address asks for, and the way to another one.
import { create } from 'zustand';

export type Page = 'live' | 'what-if';

export interface Route {
  page: Page;
  /** Kept scenario that the What-if page shows. */
  scenario: string | null;
}

const WHAT_IF_PATH = '/what-if';

/** The route of an address; what is not known is the Live page. */
export function routeOf({ pathname, search }: { pathname: string; search: string }): Route {
  if (pathname.replace(/\/+$/, '') !== WHAT_IF_PATH) return { page: 'live', scenario: null };
  return { page: 'what-if', scenario: new URLSearchParams(search).get('scenario') };
}

/** Path and search of a route; other parts of the search, like `theme`, stay. */
export function addressOf({ page, scenario }: Route, search: string): string {
  const query = new URLSearchParams(search);
  if (page === 'what-if' && scenario !== null) query.set('scenario', scenario);
  else query.delete('scenario');
  const text = query.toString().replace(/=(?=&|$)/g, '');
  return `${page === 'what-if' ? WHAT_IF_PATH : '/'}${text === '' ? '' : `?${text}`}`;
}

export const useRoute = create<Route>(() => routeOf(location));

/** Goes to a route; the way back is the browser's. */
export function goTo(route: Route): void {
  const address = addressOf(route, location.search);
  if (address !== `${location.pathname}${location.search}`) history.pushState(null, '', address);
  useRoute.setState(route);
}

/** Goes to a route in place of the present one. */
export function replaceBy(route: Route): void {
  history.replaceState(null, '', addressOf(route, location.search));
  useRoute.setState(route);
}

/** Follows the browser's back and forward. */
export function followRoute(): void {
  window.addEventListener('popstate', () => useRoute.setState(routeOf(location)));
}
