// One mirrored line at work: signals in, time onward, and out of it state, KPIs, alarms, forecasts and the stream's deltas.
import {
  type Alarm,
  type Forecast,
  type Health,
  type Kpis,
  type Levers,
  type LineModel,
  type LineState,
  type LookAhead,
  type Order,
  type SignalRecord,
  type StationView,
  TwinError,
  type WhatIfAnswer,
  type WhatIfQuestion,
} from '@mini-factory-twin/contracts';
import { createForecaster } from '../forecast/forecaster.ts';
import { findLevers } from '../forecast/levers.ts';
import { type Asked, createWhatIf, type WhatIf } from '../forecast/what-if.ts';
import type { WorkerPool } from '../forecast/worker-pool.ts';
import { createKpiAccount, type KpiAccount } from '../kpi/index.ts';
import { type AlarmEvent, type AlarmWatch, createAlarmWatch, type StaleSource } from '../maintenance/index.ts';
import { healthOf } from '../mirror/health.ts';
import { type MirrorMemory, recall, remember } from '../mirror/memory.ts';
import { Mirror, type MirrorEvent } from '../mirror/mirror.ts';
import { bufferViews, orderViews, stationViews } from '../mirror/views.ts';
import { modelVersionOf } from '../model-version.ts';
import { createDeltaTracker, type DeltaParts } from './deltas.ts';
import { createStateLog, type StateLog } from './state-log.ts';

/** How late the slowest message may be before the state counts as of an earlier time [real ms]. */
const LATENESS_MS = 250;

/** A birth this far behind the latest publication comes from another clock [plant ms]. */
const CLOCK_STEP_MS = 5_000;
/**
 * Until then the OEE of the line would count parts that were mostly made before anyone watched, and exceed 100 %
 * [plant ms].
 */
const OEE_SETTLING_MS = 5 * 60_000;
const NO_OEE: Kpis['oee'] = { availability: null, effectiveness: null, qualityRatio: null, oee: null };

/** What one line needs from around it. Times of the clock: wall ms in, plant ms out. */
export interface LiveLinePorts {
  /** Plant time and pace at a wall time. */
  plantClock(wallMs: number): { plantMs: number; speed: number };
  connections(): Health['connections'];
  pool: WorkerPool;
  /** Real ms since 1970. */
  now(): number;
  /** Called for each state change, for the history. */
  onState(station: string, state: StationView['state'], atMs: number): void;
  /** Called for alarm events that arose from observation. */
  onAlarmEvents(events: readonly AlarmEvent[]): void;
}

/** How often the line looks ahead, and with how many futures. */
export interface LiveLineOptions {
  replications: number;
  /** Threads of a what-if question, and hours of the line that it may simulate. */
  lookAhead: { threads: number; mostHours: number };
}

/** One line, mirrored. */
export class LiveLine {
  readonly model: LineModel;
  readonly modelVersion: string;
  readonly mirror: Mirror;
  readonly stateLog: StateLog;
  private readonly alarmWatch: AlarmWatch;
  private readonly ports: LiveLinePorts;
  private readonly replications: number;
  private readonly tracker = createDeltaTracker();
  private readonly forecaster: ReturnType<typeof createForecaster>;
  private readonly whatIf: WhatIf;
  /** Questions wait for each other: each takes all threads. */
  private questions: Promise<unknown> = Promise.resolve();
  private readonly listeners = new Set<(parts: DeltaParts) => void>();
  private account: KpiAccount | null = null;
  private latestForecast: Forecast | null = null;
  private latestKpis: Kpis | null = null;
  private lastPublishMs = 0;
  private lastReceiveMs: number;
  private simulated = false;
  private runId: string | null = null;
  private isForecasting = false;
  private isWatching = false;
  private changesSinceForecast = 0;

  constructor(model: LineModel, ports: LiveLinePorts, options: LiveLineOptions) {
    this.model = model;
    this.modelVersion = modelVersionOf(model);
    this.ports = ports;
    this.replications = options.replications;
    this.lastReceiveMs = ports.now();
    this.mirror = new Mirror(model, (event) => this.onMirrorEvent(event));
    this.forecaster = createForecaster(model, this.mirror, ports.pool);
    this.whatIf = createWhatIf({ model, mirror: this.mirror, ...options.lookAhead });
    this.alarmWatch = createAlarmWatch(model);
    const shown = model.stations.filter((station) => station.kind !== 'sink');
    this.stateLog = createStateLog(shown.map((station) => station.id));
  }

  /** Takes records as they come from a source, one message at a time. */
  receive(records: readonly SignalRecord[]): void {
    const last = records.at(-1);
    if (last === undefined) return;
    this.lastReceiveMs = last.tsReceive;
    this.simulated = last.simulated;
    this.runId = last.runId;
    if (!last.historical) this.followPublication(last);
    this.mirror.apply(records);
  }

  /** The source of these assets is gone. Times are plant ms. */
  sourceOffline(assets: readonly string[], atMs: number): void {
    this.mirror.markStale(assets, atMs);
  }

  /** Plant time that the state is of: what has been published up to then is in. */
  stateTimeMs(): number {
    const { plantMs, speed } = this.ports.plantClock(this.ports.now());
    return Math.max(this.lastPublishMs, plantMs - LATENESS_MS * speed);
  }

  /** Time moves on: settles the mirror, watches for alarms, tells the listeners what changed. Called ten times a second. */
  tick(): void {
    const atMs = this.stateTimeMs();
    this.mirror.advance(atMs);
    this.observe(atMs);
    const parts: DeltaParts = this.tracker.changes({
      ...this.views(atMs),
      orders: this.orders(),
      health: this.health(),
    });
    this.tell(parts);
  }

  /** Renews the KPIs. Called once a second. */
  renewKpis(): void {
    const atMs = this.stateTimeMs();
    if (this.account === null) return;
    this.account.wip(atMs, this.mirror.wip());
    const kpis = this.account.kpis(atMs);
    // What the orders say counts also what was made before this twin was there to see it.
    const done = this.mirror.orders.doneInShift(atMs);
    const oee = kpis.toMs - kpis.fromMs < OEE_SETTLING_MS ? NO_OEE : kpis.oee;
    this.latestKpis = { ...kpis, oee, output: Math.max(kpis.output, done), wip: this.mirror.wip() };
    this.tell({ kpis: this.latestKpis });
  }

  /** Continues the alarms of an earlier life, and watches from now on. */
  watchAlarms(journal: Iterable<AlarmEvent>): void {
    this.alarmWatch.restore(journal);
    this.isWatching = true;
    this.tell({ alarms: this.alarms() });
  }

  /**
   * A person has seen an alarm. The event is to be stored before anyone is told that it was accepted.
   * @throws TwinError ALARM_NOT_FOUND, ALARM_STATE
   */
  acknowledge(id: string, by: string, comment: string | null): AlarmEvent {
    const event = this.alarmWatch.acknowledge(id, by, comment, this.stateTimeMs());
    this.tellAlarms([event]);
    return event;
  }

  /** Looks ahead, unless it is doing so already or there is nothing to look ahead from. */
  async renewForecast(): Promise<void> {
    if (this.isForecasting || this.mirror.lastSignalMs === 0) return;
    this.isForecasting = true;
    this.changesSinceForecast = 0;
    try {
      const isOnStaleInputs = this.health().status !== 'SYNCED';
      this.latestForecast = await this.forecaster.forecast(this.stateTimeMs(), this.replications, isOnStaleInputs);
      this.tell({ forecast: this.latestForecast, orders: this.orders() });
    } finally {
      this.isForecasting = false;
    }
  }

  /** What if the line were changed? @throws TwinError MIRROR_INVALID, SCENARIO_INVALID, LOOK_AHEAD_TOO_LARGE */
  askWhatIf(question: WhatIfQuestion): Promise<WhatIfAnswer> {
    return this.inTurn((asked) => this.whatIf.ask(question, asked));
  }

  /** What would help most? @throws TwinError MIRROR_INVALID, LOOK_AHEAD_TOO_LARGE */
  levers(lookAhead: LookAhead): Promise<Levers> {
    return this.inTurn((asked) => findLevers({ model: this.model, whatIf: this.whatIf }, lookAhead, asked));
  }

  private inTurn<T>(ask: (asked: Asked) => Promise<T>): Promise<T> {
    const answer = this.questions.then(() => ask(this.moment()));
    this.questions = answer.catch(() => undefined);
    return answer;
  }

  /** The state that a question is about. @throws TwinError MIRROR_INVALID when there is none */
  private moment(): Asked {
    const { status, reasons } = this.health();
    if (this.mirror.lastSignalMs === 0) throw new TwinError('MIRROR_INVALID', { reason: 'nothing received yet' });
    if (status === 'INVALID') throw new TwinError('MIRROR_INVALID', { reason: reasons.join('; ') });
    return { atMs: this.stateTimeMs(), isOnStaleInputs: status !== 'SYNCED' };
  }

  /** True when a machine went down or came back since the last forecast began. */
  hasNews(): boolean {
    return this.changesSinceForecast > 0;
  }

  /** The clocks of this moment, for the stream. */
  clock(): { plantTimeMs: number; wallTimeMs: number; clockSpeed: number } {
    const wallTimeMs = this.ports.now();
    const { plantMs, speed } = this.ports.plantClock(wallTimeMs);
    return { plantTimeMs: plantMs, wallTimeMs, clockSpeed: speed };
  }

  /** GET /state */
  state(): LineState {
    const wallTimeMs = this.ports.now();
    const atMs = this.stateTimeMs();
    return {
      line: this.model.id,
      modelVersion: this.modelVersion,
      plantTimeMs: atMs,
      wallTimeMs,
      clockSpeed: this.ports.plantClock(wallTimeMs).speed,
      simulated: this.simulated,
      runId: this.runId,
      health: this.health(),
      ...this.views(atMs),
    };
  }

  /** Orders with their forecast finish. */
  orders(): Order[] {
    const forecasts = new Map(this.latestForecast?.orders.map((order) => [order.id, order]));
    return orderViews(this.mirror).map((order) => {
      const forecast = order.status === 'done' ? undefined : forecasts.get(order.id);
      if (forecast === undefined) return order;
      return { ...order, finish: forecast.finish, onTimeProbability: forecast.onTimeProbability };
    });
  }

  kpis(): Kpis | null {
    return this.latestKpis;
  }

  forecast(): Forecast | null {
    return this.latestForecast;
  }

  alarms(): Alarm[] {
    return this.alarmWatch.alarms();
  }

  health(): Health {
    const wallMs = this.ports.now();
    return healthOf(this.mirror, {
      watermarkMs: this.lastPublishMs,
      ageSeconds: Math.max(0, wallMs - this.lastReceiveMs) / 1000,
      connections: this.ports.connections(),
    });
  }

  /** What must survive a restart. */
  remember(): MirrorMemory {
    return remember(this.mirror, this.modelVersion, this.stateTimeMs());
  }

  /** Continues from an earlier life; false when its memory is of another model. */
  recall(memory: MirrorMemory): boolean {
    return recall(this.mirror, memory, this.modelVersion);
  }

  /** Tells the listener what changes from now on; the returned function ends it. */
  onChange(listener: (parts: DeltaParts) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells all listeners, if there is anything to tell. */
  tell(parts: DeltaParts): void {
    if (Object.keys(parts).length === 0) return;
    for (const listener of this.listeners) listener(parts);
  }

  private views(atMs: number): Pick<LineState, 'stations' | 'buffers'> {
    return { stations: stationViews(this.mirror, atMs), buffers: bufferViews(this.mirror) };
  }

  private observe(atMs: number): void {
    if (!this.isWatching || this.mirror.lastSignalMs === 0) return;
    const stations = stationViews(this.mirror, atMs);
    const { bottleneck } = this;
    const staleSources = staleSourcesOf(stations);
    this.noteAlarmEvents(this.alarmWatch.observe({ atMs, stations, health: this.health(), bottleneck, staleSources }));
  }

  private noteAlarmEvents(events: readonly AlarmEvent[]): void {
    if (events.length === 0) return;
    this.ports.onAlarmEvents(events);
    this.tellAlarms(events);
  }

  private tellAlarms(events: readonly AlarmEvent[]): void {
    const changed = new Set(events.map((event) => event.alarm));
    this.tell({ alarms: this.alarms().filter((alarm) => changed.has(alarm.id)) });
  }

  /** The station that limits the line in most of the futures. */
  private get bottleneck(): string | null {
    const stations = this.latestForecast?.stations ?? [];
    const worst = [...stations].sort((a, b) => b.bottleneckProbability - a.bottleneckProbability)[0];
    return worst !== undefined && worst.bottleneckProbability >= 0.5 ? worst.id : null;
  }

  /**
   * Plant time rises with each publication, but a birth may bring a new clock: a plant started anew, or one whose clock
   * was set. What was counted by the old clock then ends.
   */
  private followPublication({ tsPublish, refresh }: SignalRecord): void {
    const isSetBack = refresh && tsPublish < this.lastPublishMs - CLOCK_STEP_MS;
    if (isSetBack) this.account = null;
    this.lastPublishMs = isSetBack ? tsPublish : Math.max(this.lastPublishMs, tsPublish);
    this.account ??= createKpiAccount(this.model, tsPublish);
  }

  private onMirrorEvent(event: MirrorEvent): void {
    switch (event.kind) {
      case 'state':
        if (event.to === 'down' || event.from === 'down') this.changesSinceForecast++;
        this.stateLog.note(event.station, event.to, event.atMs);
        this.account?.stateChange(event.station, event.to, event.atMs);
        this.ports.onState(event.station, event.to, event.atMs);
        return;
      case 'processed':
        this.account?.processed(event);
        return;
      case 'left':
        this.account?.partLeft({
          product: event.part.product,
          isGood: event.isGood,
          flowSeconds: (event.atMs - event.part.bornMs) / 1000,
          atMs: event.atMs,
        });
        return;
      case 'move':
        this.tracker.move(event.move);
        return;
      case 'correction':
        return;
    }
  }
}

/** When everything is silent it is one source that is gone, not one for each station. */
function staleSourcesOf(stations: readonly StationView[]): StaleSource[] {
  const stale = stations.filter((station) => station.quality === 'stale').map((station) => station.id);
  if (stale.length === stations.length) return [{ name: 'all stations', connection: 'plant', assets: stale }];
  return stale.map((id) => ({ name: id, connection: 'plant', assets: [id] }));
}
