// The twin's API: HTTP routes, stream and server.
export { type ApiOptions, createApi, type TwinApi } from './create-api.ts';
export type { ApiPorts, ChangeParts, ClockReading, HistoryQuery, LinePort } from './ports.ts';
export { type ApiServer, type ApiServerOptions, startApi } from './start-api.ts';
