// Condition of a component: from raw samples to an explained alarm (ISO 13374 manipulation, detection, health).
export {
  type ConditionDetector,
  type Contribution,
  createConditionDetector,
  type DetectorSetup,
  type Verdict,
} from './detection/detector.ts';
export { type DetectorOptions, defaultDetectorOptions } from './detection/options.ts';
export type { ClockFault, SensorFault, SensorRange } from './detection/sensor-check.ts';
