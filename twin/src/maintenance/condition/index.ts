// Condition of a component: from raw samples to an explained alarm (ISO 13374 manipulation, detection, health).
export type { ClockFault } from './detection/clock-check.ts';
export { createConditionDetector } from './detection/detector.ts';
export type { ConditionDetector, Contribution, DetectorSetup, Verdict } from './detection/detector-types.ts';
export { type DetectorOptions, defaultDetectorOptions } from './detection/options.ts';
export { createRegimeDetector, type RegimeDetector, type RegimeSample } from './detection/regimes.ts';
export type { SensorFault, SensorRange } from './detection/sensor-check.ts';
export {
  type BearingDiagnosis,
  type BearingFrequencies,
  type BearingGeometry,
  type BearingPart,
  bearingFrequencies,
  diagnoseBearing,
} from './health/bearing.ts';
export { activeModes, type FailureMode, type ModeFinding, type PhysicalLimit } from './health/failure-modes.ts';
export { createHealthIndex, type HealthIndex, type HealthIndexOptions } from './health/health-index.ts';
export {
  type MachineClass,
  type VibrationSeverity,
  type VibrationZone,
  vibrationSeverity,
  vibrationZone,
  type ZoneBoundaries,
  zoneBoundaries,
} from './health/zones.ts';
export {
  createVibrationAnalyser,
  type Spectrum,
  type VibrationAnalyser,
  type VibrationFeatures,
} from './manipulation/vibration.ts';
export { createRollingWindow, type RollingWindow } from './manipulation/rolling.ts';
