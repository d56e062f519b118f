// What is wrong on the line right now: one condition per cause and asset, from the latest view of the line.
import {
  distributionMean,
  type Health,
  type LineModel,
  type Station,
  type StationView,
  workingIntervals,
} from '@mini-factory-twin/contracts';
import type { AlarmKind } from './alarm-state.ts';
import { type Cause, causeOf } from './causes.ts';

/** Delays before an alarm, in plant seconds. */
export interface AlarmLimits {
  downSeconds: number;
  starvedSeconds: number;
  blockedSeconds: number;
  staleSeconds: number;
  lostSeconds: number;
  degradedSeconds: number;
  /** A condition must be gone for this long before its alarm returns. */
  clearSeconds: number;
  /** A repair of this length or more is urgent. */
  longRepairSeconds: number;
}

export const DEFAULT_LIMITS: AlarmLimits = {
  downSeconds: 2,
  starvedSeconds: 90,
  blockedSeconds: 90,
  staleSeconds: 2,
  lostSeconds: 5,
  degradedSeconds: 30,
  clearSeconds: 3,
  longRepairSeconds: 300,
};

/** A source (edge node, device, gateway) whose values are no longer renewed. */
export interface StaleSource {
  name: string;
  /** Connection it comes by; its loss explains the staleness. */
  connection: string | null;
  assets: readonly string[];
}

/** What the watch looks at. Times are plant ms. */
export interface Snapshot {
  atMs: number;
  stations: readonly StationView[];
  health: Health;
  /** Without it, each station whose quality is stale counts as a source of its own. */
  staleSources?: readonly StaleSource[];
  /** Id of the station that limits the line now, if known. */
  bottleneck?: string | null;
}

/** Something that is wrong. */
export interface Condition {
  kind: AlarmKind;
  asset: string;
  priority: number;
  text: string;
  /** How long it must hold before it is an alarm. */
  delaySeconds: number;
  /** Plant time it began; null when only the observation tells. */
  sinceMs: number | null;
}

/** Key of a condition: there is at most one open alarm for it. */
export function conditionKey(kind: AlarmKind, asset: string): string {
  return `${kind}.${asset}`;
}

/** All conditions that hold at `snapshot.atMs`. */
export function conditionsOf(model: LineModel, snapshot: Snapshot, limits: AlarmLimits): Condition[] {
  return [
    ...downConditions(model, snapshot, limits),
    ...waitingConditions(model, snapshot, limits),
    ...connectionConditions(snapshot, limits),
    ...staleConditions(model, snapshot, limits),
    ...healthConditions(model, snapshot, limits),
  ];
}

function downConditions(model: LineModel, { stations, atMs, bottleneck }: Snapshot, limits: AlarmLimits): Condition[] {
  return stations.flatMap((view) => {
    const station = model.stations.find(({ id }) => id === view.id);
    if (view.state !== 'down' || station === undefined) return [];
    const isUrgent = view.id === bottleneck || repairSeconds(station, view, atMs) >= limits.longRepairSeconds;
    const reason = failureName(station, view);
    const text = `${station.name} is down${reason === null ? '' : `: ${reason}`}`;
    const { downSeconds: delaySeconds } = limits;
    const priority = isUrgent ? 1 : 2;
    return [{ kind: 'machine-down', asset: view.id, priority, text, delaySeconds, sinceMs: view.sinceMs }];
  });
}

/** The longest of: repair so far, planned repair of the reported failure, repair so far and what is expected to come. */
function repairSeconds(station: Station, view: StationView, atMs: number): number {
  const soFar = Math.max(0, atMs - view.sinceMs) / 1000;
  const mode = station.failures.find((failure) => failure.stopReason === view.stopReason?.code);
  const planned = mode === undefined ? 0 : distributionMean(mode.repairSeconds);
  return Math.max(planned, soFar + (view.remainingSeconds?.p50 ?? 0));
}

function failureName(station: Station, view: StationView): string | null {
  if (view.stopReason === null) return null;
  return station.failures.find((mode) => mode.stopReason === view.stopReason?.code)?.name ?? view.stopReason.text;
}

function waitingConditions(model: LineModel, { stations, atMs }: Snapshot, limits: AlarmLimits): Condition[] {
  const workingSinceMs = workingSince(model, atMs);
  if (workingSinceMs === null) return [];
  const views = new Map(stations.map((view) => [view.id, view]));
  return stations.flatMap((view) => {
    const station = model.stations.find(({ id }) => id === view.id);
    if (station === undefined || (view.state !== 'starved' && view.state !== 'blocked')) return [];
    const { state: kind } = view;
    const direction = kind === 'starved' ? 'upstream' : 'downstream';
    const cause = causeOf(model, views, { station: view.id, direction });
    if (cause?.kind === 'no-order') return [];
    const delaySeconds = kind === 'starved' ? limits.starvedSeconds : limits.blockedSeconds;
    const sinceMs = Math.max(view.sinceMs, workingSinceMs);
    // The cause has its own alarm: what follows from it is for information.
    const priority = cause === null ? 3 : 4;
    const text = `${station.name} ${WAITING[kind]}${causeText(cause, direction)}`;
    return [{ kind, asset: view.id, priority, text, delaySeconds, sinceMs }];
  });
}

const WAITING = { starved: 'waits for parts', blocked: 'cannot pass on its part' } as const;

function causeText(cause: Cause | null, direction: 'upstream' | 'downstream'): string {
  if (cause?.kind !== 'station') return '';
  const state = { down: 'down', held: 'on hold', maintenance: 'in maintenance', setup: 'being set up' } as const;
  const where = direction === 'upstream' ? 'upstream' : 'downstream';
  const what = cause.state in state ? state[cause.state as keyof typeof state] : cause.state;
  return `: ${cause.station.name} ${where} is ${what}`;
}

/** Start of the working stretch that `atMs` is in, at most a day back; null in a break or off shift. */
function workingSince(model: LineModel, atMs: number): number | null {
  const current = workingIntervals(model, atMs - 86_400_000, atMs + 1).at(-1);
  return current !== undefined && current.endMs > atMs ? current.startMs : null;
}

function connectionConditions({ health }: Snapshot, limits: AlarmLimits): Condition[] {
  return health.connections
    .filter((connection) => connection.status === 'offline')
    .map(({ name }) => ({
      kind: 'connection-lost',
      asset: name,
      priority: 2,
      text: `No connection to ${name}`,
      delaySeconds: limits.lostSeconds,
      sinceMs: null,
    }));
}

function staleConditions(model: LineModel, snapshot: Snapshot, limits: AlarmLimits): Condition[] {
  const offline = new Set(
    snapshot.health.connections.filter(({ status }) => status === 'offline').map(({ name }) => name),
  );
  return staleSources(snapshot, offline.size > 0)
    .filter((source) => source.connection === null || !offline.has(source.connection))
    .map((source) => ({
      kind: 'sensor-stale',
      asset: source.name,
      priority: 3,
      text: staleText(model, source),
      delaySeconds: limits.staleSeconds,
      sinceMs: null,
    }));
}

function staleSources(snapshot: Snapshot, isAnyOffline: boolean): readonly StaleSource[] {
  if (snapshot.staleSources !== undefined) return snapshot.staleSources;
  const stale = snapshot.stations.filter((view) => view.quality === 'stale');
  // All of them at once is one cause, and the health tells it; so does a connection that is gone.
  if (isAnyOffline || stale.length === snapshot.stations.length) return [];
  return stale.map(({ id }) => ({ name: id, connection: null, assets: [id] }));
}

function staleText(model: LineModel, { name, assets }: StaleSource): string {
  const names = [...model.stations, ...model.buffers].filter(({ id }) => assets.includes(id)).map((item) => item.name);
  const isItself = assets.length === 1 && assets[0] === name;
  if (isItself || names.length === 0) return `No data from ${names[0] ?? name}`;
  return `No data from ${name}: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
}

function healthConditions(model: LineModel, { health }: Snapshot, limits: AlarmLimits): Condition[] {
  if (health.status === 'SYNCED') return [];
  const isDegraded = health.status === 'DEGRADED';
  return [
    {
      kind: 'twin-out-of-step',
      asset: model.id,
      priority: isDegraded ? 3 : 1,
      text: `The twin is ${isDegraded ? 'partly ' : ''}out of step with the line${healthReason(health)}`,
      delaySeconds: isDegraded ? limits.degradedSeconds : limits.lostSeconds,
      sinceMs: null,
    },
  ];
}

/** The first reason without its figures, which change all the time. */
function healthReason(health: Health): string {
  const reason = health.reasons[0];
  return reason === undefined ? '' : `: ${reason.replace(/ for \d+ s$/, '')}`;
}
