// The state of a simulated line: everything that changes, as arrays over one buffer.
import { STATE_COUNT } from './constants.ts';
import { type Memory, Memory as StateMemory } from './memory.ts';
import type { Counts, Program } from './program.ts';

// Doubles of `line`.
export const NOW = 0;
export const STATISTICS_SINCE = 1;
/** Minus the release times of parts on the line: with WIP x now it gives the integral of WIP. */
export const WIP_SUM = 2;
export const FLOW_TIME = 3;
export const EVENTS = 4;
/** Time of the present instant in work, and events at it. */
export const INSTANT = 5;
export const INSTANT_EVENTS = 6;
/** When the heap's first timer is due. */
export const FAR_DUE = 7;
const LINE_DOUBLES = 8;

// Words of `tally`.
export const VERSION = 0;
export const TOPOLOGY = 1;
export const WIP = 2;
export const GOOD = 3;
export const SCRAPPED = 4;
export const RELEASED = 5;
export const IS_WORKING = 6;
export const CALENDAR_NEXT = 7;
export const FIRST_OPEN = 8;
export const FREE_PART = 9;
export const RING_HEAD = 10;
export const RING_COUNT = 11;
export const HEAP_COUNT = 12;
export const AGENDA_HEAD = 13;
export const AGENDA_COUNT = 14;
export const OPERATOR_QUEUE = 15;
export const TECHNICIAN_QUEUE = 16;
/** Machine whose policy is asked, NONE for none. */
export const ASKED = 17;
const TALLY_WORDS = 18;

export type State = ReturnType<typeof declareState>;

/** The arrays of a state. */
export function declareState(memory: Memory, c: Counts) {
  const machines = c.machines;
  const slots = slotCount(c);
  return {
    line: memory.doubles(LINE_DOUBLES),
    tally: memory.words(TALLY_WORDS),

    // Event set.
    due: memory.doubles(slots),
    position: memory.words(slots),
    ring: memory.words(ringSize(machines)),
    heap: memory.words(slots),
    agenda: memory.words(machines),

    // Machine. Start of the present state, time in each state [s].
    since: memory.doubles(machines),
    stateSeconds: memory.doubles(machines * STATE_COUNT),
    /** What is left of the setup or cycle at the start of its present stretch, and what has passed before it [s]. */
    remaining: memory.doubles(machines),
    worked: memory.doubles(machines),
    /** Start of the present stretch of running [s]. */
    stretchSince: memory.doubles(machines),
    /** Start of the repair at the machine [s]; later than now while the technician walks. */
    repairSince: memory.doubles(machines),
    /** 1 / speed, and how much faster operating clocks run. */
    slowness: memory.doubles(machines),
    wear: memory.doubles(machines),
    state: memory.words(machines),
    phase: memory.words(machines),
    stage: memory.words(machines),
    /** Phase to go back to after the repair. */
    afterRepair: memory.words(machines),
    /** Parts inside, and how many of them have left. */
    count: memory.words(machines),
    out: memory.words(machines),
    /** Result of the part that leaves next, and the output it has chosen; NONE while open. */
    result: memory.words(machines),
    chosen: memory.words(machines),
    /** Output after which `cyclic` goes on. */
    lastOutput: memory.words(machines),
    lastProduct: memory.words(machines),
    /** Mode that will end the present stretch, or that the machine is down for; NONE for none. */
    mode: memory.words(machines),
    /** Maintenance that waits for the end of the cycle; NONE for none. */
    dueTask: memory.words(machines),
    operator: memory.words(machines),
    technician: memory.words(machines),
    processed: memory.words(machines),
    defective: memory.words(machines),
    setups: memory.words(machines),
    failures: memory.words(machines),
    maintained: memory.words(machines),
    sunk: memory.words(machines),
    isOnAgenda: memory.words(machines),
    isQueued: memory.words(machines),
    /** When the first part of a batch came [s]. */
    batchSince: memory.doubles(machines),
    /** Buffer that the first part inside came from. */
    origin: memory.words(machines),
    place: memory.words(c.held),

    // Failure mode or maintenance task: life left at the last booking, and whole life, in units of its clock.
    life: memory.doubles(c.modes),
    lifeSpan: memory.doubles(c.modes),
    isPending: memory.words(c.modes),

    // Buffer. `contentSum` is minus the times at which those inside came: with content x now the integral of content.
    contentSum: memory.doubles(c.buffers),
    lastLeft: memory.doubles(c.buffers),
    content: memory.words(c.buffers),
    head: memory.words(c.buffers),
    entered: memory.words(c.buffers),
    store: memory.words(c.stored),

    // Person: where they are, and the machine they are bound to, NONE when free.
    personX: memory.doubles(c.persons),
    personY: memory.doubles(c.persons),
    boundTo: memory.words(c.persons),
    operatorQueue: memory.words(machines),
    technicianQueue: memory.words(machines),

    // Order.
    finishedAt: memory.doubles(c.orders),
    orderReleased: memory.words(c.orders),
    orderDone: memory.words(c.orders),
    orderScrapped: memory.words(c.orders),
    productDone: memory.words(c.products),

    // Part. `partNext` links free parts.
    partBorn: memory.doubles(c.parts),
    partReady: memory.doubles(c.parts),
    /** Interrupted by a part of higher priority: what is left of the cycle, NONE when it was not, and what has passed [s]. */
    partRemaining: memory.doubles(c.parts),
    partWorked: memory.doubles(c.parts),
    partProduct: memory.words(c.parts),
    partOrder: memory.words(c.parts),
    partReworks: memory.words(c.parts),
    partResult: memory.words(c.parts),
    partNext: memory.words(c.parts),

    // Random streams, four words each.
    cycleStream: memory.words(4 * machines),
    qualityStream: memory.words(4 * machines),
    routeStream: memory.words(4 * machines),
    lifeStream: memory.words(4 * c.modes),
    repairStream: memory.words(4 * c.modes),
  };
}

/** Timers: 0 is the calendar's, then come repairs by machine, due times of modes, processes by machine. */
export const CALENDAR_SLOT = 0;
export const REPAIR_SLOTS = 1;

export function modeSlots(c: Counts): number {
  return REPAIR_SLOTS + c.machines;
}

export function processSlots(c: Counts): number {
  return modeSlots(c) + c.modes;
}

export function slotCount(c: Counts): number {
  return processSlots(c) + c.machines;
}

export function ringSize(machines: number): number {
  return 2 ** Math.ceil(Math.log2(machines + 1));
}

/** Views of a state buffer of the program. */
export function stateOf(program: Program, buffer: ArrayBufferLike): State {
  return declareState(new StateMemory(buffer), program.counts);
}
