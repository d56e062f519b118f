// The ingest adapters: what the wiring may use of them.
export { createPlantClock, medianClock, type PlantClock } from './clock.ts';
export type * from './source.ts';
export { type SparkplugHost, type SparkplugHostOptions, startSparkplugHost } from './sparkplug-host.ts';
export type { HostRole } from './sparkplug-receiver.ts';
