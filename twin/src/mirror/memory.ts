// What the mirror keeps across a restart, as plain data.
import type { Move } from '@mini-factory-twin/contracts';
import type { BufferMemory } from './buffer-mirror.ts';
import type { Mirror, PartInfo } from './mirror.ts';
import type { OrderProgress } from './order-book.ts';
import type { StationMemory } from './station-mirror.ts';

/** Format of the memory; another one is not read. */
export const MEMORY_FORMAT = 1;

/** The mirror's whole state at one plant time. */
export interface MirrorMemory {
  format: number;
  modelVersion: string;
  savedMs: number;
  stations: Record<string, StationMemory>;
  buffers: Record<string, BufferMemory>;
  parts: PartInfo[];
  places: Move[];
  orders: OrderProgress[];
}

/** The mirror's state as plain data. `savedMs` is plant time. */
export function remember(mirror: Mirror, modelVersion: string, savedMs: number): MirrorMemory {
  return {
    format: MEMORY_FORMAT,
    modelVersion,
    savedMs,
    stations: Object.fromEntries([...mirror.stations].map(([id, station]) => [id, station.remember()])),
    buffers: Object.fromEntries([...mirror.buffers].map(([id, buffer]) => [id, buffer.remember()])),
    parts: [...mirror.parts.values()].map((part) => ({ ...part })),
    places: [...mirror.places.values()],
    orders: mirror.orders.all().map((order) => ({ ...order })),
  };
}

/**
 * Continues from a memory; false when it is of another format or model. What the plant did in between is told by the
 * births that follow: readers and counts overrule what is remembered.
 */
export function recall(mirror: Mirror, memory: MirrorMemory, modelVersion: string): boolean {
  if (memory.format !== MEMORY_FORMAT || memory.modelVersion !== modelVersion) return false;
  for (const [id, station] of Object.entries(memory.stations)) mirror.stations.get(id)?.recall(station);
  for (const [id, buffer] of Object.entries(memory.buffers)) mirror.buffers.get(id)?.recall(buffer);
  mirror.restoreParts(memory.parts, memory.places);
  mirror.orders.restore(memory.orders);
  return true;
}
