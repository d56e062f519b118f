// One stream of random numbers per (entity, purpose): sfc32 with its four words inside the state buffer.

/** Purposes of streams; part of the key, so that no two streams of a replication are the same. */
export const STREAM_CYCLE = 1;
export const STREAM_QUALITY = 2;
export const STREAM_LIFE = 3;
export const STREAM_REPAIR = 4;
export const STREAM_ROUTE = 5;

const TO_UNIT = 2 ** -32;
const WARM_UP = 12;

/** Next number of the stream at `n[at..at+3]`, uniform in the open interval (0, 1), 32 bits. */
export function uniform(n: Int32Array, at: number): number {
  const a = n[at];
  const b = n[at + 1];
  const c = n[at + 2];
  const d = n[at + 3];
  const t = (((a + b) | 0) + d) | 0;
  n[at + 3] = (d + 1) | 0;
  n[at] = b ^ (b >>> 9);
  n[at + 1] = (c + (c << 3)) | 0;
  n[at + 2] = (((c << 21) | (c >>> 11)) + t) | 0;
  return ((t >>> 0) + 0.5) * TO_UNIT;
}

/** What makes a stream what it is. */
export interface StreamKey {
  seed: number;
  replication: number;
  entity: number;
  purpose: number;
}

/** Starts the stream at `n[at..at+3]` from its key. The same key gives the same numbers in every model that has the entity. */
export function seedStream(n: Int32Array, at: number, { seed, replication, entity, purpose }: StreamKey): void {
  const run = mix(mix(seed | 0) ^ Math.imul(replication | 0, 0x9e3779b1));
  const stream = mix(mix(Math.imul(entity + 1, 0x85ebca6b) ^ purpose) ^ run);
  n[at] = stream;
  n[at + 1] = mix(stream ^ run);
  n[at + 2] = mix(run ^ Math.imul(purpose, 0xc2b2ae35) ^ entity);
  n[at + 3] = 1;
  for (let round = 0; round < WARM_UP; round++) uniform(n, at);
}

/** Mixes 32 bits so that each bit of the result depends on each bit of the value (finaliser of MurmurHash3). */
export function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
