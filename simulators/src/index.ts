// The public face of the simulators workspace.
export { type SimulatorConfig, SimulatorConfigError, parseSimulatorConfig, simulatorConfigSchema } from './config.ts';
export { type EdgeNode, type EdgeNodeOptions, startEdgeNode } from './edge/edge-node.ts';
export { createPlant, type Plant, type PlantOptions, STEP_MS } from './plant/plant.ts';
export type { TruthEntry, TruthListener } from './plant/truth.ts';
export { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts';
