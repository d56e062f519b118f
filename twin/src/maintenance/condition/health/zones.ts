// Vibration severity: the zones A to D of ISO 10816-1 and its successor ISO 20816, and alarm limits from a baseline.

/** A: as new; B: long-term operation; C: short-term only; D: damage is to be expected. */
export type VibrationZone = 'A' | 'B' | 'C' | 'D';

/** Machine classes by power and support. */
export type MachineClass = 'I' | 'II' | 'III' | 'IV' | 'group2Rigid' | 'group2Flexible';

/** Boundaries A/B, B/C and C/D of the velocity RMS 10-1000 Hz in mm/s. */
export type ZoneBoundaries = readonly [number, number, number];

/**
 * Boundaries of ISO 10816-1 (I: up to 15 kW, II: 15-75 kW, III: large on rigid, IV: large on soft supports) and of
 * ISO 20816-3 group 2 (15-300 kW).
 */
export const zoneBoundaries: Record<MachineClass, ZoneBoundaries> = {
  I: [0.71, 1.8, 4.5],
  II: [1.12, 2.8, 7.1],
  III: [1.8, 4.5, 11.2],
  IV: [2.8, 7.1, 18],
  group2Rigid: [1.4, 2.8, 4.5],
  group2Flexible: [2.3, 4.5, 7.1],
};

/** The zone of a velocity RMS; null when it is not a number. */
export function vibrationZone(velocityMmPerSecond: number, boundaries: ZoneBoundaries): VibrationZone | null {
  if (Number.isNaN(velocityMmPerSecond)) return null;
  const [ab, bc, cd] = boundaries;
  if (velocityMmPerSecond <= ab) return 'A';
  if (velocityMmPerSecond <= bc) return 'B';
  return velocityMmPerSecond <= cd ? 'C' : 'D';
}

/** Judgement of one reading against the zones and the machine's own baseline. */
export interface VibrationSeverity {
  zone: VibrationZone;
  /** Baseline + 25 % of B/C, at most 1.25 times B/C. */
  alarmMmPerSecond: number;
  /** 1.25 times C/D. */
  tripMmPerSecond: number;
  /** A change by more than 25 % of B/C counts even inside a zone. */
  isSignificantChange: boolean;
}

/** Applies the criteria of ISO 20816-1, annex on alarm and trip; null when the reading is not a number. */
export function vibrationSeverity(
  velocityMmPerSecond: number,
  baselineMmPerSecond: number,
  boundaries: ZoneBoundaries,
): VibrationSeverity | null {
  const zone = vibrationZone(velocityMmPerSecond, boundaries);
  if (zone === null) return null;
  const [, bc, cd] = boundaries;
  return {
    zone,
    alarmMmPerSecond: Math.min(baselineMmPerSecond + 0.25 * bc, 1.25 * bc),
    tripMmPerSecond: 1.25 * cd,
    isSignificantChange: Math.abs(velocityMmPerSecond - baselineMmPerSecond) > 0.25 * bc,
  };
}
