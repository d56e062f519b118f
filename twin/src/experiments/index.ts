// Experiments: offline runs that are created, stepped, run, compared and kept.
export { createExperiments, type Experiments, type ExperimentStore } from './experiments.ts';
