// The common step in one go: from the end of a cycle to the start of the next one, without stopping in the phases between.
import { LOADING, NONE, PASS, UNLOADING } from './constants.ts';
import type { Buffers } from './buffers.ts';
import type { Core } from './core.ts';
import type { Dispatch } from './dispatch.ts';
import type { Loading } from './loading.ts';
import type { Parts } from './parts.ts';
import { NO_SOLE_OUTPUT } from './program.ts';
import type { Routing } from './routing.ts';
import type { Running } from './running.ts';
import { IS_WORKING, NOW } from './state.ts';

/** What the step is made of. */
export interface Steps {
  parts: Parts;
  buffers: Buffers;
  routing: Routing;
  dispatching: Dispatch;
  running: Running;
  loading: Loading;
}

/** The step of machines that have one part at a time. */
export function createPlainStep(core: Core, { parts, buffers, routing, dispatching, running, loading }: Steps) {
  const { state, parameters, program, trace } = core;
  const { line, tally, phase, place, count, out, result, content, lastProduct, origin, dueTask } = state;
  const { partProduct, partResult } = state;
  const { isPlain, plainInput, plainStock, placeStart, soleOutput, operatorSkill } = parameters;
  const { rejects: hasRejects, calendar: hasCalendar, planned: hasTasks, handOver: hasHandOver } = program.features;
  const { transit: hasTransit, preemption: hasPreemption } = program.features;
  const { operators: hasOperators, changeovers: hasChangeovers } = program.features;

  /**
   * Lets the part of an UNLOADING machine go, takes the next one and starts its cycle; a LOADING one does the latter. True
   * when there is nothing more to do now; false when the general step has to go on in the phase where this one stopped.
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
    const stock = plainStock[machine];
    if (input >= 0) {
      if (content[input] === 0) return !hasHandOver && loading.starve(machine);
      if (hasTransit && buffers.readyAt(input, 0) > line[NOW]) return loading.waitForHead(machine, input);
    } else if (stock < 0) return false;
    const part = input >= 0 ? buffers.take(input) : make(machine, stock);
    const product = partProduct[part];
    place[at] = part;
    count[machine] = 1;
    if (hasPreemption) origin[machine] = input;
    if (hasOperators && operatorSkill[machine] >= 0) return becomeReady(machine);
    if (hasChangeovers && dispatching.setupSeconds(machine, product) > 0) return becomeReady(machine);
    lastProduct[machine] = product;
    running.startCycle(machine, part, product);
    return true;
  }

  function leave(machine: number, part: number): boolean {
    const to = soleOutput[machine];
    if (isPlain[machine] === 0 || to === NO_SOLE_OUTPUT) return false;
    // Handed over meanwhile.
    if (hasHandOver && out[machine] !== 0) return false;
    if (hasRejects) {
      if (result[machine] === NONE) partResult[part] = result[machine] = routing.judge(machine, part);
      if (result[machine] !== PASS) return false;
    } else partResult[part] = PASS;
    if (to < 0) parts.finish(part, -1 - to);
    else if (buffers.hasRoom(to)) buffers.put(to, part);
    else return false;
    result[machine] = NONE;
    return true;
  }

  function make(machine: number, product: number): number {
    const part = parts.create(product, NONE);
    if (trace !== null) trace(line[NOW], 'create', machine, product);
    return part;
  }

  function becomeReady(machine: number): false {
    loading.becomeReady(machine);
    return false;
  }

  return { goOn };
}
