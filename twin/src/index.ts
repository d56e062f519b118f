// The public face of the twin workspace: for scorers, benchmarks and typed clients.
export type { TwinApi } from './api/index.ts';
export { startTwin, type Twin } from './app.ts';
export { readConfig, type TwinConfig, twinConfigSchema } from './config.ts';
