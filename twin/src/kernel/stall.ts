// Finds machines that can never move again, and tells who waits for whom.
//
// A machine moves again when a timer of its own is set or when something it waits for can come from a machine that moves.
// The least set of machines closed under this rule is found by repetition; whoever is left out is stuck.
import {
  BLOCKED,
  BROKEN,
  HELD,
  KIND_SINK,
  KIND_SOURCE,
  LOADING,
  NONE,
  OFFSHIFT,
  READY,
  ROUTE_CYCLIC,
  ROUTE_PROBABILITY,
  STAGE_SETUP,
  UNLOADING,
  WHEN_ALWAYS,
} from './constants.ts';
import type { Kernel } from './kernel-interface.ts';
import { type Parameters, parametersOf, type Program } from './program.ts';
import { ASKED, CALENDAR_SLOT, processSlots, REPAIR_SLOTS, type State, stateOf, WIP } from './state.ts';
import { isTimerSet } from './timers.ts';

/** Why a machine waits: no room, no part, nobody with the skill, nothing to release. */
export type WaitReason = 'full' | 'empty' | 'person' | 'no-way-out' | 'release';

/** One machine that waits. */
export interface Wait {
  /** Station, and which of its machines, by index. */
  station: number;
  server: number;
  reason: WaitReason;
  /** The full or empty buffer, the skill that is missing, the product without a way out; NONE (-1) for none. */
  subject: number;
  /** Start of the present state [s]. */
  sinceSeconds: number;
}

/** Machines that wait for each other, or for what never comes. */
export interface Stall {
  /** Each waits for the next; in a deadlock the last waits for one before it. */
  chain: Wait[];
  /** Place in the chain that the last one waits for; NONE (-1) when it waits for what nobody can bring. */
  backTo: number;
}

/** A line and what is known of it so far. */
interface Search {
  program: Program;
  p: Parameters;
  s: State;
  /** 1 for a machine that is known to move again. */
  moves: Uint8Array;
}

/** What a machine waits for, and the machines that could bring it. */
interface Need {
  reason: WaitReason;
  subject: number;
  from: readonly number[];
}

/**
 * The first chain of machines that can never move again although parts are on the line; null when there is none (also when
 * the line is empty or a policy is asked). Looks at the present state only and changes nothing.
 */
export function findStall(kernel: Pick<Kernel, 'program' | 'state'>): Stall | null {
  const { program } = kernel;
  const s = stateOf(program, kernel.state);
  if (s.tally[ASKED] !== NONE) return null;
  const search: Search = { program, p: parametersOf(program), s, moves: new Uint8Array(program.counts.machines) };
  spread(search);
  const first = firstStuck(search);
  return first === NONE ? null : follow(search, first);
}

/** Marks all machines that move again. */
function spread(search: Search): void {
  const { moves } = search;
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (let machine = 0; machine < moves.length; machine++) {
      // What comes to a sink is gone: nobody waits for one, and none waits.
      if (moves[machine] !== 0 || search.p.kind[machine] === KIND_SINK || !canMove(search, machine)) continue;
      moves[machine] = 1;
      isChanged = true;
    }
  }
}

function canMove(search: Search, machine: number): boolean {
  return hasTimer(search, machine) || unmet(search, machine) === null;
}

/** The machine's own clock is set, or the calendar will call it. */
function hasTimer({ program, s }: Search, machine: number): boolean {
  const { counts } = program;
  const isSet = (slot: number): boolean => isTimerSet(s, slot);
  if (isSet(processSlots(counts) + machine) || isSet(REPAIR_SLOTS + machine)) return true;
  return s.state[machine] === OFFSHIFT && isSet(CALENDAR_SLOT);
}

/** The first thing a waiting machine needs that no machine known to move can bring; null when all can come. */
function unmet(search: Search, machine: number): Need | null {
  const { s, p } = search;
  const phase = s.phase[machine];
  if (phase === BROKEN) return person(search, repairSkillOf(search, machine), 1);
  if (phase === READY) return s.state[machine] === HELD ? person(search, operatorSkillOf(search, machine), 0) : null;
  if (phase === UNLOADING) return s.state[machine] === BLOCKED ? room(search, machine) : null;
  if (phase !== LOADING) return null;
  return p.kind[machine] === KIND_SOURCE ? release(search, machine) : parts(search, machine);
}

function isBrought({ moves }: Search, from: readonly number[]): boolean {
  return from.some((machine) => moves[machine] !== 0);
}

/** Room at one of the outputs that take the part. */
function room(search: Search, machine: number): Need | null {
  const { s, p } = search;
  const part = s.place[p.placeStart[machine] + s.out[machine]];
  const ways = waysOut(search, machine, part);
  if (ways.length === 0) return { reason: 'no-way-out', subject: s.partProduct[part], from: [] };
  const needs = ways.map((to) => ({ reason: 'full' as const, subject: to, from: consumersOf(search, to) }));
  const isFree = ways.some((to) => to < 0 || (p.capacity[to] > 0 && s.content[to] < p.capacity[to]));
  return isFree || needs.some(({ from }) => isBrought(search, from)) ? null : needs[0];
}

/** Targets of the outputs that take a part: of the one it has chosen, if it has. */
function waysOut({ s, p }: Search, machine: number, part: number): number[] {
  const rule = p.routing[machine];
  const isBound = (rule === ROUTE_PROBABILITY || rule === ROUTE_CYCLIC) && s.chosen[machine] !== NONE;
  if (isBound) return [p.outputTo[s.chosen[machine]]];
  const ways: number[] = [];
  for (let output = p.outputStart[machine]; output < p.outputStart[machine + 1]; output++) {
    const when = p.outputWhen[output];
    if (when !== WHEN_ALWAYS && when !== s.partResult[part]) continue;
    const products = p.outputProduct.subarray(p.outputProductStart[output], p.outputProductStart[output + 1]);
    if (products.length === 0 || products.includes(s.partProduct[part])) ways.push(p.outputTo[output]);
  }
  return ways;
}

/** A main part from one of the inputs, and then every component. */
function parts(search: Search, machine: number): Need | null {
  const { p } = search;
  const inputs = Array.from(p.inputBuffer.subarray(p.inputStart[machine], p.inputStart[machine + 1]));
  const mains = inputs.map((buffer) => supply(search, buffer, 1));
  if (mains.length > 0 && !mains.includes(null)) return mains[0];
  for (let i = p.componentStart[machine]; i < p.componentStart[machine + 1]; i++) {
    const need = supply(search, p.componentBuffer[i], p.componentQuantity[i]);
    if (need !== null) return need;
  }
  return null;
}

/** So many parts of a buffer: there already, or from a producer that moves, or offered past a buffer without places. */
function supply(search: Search, buffer: number, quantity: number): Need | null {
  const { s, p } = search;
  const from = producersOf(search, buffer);
  const isOffered =
    p.capacity[buffer] === 0 &&
    from.some((machine) => s.state[machine] === BLOCKED && waitsAt(search, machine, buffer));
  if (s.content[buffer] >= quantity || isOffered || isBrought(search, from)) return null;
  return { reason: 'empty', subject: buffer, from };
}

function waitsAt(search: Search, machine: number, buffer: number): boolean {
  const { s, p } = search;
  return waysOut(search, machine, s.place[p.placeStart[machine] + s.out[machine]]).includes(buffer);
}

/** A source waits for its limit of parts, which anybody who moves may lower, or for an order. */
function release({ s, p, moves }: Search, machine: number): Need | null {
  const isHeldBack = p.maxWip[machine] > 0 && s.tally[WIP] >= p.maxWip[machine];
  if (isHeldBack && moves.includes(1)) return null;
  return { reason: 'release', subject: NONE, from: [] };
}

/** Somebody with a role and skill: free, or at a machine that moves. */
function person(search: Search, skill: number, isTechnician: number): Need | null {
  const { s, p, program } = search;
  const { persons, skills } = program.counts;
  const able = Array.from({ length: persons }, (_, index) => index).filter(
    (index) => p.isTechnician[index] === isTechnician && p.hasSkill[index * skills + skill] === 1,
  );
  const from = able.map((index) => s.boundTo[index]);
  if (from.includes(NONE) || isBrought(search, from)) return null;
  return { reason: 'person', subject: skill, from };
}

function operatorSkillOf({ s, p }: Search, machine: number): number {
  return s.stage[machine] === STAGE_SETUP ? p.setupSkill[machine] : p.operatorSkill[machine];
}

function repairSkillOf({ s, p }: Search, machine: number): number {
  return s.mode[machine] === NONE ? NONE : p.repairSkill[s.mode[machine]];
}

function consumersOf({ p }: Search, buffer: number): number[] {
  return buffer < 0 ? [] : Array.from(p.consumerMachine.subarray(p.consumerStart[buffer], p.consumerStart[buffer + 1]));
}

function producersOf({ p }: Search, buffer: number): number[] {
  return Array.from(p.producerMachine.subarray(p.producerStart[buffer], p.producerStart[buffer + 1]));
}

/** A stuck machine with a part in it or before it. Components alone wait for parts that may never come: that is no stall. */
function firstStuck({ s, p, moves }: Search): number {
  if (s.tally[WIP] === 0) return NONE;
  const stuck = Array.from(moves, (moving, machine) => ({ moving, machine })).filter(({ moving }) => moving === 0);
  const isMain = (part: number): boolean => p.isComponent[s.partProduct[part]] === 0;
  const holding = stuck.find(
    ({ machine }) => s.count[machine] > 0 && isMain(s.place[p.placeStart[machine] + s.out[machine]]),
  );
  if (holding !== undefined) return holding.machine;
  // Parts lie in a buffer before a machine that waits for something else.
  const called = stuck.find(({ machine }) =>
    p.inputBuffer.subarray(p.inputStart[machine], p.inputStart[machine + 1]).some((buffer) => s.content[buffer] > 0),
  );
  return called?.machine ?? NONE;
}

/** Follows what each machine waits for to the next stuck one, until one comes again or nobody is left. */
function follow(search: Search, first: number): Stall {
  const { s, p } = search;
  const seen: number[] = [];
  const chain: Wait[] = [];
  for (let machine = first; machine !== NONE; ) {
    const backTo = seen.indexOf(machine);
    if (backTo >= 0) return { chain, backTo };
    seen.push(machine);
    const need = unmet(search, machine);
    if (need === null) break;
    const station = p.stationOf[machine];
    const server = machine - p.stationStart[station];
    chain.push({ station, server, reason: need.reason, subject: need.subject, sinceSeconds: s.since[machine] });
    machine = need.from.find((other) => other !== NONE) ?? NONE;
  }
  return { chain, backTo: NONE };
}
