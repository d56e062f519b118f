// Running stretches of a machine: a changeover or cycle runs from start or resumption to its end or to a failure.
import {
  BROKEN,
  DOWN,
  FAIL_NEVER,
  FAIL_RESTART,
  FAIL_SCRAP,
  LOADING,
  MAINTENANCE,
  NONE,
  PROCESSING,
  READY,
  RUNNING,
  SETUP,
  STAGE_SETUP,
  STAGE_WORK,
  UNLOADING,
} from './constants.ts';
import type { Core } from './core.ts';
import type { Modes } from './modes.ts';
import type { Parts } from './parts.ts';
import type { People } from './people.ts';
import { NOW } from './state.ts';

export type Running = ReturnType<typeof createRunning>;

/** How machines run and stop running. */
export function createRunning(core: Core, parts: Parts, modes: Modes, people: People) {
  const { state, parameters, program, timers, sampler, enter, trace, processSlots } = core;
  const { line, phase, stage, mode: endingMode, remaining, worked, stretchSince, repairSince, afterRepair } = state;
  const { count, out, place, slowness, partProduct, partRemaining, partWorked, cycleStream, operator, isQueued } =
    state;
  const { processed, defective, failures, dueTask } = state;
  const { placeStart, modeStart, cycleDistribution, cycleScale, onFailure } = parameters;
  const { products } = program.counts;
  const {
    people: hasPeople,
    operators: hasOperators,
    overlapRules: hasOverlapRules,
    preemption: hasPreemption,
  } = program.features;

  /** Runs the setup or cycle of a machine on, up to its end or the first failure that age brings. */
  function startStretch(machine: number): void {
    const now = line[NOW];
    let length = remaining[machine];
    phase[machine] = RUNNING;
    endingMode[machine] = NONE;
    stretchSince[machine] = now;
    if (stage[machine] === STAGE_SETUP) enter(machine, SETUP);
    else {
      enter(machine, PROCESSING);
      length = modes.untilFailure(machine, length, worked[machine] + length);
    }
    timers.set(processSlots + machine, now + length);
  }

  /** Books the stretch that runs until now: what is left of the cycle, and the age of the modes. The timer is left alone. */
  function bookStretch(machine: number): void {
    const now = line[NOW];
    const spent = now - stretchSince[machine];
    const left = remaining[machine];
    if (stage[machine] === STAGE_WORK) modes.age(machine, spent, worked[machine] + left);
    worked[machine] += spent;
    remaining[machine] = left > spent ? left - spent : 0;
    stretchSince[machine] = now;
  }

  /** Draws the cycle time for the parts inside, from the start of the cycle. An interrupted part has what is left of its own. */
  function drawCycle(machine: number): void {
    const part = place[placeStart[machine]];
    if (hasPreemption && partRemaining[part] >= 0) {
      remaining[machine] = partRemaining[part];
      worked[machine] = partWorked[part];
      partRemaining[part] = NONE;
      return;
    }
    remaining[machine] = cycleTime(machine, partProduct[part]);
    worked[machine] = 0;
  }

  /** Starts the cycle of a machine for a part without stopping before. */
  function startCycle(machine: number, part: number, product: number): void {
    stage[machine] = STAGE_WORK;
    if (hasPreemption && partRemaining[part] >= 0) {
      drawCycle(machine);
      startStretch(machine);
      return;
    }
    const now = line[NOW];
    const length = cycleTime(machine, product);
    remaining[machine] = length;
    worked[machine] = 0;
    stretchSince[machine] = now;
    phase[machine] = RUNNING;
    endingMode[machine] = NONE;
    enter(machine, PROCESSING);
    timers.set(processSlots + machine, now + modes.untilFailure(machine, length, length));
  }

  function cycleTime(machine: number, product: number): number {
    const at = machine * products + product;
    return sampler.draw(cycleDistribution[at], cycleStream, 4 * machine) * cycleScale[at] * slowness[machine];
  }

  /** Interrupts a running machine: what is left is kept. */
  function interrupt(machine: number): void {
    bookStretch(machine);
    timers.cancel(processSlots + machine);
    endingMode[machine] = NONE;
    phase[machine] = READY;
  }

  /** Breaks a machine that is not down. What its cycle and parts come to depends on the mode. */
  function fail(machine: number, mode: number): void {
    const before = phase[machine];
    if (before === RUNNING) bookStretch(machine);
    const isInCycle = before === RUNNING && stage[machine] === STAGE_WORK;
    goDown(machine, mode);
    failures[machine]++;
    if (trace !== null) trace(line[NOW], 'fail', machine, mode - modeStart[machine]);
    const rule = onFailure[mode];
    if (isInCycle && rule === FAIL_RESTART) drawCycle(machine);
    if (isInCycle && rule === FAIL_SCRAP) scrapContent(machine);
    enter(machine, DOWN);
    callForRepair(machine);
  }

  /** Starts the maintenance that is due at a machine that does not run. */
  function startMaintenance(machine: number): void {
    const task = dueTask[machine];
    dueTask[machine] = NONE;
    goDown(machine, task);
    enter(machine, MAINTENANCE);
    callForRepair(machine);
  }

  function goDown(machine: number, mode: number): void {
    const before = phase[machine];
    timers.cancel(processSlots + machine);
    if (hasOperators && (operator[machine] !== NONE || isQueued[machine] !== 0)) people.releaseOperator(machine);
    afterRepair[machine] = before === LOADING || before === UNLOADING ? before : READY;
    phase[machine] = BROKEN;
    endingMode[machine] = mode;
    if (hasOverlapRules) modes.pauseClocks(machine);
    repairSince[machine] = line[NOW];
  }

  function callForRepair(machine: number): void {
    if (!hasPeople || people.neededRepairSkill(machine) < 0) people.scheduleRepair(machine);
    else people.requestTechnician(machine);
  }

  function scrapContent(machine: number): void {
    processed[machine] += count[machine];
    defective[machine] += count[machine];
    for (let i = out[machine]; i < count[machine]; i++) parts.scrap(place[placeStart[machine] + i]);
    count[machine] = 0;
    out[machine] = 0;
    afterRepair[machine] = LOADING;
  }

  /** True when the machine is down for planned maintenance. */
  function isMaintained(machine: number): boolean {
    const mode = endingMode[machine];
    return mode !== NONE && onFailure[mode] === FAIL_NEVER;
  }

  return { startCycle, startStretch, bookStretch, drawCycle, interrupt, fail, startMaintenance, isMaintained };
}
