// The event set: one timer per slot, due in the order (time, slot); near timers in a sorted ring, far ones in a 4-ary heap.
//
// Slots are numbered by priority class (calendar, repairs, modes, processes) and by entity within it, so the order is
// total. Cycle times are alike, so a new process timer lands near the tail of the ring: the insertion is a step or two.
// A long timer would sit at the tail and be stepped over each time, hence the heap.
import type { Counts } from './program.ts';
import { FAR_DUE, HEAP_COUNT, processSlots, RING_COUNT, RING_HEAD, ringSize, type State } from './state.ts';

const UNSET = -1;
const IN_RING = -2;
/** Above this many machines the heap takes all timers: insertion in the ring is linear in the worst case. */
const RING_LIMIT = 512;

export type Timers = ReturnType<typeof createTimers>;

/** The event set over a state. `ringLimit`: most machines for which process timers go into the ring. */
export function createTimers(state: State, counts: Counts, ringLimit = RING_LIMIT) {
  const { line, tally, due, position, ring, heap } = state;
  const ringMask = ringSize(counts.machines) - 1;
  /** First slot that lives in the ring; those before live in the heap. */
  const firstNear = counts.machines > ringLimit ? due.length : processSlots(counts);

  /** Makes the set empty. */
  function clear(): void {
    position.fill(UNSET);
    tally[RING_HEAD] = 0;
    tally[RING_COUNT] = 0;
    tally[HEAP_COUNT] = 0;
    line[FAR_DUE] = Infinity;
  }

  /** Sets the timer of a slot to a time [s]; a set timer is moved. */
  function set(slot: number, time: number): void {
    if (position[slot] !== UNSET) cancel(slot);
    due[slot] = time;
    if (slot >= firstNear) insertNear(slot, time);
    else insertFar(slot, time);
  }

  function isSet(slot: number): boolean {
    return position[slot] !== UNSET;
  }

  /** Stops the timer of a slot, if it is set. */
  function cancel(slot: number): void {
    const at = position[slot];
    if (at === UNSET) return;
    position[slot] = UNSET;
    if (at === IN_RING) removeNear(slot);
    else removeFar(at);
  }

  /** Takes out the slot that is due next, if it is due at or before `until`; else UNSET (-1). Its time is `due[slot]`. */
  function popUntil(until: number): number {
    if (tally[RING_COUNT] > 0) {
      const head = tally[RING_HEAD];
      const slot = ring[head];
      const time = due[slot];
      if (time < line[FAR_DUE]) {
        if (time > until) return UNSET;
        position[slot] = UNSET;
        tally[RING_HEAD] = (head + 1) & ringMask;
        tally[RING_COUNT]--;
        return slot;
      }
    }
    if (line[FAR_DUE] > until || tally[HEAP_COUNT] === 0) return UNSET;
    const slot = heap[0];
    position[slot] = UNSET;
    removeFar(0);
    return slot;
  }

  function insertNear(slot: number, time: number): void {
    const head = tally[RING_HEAD];
    let at = tally[RING_COUNT]++;
    while (at > 0) {
      const other = ring[(head + at - 1) & ringMask];
      const otherTime = due[other];
      if (otherTime < time || (otherTime === time && other < slot)) break;
      ring[(head + at) & ringMask] = other;
      at--;
    }
    ring[(head + at) & ringMask] = slot;
    position[slot] = IN_RING;
  }

  function removeNear(slot: number): void {
    const head = tally[RING_HEAD];
    const last = --tally[RING_COUNT];
    let at = 0;
    while (ring[(head + at) & ringMask] !== slot) at++;
    for (; at < last; at++) ring[(head + at) & ringMask] = ring[(head + at + 1) & ringMask];
  }

  function insertFar(slot: number, time: number): void {
    siftUp(tally[HEAP_COUNT]++, slot, time);
    line[FAR_DUE] = due[heap[0]];
  }

  function removeFar(at: number): void {
    const last = --tally[HEAP_COUNT];
    if (at !== last) {
      const moved = heap[last];
      if (at > 0 && isBefore(moved, heap[(at - 1) >> 2])) siftUp(at, moved, due[moved]);
      else siftDown(at, moved);
    }
    line[FAR_DUE] = last > 0 ? due[heap[0]] : Infinity;
  }

  function siftUp(from: number, slot: number, time: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const other = heap[parent];
      const otherTime = due[other];
      if (otherTime < time || (otherTime === time && other < slot)) break;
      heap[at] = other;
      position[other] = at;
      at = parent;
    }
    heap[at] = slot;
    position[slot] = at;
  }

  function siftDown(from: number, slot: number): void {
    const count = tally[HEAP_COUNT];
    let at = from;
    for (;;) {
      const first = at * 4 + 1;
      if (first >= count) break;
      let least = first;
      for (let child = first + 1; child < first + 4 && child < count; child++) {
        if (isBefore(heap[child], heap[least])) least = child;
      }
      const other = heap[least];
      if (isBefore(slot, other)) break;
      heap[at] = other;
      position[other] = at;
      at = least;
    }
    heap[at] = slot;
    position[slot] = at;
  }

  function isBefore(a: number, b: number): boolean {
    return due[a] < due[b] || (due[a] === due[b] && a < b);
  }

  return { clear, set, isSet, cancel, popUntil };
}

/** Whether the timer of a slot is set in a state that no event set works on at the moment. */
export function isTimerSet({ position }: State, slot: number): boolean {
  return position[slot] !== UNSET;
}
