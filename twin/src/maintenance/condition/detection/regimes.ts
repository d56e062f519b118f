// One baseline per regime (product, recipe, mode): a change of regime is no fault, and each regime learns its own normal.
import { createClockCheck } from './clock-check.ts';
import { createConditionDetector } from './detector.ts';
import type { ConditionDetector, DetectorSetup, Verdict } from './detector-types.ts';
import { defaultDetectorOptions } from './options.ts';

/** Detector of a component that runs in several discrete regimes. */
export interface RegimeDetector {
  /**
   * Takes one sample of a regime. For the first `settleSamples` after a change null is returned and nothing is learned:
   * the process is still on its way.
   */
  push(atMs: number, sample: RegimeSample): Verdict | null;
  /** The detector of the present regime, for its evidence; null before the first sample. */
  current(): ConditionDetector | null;
  /** Forgets the baselines of all regimes: after a repair of the component. */
  reset(): void;
}

/** A sample with the regime it was taken in. */
export interface RegimeSample {
  regime: string;
  sensors: ArrayLike<number>;
  operating?: ArrayLike<number>;
}

/**
 * Creates a detector per regime when it is first seen. An alarm that was active when its regime was left is active again
 * when it returns, until the process is back within the limits there.
 */
export function createRegimeDetector(setup: DetectorSetup, settleSamples: number): RegimeDetector {
  const detectors = new Map<string, ConditionDetector>();
  const clock = createClockCheck(setup.options?.gapIntervals ?? defaultDetectorOptions.gapIntervals);
  // A regime's own stream has gaps wherever another one ran, so gaps are told from all samples together.
  const ownSetup = { ...setup, options: { ...setup.options, gapIntervals: Number.POSITIVE_INFINITY } };
  let present: string | null = null;
  let since = 0;
  return {
    push: (atMs, { regime, sensors, operating }) => {
      let detector = detectors.get(regime);
      if (detector === undefined) {
        detector = createConditionDetector(ownSetup);
        detectors.set(regime, detector);
      }
      // The very first regime was not changed to, so there is nothing to settle.
      if (regime !== present) since = present === null ? settleSamples : 0;
      present = regime;
      since++;
      const clockFault = clock.check(atMs);
      if (since <= settleSamples) return null;
      const verdict = detector.push(atMs, sensors, operating);
      verdict.clockFault ??= clockFault;
      return verdict;
    },
    current: () => (present === null ? null : (detectors.get(present) ?? null)),
    reset: () => {
      for (const detector of detectors.values()) detector.reset();
    },
  };
}
