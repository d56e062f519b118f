// What the real plant does differently from its line model, and what nobody tells the twin.
import type { FailureMode, Station } from '@mini-factory-twin/contracts';
import { createRandom } from './random.ts';

/** Half-width of the distortion of failures and repairs, as a share. */
const FAILURE_SPREAD = 0.2;
/** Standard deviation of the raw material's influence on machining times, as a share. */
const MATERIAL_SPREAD = 0.008;
/** Parts cut from one batch of raw material. */
export const MATERIAL_BATCH = 60;

/** Factors on the line model's values; all are 1 when the mismatch is 0. */
export interface HiddenTruth {
  cycleFactor(station: Station, product: string): number;
  betweenFactor(station: Station, failure: FailureMode): number;
  repairFactor(station: Station, failure: FailureMode): number;
  /** Factor on machining times of the n-th part released. */
  materialFactor(partNumber: number): number;
  /** Factor on manual work at a share 0..1 of the shift: brisk after the start, slower towards the end. */
  paceFactor(shareOfShift: number): number;
}

/**
 * Hidden factors of one seed.
 * @param mismatch half-width of the distortion of cycle times as a share, 0..0.5; 0 = the plant is as modelled
 */
export function createHiddenTruth(seed: number, mismatch: number): HiddenTruth {
  const isDistorted = mismatch > 0;
  const logUniform = (purpose: string, spread: number): number => {
    const half = Math.log1p(spread);
    return Math.exp(createRandom(seed, `hidden/${purpose}`).between(-half, half));
  };
  const failureSpread = isDistorted ? FAILURE_SPREAD : 0;
  return {
    cycleFactor: (station, product) =>
      logUniform(`cycle/${station.id}`, mismatch * 0.8) * logUniform(`cycle/${station.id}/${product}`, mismatch * 0.2),
    betweenFactor: (station, failure) => logUniform(`between/${station.id}/${failure.id}`, failureSpread),
    repairFactor: (station, failure) => logUniform(`repair/${station.id}/${failure.id}`, failureSpread),
    materialFactor(partNumber) {
      if (!isDistorted) return 1;
      const batch = Math.floor(partNumber / MATERIAL_BATCH);
      return Math.exp(MATERIAL_SPREAD * createRandom(seed, `material/${batch}`).normal());
    },
    paceFactor: (shareOfShift) => (isDistorted ? 0.985 + 0.03 * shareOfShift ** 2 : 1),
  };
}
