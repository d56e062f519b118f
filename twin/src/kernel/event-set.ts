// The event set: one timer per slot, due in the order (time, slot); near timers in a sorted ring, far ones in a 4-ary heap.
//
// Slots are numbered by priority class (calendar, repairs, calendar failures, processes) and by entity within it, so
// the order is total. Cycle times are alike, so a new process timer lands near the tail of the ring: the insertion is
// a step or two. A long timer would sit at the tail and be stepped over each time, hence the heap.
import type { Core } from './core.ts';
import { HEAP_COUNT, LINE, RING_COUNT, RING_HEAD } from './layout.ts';

const IDLE_SLOT = -1;
const IN_RING = -2;

/** Makes the set empty. */
export function clearTimers(k: Core): void {
  k.n.fill(IDLE_SLOT, k.positions, k.positions + k.program.layout.slots);
  k.n[LINE + RING_HEAD] = 0;
  k.n[LINE + RING_COUNT] = 0;
  k.n[LINE + HEAP_COUNT] = 0;
}

/** Sets the timer of a slot to a time [s]; a set timer is moved. */
export function setTimer(k: Core, slot: number, time: number): void {
  if (k.n[k.positions + slot] !== IDLE_SLOT) cancelTimer(k, slot);
  k.f[k.timers + slot] = time;
  if (slot < k.nearSlots) insertFar(k, slot, time);
  else insertNear(k, slot, time);
}

/** True when the slot's timer is set. */
export function isTimerSet(k: Core, slot: number): boolean {
  return k.n[k.positions + slot] !== IDLE_SLOT;
}

/** Stops the timer of a slot, if it is set. */
export function cancelTimer(k: Core, slot: number): void {
  const position = k.n[k.positions + slot];
  if (position === IDLE_SLOT) return;
  k.n[k.positions + slot] = IDLE_SLOT;
  if (position === IN_RING) removeNear(k, slot);
  else removeFar(k, position);
}

/** Slot that is due next, -1 for none. Its time is `f[timers + slot]`. */
export function nextSlot(k: Core): number {
  const { f, n } = k;
  const near = n[LINE + RING_COUNT] > 0 ? n[k.ring + n[LINE + RING_HEAD]] : -1;
  const far = n[LINE + HEAP_COUNT] > 0 ? n[k.heap] : -1;
  if (far < 0) return near;
  if (near < 0) return far;
  return f[k.timers + far] <= f[k.timers + near] ? far : near;
}

/** Takes the slot that is due next out of the set. */
export function popSlot(k: Core, slot: number): void {
  const { n } = k;
  const position = n[k.positions + slot];
  n[k.positions + slot] = IDLE_SLOT;
  if (position !== IN_RING) {
    removeFar(k, position);
    return;
  }
  n[LINE + RING_HEAD] = (n[LINE + RING_HEAD] + 1) & k.ringMask;
  n[LINE + RING_COUNT]--;
}

function insertNear(k: Core, slot: number, time: number): void {
  const { f, n, ring, ringMask, timers } = k;
  const head = n[LINE + RING_HEAD];
  let at = n[LINE + RING_COUNT]++;
  while (at > 0) {
    const other = n[ring + ((head + at - 1) & ringMask)];
    const otherTime = f[timers + other];
    if (otherTime < time || (otherTime === time && other < slot)) break;
    n[ring + ((head + at) & ringMask)] = other;
    at--;
  }
  n[ring + ((head + at) & ringMask)] = slot;
  n[k.positions + slot] = IN_RING;
}

function removeNear(k: Core, slot: number): void {
  const { n, ring, ringMask } = k;
  const head = n[LINE + RING_HEAD];
  const last = --n[LINE + RING_COUNT];
  let at = 0;
  while (n[ring + ((head + at) & ringMask)] !== slot) at++;
  for (; at < last; at++) n[ring + ((head + at) & ringMask)] = n[ring + ((head + at + 1) & ringMask)];
}

function insertFar(k: Core, slot: number, time: number): void {
  siftUp(k, k.n[LINE + HEAP_COUNT]++, slot, time);
}

function removeFar(k: Core, position: number): void {
  const { f, n, heap } = k;
  const last = --n[LINE + HEAP_COUNT];
  if (position === last) return;
  const moved = n[heap + last];
  const time = f[k.timers + moved];
  if (position > 0 && isBefore(k, moved, n[heap + ((position - 1) >> 2)])) siftUp(k, position, moved, time);
  else siftDown(k, position, moved);
}

function siftUp(k: Core, from: number, slot: number, time: number): void {
  const { f, n, heap, timers, positions } = k;
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 2;
    const other = n[heap + parent];
    const otherTime = f[timers + other];
    if (otherTime < time || (otherTime === time && other < slot)) break;
    n[heap + at] = other;
    n[positions + other] = at;
    at = parent;
  }
  n[heap + at] = slot;
  n[positions + slot] = at;
}

function siftDown(k: Core, from: number, slot: number): void {
  const { n, heap, positions } = k;
  const count = n[LINE + HEAP_COUNT];
  let at = from;
  for (;;) {
    const first = at * 4 + 1;
    if (first >= count) break;
    let least = first;
    for (let child = first + 1; child < first + 4 && child < count; child++) {
      if (isBefore(k, n[heap + child], n[heap + least])) least = child;
    }
    const other = n[heap + least];
    if (isBefore(k, slot, other)) break;
    n[heap + at] = other;
    n[positions + other] = at;
    at = least;
  }
  n[heap + at] = slot;
  n[positions + slot] = at;
}

function isBefore(k: Core, a: number, b: number): boolean {
  const timeA = k.f[k.timers + a];
  const timeB = k.f[k.timers + b];
  return timeA < timeB || (timeA === timeB && a < b);
}
