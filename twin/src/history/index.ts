// The history adapter: what the wiring and the API may use of it.
export { type History, type HistoryOptions, openHistory } from './history.ts';
export type * from './store.ts';
