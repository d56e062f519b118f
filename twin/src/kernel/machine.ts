// The state machine of a machine: what it does next in each phase, and what its timers mean.
//
//   LOADING --parts in--> READY --shift, operator--> RUNNING (setup, then work) --> UNLOADING --parts out--> LOADING
//   any of them --failure, maintenance--> BROKEN --repaired--> back to where it was
import {
  BLOCKED,
  BROKEN,
  FAIL_NEVER,
  LOADING,
  NONE,
  OFFSHIFT,
  OVERLAP_ABSORB,
  OVERLAP_FOLLOW,
  READY,
  RUNNING,
  STAGE_SETUP,
  STAGE_WORK,
  UNLOADING,
  WALKING,
  PASS,
  SCRAP,
} from './constants.ts';
import { createBuffers } from './buffers.ts';
import type { Core } from './core.ts';
import { createDispatch } from './dispatch.ts';
import type { Decision } from './kernel-interface.ts';
import { createLoading } from './loading.ts';
import { createModes } from './modes.ts';
import { createParts } from './parts.ts';
import { createPeople } from './people.ts';
import { createPlainStep } from './plain.ts';
import { NO_SOLE_OUTPUT } from './program.ts';
import { createRouting } from './routing.ts';
import { createRunning } from './running.ts';
import { ASKED, CALENDAR_NEXT, CALENDAR_SLOT, IS_WORKING, NOW } from './state.ts';

export type Machines = ReturnType<typeof createMachines>;

/** Wires the parts of the kernel to machines that act. */
export function createMachines(core: Core) {
  const { state, parameters, program, timers, enter, recall, nextRecalled, processSlots, trace } = core;
  const {
    line,
    tally,
    phase,
    stage,
    mode: endingMode,
    count,
    out,
    place,
    result,
    chosen,
    operator,
    afterRepair,
  } = state;
  const {
    remaining,
    processed,
    maintained,
    isPending,
    dueTask,
    partResult,
    partWorked,
    partRemaining,
    worked,
    origin,
  } = state;
  const { placeStart, inputStart, inputBuffer, outputStart, outputTo, soleOutput, scrapShare, reworkShare } =
    parameters;
  const { yieldStart, yieldProduct, yieldQuantity, preempts, suspends, modeMachine, overlap, onFailure, switches } =
    parameters;
  const { capacity } = parameters;
  const { features, counts } = program;
  const { rejects: hasRejects } = features;
  const { operators: hasOperators, policies: hasPolicies } = features;
  const { people: hasPeople, planned: hasTasks, calendar: hasCalendar, preemption: hasPreemption } = features;
  const {
    handOver: hasHandOver,
    overlapRules: hasOverlapRules,
    yields: hasYields,
    shiftClocks: hasShiftClocks,
  } = features;

  const parts = createParts(core);
  const priorityOf = (part: number): number => dispatching.priorityOf(part);
  const buffers = createBuffers(core, priorityOf);
  const routing = createRouting(core, buffers);
  const dispatching = createDispatch(core, buffers, routing);
  const modes = createModes(core);
  const people = createPeople(core);
  const running = createRunning(core, parts, modes, people);
  const loading = createLoading(core, parts, buffers, dispatching, running);
  const { goOn } = createPlainStep(core, { parts, buffers, routing, dispatching, running, loading });

  /** Works the agenda off: every machine whose chances have changed does what it can at this instant. */
  function settle(): void {
    if (hasPolicies && tally[ASKED] !== NONE) return;
    for (let machine = nextRecalled(); machine !== NONE; machine = nextRecalled()) {
      advance(machine);
      if (hasPolicies && tally[ASKED] !== NONE) return;
    }
  }

  /** Does what a machine can do now. */
  function advance(machine: number): void {
    if (goOn(machine)) return;
    if (phase[machine] === UNLOADING && !unload(machine)) return;
    if (phase[machine] === LOADING && !loading.load(machine)) return;
    if (phase[machine] === READY) proceed(machine);
    else if (hasPreemption && phase[machine] === RUNNING) giveWay(machine);
    else if (hasCalendar && phase[machine] === WALKING && tally[IS_WORKING] === 0) sendAway(machine);
  }

  /** The process timer of a machine is due. */
  function onProcess(machine: number): void {
    if (phase[machine] === RUNNING) endStretch(machine);
    else if (phase[machine] === WALKING) {
      phase[machine] = READY;
      proceed(machine);
    } else advance(machine);
  }

  /** A mode with a clock on the wall or of the shift is due. */
  function onModeDue(mode: number): void {
    const machine = modeMachine[mode];
    state.life[mode] = 0;
    if (hasTasks && onFailure[mode] === FAIL_NEVER) {
      modes.noteTask(mode);
      if (phase[machine] === LOADING || phase[machine] === UNLOADING) recall(machine);
    } else if (phase[machine] !== BROKEN) running.fail(machine, mode);
    else if (!hasOverlapRules || overlap[mode] === OVERLAP_ABSORB) modes.renewAll(mode);
    else if (overlap[mode] === OVERLAP_FOLLOW) isPending[mode] = 1;
  }

  /** The repair or maintenance of a machine is over: its mode is as new, and it goes on where it was. */
  function onRepaired(machine: number): void {
    const mode = endingMode[machine];
    endingMode[machine] = NONE;
    phase[machine] = afterRepair[machine];
    if (mode !== NONE) {
      if (onFailure[mode] === FAIL_NEVER) maintained[machine]++;
      modes.renewAll(mode);
      if (hasTasks) modes.noteOverdueTask(machine);
    }
    if (hasOverlapRules) {
      modes.resumeClocks(machine);
      const pending = modes.pendingMode(machine);
      if (pending !== NONE) {
        isPending[pending] = 0;
        if (hasPeople) people.releaseTechnician(machine);
        running.fail(machine, pending);
        return;
      }
    }
    if (hasPeople) people.releaseTechnician(machine);
    recall(machine);
  }

  /** Work starts or stops. */
  function onCalendar(): void {
    tally[IS_WORKING] ^= 1;
    tally[CALENDAR_NEXT]++;
    setCalendarTimer();
    if (hasShiftClocks) modes.switchShiftClocks();
    for (let machine = 0; machine < counts.machines; machine++) {
      if (tally[IS_WORKING] === 0 && suspends[machine] !== 0 && phase[machine] === RUNNING) running.interrupt(machine);
      recall(machine);
    }
  }

  /** Sets the calendar's timer to its next switch, if there is one. */
  function setCalendarTimer(): void {
    const next = tally[CALENDAR_NEXT];
    if (next < switches.length) timers.set(CALENDAR_SLOT, switches[next]);
  }

  /** A READY machine starts or goes on, if the shift and an operator allow it. */
  function proceed(machine: number): void {
    if (hasCalendar && tally[IS_WORKING] === 0) sendAway(machine);
    else if (hasOperators && operator[machine] === NONE && people.neededSkill(machine) >= 0)
      people.requestOperator(machine);
    else running.startStretch(machine);
  }

  /** Off time: the machine keeps its parts, its operator goes. */
  function sendAway(machine: number): void {
    if (phase[machine] === WALKING) {
      timers.cancel(processSlots + machine);
      phase[machine] = READY;
    }
    if (hasOperators) people.releaseOperator(machine);
    enter(machine, OFFSHIFT);
  }

  function endStretch(machine: number): void {
    const mode = endingMode[machine];
    if (mode !== NONE) {
      running.fail(machine, mode);
      return;
    }
    if (stage[machine] === STAGE_SETUP) {
      endSetup(machine);
      return;
    }
    modes.age(machine, remaining[machine], worked[machine] + remaining[machine]);
    phase[machine] = UNLOADING;
    processed[machine] += count[machine];
    if (hasYields) addYields(machine);
    if (hasOperators && operator[machine] !== NONE) people.releaseOperator(machine);
    advance(machine);
  }

  function endSetup(machine: number): void {
    stage[machine] = STAGE_WORK;
    phase[machine] = READY;
    if (hasOperators && operator[machine] !== NONE) people.releaseOperator(machine);
    running.drawCycle(machine);
    proceed(machine);
  }

  /** Parts that come out with each main part, behind it. */
  function addYields(machine: number): void {
    const start = placeStart[machine];
    const mains = count[machine];
    for (let main = 0; main < mains; main++)
      for (let i = yieldStart[machine]; i < yieldStart[machine + 1]; i++)
        for (let left = yieldQuantity[i]; left > 0; left--) {
          const part = parts.create(yieldProduct[i], NONE);
          partResult[part] = YIELDED;
          if (trace !== null) trace(line[NOW], 'create', machine, yieldProduct[i]);
          place[start + count[machine]++] = part;
        }
  }

  /** Lets parts leave one by one; true when all are out, else the machine is blocked. */
  function unload(machine: number): boolean {
    const start = placeStart[machine];
    while (out[machine] < count[machine]) {
      const part = place[start + out[machine]];
      if (result[machine] === NONE) judge(machine, part);
      const to = wayOut(machine, part);
      if (to === NO_SOLE_OUTPUT) return stay(machine);
      out[machine]++;
      result[machine] = NONE;
      if (to < 0) parts.finish(part, -1 - to);
      else buffers.put(to, part);
    }
    count[machine] = 0;
    out[machine] = 0;
    phase[machine] = LOADING;
    return true;
  }

  function judge(machine: number, part: number): void {
    const isSure = !hasRejects || scrapShare[machine] + reworkShare[machine] === 0;
    const isYield = hasYields && partResult[part] === YIELDED;
    result[machine] = isSure || isYield ? PASS : routing.judge(machine, part);
    partResult[part] = result[machine];
  }

  /** Buffer or sink for a part, NO_SOLE_OUTPUT when it has to wait. */
  function wayOut(machine: number, part: number): number {
    const sole = soleOutput[machine];
    if (sole !== NO_SOLE_OUTPUT && result[machine] === PASS)
      return sole < 0 || buffers.hasRoom(sole) ? sole : NO_SOLE_OUTPUT;
    const output = routing.wayOut(machine, part);
    if (output === NONE) return NO_SOLE_OUTPUT;
    chosen[machine] = NONE;
    return outputTo[output];
  }

  /** Blocked: offers the part to those behind a buffer without places, and does maintenance that is due. */
  function stay(machine: number): false {
    const isOff = hasCalendar && tally[IS_WORKING] === 0;
    enter(machine, isOff ? OFFSHIFT : BLOCKED);
    if (hasHandOver) {
      for (let output = outputStart[machine]; output < outputStart[machine + 1]; output++) {
        const to = outputTo[output];
        if (to >= 0 && capacity[to] === 0) buffers.recallConsumers(to);
      }
    }
    if (hasTasks && dueTask[machine] !== NONE && !isOff) running.startMaintenance(machine);
    return false;
  }

  /** Puts the part in work back when one of higher priority waits, and takes that one. */
  function giveWay(machine: number): void {
    if (preempts[machine] === 0 || stage[machine] !== STAGE_WORK || tally[IS_WORKING] === 0) return;
    const part = place[placeStart[machine]];
    if (!(highestWaiting(machine) > dispatching.priorityOf(part))) return;
    running.interrupt(machine);
    if (hasOperators) people.releaseOperator(machine);
    partRemaining[part] = remaining[machine];
    partWorked[part] = worked[machine];
    count[machine] = 0;
    phase[machine] = LOADING;
    buffers.putBack(origin[machine], part);
    advance(machine);
  }

  /** Of the parts in its input buffers; one that a machine before still holds has not arrived. */
  function highestWaiting(machine: number): number {
    let highest = -Infinity;
    for (let input = inputStart[machine]; input < inputStart[machine + 1]; input++) {
      const buffer = inputBuffer[input];
      for (let index = 0; buffers.readyAt(buffer, index) <= line[NOW]; index++)
        highest = Math.max(highest, dispatching.priorityOf(buffers.partAt(buffer, index)));
    }
    return highest;
  }

  function decision(): Decision | null {
    const machine = tally[ASKED];
    if (machine === NONE) return null;
    const found = dispatching.candidates(machine);
    return {
      station: parameters.stationOf[machine],
      candidates: found.map(({ input, part }) => dispatching.describe(machine, input, part)),
    };
  }

  function choose(candidate: number): void {
    const machine = tally[ASKED];
    const picked = machine === NONE ? undefined : dispatching.candidates(machine)[candidate];
    if (picked === undefined)
      throw new RangeError(machine === NONE ? 'no decision is open' : `there is no candidate ${candidate}`);
    tally[ASKED] = NONE;
    dispatching.setBest(picked.input, picked.index);
    loading.takeChosen(machine);
    advance(machine);
    settle();
  }

  return {
    parts,
    buffers,
    dispatching,
    modes,
    people,
    running,
    settle,
    onProcess,
    onModeDue,
    onRepaired,
    onCalendar,
    setCalendarTimer,
    decision,
    choose,
  };
}

/** Result of a part that came out of another one: it passes. */
const YIELDED = SCRAP + 1;
