// Settings of the condition detector with their defaults.

/** How the detector learns, smooths, limits and holds its alarms. Rates and counts are per sample. */
export interface DetectorOptions {
  /** Samples of the first in-control stretch. */
  baselineSamples: number;
  /** Longest wait for a settled stretch; then the newest samples are taken as they are. */
  maxBaselineSamples: number;
  /** Largest climb of a sensor over the stretch, in deviations about its straight line. */
  settledWithin: number;
  /** EWMA weight for steps. */
  fastLambda: number;
  /** EWMA weight for drifts. */
  slowLambda: number;
  /** Shrinkage of correlations towards 0 (0..1). */
  shrinkage: number;
  /** Components of T2: a number of them, or the share of variance (below 1) that they explain. */
  components: number;
  /** Quantile of the learning stretch that the limits must not lie below. */
  limitQuantile: number;
  /** False-alarm probability of one independent sample by theory. */
  falseAlarmProbability: number;
  /** Factor on the limits. */
  limitFactor: number;
  /** Rate at which the mean follows while in control; 0 keeps the baseline fixed. */
  adaptRate: number;
  /** Rate at which the deviation follows while in control; 0 keeps it fixed. */
  adaptScaleRate: number;
  /** Reference value of the CUSUM in long-run deviations. */
  cusumSlack: number;
  /** Decision interval of the CUSUM; Infinity switches it off. */
  cusumLimit: number;
  /** Samples over the limit, out of `raiseWindow`, that raise the alarm. */
  raiseCount: number;
  raiseWindow: number;
  /** Share of the limit that the index must stay below to clear the alarm. */
  deadband: number;
  /** Samples in a row below the deadband that clear it. */
  clearCount: number;
  /** Rate at which the level between change points follows. */
  levelRate: number;
  /** Distance from the level that is a change point, as a factor on the fast T2 limit. */
  levelFactor: number;
  /** Fewest samples between two change points. */
  levelSpacing: number;
  /** Deviations of one lone sensor in one sample that are first taken for a sensor fault. */
  jumpDeviations: number;
  /** Samples for which such a jump is held back. */
  jumpHoldSamples: number;
  /** A gap of this many usual sampling intervals is reported and starts the EWMAs anew. */
  gapIntervals: number;
}

/** Defaults for signals of about one sample a second. */
export const defaultDetectorOptions: DetectorOptions = {
  baselineSamples: 400,
  maxBaselineSamples: 4000,
  settledWithin: 2,
  fastLambda: 0.3,
  slowLambda: 0.05,
  shrinkage: 0.1,
  components: 0.95,
  limitQuantile: 0.999,
  falseAlarmProbability: 1e-4,
  limitFactor: 1,
  adaptRate: 0,
  adaptScaleRate: 0,
  cusumSlack: 0.5,
  cusumLimit: Number.POSITIVE_INFINITY,
  raiseCount: 3,
  raiseWindow: 5,
  deadband: 0.7,
  clearCount: 5,
  levelRate: 0.02,
  levelFactor: 1,
  levelSpacing: 10,
  jumpDeviations: 12,
  jumpHoldSamples: 5,
  gapIntervals: 30,
};
