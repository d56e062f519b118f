// Figures that follow from a line model: what a buffer holds and how long it takes, the cycle time of a product.
import type { Distribution } from './distribution.ts';
import type { Buffer, Station } from './line-model.ts';

/** Parts a buffer can hold. */
export function bufferCapacity(buffer: Buffer): number {
  if (buffer.kind === 'buffer') return buffer.capacity;
  return Math.floor(buffer.lengthMm / buffer.pitchMm + 1e-9);
}

/** Time a part needs through an empty buffer [s]. */
export function bufferTransitSeconds(buffer: Buffer): number {
  if (buffer.kind === 'buffer') return buffer.transitSeconds;
  return buffer.lengthMm / buffer.speedMmPerSecond;
}

/** Least time between two parts that leave a buffer [s]: on a conveyor the next one first moves up by a pitch. */
export function bufferHeadwaySeconds(buffer: Buffer): number {
  if (buffer.kind === 'buffer') return buffer.headwaySeconds;
  return buffer.pitchMm / buffer.speedMmPerSecond;
}

/** Cycle time of a station for a product. */
export function cycleTimeOf(station: Station, product: string): Distribution {
  return station.cycleTimeSecondsByProduct[product] ?? station.cycleTimeSeconds;
}
