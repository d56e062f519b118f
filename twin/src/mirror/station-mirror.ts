// What is known of one station: its PackML tags, the state they mean, the parts inside and how its cycles go.
import {
  cycleTimeOf,
  type FailureMode,
  type KnownState,
  type LineModel,
  type PackmlStatus,
  type Quality,
  type SignalValue,
  STATION_SIGNALS,
  type Station,
  stationStateFromPackml,
} from '@mini-factory-twin/contracts';
import { createDurations, type Durations } from './durations.ts';

/** Result of a finished cycle as the PLC reports it; null before the first one. */
export type CycleResult = 'pass' | 'rework' | 'scrap' | null;

/** What one group of tags with the same time stamp changed. */
export interface StationChange {
  state: { from: KnownState; to: KnownState } | null;
  /** Ids of parts that came in, in order. */
  taken: string[];
  /** Ids of parts that are no longer inside. */
  gone: string[];
  /** Parts finished since the tags before. */
  finished: number;
  defective: number;
}

/** The part of a station's state that survives a restart. */
export interface StationMemory {
  tags: PackmlStatus;
  sinceMs: number;
  partIds: string[];
  product: string;
  order: string;
  orderCount: number;
  processed: number;
  defective: number;
  lastResult: CycleResult;
  cycleSeconds: number;
  durations: Record<string, number[]>;
  repairs: Record<string, number[]>;
  secondsSinceFailure: number;
  cyclesSinceFailure: number;
}

const UNDEFINED_TAGS: PackmlStatus = { state: 0, mode: 1, isBlocked: false, isStarved: false, stopReason: 0 };

/** One station as seen through its signals. All times are plant ms. */
export class StationMirror {
  readonly station: Station;
  quality: Quality = 'stale';
  state: KnownState = 'unknown';
  sinceMs = 0;
  tags: PackmlStatus = { ...UNDEFINED_TAGS };
  partIds: string[] = [];
  product = '';
  order = '';
  orderCount = 0;
  processed = 0;
  defective = 0;
  lastResult: CycleResult = null;
  /** Processing seconds spent on the running cycle up to `bookedMs`. */
  cycleSeconds = 0;
  secondsSinceFailure = 0;
  cyclesSinceFailure = 0;
  private hasCount = false;
  private bookedMs = 0;
  private downReason = 0;
  private readonly durations = new Map<string, Durations>();
  private readonly repairs = new Map<number, Durations>();

  constructor(model: LineModel, station: Station) {
    this.station = station;
    for (const product of model.products)
      this.durations.set(product.id, createDurations(cycleTimeOf(station, product.id)));
    for (const failure of station.failures)
      this.repairs.set(failure.stopReason, createDurations(failure.repairSeconds));
  }

  /** Takes tags that changed together at `atMs`; `isRefresh` says what is, without anything having happened. */
  update(changes: ReadonlyMap<string, SignalValue>, atMs: number, isRefresh: boolean): StationChange {
    this.quality = 'good';
    // A birth may come from a clock that was set back.
    if (isRefresh) this.bookedMs = Math.min(this.bookedMs, atMs);
    const before = { partIds: this.partIds, processed: this.processed, defective: this.defective };
    this.takeTags(changes);
    const hadCount = this.hasCount;
    this.takeJob(changes);
    const state = this.changeState(atMs);
    const taken = this.partIds.filter((id) => !before.partIds.includes(id));
    const gone = before.partIds.filter((id) => !this.partIds.includes(id));
    // A counter that steps back was reset; the first value after start or birth is where counting begins.
    const isEdge = !isRefresh && hadCount;
    const finished = isEdge ? Math.max(0, this.processed - before.processed) : 0;
    const defective = isEdge ? Math.max(0, this.defective - before.defective) : 0;
    if (finished > 0) this.finishCycle(atMs, finished);
    else if (taken.length > 0 && this.station.kind !== 'batch') this.startCycle(atMs);
    return { state, taken, gone, finished, defective };
  }

  /** The source of this station's signals is gone: what was known is no longer known. */
  markStale(atMs: number): StationChange['state'] {
    this.quality = 'stale';
    if (this.state === 'unknown') return null;
    const from = this.state;
    this.leaveState(atMs);
    this.state = 'unknown';
    this.sinceMs = atMs;
    return { from, to: 'unknown' };
  }

  /** Processing seconds spent on the running cycle at `atMs`. */
  cycleSecondsAt(atMs: number): number {
    return this.cycleSeconds + this.unbookedSeconds(atMs);
  }

  /** Operating seconds since the last failure at `atMs`, as far as seen. */
  operatingSecondsAt(atMs: number): number {
    return this.secondsSinceFailure + this.unbookedSeconds(atMs);
  }

  /** Cycle durations for a product; for the current one when none is named. */
  durationsOf(product = this.product): Durations {
    const found = this.durations.get(product) ?? this.durations.values().next().value;
    if (found === undefined) throw new Error(`no durations for ${this.station.id}`);
    return found;
  }

  /** Durations of the repair that a stop reason stands for. */
  repairsOf(stopReason: number): Durations | undefined {
    return this.repairs.get(stopReason);
  }

  /** The failure mode the PLC reports, if the model knows it. */
  failure(): FailureMode | undefined {
    return this.station.failures.find((mode) => mode.stopReason === this.tags.stopReason);
  }

  /** What must survive a restart. */
  remember(): StationMemory {
    return {
      tags: { ...this.tags },
      sinceMs: this.sinceMs,
      partIds: [...this.partIds],
      product: this.product,
      order: this.order,
      orderCount: this.orderCount,
      processed: this.processed,
      defective: this.defective,
      lastResult: this.lastResult,
      cycleSeconds: this.cycleSeconds,
      durations: Object.fromEntries([...this.durations].map(([key, value]) => [key, value.toJSON()])),
      repairs: Object.fromEntries([...this.repairs].map(([key, value]) => [String(key), value.toJSON()])),
      secondsSinceFailure: this.secondsSinceFailure,
      cyclesSinceFailure: this.cyclesSinceFailure,
    };
  }

  /** Continues from what an earlier life remembered. The state stays unknown until a birth confirms it. */
  recall(memory: StationMemory): void {
    const { durations, repairs, ...plain } = memory;
    Object.assign(this, { ...plain, tags: { ...memory.tags }, partIds: [...memory.partIds] });
    this.bookedMs = this.sinceMs;
    for (const [product, observed] of Object.entries(durations)) {
      if (!this.durations.has(product)) continue;
      this.durations.set(product, createDurations(cycleTimeOf(this.station, product), observed));
    }
    for (const failure of this.station.failures) {
      const observed = repairs[String(failure.stopReason)];
      if (observed !== undefined)
        this.repairs.set(failure.stopReason, createDurations(failure.repairSeconds, observed));
    }
  }

  private takeTags(changes: ReadonlyMap<string, SignalValue>): void {
    this.tags.state = number(changes.get(STATION_SIGNALS.state), this.tags.state);
    this.tags.mode = number(changes.get(STATION_SIGNALS.mode), this.tags.mode);
    this.tags.stopReason = number(changes.get(STATION_SIGNALS.stopReason), this.tags.stopReason);
    this.tags.isBlocked = boolean(changes.get(STATION_SIGNALS.blocked), this.tags.isBlocked);
    this.tags.isStarved = boolean(changes.get(STATION_SIGNALS.starved), this.tags.isStarved);
  }

  private takeJob(changes: ReadonlyMap<string, SignalValue>): void {
    this.product = text(changes.get(STATION_SIGNALS.productId)) || this.product;
    this.order = text(changes.get(STATION_SIGNALS.orderId)) || this.order;
    this.orderCount = number(changes.get(STATION_SIGNALS.orderCount), this.orderCount);
    if (changes.has(STATION_SIGNALS.processed)) this.hasCount = true;
    this.processed = number(changes.get(STATION_SIGNALS.processed), this.processed);
    this.defective = number(changes.get(STATION_SIGNALS.defective), this.defective);
    const result = changes.get(STATION_SIGNALS.lastResult);
    if (result === 'pass' || result === 'rework' || result === 'scrap') this.lastResult = result;
    const batch = changes.get(STATION_SIGNALS.partIds);
    if (Array.isArray(batch)) this.partIds = batch.map(String);
    else if (this.station.kind !== 'batch' && changes.has(STATION_SIGNALS.partId)) {
      const id = text(changes.get(STATION_SIGNALS.partId));
      this.partIds = id === '' ? [] : [id];
    }
  }

  private changeState(atMs: number): StationChange['state'] {
    const to = stationStateFromPackml(this.tags);
    if (to === this.state) return null;
    const from = this.state;
    this.leaveState(atMs);
    this.sinceMs = atMs;
    this.state = to;
    if (to === 'down') this.noteFailure();
    return { from, to };
  }

  private leaveState(atMs: number): void {
    this.accumulate(atMs);
    if (this.state === 'down') this.repairs.get(this.downReason)?.add(Math.max(0, atMs - this.sinceMs) / 1000);
  }

  /** Books processing time up to `atMs`. */
  private accumulate(atMs: number): void {
    const seconds = this.unbookedSeconds(atMs);
    this.cycleSeconds += seconds;
    this.secondsSinceFailure += seconds;
    this.bookedMs = Math.max(atMs, this.bookedMs);
  }

  private unbookedSeconds(atMs: number): number {
    return this.state === 'processing' ? Math.max(0, atMs - this.bookedMs) / 1000 : 0;
  }

  private noteFailure(): void {
    this.downReason = this.tags.stopReason;
    this.secondsSinceFailure = 0;
    this.cyclesSinceFailure = 0;
  }

  private startCycle(atMs: number): void {
    this.accumulate(atMs);
    this.cycleSeconds = 0;
  }

  private finishCycle(atMs: number, finished: number): void {
    this.accumulate(atMs);
    const durations = this.durationsOf();
    // Parts of a batch may be counted one by one while they are unloaded: only the first count ends a cycle.
    if (this.cycleSeconds > 0.2 * durations.nominalSeconds) durations.add(this.cycleSeconds);
    this.cyclesSinceFailure += finished;
    this.cycleSeconds = 0;
  }
}

function number(value: SignalValue | undefined, otherwise: number): number {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' ? Number(value) : otherwise;
}

function boolean(value: SignalValue | undefined, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise;
}

function text(value: SignalValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
