// Overall equipment effectiveness after ISO 22400-2, from times and counts.
import type { Kpis } from '@mini-factory-twin/contracts';

export type Oee = Kpis['oee'];

/** What OEE is made of. */
export interface OeeInput {
  /** Actual production time APT [s]: processing, within the planned busy time. */
  productionSeconds: number;
  /** Planned busy time PBT [s]. */
  busySeconds: number;
  /** Planned run time of what was processed, PRI x PQ [s]. */
  plannedSeconds: number;
  /** Processed quantity PQ. */
  processed: number;
  /** Good quantity GQ. */
  good: number;
}

/**
 * Availability = APT / PBT, effectiveness = PRI x PQ / APT, quality ratio = GQ / PQ, OEE = their product
 * (ISO 22400-2). A ratio over nothing is null; effectiveness may exceed 1. OEE is null when a factor is,
 * but 0 for a machine that was planned busy and neither ran nor made anything.
 */
export function oeeOf(input: OeeInput): Oee {
  const availability = ratio(input.productionSeconds, input.busySeconds);
  const effectiveness = ratio(input.plannedSeconds, input.productionSeconds);
  const qualityRatio = ratio(input.good, input.processed);
  return { availability, effectiveness, qualityRatio, oee: product(availability, effectiveness, qualityRatio) };
}

function product(
  availability: number | null,
  effectiveness: number | null,
  qualityRatio: number | null,
): number | null {
  if (availability === null) return null;
  if (effectiveness === null || qualityRatio === null) return availability === 0 && qualityRatio === null ? 0 : null;
  return availability * effectiveness * qualityRatio;
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
