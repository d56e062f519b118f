// How a machine comes by its parts: from buffers by rule, with components, in batches; sources make them for orders.
import {
  DISPATCH_FIFO,
  DISPATCH_POLICY,
  IDLE,
  KIND_SOURCE,
  NONE,
  OFFSHIFT,
  READY,
  STAGE_SETUP,
  STAGE_WORK,
  STARVED,
  UNLOADING,
} from './constants.ts';
import type { Buffers } from './buffers.ts';
import type { Core } from './core.ts';
import type { Dispatch } from './dispatch.ts';
import type { Parts } from './parts.ts';
import type { Running } from './running.ts';
import { ASKED, FIRST_OPEN, IS_WORKING, NOW, WIP } from './state.ts';

export type Loading = ReturnType<typeof createLoading>;

/** How machines load. */
export function createLoading(core: Core, parts: Parts, buffers: Buffers, dispatching: Dispatch, running: Running) {
  const { state, parameters, program, timers, enter, recall, trace, processSlots } = core;
  const { line, tally, phase, stage, count, out, place, lastProduct, origin, setups, dueTask, result } = state;
  const { partProduct, orderReleased, orderScrapped, remaining, worked, content, batchSince } = state;
  const { kind, batch, placeStart, plainInput, inputStart, inputBuffer, capacity } = parameters;
  const { componentStart, componentBuffer, componentQuantity, stockProduct, maxWip, dispatch } = parameters;
  const { orderProduct, quantity, releaseSeconds, batchWaitSeconds } = parameters;
  const { orders } = program.counts;
  const { calendar: hasCalendar, handOver: hasHandOver, planned: hasTasks, transit: hasTransit } = program.features;
  const { changeovers: hasChangeovers, policies: hasPolicies } = program.features;
  const { readyAt, take, takeAt } = buffers;
  const { offerOf } = dispatching;

  /** Goes on loading a machine; true when it has all its parts and is READY. Otherwise its state says why not. */
  function load(machine: number): boolean {
    if (hasCalendar && tally[IS_WORKING] === 0) return rest(machine, OFFSHIFT, Infinity);
    if (hasTasks && dueTask[machine] !== NONE) {
      running.startMaintenance(machine);
      return false;
    }
    const input = plainInput[machine];
    if (input >= 0) return loadPlain(machine, input);
    if (kind[machine] === KIND_SOURCE) return loadSource(machine);
    while (count[machine] < batch[machine]) {
      const until = takeInput(machine);
      if (hasPolicies && tally[ASKED] === machine) return rest(machine, STARVED, Infinity);
      if (until <= line[NOW]) continue;
      const latest = latestStart(machine);
      if (latest <= line[NOW]) break;
      return rest(machine, STARVED, Math.min(until, latest));
    }
    return becomeReady(machine);
  }

  /** When a batch that is not full starts with what it has [s]; Infinity while there is nothing. */
  function latestStart(machine: number): number {
    return count[machine] > 0 ? batchSince[machine] + batchWaitSeconds[machine] : Infinity;
  }

  /** The common case: one part from one buffer, first in, first out. */
  function loadPlain(machine: number, buffer: number): boolean {
    if (content[buffer] === 0) {
      if (!hasHandOver || capacity[buffer] !== 0) return rest(machine, STARVED, Infinity);
      const giver = offerOf(buffer);
      if (giver === NONE) return rest(machine, STARVED, Infinity);
      accept(machine, buffer, takeOver(buffer, giver));
      return becomeReady(machine);
    }
    if (hasTransit) {
      const ready = readyAt(buffer, 0);
      if (ready > line[NOW]) return rest(machine, STARVED, ready);
    }
    accept(machine, buffer, take(buffer));
    return becomeReady(machine);
  }

  /** Leaves the machine waiting, to look again at a known time or when it is recalled. */
  function rest(machine: number, because: number, until: number): false {
    enter(machine, because);
    if (until < Infinity) timers.set(processSlots + machine, until);
    else timers.cancel(processSlots + machine);
    return false;
  }

  /** Leaves a machine without a part until it is recalled. */
  function starve(machine: number): true {
    enter(machine, STARVED);
    timers.cancel(processSlots + machine);
    return true;
  }

  /** Leaves a machine waiting for the part at the head of a buffer. */
  function waitForHead(machine: number, buffer: number): true {
    enter(machine, STARVED);
    timers.set(processSlots + machine, readyAt(buffer, 0));
    return true;
  }

  /** Takes one main part, with its components; the present time when that went, else when it may go (Infinity: unknown). */
  function takeInput(machine: number): number {
    const now = line[NOW];
    if (dispatch[machine] === DISPATCH_FIFO) chooseFirst(machine);
    // With one candidate there is nothing to ask.
    else if (hasPolicies && dispatch[machine] === DISPATCH_POLICY && dispatching.candidates(machine).length > 1) {
      const complete = componentsAt(machine);
      if (complete > now) return complete;
      tally[ASKED] = machine;
      return now;
    } else dispatching.choose(machine);
    if (dispatching.input() === NONE) return dispatching.wait();
    const complete = componentsAt(machine);
    if (complete > now) return complete;
    takeChosen(machine);
    return now;
  }

  /** Takes the part that was chosen, with its components. */
  function takeChosen(machine: number): void {
    const buffer = inputBuffer[dispatching.input()];
    const giver = hasHandOver && content[buffer] === 0 ? offerOf(buffer) : NONE;
    accept(machine, buffer, giver === NONE ? takeAt(buffer, dispatching.place()) : takeOver(buffer, giver));
    takeComponents(machine);
  }

  /** The head of the first input that has one ready. */
  function chooseFirst(machine: number): void {
    const now = line[NOW];
    let soonest = Infinity;
    for (let input = inputStart[machine]; input < inputStart[machine + 1]; input++) {
      const buffer = inputBuffer[input];
      const ready = hasHandOver && capacity[buffer] === 0 && offerOf(buffer) !== NONE ? 0 : readyAt(buffer, 0);
      if (ready <= now) {
        dispatching.setBest(input, 0);
        return;
      }
      if (ready < soonest) soonest = ready;
    }
    dispatching.setNone(soonest);
  }

  function accept(machine: number, buffer: number, part: number): void {
    if (count[machine] === 0) batchSince[machine] = line[NOW];
    place[placeStart[machine] + count[machine]++] = part;
    origin[machine] = buffer;
  }

  /** Takes the part of a machine that waits to unload into a buffer without places, past the buffer. */
  function takeOver(buffer: number, giver: number): number {
    const part = place[placeStart[giver] + out[giver]];
    out[giver]++;
    result[giver] = NONE;
    state.chosen[giver] = NONE;
    state.entered[buffer]++;
    if (trace !== null) {
      trace(line[NOW], 'enter', buffer, partProduct[part]);
      trace(line[NOW], 'leave', buffer, partProduct[part]);
    }
    if (phase[giver] === UNLOADING) recall(giver);
    return part;
  }

  /** Time at which all components of one cycle are there. */
  function componentsAt(machine: number): number {
    let at = 0;
    for (let i = componentStart[machine]; i < componentStart[machine + 1]; i++) {
      const buffer = componentBuffer[i];
      const isOffered = hasHandOver && capacity[buffer] === 0 && offerOf(buffer) !== NONE;
      const ready = isOffered ? 0 : readyAt(buffer, componentQuantity[i] - 1);
      if (ready > at) at = ready;
    }
    return at;
  }

  function takeComponents(machine: number): void {
    for (let i = componentStart[machine]; i < componentStart[machine + 1]; i++) {
      const buffer = componentBuffer[i];
      for (let left = componentQuantity[i]; left > 0; left--) {
        const giver = hasHandOver && content[buffer] === 0 ? offerOf(buffer) : NONE;
        parts.consume(giver === NONE ? take(buffer) : takeOver(buffer, giver));
      }
    }
  }

  function loadSource(machine: number): boolean {
    if (maxWip[machine] > 0 && tally[WIP] >= maxWip[machine]) return rest(machine, IDLE, Infinity);
    const stock = stockProduct[machine];
    if (stock >= 0) return makePart(machine, stock, NONE);
    const order = openOrder();
    if (order < 0) return rest(machine, IDLE, nextRelease());
    orderReleased[order]++;
    return makePart(machine, orderProduct[order], order);
  }

  function makePart(machine: number, product: number, order: number): true {
    place[placeStart[machine]] = parts.create(product, order);
    count[machine] = 1;
    if (trace !== null) trace(line[NOW], 'create', machine, product);
    return becomeReady(machine);
  }

  /** First order in sequence that is released and of which parts are still to be started (scrap is made up); NONE for none. */
  function openOrder(): number {
    const now = line[NOW];
    let isLeading = true;
    for (let order = tally[FIRST_OPEN]; order < orders; order++) {
      if (partsToStart(order) <= 0) {
        if (isLeading) tally[FIRST_OPEN] = order + 1;
        continue;
      }
      if (releaseSeconds[order] <= now) return order;
      isLeading = false;
    }
    return NONE;
  }

  function nextRelease(): number {
    let next = Infinity;
    for (let order = tally[FIRST_OPEN]; order < orders; order++)
      if (partsToStart(order) > 0 && releaseSeconds[order] < next) next = releaseSeconds[order];
    return next;
  }

  function partsToStart(order: number): number {
    return quantity[order] - orderReleased[order] + orderScrapped[order];
  }

  /** All parts are in: a changeover comes first when the product asks for it. Batches go by the product of their first part. */
  function becomeReady(machine: number): true {
    const product = partProduct[place[placeStart[machine]]];
    const changeover = hasChangeovers ? dispatching.setupSeconds(machine, product) : 0;
    lastProduct[machine] = product;
    phase[machine] = READY;
    if (changeover > 0) {
      stage[machine] = STAGE_SETUP;
      remaining[machine] = changeover;
      worked[machine] = 0;
      setups[machine]++;
    } else {
      stage[machine] = STAGE_WORK;
      running.drawCycle(machine);
    }
    return true;
  }

  return { load, takeChosen, becomeReady, starve, waitForHead };
}
