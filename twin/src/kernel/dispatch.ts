// Which part a machine takes next when it does not go first in, first out.
import {
  DISPATCH_ATC,
  DISPATCH_CR,
  DISPATCH_EDD,
  DISPATCH_PRIORITY,
  DISPATCH_SETUP,
  DISPATCH_SLACK,
  DISPATCH_SPT,
  NONE,
  UNLOADING,
} from './constants.ts';
import type { Buffers } from './buffers.ts';
import type { Core } from './core.ts';
import type { Candidate } from './kernel-interface.ts';
import type { Routing } from './routing.ts';
import { NOW } from './state.ts';

/** Look-ahead factor of ATC (Vepsalainen and Morton, Management Science 33, 1987; 2 for job shops). */
const ATC_LOOKAHEAD = 2;
/** Least cycle time that ATC and CR divide by [s]. */
const LEAST_WORK = 1e-9;

export type Dispatch = ReturnType<typeof createDispatch>;

/** Selection among waiting parts. */
export function createDispatch({ state, parameters, program }: Core, buffers: Buffers, { offers }: Routing) {
  const { readyAt, partAt } = buffers;
  const { line, content, phase, since, out, count, place, partOrder, partProduct, partBorn, lastProduct } = state;
  const { inputStart, inputBuffer, dispatch, capacity, producerStart, producerMachine, placeStart } = parameters;
  const { dueSeconds, orderWeight, orderPriority, productPriority, cycleMean, remainingWork } = parameters;
  const { meanWorkSeconds, changeoverStart, changeoverSeconds } = parameters;
  const { products } = program.counts;
  const { handOver } = program.features;

  // The choice made last: closures hand it over without an object.
  let bestInput: number = NONE;
  let bestPlace = 0;
  let soonest = Infinity;

  function priorityOf(part: number): number {
    const order = partOrder[part];
    return order >= 0 ? orderPriority[order] : productPriority[partProduct[part]];
  }

  /** Changeover [s] of a machine from its last product to another one; 0 when it has made none yet. */
  function setupSeconds(machine: number, product: number): number {
    const start = changeoverStart[machine];
    const last = lastProduct[machine];
    return start < 0 || last < 0 ? 0 : changeoverSeconds[start + last * products + product];
  }

  /**
   * Looks for the part to take by the machine's rule: input entry in `input()` (NONE when none is ready, then `wait()` is
   * the time when one will be) and place in `place()`.
   */
  function choose(machine: number): void {
    const now = line[NOW];
    let leastKey = Infinity;
    bestInput = NONE;
    soonest = Infinity;
    for (let input = inputStart[machine]; input < inputStart[machine + 1]; input++) {
      const buffer = inputBuffer[input];
      for (let index = 0; index < content[buffer]; index++) {
        const ready = readyAt(buffer, index);
        if (ready > now) {
          if (ready < soonest) soonest = ready;
          break;
        }
        const key = keyOf(machine, partAt(buffer, index));
        if (key >= leastKey && bestInput !== NONE) continue;
        leastKey = key;
        bestInput = input;
        bestPlace = index;
      }
      if (!handOver || capacity[buffer] !== 0) continue;
      const giver = offerOf(buffer);
      if (giver === NONE) continue;
      const key = keyOf(machine, place[placeStart[giver] + out[giver]]);
      if (key >= leastKey && bestInput !== NONE) continue;
      leastKey = key;
      bestInput = input;
      bestPlace = 0;
    }
  }

  /** Machine that hands its part over through a buffer without places, the longest waiting one; NONE for none. */
  function offerOf(buffer: number): number {
    let oldest = NONE;
    for (let i = producerStart[buffer]; i < producerStart[buffer + 1]; i++) {
      const machine = producerMachine[i];
      if (phase[machine] !== UNLOADING || out[machine] >= count[machine]) continue;
      if (!offers(machine, place[placeStart[machine] + out[machine]], buffer)) continue;
      if (oldest === NONE || since[machine] < since[oldest]) oldest = machine;
    }
    return oldest;
  }

  /** What the rule goes by: the least is taken. */
  function keyOf(machine: number, part: number): number {
    const rule = dispatch[machine];
    if (rule === DISPATCH_PRIORITY) return -priorityOf(part);
    const product = partProduct[part];
    if (rule === DISPATCH_SPT) return cycleMean[machine * products + product];
    if (rule === DISPATCH_SETUP) return setupSeconds(machine, product);
    const order = partOrder[part];
    const due = order >= 0 ? dueSeconds[order] : Infinity;
    if (rule === DISPATCH_EDD) return due;
    const toGo = remainingWork[machine * products + product];
    if (rule === DISPATCH_SLACK) return due - line[NOW] - toGo;
    if (rule === DISPATCH_CR) return (due - line[NOW]) / Math.max(LEAST_WORK, toGo);
    if (rule === DISPATCH_ATC) return -urgency(machine, product, order, due - line[NOW] - toGo);
    return 0;
  }

  /** Apparent tardiness cost: weight over work, fading with slack. */
  function urgency(machine: number, product: number, order: number, slack: number): number {
    const weight = order >= 0 ? orderWeight[order] : 1;
    const work = Math.max(LEAST_WORK, cycleMean[machine * products + product]);
    const scale = ATC_LOOKAHEAD * Math.max(LEAST_WORK, meanWorkSeconds[machine]);
    return (weight / work) * Math.exp(-Math.max(0, slack) / scale);
  }

  /** All parts that a machine could take now, by input, then by place. */
  function candidates(machine: number): { input: number; index: number; part: number }[] {
    const found: { input: number; index: number; part: number }[] = [];
    for (let input = inputStart[machine]; input < inputStart[machine + 1]; input++) {
      const buffer = inputBuffer[input];
      for (let index = 0; index < content[buffer] && readyAt(buffer, index) <= line[NOW]; index++)
        found.push({ input, index, part: partAt(buffer, index) });
      const giver = capacity[buffer] === 0 ? offerOf(buffer) : NONE;
      if (giver !== NONE) found.push({ input, index: 0, part: place[placeStart[giver] + out[giver]] });
    }
    return found;
  }

  /** A part as a policy sees it. */
  function describe(machine: number, input: number, part: number): Candidate {
    const product = partProduct[part];
    const order = partOrder[part];
    return {
      buffer: inputBuffer[input],
      product,
      order,
      priority: priorityOf(part),
      ageSeconds: line[NOW] - partBorn[part],
      slackSeconds: order >= 0 ? dueSeconds[order] - line[NOW] : Infinity,
      workSeconds: cycleMean[machine * products + product],
      setupSeconds: setupSeconds(machine, product),
    };
  }

  return {
    choose,
    input: () => bestInput,
    place: () => bestPlace,
    wait: () => soonest,
    setBest(input: number, index: number): void {
      bestInput = input;
      bestPlace = index;
    },
    setNone(until: number): void {
      bestInput = NONE;
      soonest = until;
    },
    offerOf,
    priorityOf,
    setupSeconds,
    candidates,
    describe,
  };
}
