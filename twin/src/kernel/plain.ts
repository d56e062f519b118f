// The common step in one go: from the end of a cycle to the start of the next one, without stopping in the phases between.
import { LOADING, NONE, PASS, UNLOADING } from './constants.ts';
import type { Buffers } from './buffers.ts';
import type { Core } from './core.ts';
import type { Parts } from './parts.ts';
import type { Routing } from './routing.ts';
import type { Running } from './running.ts';
import { IS_WORKING, NOW } from './state.ts';

/** The step of plain machines: one part at a time, from one buffer or made from stock, with one way out when it is good. */
export function createPlainStep(core: Core, parts: Parts, buffers: Buffers, routing: Routing, running: Running) {
  const { state, parameters, program, trace } = core;
  const { line, tally, phase, place, count, result, content, lastProduct, origin, dueTask } = state;
  const { partProduct, partResult } = state;
  const { plainInput, placeStart, soleOutput, stockProduct } = parameters;
  const { rejects: hasRejects, calendar: hasCalendar, planned: hasTasks } = program.features;
  const { transit: hasTransit, preemption: hasPreemption } = program.features;

  /**
   * Lets the part of an UNLOADING plain machine go, takes the next one and starts its cycle; a LOADING one does the latter.
   * False when it has to stop on the way: the general step goes on in the phase where it stopped.
   */
  function goOn(machine: number): boolean {
    const at = placeStart[machine];
    if (phase[machine] === UNLOADING) {
      if (!leave(machine, place[at])) return false;
      count[machine] = 0;
      phase[machine] = LOADING;
    } else if (phase[machine] !== LOADING) return false;
    if ((hasCalendar && tally[IS_WORKING] === 0) || (hasTasks && dueTask[machine] !== NONE)) return false;
    const input = plainInput[machine];
    if (input >= 0 && !isReady(input)) return false;
    const part = input >= 0 ? buffers.take(input) : make(machine);
    const product = partProduct[part];
    place[at] = part;
    count[machine] = 1;
    lastProduct[machine] = product;
    if (hasPreemption) origin[machine] = input;
    running.startCycle(machine, part, product);
    return true;
  }

  function leave(machine: number, part: number): boolean {
    if (hasRejects) {
      if (result[machine] === NONE) partResult[part] = result[machine] = routing.judge(machine, part);
      if (result[machine] !== PASS) return false;
    } else partResult[part] = PASS;
    const to = soleOutput[machine];
    if (to < 0) parts.finish(part, -1 - to);
    else if (buffers.hasRoom(to)) buffers.put(to, part);
    else return false;
    result[machine] = NONE;
    return true;
  }

  function isReady(buffer: number): boolean {
    if (hasTransit) return buffers.readyAt(buffer, 0) <= line[NOW];
    return content[buffer] > 0;
  }

  function make(machine: number): number {
    const product = stockProduct[machine];
    const part = parts.create(product, NONE);
    if (trace !== null) trace(line[NOW], 'create', machine, product);
    return part;
  }

  return { goOn };
}
