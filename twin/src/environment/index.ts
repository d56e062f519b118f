// An environment for reinforcement learning, in the manner of Gymnasium, over the simulated line.
export { checkEnvironment } from './check-environment.ts';
export { type RandomOrders, randomOrders } from './draw-orders.ts';
export { createDispatchEnvironment } from './environment.ts';
export { ENVIRONMENT_ERRORS, EnvironmentError, type EnvironmentErrorCode } from './errors.ts';
export { CANDIDATE, CANDIDATE_SIZE, type CandidateFeature } from './features.ts';
export type { DispatchEnvironment, Info, ResetOptions, StepResult } from './interface.ts';
export type { Reward } from './objective.ts';
export type { DispatchEnvironmentOptions, DrawOrders, LineSource } from './options.ts';
export { indexPolicy, type Policy, RULES } from './rules.ts';
export type { BoxSpace, DiscreteSpace, Feature } from './spaces.ts';
