// The mirror's state in the shapes of the API.
import type { Band, BufferView, Order, OrderStatus, StationView } from '@mini-factory-twin/contracts';
import { packmlModeName, packmlStateName, STOP_REASONS } from '@mini-factory-twin/contracts';
import type { BufferMirror } from './buffer-mirror.ts';
import type { Mirror } from './mirror.ts';
import type { OrderProgress } from './order-book.ts';
import type { StationMirror } from './station-mirror.ts';

/** Stations as the API shows them, in the order of the model. Sinks have nothing to show. */
export function stationViews(mirror: Mirror, atMs: number): StationView[] {
  return mirror.model.stations
    .filter((station) => station.kind !== 'sink')
    .flatMap((station) => {
      const known = mirror.stations.get(station.id);
      return known === undefined ? [] : [stationView(mirror, known, atMs)];
    });
}

/** One station as the API shows it at plant time `atMs`. */
export function stationView(mirror: Mirror, known: StationMirror, atMs: number): StationView {
  const { station } = known;
  const durations = known.durationsOf();
  return {
    id: station.id,
    state: known.state,
    sinceMs: known.sinceMs,
    packml: { state: packmlStateName(known.tags.state), mode: packmlModeName(known.tags.mode) },
    stopReason: known.tags.stopReason === 0 ? null : { code: known.tags.stopReason, text: stopText(known) },
    quality: known.quality,
    parts: known.partIds.map((id) => mirror.partView(id)),
    remainingSeconds: remaining(known, atMs),
    cycle: {
      planSeconds: durations.nominalSeconds,
      lastSeconds: durations.lastSeconds(),
      meanSeconds: durations.count() > 0 ? durations.meanSeconds() : null,
      count: durations.count(),
    },
    processed: known.processed,
    defective: known.defective,
    queue: station.inputs.reduce((sum, input) => sum + (mirror.buffers.get(input)?.queue.length ?? 0), 0),
  };
}

/** Buffers as the API shows them, in the order of the model. */
export function bufferViews(mirror: Mirror): BufferView[] {
  return [...mirror.buffers.values()].map((buffer) => bufferView(mirror, buffer));
}

/** One buffer as the API shows it. */
export function bufferView(mirror: Mirror, known: BufferMirror): BufferView {
  return {
    id: known.buffer.id,
    content: known.queue.length,
    ...known.range(),
    capacity: known.capacity,
    quality: known.quality,
    parts: known.queue.map((waiting) => mirror.partView(waiting.id)),
  };
}

/** Orders as the API shows them, without their forecast. */
export function orderViews(mirror: Mirror): Order[] {
  return mirror.orders.all().map((order) => ({
    id: order.id,
    product: order.product,
    quantity: order.quantity,
    done: order.done,
    scrapped: order.scrapped,
    released: order.released,
    releaseMs: order.releaseMs,
    dueMs: order.dueMs,
    weight: order.weight,
    status: statusOf(order),
    finishedMs: order.finishedMs,
    finish: null,
    onTimeProbability: null,
  }));
}

/** What a stop reason code means on this station. */
export function stopText(known: StationMirror): string {
  const { stopReason } = known.tags;
  if (stopReason === STOP_REASONS.offShift) return 'Break or off shift';
  if (stopReason === STOP_REASONS.noOrder) return 'No order';
  if (stopReason === STOP_REASONS.operatorMissing) return 'Operator missing';
  return known.failure()?.name ?? `Stop reason ${stopReason}`;
}

function statusOf(order: OrderProgress): OrderStatus {
  if (order.finishedMs !== null) return 'done';
  return order.released > 0 ? 'running' : 'planned';
}

function remaining(known: StationMirror, atMs: number): Band | null {
  const inState = Math.max(0, atMs - known.sinceMs) / 1000;
  if (known.state === 'processing') return known.durationsOf().remaining(known.cycleSecondsAt(atMs));
  if (known.state === 'down') return known.repairsOf(known.tags.stopReason)?.remaining(inState) ?? null;
  return null;
}
