// Rolling bearing diagnosis: defect frequencies from the geometry, and which of them stands out in an envelope spectrum.
import { lineStrength, type Spectrum } from '../manipulation/vibration.ts';

/** Geometry of a rolling bearing; both diameters in the same unit. */
export interface BearingGeometry {
  balls: number;
  ballDiameter: number;
  pitchDiameter: number;
  contactAngleDegrees?: number;
}

/** Part of a bearing that is damaged. */
export type BearingPart = 'outerRace' | 'innerRace' | 'ball' | 'cage';

/** Defect frequencies in Hz at the shaft speed given. */
export type BearingFrequencies = Record<BearingPart, number>;

/** Kinematic defect frequencies BPFO, BPFI, BSF and FTF without slip. */
export function bearingFrequencies(geometry: BearingGeometry, shaftHz: number): BearingFrequencies {
  const angle = ((geometry.contactAngleDegrees ?? 0) * Math.PI) / 180;
  const ratio = (geometry.ballDiameter / geometry.pitchDiameter) * Math.cos(angle);
  return {
    outerRace: (geometry.balls / 2) * shaftHz * (1 - ratio),
    innerRace: (geometry.balls / 2) * shaftHz * (1 + ratio),
    ball: (geometry.pitchDiameter / (2 * geometry.ballDiameter)) * shaftHz * (1 - ratio * ratio),
    cage: (shaftHz / 2) * (1 - ratio),
  };
}

/** What an envelope spectrum says of a bearing. */
export interface BearingDiagnosis {
  /** The part whose lines stand out most, null when none does. */
  part: BearingPart | null;
  /** Mean of the first two harmonics over the median of the spectrum around them, per part. */
  strength: Record<BearingPart, number>;
}

/** Names the part whose lines stand out by more than `threshold` (4 by default: noise alone gives 1 to 2.5). */
export function diagnoseBearing(spectrum: Spectrum, frequencies: BearingFrequencies, threshold = 4): BearingDiagnosis {
  const strength = {
    outerRace: lineStrength(spectrum, frequencies.outerRace),
    innerRace: lineStrength(spectrum, frequencies.innerRace),
    ball: lineStrength(spectrum, frequencies.ball),
    cage: lineStrength(spectrum, frequencies.cage),
  };
  const strongest = (Object.keys(strength) as BearingPart[]).reduce((best, part) =>
    strength[part] > strength[best] ? part : best,
  );
  return { part: strength[strongest] >= threshold ? strongest : null, strength };
}
