// What the page knows of the line, and how hello and delta messages change it (pure).
import type {
  Alarm,
  BufferView,
  DeltaMessage,
  Forecast,
  Health,
  HelloMessage,
  KnownState,
  Kpis,
  LineModel,
  Order,
  StationView,
} from '@mini-factory-twin/contracts';

export type Link = 'connecting' | 'open' | 'lost';

/** `[from ms, state]`, each lasting to the next one. */
export type StateChanges = readonly (readonly [number, KnownState])[];

export interface ForecastPoint {
  atMs: number;
  p10: number;
  p50: number;
  p90: number;
}

export interface TwinState {
  link: Link;
  /** Why there is nothing to show yet, in one line. */
  problem: string | null;
  model: LineModel | null;
  modelVersion: string | null;
  epoch: string | null;
  frame: number;
  plantTimeMs: number;
  clockSpeed: number;
  isSimulated: boolean;
  runId: string | null;
  health: Health | null;
  /** Local real time of the last message [ms]. */
  receivedMs: number;
  /** Server's real time in the last message [ms]. */
  sentMs: number;
  stations: Readonly<Record<string, StationView>>;
  buffers: Readonly<Record<string, BufferView>>;
  orders: readonly Order[];
  alarms: readonly Alarm[];
  kpis: Kpis | null;
  forecast: Forecast | null;
  changes: Readonly<Record<string, StateChanges>>;
  /** Shift-end forecasts of the last hour, oldest first. */
  forecastTrail: readonly ForecastPoint[];
  /** `[plant ms, good parts this shift]`, as seen since the page opened. */
  outputTrail: readonly (readonly [number, number])[];
}

export const EMPTY_TWIN: TwinState = {
  link: 'connecting',
  problem: null,
  model: null,
  modelVersion: null,
  epoch: null,
  frame: 0,
  plantTimeMs: 0,
  clockSpeed: 1,
  isSimulated: false,
  runId: null,
  health: null,
  receivedMs: 0,
  sentMs: 0,
  stations: {},
  buffers: {},
  orders: [],
  alarms: [],
  kpis: null,
  forecast: null,
  changes: {},
  forecastTrail: [],
  outputTrail: [],
};

const TRAIL_MS = 3600_000;
const TRAIL_POINTS = 720;

/** State after a hello: everything is new except what only this page has seen (the trails of the same shift). */
export function applyHello(previous: TwinState, message: HelloMessage, nowMs: number): TwinState {
  const { state } = message;
  const isSameShift = previous.kpis?.fromMs === message.kpis?.fromMs;
  const base: TwinState = {
    ...previous,
    link: 'open',
    problem: null,
    epoch: message.epoch,
    frame: message.frame,
    plantTimeMs: state.plantTimeMs,
    clockSpeed: state.clockSpeed,
    isSimulated: state.simulated,
    runId: state.runId,
    health: state.health,
    receivedMs: nowMs,
    sentMs: state.wallTimeMs,
    stations: byId(state.stations),
    buffers: byId(state.buffers),
    orders: message.orders,
    alarms: message.alarms,
    changes: Object.fromEntries(message.intervals.stations.map((station) => [station.id, station.changes])),
    forecastTrail: isSameShift ? previous.forecastTrail : [],
    outputTrail: isSameShift ? previous.outputTrail : [],
    kpis: null,
    forecast: null,
  };
  return withForecast(withKpis(base, message.kpis), message.forecast);
}

/** State after a delta, or null when a frame is missing and only a new hello helps. */
export function applyDelta(previous: TwinState, message: DeltaMessage, nowMs: number): TwinState | null {
  if (previous.epoch === null || message.frame !== previous.frame + 1) return null;
  const next: TwinState = {
    ...previous,
    frame: message.frame,
    plantTimeMs: message.plantTimeMs,
    clockSpeed: message.clockSpeed,
    receivedMs: nowMs,
    sentMs: message.wallTimeMs,
    health: message.health ?? previous.health,
    stations: merged(previous.stations, message.stations),
    buffers: merged(previous.buffers, message.buffers),
    orders: message.orders ?? previous.orders,
    alarms: message.alarms ? mergedList(previous.alarms, message.alarms) : previous.alarms,
    changes: message.stations ? withChanges(previous, message.stations, message.plantTimeMs) : previous.changes,
  };
  return withForecast(withKpis(next, message.kpis ?? null), message.forecast ?? null);
}

function withKpis(state: TwinState, kpis: Kpis | null): TwinState {
  if (kpis === null) return state;
  const trail = state.kpis !== null && state.kpis.fromMs !== kpis.fromMs ? [] : state.outputTrail;
  return { ...state, kpis, outputTrail: appended(trail, [state.plantTimeMs, kpis.output] as const) };
}

function withForecast(state: TwinState, forecast: Forecast | null): TwinState {
  if (forecast === null || forecast.id === state.forecast?.id) return state;
  const isNewHorizon = state.forecast !== null && state.forecast.horizonMs !== forecast.horizonMs;
  const trail = (isNewHorizon ? [] : state.forecastTrail).filter((point) => point.atMs > forecast.madeAtMs - TRAIL_MS);
  return { ...state, forecast, forecastTrail: appended(trail, { atMs: forecast.madeAtMs, ...forecast.output }) };
}

function appended<T>(list: readonly T[], item: T): readonly T[] {
  return [...list.slice(-(TRAIL_POINTS - 1)), item];
}

function byId<T extends { id: string }>(list: readonly T[]): Record<string, T> {
  return Object.fromEntries(list.map((item) => [item.id, item]));
}

function merged<T extends { id: string }>(
  previous: Readonly<Record<string, T>>,
  changed: readonly T[] | undefined,
): Readonly<Record<string, T>> {
  return changed === undefined || changed.length === 0 ? previous : { ...previous, ...byId(changed) };
}

function mergedList<T extends { id: string }>(previous: readonly T[], changed: readonly T[]): readonly T[] {
  const next = new Map(previous.map((item) => [item.id, item]));
  for (const item of changed) next.set(item.id, item);
  return [...next.values()];
}

function withChanges(previous: TwinState, stations: readonly StationView[], nowMs: number): TwinState['changes'] {
  let next: Record<string, StateChanges> | null = null;
  for (const station of stations) {
    const list = previous.changes[station.id] ?? [];
    if (list.at(-1)?.[1] === station.state) continue;
    const recent = list.filter((_, index) => (list[index + 1]?.[0] ?? Number.POSITIVE_INFINITY) > nowMs - TRAIL_MS);
    const from = Math.max(station.sinceMs, list.at(-1)?.[0] ?? station.sinceMs);
    next ??= { ...previous.changes };
    next[station.id] = [...recent, [from, station.state]];
  }
  return next ?? previous.changes;
}
