// The mirror: where every part is and what every station does, from the signals of the line, one group of tags at a time.
import {
  type Buffer,
  type KnownState,
  type LineModel,
  type Move,
  type Part,
  type SignalRecord,
  type SignalValue,
  STATION_SIGNALS,
  type Station,
} from '@mini-factory-twin/contracts';
import { BufferMirror } from './buffer-mirror.ts';
import { type OrderBook, createOrderBook } from './order-book.ts';
import { type StationChange, StationMirror } from './station-mirror.ts';

/** What is known of a part on the line. Times are plant ms. */
export interface PartInfo {
  id: string;
  product: string;
  order: string | null;
  reworks: number;
  bornMs: number;
}

/** What the mirror tells its listeners. Times are plant ms. */
export type MirrorEvent =
  | { kind: 'state'; station: string; from: KnownState; to: KnownState; atMs: number }
  | { kind: 'processed'; station: string; product: string; count: number; defective: number; atMs: number }
  | { kind: 'left'; part: PartInfo; isGood: boolean; atMs: number }
  | { kind: 'move'; move: Move }
  | { kind: 'correction'; buffer: string; dropped: number; added: number; atMs: number };

/** Corrections younger than this count against the mirror's health [ms]. */
const CORRECTION_MEMORY_MS = 300_000;

/** The live state of one line. `apply` is the only way in for signals; time moves by `advance`. */
export class Mirror {
  readonly model: LineModel;
  readonly stations = new Map<string, StationMirror>();
  readonly buffers = new Map<string, BufferMirror>();
  readonly parts = new Map<string, PartInfo>();
  readonly places = new Map<string, Move>();
  readonly orders: OrderBook;
  /** Plant time of the latest signal. */
  lastSignalMs = 0;
  private readonly listener: (event: MirrorEvent) => void;
  private readonly consumers = new Map<string, { station: Station; isComponent: boolean }[]>();
  private correctionTimes: { buffer: string; atMs: number }[] = [];
  private moveSeq = 0;
  private inventedParts = 0;

  constructor(model: LineModel, listener: (event: MirrorEvent) => void = () => undefined) {
    this.model = model;
    this.listener = listener;
    this.orders = createOrderBook(model);
    for (const station of model.stations) this.stations.set(station.id, new StationMirror(model, station));
    for (const buffer of model.buffers) {
      this.buffers.set(buffer.id, new BufferMirror(buffer));
      this.consumers.set(buffer.id, consumersOf(model, buffer));
    }
  }

  /** Applies records in their order. Historical ones are not for the live state and are passed over. */
  apply(records: readonly SignalRecord[]): void {
    for (const group of groupsOf(records)) {
      this.lastSignalMs = Math.max(this.lastSignalMs, group.atMs);
      const station = this.stations.get(group.asset);
      if (station !== undefined) this.applyStation(station, group);
      const buffer = this.buffers.get(group.asset);
      if (buffer !== undefined) this.applyBuffer(buffer, group);
    }
  }

  /** Time has come to `atMs`: settles what ids and counts disagree on. */
  advance(atMs: number): void {
    for (const buffer of this.buffers.values()) this.settle(buffer, atMs, false);
    this.correctionTimes = this.correctionTimes.filter((entry) => entry.atMs > atMs - CORRECTION_MEMORY_MS);
    this.orders.advance(atMs);
  }

  /** The source of these assets is gone. */
  markStale(assets: Iterable<string>, atMs: number): void {
    for (const asset of assets) {
      const station = this.stations.get(asset);
      const change = station?.markStale(atMs);
      if (station !== undefined && change) this.tellState(station, change, atMs);
      const buffer = this.buffers.get(asset);
      if (buffer !== undefined) buffer.quality = 'stale';
    }
  }

  /** Buffers whose counts and ids disagreed within the last five minutes, and how often. */
  recentCorrections(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { buffer } of this.correctionTimes) counts.set(buffer, (counts.get(buffer) ?? 0) + 1);
    return counts;
  }

  /** A part as the API shows it. */
  partView(id: string): Part {
    const info = this.parts.get(id);
    return { id, product: info?.product ?? '', order: info?.order ?? null };
  }

  /** Parts on the line, components not counted. */
  wip(): number {
    let count = 0;
    for (const part of this.parts.values()) if (this.isProduct(part.product)) count++;
    return count;
  }

  /** Parts of an order that are on the line. */
  onLine(order: string): number {
    let count = 0;
    for (const part of this.parts.values()) if (part.order === order && this.isProduct(part.product)) count++;
    return count;
  }

  private applyStation(station: StationMirror, group: SignalGroup): void {
    const orderBefore = station.order;
    const change = station.update(group.changes, group.atMs, group.isRefresh);
    if (change.state !== null) this.tellState(station, change.state, group.atMs);
    // What left goes first: the same group may bring the next part in.
    for (const id of change.gone) this.partLeaves(station, id, group);
    for (const id of change.taken) this.partEnters(station, id, group);
    for (const id of station.partIds) this.describe(station, id);
    this.countOrders(station, group, orderBefore);
    if (change.finished > 0 || change.defective > 0) {
      const { product } = station;
      const { finished: count, defective } = change;
      this.listener({ kind: 'processed', station: station.station.id, product, count, defective, atMs: group.atMs });
    }
  }

  private applyBuffer(buffer: BufferMirror, group: SignalGroup): void {
    const { left } = buffer.update(group.changes, group.atMs, group.isRefresh);
    const consumers = this.consumers.get(buffer.buffer.id) ?? [];
    // Components have no reader at the station: the count alone says that they were used.
    if (consumers.every((consumer) => consumer.isComponent)) this.useComponents(buffer, left, group.atMs);
    if (group.isRefresh) this.settle(buffer, group.atMs, true);
  }

  private useComponents(buffer: BufferMirror, count: number, atMs: number): void {
    for (let index = 0; index < count; index++) {
      const head = buffer.takeHead(atMs);
      if (head !== undefined) this.forget(head.id, atMs);
    }
  }

  private partEnters(station: StationMirror, id: string, group: SignalGroup): void {
    const isKnown = station.station.inputs.some((input) => this.buffers.get(input)?.take(id, group.atMs));
    if (!isKnown && !group.isRefresh && station.station.kind !== 'source') this.identifyHead(station, id, group.atMs);
    if (!this.parts.has(id)) this.addPart(id, station, group.atMs);
    this.describe(station, id);
    const endMs = group.atMs + station.durationsOf().meanSeconds() * 1000;
    this.place(id, station.station.id, group.atMs, endMs);
  }

  /** A reader names a part nobody knew: the nameless one at the head of an input is that part. */
  private identifyHead(station: StationMirror, id: string, atMs: number): void {
    for (const input of station.station.inputs) {
      const buffer = this.buffers.get(input);
      const head = buffer?.queue[0];
      if (buffer === undefined || head === undefined || !isNameless(head.id)) continue;
      buffer.takeHead(atMs);
      const info = this.parts.get(head.id);
      this.forget(head.id, atMs);
      if (info !== undefined) this.parts.set(id, { ...info, id });
      return;
    }
  }

  private partLeaves(station: StationMirror, id: string, group: SignalGroup): void {
    if (group.isRefresh) {
      this.forget(id, group.atMs);
      return;
    }
    const result = station.lastResult ?? 'pass';
    const target = outputFor(station.station, result);
    const buffer = target === undefined ? undefined : this.buffers.get(target);
    if (buffer === undefined) {
      this.partLeavesLine(id, result !== 'scrap' && target !== undefined, group.atMs);
      return;
    }
    const info = this.parts.get(id);
    if (result === 'rework' && info !== undefined) info.reworks++;
    buffer.push(id, group.atMs);
    this.place(id, buffer.buffer.id, group.atMs, group.atMs + buffer.transitMs);
  }

  private partLeavesLine(id: string, isGood: boolean, atMs: number): void {
    const part = this.parts.get(id);
    this.forget(id, atMs);
    if (part === undefined) return;
    if (!isGood && part.order !== null) this.orders.scrapped(part.order);
    this.listener({ kind: 'left', part, isGood, atMs });
  }

  private countOrders(station: StationMirror, group: SignalGroup, orderBefore: string): void {
    const isCounted = group.changes.has(STATION_SIGNALS.orderCount) || group.changes.has(STATION_SIGNALS.orderId);
    if (!isCounted || station.order === '') return;
    if (station.station.kind === 'source' && station.station.releases === 'orders')
      this.orders.released(station.order, station.orderCount, station.order !== orderBefore);
    if (this.isLast(station.station)) this.orders.done(station.order, station.orderCount, group.atMs);
  }

  /** True for a station whose good parts leave the line. */
  private isLast(station: Station): boolean {
    const target = outputFor(station, 'pass');
    return target !== undefined && !this.buffers.has(target);
  }

  private addPart(id: string, station: StationMirror, atMs: number): void {
    this.parts.set(id, { id, product: station.product, order: station.order || null, reworks: 0, bornMs: atMs });
  }

  /** The reader at the station knows best what a part is. */
  private describe(station: StationMirror, id: string): void {
    const info = this.parts.get(id);
    // A batch may hold parts of several orders; its reader tells the product of one.
    if (info === undefined || station.product === '' || station.station.kind === 'batch') return;
    if (info.product === station.product && info.order === (station.order || null)) return;
    info.product = station.product;
    info.order = station.order || info.order;
    const move = this.places.get(id);
    if (move !== undefined && move.product !== info.product) this.place(id, move.segment, move.enterMs, move.exitMs);
  }

  private settle(buffer: BufferMirror, atMs: number, isNow: boolean): void {
    const correction = buffer.correct(atMs, isNow);
    if (correction === null) return;
    const id = buffer.buffer.id;
    for (const part of correction.dropped) this.forget(part, atMs);
    for (let index = 0; index < correction.missing; index++) this.inventPart(buffer, atMs);
    if (isNow) return;
    this.correctionTimes.push({ buffer: id, atMs });
    this.listener({
      kind: 'correction',
      buffer: id,
      dropped: correction.dropped.length,
      added: correction.missing,
      atMs,
    });
  }

  /** A part that the counts say is there and no reader has named. */
  private inventPart(buffer: BufferMirror, atMs: number): void {
    const id = `?${buffer.buffer.id}-${++this.inventedParts}`;
    const feeder = this.feederOf(buffer.buffer.id);
    const product = feeder?.product || feeder?.station.product || (this.model.products[0]?.id ?? '');
    this.parts.set(id, { id, product, order: feeder?.order || null, reworks: 0, bornMs: atMs });
    buffer.push(id, atMs - buffer.transitMs);
    this.place(id, buffer.buffer.id, atMs - buffer.transitMs, atMs);
  }

  private feederOf(buffer: string): StationMirror | undefined {
    const feeder = this.model.stations.find((station) => station.outputs.some((output) => output.to === buffer));
    return feeder === undefined ? undefined : this.stations.get(feeder.id);
  }

  private isProduct(product: string): boolean {
    return this.model.products.find((candidate) => candidate.id === product)?.role !== 'component';
  }

  private forget(id: string, atMs: number): void {
    const product = this.parts.get(id)?.product ?? '';
    this.parts.delete(id);
    if (!this.places.delete(id)) return;
    this.listener({
      kind: 'move',
      move: { seq: ++this.moveSeq, part: id, product, segment: null, enterMs: atMs, exitMs: null },
    });
  }

  private place(id: string, segment: string | null, enterMs: number, exitMs: number | null): void {
    const product = this.parts.get(id)?.product ?? '';
    const move: Move = { seq: ++this.moveSeq, part: id, product, segment, enterMs, exitMs };
    this.places.set(id, move);
    this.listener({ kind: 'move', move });
  }

  private tellState(station: StationMirror, change: NonNullable<StationChange['state']>, atMs: number): void {
    this.listener({ kind: 'state', station: station.station.id, ...change, atMs });
  }

  /** Puts back parts and places after a restart; stations and buffers recall for themselves. */
  restoreParts(parts: readonly PartInfo[], places: readonly Move[]): void {
    for (const part of parts) this.parts.set(part.id, { ...part });
    for (const move of places) {
      this.places.set(move.part, move);
      this.moveSeq = Math.max(this.moveSeq, move.seq);
    }
    for (const part of parts) {
      const invented = /^\?.*-(\d+)$/.exec(part.id);
      if (invented !== null) this.inventedParts = Math.max(this.inventedParts, Number(invented[1]));
    }
  }
}

/** Tags of one asset that changed together. */
interface SignalGroup {
  asset: string;
  atMs: number;
  isRefresh: boolean;
  changes: Map<string, SignalValue>;
}

/** Neighbouring records of one asset with one time stamp belong together: they are one PLC scan. */
function* groupsOf(records: readonly SignalRecord[]): Generator<SignalGroup> {
  let group: SignalGroup | null = null;
  for (const record of records) {
    if (record.historical || record.quality === 'bad') continue;
    const belongs =
      group !== null &&
      group.asset === record.asset &&
      group.atMs === record.tsSource &&
      group.isRefresh === record.refresh &&
      !group.changes.has(record.signal);
    if (!belongs) {
      if (group !== null) yield group;
      group = { asset: record.asset, atMs: record.tsSource, isRefresh: record.refresh, changes: new Map() };
    }
    group?.changes.set(record.signal, record.value);
  }
  if (group !== null) yield group;
}

/** Where a part with that result goes: buffer or sink id; undefined when the model has no way for it. */
export function outputFor(station: Station, result: 'pass' | 'rework' | 'scrap'): string | undefined {
  const exact = station.outputs.find((output) => output.when === result);
  if (exact !== undefined) return exact.to;
  return result === 'scrap' ? undefined : station.outputs.find((output) => output.when === 'always')?.to;
}

/** True for a part whose id no reader has told. */
export function isNameless(id: string): boolean {
  return id.startsWith('?');
}

function consumersOf(model: LineModel, buffer: Buffer): { station: Station; isComponent: boolean }[] {
  return model.stations.flatMap((station) => [
    ...(station.inputs.includes(buffer.id) ? [{ station, isComponent: false }] : []),
    ...(station.components.some((component) => component.from === buffer.id) ? [{ station, isComponent: true }] : []),
  ]);
}
