// Remaining life (ISO 13374 prognostics): from a fleet's histories, from one unit's own course, from event logs.
export {
  fitFleetModel,
  type FleetModel,
  type FleetModelOptions,
  type LifePrediction,
  type UnitHistory,
} from './fleet-model.ts';
export { createGammaLife, type GammaLife, type GammaPrior } from './gamma-process.ts';
export type { LifeQuantiles } from './intervals.ts';
export { similarLife, type SimilarityOptions } from './similarity.ts';
export { conditionalFailure, fitWeibull, type ObservedLife, remainingOfAge, type WeibullLife } from './weibull.ts';
export { createWienerLife, type WienerLife, type WienerPrior } from './wiener.ts';
