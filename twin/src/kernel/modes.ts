// Failure modes and maintenance tasks: how they age on their clocks, when they are due, how they are renewed.
import {
  BROKEN,
  CLOCK_CALENDAR,
  CLOCK_CYCLES,
  CLOCK_OPERATING,
  CLOCK_SHIFT,
  FAIL_NEVER,
  NONE,
  OVERLAP_PAUSE,
} from './constants.ts';
import type { Core } from './core.ts';
import { IS_WORKING, NOW } from './state.ts';

export type Modes = ReturnType<typeof createModes>;

/** The ageing of modes. Clocks on the wall and of the shift are timers; the others are booked with each stretch of work. */
export function createModes({ state, parameters, program, timers, sampler, modeSlots }: Core) {
  const { line, tally, life, lifeSpan, isPending, wear, phase, mode: endingMode, dueTask, lifeStream, due } = state;
  const { workMode, modeStart, modeMachine, clock, overlap, onFailure, lifeDistribution, renewalStart, renewalMode } =
    parameters;
  const {
    wear: hasWear,
    planned: hasTasks,
    overlapRules: hasOverlapRules,
    shiftClocks: hasShiftClocks,
  } = program.features;

  /** Draws a new life for a mode and for those renewed along with it. */
  function renewAll(mode: number): void {
    renew(mode);
    if (!hasTasks) return;
    for (let i = renewalStart[mode]; i < renewalStart[mode + 1]; i++) renew(renewalMode[i]);
  }

  /** Draws a new life for a mode; a clock on the wall starts at once, or when it may. */
  function renew(mode: number): void {
    setLife(mode, sampler.draw(lifeDistribution[mode], lifeStream, 4 * mode), 0);
  }

  /** Gives a mode what is left of its life, of which `age` has passed. */
  function setLife(mode: number, rest: number, age: number): void {
    life[mode] = rest;
    lifeSpan[mode] = age + rest;
    if (hasOverlapRules) isPending[mode] = 0;
    if (hasTasks && dueTask[modeMachine[mode]] === mode) dueTask[modeMachine[mode]] = NONE;
    if (isTimed(mode)) startClock(mode);
  }

  /** Time or count since a mode was renewed, in units of its clock. */
  function ageOf(mode: number): number {
    const left = isTimed(mode) && timers.isSet(modeSlots + mode) ? due[modeSlots + mode] - line[NOW] : life[mode];
    return lifeSpan[mode] - left;
  }

  function isTimed(mode: number): boolean {
    return clock[mode] === CLOCK_CALENDAR || (hasShiftClocks && clock[mode] === CLOCK_SHIFT);
  }

  function startClock(mode: number): void {
    timers.cancel(modeSlots + mode);
    if (hasShiftClocks && clock[mode] === CLOCK_SHIFT && tally[IS_WORKING] === 0) return;
    if (hasOverlapRules && overlap[mode] === OVERLAP_PAUSE && isDown(mode)) return;
    timers.set(modeSlots + mode, line[NOW] + life[mode]);
  }

  function isDown(mode: number): boolean {
    return phase[modeMachine[mode]] === BROKEN;
  }

  function stopClock(mode: number): void {
    if (!timers.isSet(modeSlots + mode)) return;
    life[mode] = due[modeSlots + mode] - line[NOW];
    timers.cancel(modeSlots + mode);
  }

  /** Stops the clocks that stand still while their machine is down. */
  function pauseClocks(machine: number): void {
    for (let mode = modeStart[machine]; mode < modeStart[machine + 1]; mode++)
      if (overlap[mode] === OVERLAP_PAUSE && isTimed(mode)) stopClock(mode);
  }

  /** Has them go on. */
  function resumeClocks(machine: number): void {
    for (let mode = modeStart[machine]; mode < modeStart[machine + 1]; mode++)
      if (overlap[mode] === OVERLAP_PAUSE && isTimed(mode) && !timers.isSet(modeSlots + mode)) startClock(mode);
  }

  /** Stops or starts all clocks that run in working time only. */
  function switchShiftClocks(): void {
    for (let mode = 0; mode < clock.length; mode++) {
      if (clock[mode] !== CLOCK_SHIFT) continue;
      if (tally[IS_WORKING] === 0) stopClock(mode);
      else if (!isDue(mode)) startClock(mode);
    }
  }

  /** True for one that has fallen due: it waits for its repair, not for the shift. */
  function isDue(mode: number): boolean {
    const machine = modeMachine[mode];
    if (isPending[mode] !== 0 || dueTask[machine] === mode) return true;
    return phase[machine] === BROKEN && endingMode[machine] === mode;
  }

  /** A mode that fell due while its machine was down and has been put off; NONE for none. */
  function pendingMode(machine: number): number {
    for (let mode = modeStart[machine]; mode < modeStart[machine + 1]; mode++) if (isPending[mode] !== 0) return mode;
    return NONE;
  }

  /** Length of a stretch of work: `length`, or less when a mode fails before, which is then noted in `mode` of the machine. */
  function untilFailure(machine: number, length: number, cycle: number): number {
    const only = workMode[machine];
    if (only === NONE) return length;
    if (only >= 0) return untilFailureOf(machine, only, length, cycle);
    let shortest = length;
    for (let mode = modeStart[machine]; mode < modeStart[machine + 1]; mode++)
      if (clock[mode] >= CLOCK_OPERATING) shortest = untilFailureOf(machine, mode, shortest, cycle);
    return shortest;
  }

  function untilFailureOf(machine: number, mode: number, length: number, cycle: number): number {
    if (hasTasks && onFailure[mode] === FAIL_NEVER) return length;
    let left = life[mode];
    if (clock[mode] === CLOCK_CYCLES) left *= cycle;
    else if (hasWear) left /= wear[machine];
    if (left < 0) left = 0;
    if (left >= length) return length;
    endingMode[machine] = mode;
    return left;
  }

  /** Ages the modes of a machine by a stretch of work of a cycle [s]. Tasks that fall due are noted. */
  function age(machine: number, spent: number, cycle: number): void {
    const only = workMode[machine];
    if (only === NONE) return;
    if (only >= 0) ageOne(machine, only, spent, cycle);
    else
      for (let mode = modeStart[machine]; mode < modeStart[machine + 1]; mode++)
        if (clock[mode] >= CLOCK_OPERATING) ageOne(machine, mode, spent, cycle);
  }

  function ageOne(machine: number, mode: number, spent: number, cycle: number): void {
    if (clock[mode] === CLOCK_CYCLES) life[mode] -= cycle > 0 ? spent / cycle : 1;
    else life[mode] -= hasWear ? spent * wear[machine] : spent;
    if (hasTasks && onFailure[mode] === FAIL_NEVER && life[mode] <= DUE_TOLERANCE * lifeSpan[mode]) noteTask(mode);
  }

  /** Maintenance that is due waits for the end of the cycle; of several the first stays. */
  function noteTask(mode: number): void {
    const machine = modeMachine[mode];
    if (dueTask[machine] === NONE) dueTask[machine] = mode;
  }

  /** Notes the next task that is due by its clock, when one has been done. */
  function noteOverdueTask(machine: number): void {
    for (let mode = modeStart[machine]; mode < modeStart[machine + 1]; mode++) {
      if (onFailure[mode] !== FAIL_NEVER || timers.isSet(modeSlots + mode)) continue;
      if (life[mode] <= DUE_TOLERANCE * lifeSpan[mode]) noteTask(mode);
    }
  }

  return {
    renewAll,
    renew,
    setLife,
    ageOf,
    isTimed,
    pauseClocks,
    resumeClocks,
    switchShiftClocks,
    pendingMode,
    untilFailure,
    age,
    noteTask,
    noteOverdueTask,
  };
}

/** Share of a life that rounding may leave over when as many cycles or seconds have been booked piece by piece. */
const DUE_TOLERANCE = 1e-9;
