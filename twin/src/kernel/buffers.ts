// Buffers: FIFOs of bounded content whose parts leave no earlier than their transit and the headway behind the last allow.
import { LOADING, NONE, RUNNING, STAGE_WORK, UNLOADING } from './constants.ts';
import type { Core } from './core.ts';
import { NOW } from './state.ts';

export type Buffers = ReturnType<typeof createBuffers>;

/** How parts go in and out of buffers, and who is told. `priorityOf` a part decides on pre-emption. */
export function createBuffers(
  { state, parameters, program, recall, trace }: Core,
  priorityOf: (part: number) => number,
) {
  const { line, phase, stage, content, head, contentSum, lastLeft, entered, store, partReady } = state;
  const { since, isOnAgenda, place } = state;
  const { capacity, ringStart, ringMask, transitSeconds, headwaySeconds, preempts, placeStart } = parameters;
  const {
    consumerStart,
    consumerMachine,
    consumerIsComponent,
    producerStart,
    producerMachine,
    soleConsumer,
    soleProducer,
  } = parameters;
  const { transit: hasTransit, preemption: hasPreemption } = program.features;

  function hasRoom(buffer: number): boolean {
    return content[buffer] < capacity[buffer];
  }

  /** Time at which the part at a place (0: next to leave) may leave; Infinity when there is no such part. */
  function readyAt(buffer: number, index: number): number {
    if (index >= content[buffer]) return Infinity;
    if (!hasTransit) return 0;
    const through = partReady[store[slotOf(buffer, index)]];
    const behind = lastLeft[buffer] + headwaySeconds[buffer] * (index + 1);
    return through > behind ? through : behind;
  }

  /** Puts a part into a buffer with room and tells the machines that may wait for it. */
  function put(buffer: number, part: number): void {
    const now = line[NOW];
    const before = content[buffer]++;
    store[slotOf(buffer, before)] = part;
    contentSum[buffer] -= now;
    entered[buffer]++;
    if (hasTransit) partReady[part] = now + transitSeconds[buffer];
    if (trace !== null) trace(now, 'enter', buffer, state.partProduct[part]);
    const only = soleConsumer[buffer];
    if (hasPreemption || only === NONE) tellConsumers(buffer, part, before);
    else if (before === 0 && phase[only] === LOADING) recall(only);
  }

  function tellConsumers(buffer: number, part: number, before: number): void {
    const end = consumerStart[buffer + 1];
    for (let i = consumerStart[buffer]; i < end; i++) {
      const consumer = consumerMachine[i];
      // A machine that waits for a main part has its timer on the head already, so only a new head is news to it.
      if (phase[consumer] === LOADING && (before === 0 || consumerIsComponent[i] !== 0)) recall(consumer);
      else if (hasPreemption && preempts[consumer] !== 0 && isOutranked(consumer, part)) recall(consumer);
    }
  }

  function isOutranked(machine: number, part: number): boolean {
    if (phase[machine] !== RUNNING || stage[machine] !== STAGE_WORK) return false;
    return priorityOf(part) > priorityOf(place[placeStart[machine]]);
  }

  /** Takes the next part out of a buffer that has one, and tells the machines that may have waited for room. */
  function take(buffer: number): number {
    const part = store[ringStart[buffer] + head[buffer]];
    head[buffer] = (head[buffer] + 1) & ringMask[buffer];
    book(buffer, part);
    return part;
  }

  /** Takes the part at a place out, closing the gap. */
  function takeAt(buffer: number, index: number): number {
    if (index === 0) return take(buffer);
    const part = store[slotOf(buffer, index)];
    for (let i = index; i + 1 < content[buffer]; i++) store[slotOf(buffer, i)] = store[slotOf(buffer, i + 1)];
    book(buffer, part);
    return part;
  }

  /** Puts a part back before all others; it is ready at once, and for this the buffer may be over its capacity. */
  function putBack(buffer: number, part: number): void {
    head[buffer] = (head[buffer] - 1) & ringMask[buffer];
    store[ringStart[buffer] + head[buffer]] = part;
    content[buffer]++;
    contentSum[buffer] -= line[NOW];
    if (hasTransit) partReady[part] = line[NOW];
    if (trace !== null) trace(line[NOW], 'enter', buffer, state.partProduct[part]);
  }

  function book(buffer: number, part: number): void {
    const now = line[NOW];
    const before = content[buffer]--;
    contentSum[buffer] += now;
    if (hasTransit) lastLeft[buffer] = now;
    if (trace !== null) trace(now, 'leave', buffer, state.partProduct[part]);
    if (before === capacity[buffer]) recallBlocked(buffer);
  }

  /** Recalls machines with parts to unload, the one that has been waiting longest first. */
  function recallBlocked(buffer: number): void {
    const only = soleProducer[buffer];
    if (only !== NONE) {
      if (phase[only] === UNLOADING) recall(only);
      return;
    }
    const start = producerStart[buffer];
    const end = producerStart[buffer + 1];
    for (;;) {
      let oldest = NONE;
      for (let i = start; i < end; i++) {
        const machine = producerMachine[i];
        if (phase[machine] !== UNLOADING || isOnAgenda[machine] !== 0) continue;
        if (oldest === NONE || since[machine] < since[oldest]) oldest = machine;
      }
      if (oldest === NONE) return;
      recall(oldest);
    }
  }

  /** Tells the machines that wait for parts of a buffer without places that one is offered. */
  function recallConsumers(buffer: number): void {
    for (let i = consumerStart[buffer]; i < consumerStart[buffer + 1]; i++) {
      if (phase[consumerMachine[i]] === LOADING) recall(consumerMachine[i]);
    }
  }

  function slotOf(buffer: number, index: number): number {
    return ringStart[buffer] + ((head[buffer] + index) & ringMask[buffer]);
  }

  /** The part at a place. */
  function partAt(buffer: number, index: number): number {
    return store[slotOf(buffer, index)];
  }

  return { hasRoom, readyAt, put, take, takeAt, putBack, partAt, recallConsumers };
}
