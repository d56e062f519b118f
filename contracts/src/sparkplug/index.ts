// The Sparkplug B 3.0 codec: payloads, topics, host state and the memory of what births announced.
export * from './alias-memory.ts';
export * from './datatypes.ts';
export { decodePayload } from './decode.ts';
export { encodePayload } from './encode.ts';
export type { EncodeOptions } from './encode-value.ts';
export * from './errors.ts';
export { DEFAULT_DECODE_LIMITS, type DecodeLimits } from './limits.ts';
export type * from './payload.ts';
export * from './state.ts';
export * from './topic.ts';
