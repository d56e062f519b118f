// The common step in one go: from the end of a cycle to the start of the next one, without stopping in the phases between.
import { LOADING, NONE, PASS } from './constants.ts';
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
  const { rejects: hasRejects, calendar: hasCalendar, planned: hasTasks, transit: hasTransit } = program.features;

  /**
   * Lets the part of an UNLOADING plain machine go and starts the next cycle. False when the machine has to stop on the
   * way: it is then in the phase where it stops, and the general step goes on from there.
   */
  function passOn(machine: number): boolean {
    const at = placeStart[machine];
    if (!leave(machine, place[at])) return false;
    const input = plainInput[machine];
    const mayLoad = (!hasCalendar || tally[IS_WORKING] !== 0) && (!hasTasks || dueTask[machine] === NONE);
    if (!mayLoad || (input >= 0 && !isReady(input))) {
      count[machine] = 0;
      phase[machine] = LOADING;
      return false;
    }
    const part = input >= 0 ? buffers.take(input) : make(machine);
    place[at] = part;
    origin[machine] = input;
    lastProduct[machine] = partProduct[part];
    running.drawCycle(machine);
    running.startStretch(machine);
    return true;
  }

  function leave(machine: number, part: number): boolean {
    const verdict = hasRejects ? routing.judge(machine, part) : PASS;
    const to = soleOutput[machine];
    partResult[part] = verdict;
    if (verdict !== PASS || (to >= 0 && !buffers.hasRoom(to))) {
      result[machine] = verdict;
      return false;
    }
    if (to >= 0) buffers.put(to, part);
    else parts.finish(part, -1 - to);
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

  return { passOn };
}
