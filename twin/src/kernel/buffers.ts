// Buffers: FIFOs of bounded content whose parts may leave no earlier than their transit time after they came.
import { recall } from './agenda.ts';
import { LOADING, UNLOADING } from './constants.ts';
import type { Core } from './core.ts';
import { BUFFER_PARAM, CONTENT, HEAD, LINE, NOW, ON_AGENDA, PHASE, READY_AT, RING, SINCE } from './layout.ts';
import { CAPACITY, CONSUMERS, PRODUCERS, TRANSIT } from './program.ts';

/** True when the buffer can take a part. */
export function hasRoom(k: Core, b: number): boolean {
  return k.n[b + CONTENT] < k.m[k.n[b + BUFFER_PARAM] + CAPACITY];
}

/** Time at which the part at a place (0: next to leave) has passed the buffer; Infinity when there is no such part. */
export function readyAt(k: Core, b: number, place: number): number {
  const { f, n } = k;
  if (place >= n[b + CONTENT]) return Infinity;
  return f[(n[n[b + RING] + ringPlace(k, b, place)] >> 1) + READY_AT];
}

/** Puts a part into a buffer with room and tells the stations that may wait for it. */
export function putPart(k: Core, b: number, part: number): void {
  const { f, n, m, g } = k;
  const param = n[b + BUFFER_PARAM];
  const content = n[b + CONTENT]++;
  n[n[b + RING] + ringPlace(k, b, content)] = part;
  f[(part >> 1) + READY_AT] = f[(LINE >> 1) + NOW] + g[(param >> 1) + TRANSIT];
  const list = m[param + CONSUMERS];
  const end = list + 2 * m[list];
  for (let i = list + 1; i <= end; i += 2) {
    // A station that waits for a main part has its timer on the head already, so only a new head is news to it.
    if (n[m[i] + PHASE] === LOADING && (content === 0 || m[i + 1] !== 0)) recall(k, m[i]);
  }
}

/** Takes the next part out of a buffer that has one, and tells the stations that may have waited for room. */
export function takePart(k: Core, b: number): number {
  const { n, m } = k;
  const capacity = m[n[b + BUFFER_PARAM] + CAPACITY];
  const head = n[b + HEAD];
  const part = n[n[b + RING] + head];
  n[b + HEAD] = head + 1 === capacity ? 0 : head + 1;
  if (n[b + CONTENT]-- === capacity) recallBlocked(k, m[n[b + BUFFER_PARAM] + PRODUCERS]);
  return part;
}

/** Recalls stations with parts to unload, the one that waits longest first. */
function recallBlocked(k: Core, list: number): void {
  const { f, n, m } = k;
  for (;;) {
    let oldest = 0;
    for (let i = 1; i <= m[list]; i++) {
      const s = m[list + i];
      if (n[s + PHASE] !== UNLOADING || n[s + ON_AGENDA] !== 0) continue;
      if (oldest === 0 || f[(s >> 1) + SINCE] < f[(oldest >> 1) + SINCE]) oldest = s;
    }
    if (oldest === 0) return;
    recall(k, oldest);
  }
}

function ringPlace(k: Core, b: number, place: number): number {
  const capacity = k.m[k.n[b + BUFFER_PARAM] + CAPACITY];
  const at = k.n[b + HEAD] + place;
  return at >= capacity ? at - capacity : at;
}
