// The UNS adapter: what the wiring may use of it.
export type { UnsBranch } from './topic.ts';
export { startUnsMirror, type TwinValue, type UnsMirror, type UnsMirrorOptions } from './uns-mirror.ts';
