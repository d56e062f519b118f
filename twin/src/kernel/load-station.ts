// Brings one station to what was observed of it: phase, parts, how far its cycle is, how old its failure modes are.
//
// Of a station of several machines the first is brought to it; the others wait for parts.
import {
  BLOCKED,
  BROKEN,
  CLOCK_CYCLES,
  DOWN,
  FAIL_NEVER,
  FAIL_RESTART,
  FAIL_SCRAP,
  HELD,
  KIND_SINK,
  KIND_SOURCE,
  LOADING,
  MAINTENANCE,
  NONE,
  PASS,
  PROCESSING,
  READY,
  RUNNING,
  SCRAP,
  SETUP,
  STAGE_SETUP,
  STAGE_WORK,
  STARVED,
  STATE_COUNT,
  UNLOADING,
  WHEN_ALWAYS,
} from './constants.ts';
import type { Core } from './core.ts';
import type { LiveStation } from './live-state.ts';
import { loadPart } from './load-part.ts';
import { orFinite, orIndex, orZero, whole } from './load-values.ts';
import type { Machines } from './machine.ts';
import { NOW } from './state.ts';

/** Length taken for a changeover that the model does not know [s]. */
const UNKNOWN_CHANGEOVER_SECONDS = 1;
/** Least rest of a changeover that is seen running [s]. */
const LEAST_SECONDS = 1e-3;

/** Writes what was seen of a station into its machines; nothing seen: it is empty. Orders must be loaded before. */
export function loadStation(
  core: Core,
  machines: Machines,
  { station, seen }: { station: number; seen: LiveStation | undefined },
): void {
  const { stationStart } = core.parameters;
  for (let machine = stationStart[station]; machine < stationStart[station + 1]; machine++) {
    core.state.since[machine] = core.state.line[NOW];
    core.state.stretchSince[machine] = core.state.line[NOW];
    loadModes(core, machine, seen);
  }
  const first = stationStart[station];
  if (seen !== undefined && core.parameters.kind[first] !== KIND_SINK)
    loadMachine(core, machines, { machine: first, seen });
}

interface Seen {
  machine: number;
  seen: LiveStation;
}

function loadMachine(core: Core, machines: Machines, of: Seen): void {
  const { state, parameters, program } = core;
  const { machine, seen } = of;
  const shown = orIndex(seen.state, STATE_COUNT, STARVED);
  state.state[machine] = shown === MAINTENANCE ? DOWN : shown;
  state.lastProduct[machine] = orIndex(seen.lastProduct, program.counts.products, NONE);
  state.processed[machine] = whole(seen.processed);
  state.defective[machine] = whole(seen.defective);
  state.stage[machine] = STAGE_WORK;
  state.worked[machine] = orZero(seen.cycleElapsedSeconds);
  if (state.state[machine] === DOWN) loadBroken(core, machines, of);
  else loadUp(core, machines, of);
  if (state.count[machine] > 0)
    state.lastProduct[machine] = state.partProduct[state.place[parameters.placeStart[machine]]];
}

function loadUp(core: Core, machines: Machines, of: Seen): void {
  const { phase, worked, result, state } = core.state;
  const { machine, seen } = of;
  const shown = state[machine];
  loadParts(core, machines, of);
  if (shown === PROCESSING || shown === SETUP || shown === BLOCKED || shown === HELD)
    ensurePart(core, machines, machine);
  phase[machine] = isFull(core, machine) ? READY : LOADING;
  if (shown === PROCESSING) {
    phase[machine] = RUNNING;
    if (worked[machine] === 0) worked[machine] = orZero(seen.elapsedSeconds);
  } else if (shown === SETUP) loadSetup(core, machines, of);
  else if (shown === BLOCKED) {
    phase[machine] = UNLOADING;
    result[machine] = resultOf(core, machine, seen.result);
    core.state.partResult[core.state.place[core.parameters.placeStart[machine]]] = Math.max(PASS, result[machine]);
  } else if (shown === HELD) phase[machine] = READY;
}

function loadSetup({ state, parameters }: Core, { dispatching }: Machines, { machine, seen }: Seen): void {
  const product = state.partProduct[state.place[parameters.placeStart[machine]]];
  const planned = dispatching.setupSeconds(machine, product) || UNKNOWN_CHANGEOVER_SECONDS;
  state.phase[machine] = RUNNING;
  state.stage[machine] = STAGE_SETUP;
  state.worked[machine] = orZero(seen.elapsedSeconds);
  state.remaining[machine] = Math.max(LEAST_SECONDS, planned - state.worked[machine]);
}

/** A broken machine. Who repairs it is settled when all stations are loaded. */
function loadBroken(core: Core, machines: Machines, of: Seen): void {
  const { state, parameters } = core;
  const { machine, seen } = of;
  const start = parameters.modeStart[machine];
  const failures = failureModes(core, machine);
  const mode = failures === 0 ? NONE : start + orIndex(seen.failureMode, failures, 0);
  const rule = mode === NONE ? NONE : parameters.onFailure[mode];
  state.mode[machine] = mode;
  // Parts in a machine that scraps them at a failure are lost already.
  if (rule !== FAIL_SCRAP) loadParts(core, machines, of);
  if (rule === FAIL_RESTART) state.worked[machine] = 0;
  state.phase[machine] = BROKEN;
  state.afterRepair[machine] = isFull(core, machine) ? READY : LOADING;
}

/** Modes that fail come before tasks that never do. */
function failureModes({ parameters }: Core, machine: number): number {
  const { modeStart, onFailure } = parameters;
  const all = onFailure.subarray(modeStart[machine], modeStart[machine + 1]);
  return all.filter((rule) => rule !== FAIL_NEVER).length;
}

/** Ages only: what is left of lives is drawn later, but the rest of a maintenance interval follows from its age. */
function loadModes({ state, parameters }: Core, machine: number, seen: LiveStation | undefined): void {
  const { modeStart, clock, onFailure, lifeDistribution, distributionA } = parameters;
  for (let mode = modeStart[machine]; mode < modeStart[machine + 1]; mode++) {
    const ordinal = mode - modeStart[machine];
    const seenAge = (clock[mode] === CLOCK_CYCLES ? seen?.cyclesSinceFailure : seen?.operatingSecondsSinceFailure)?.[
      ordinal
    ];
    // A task whose age is below 0 is put off beyond its interval.
    const age = onFailure[mode] === FAIL_NEVER ? orFinite(seenAge, 0) : orZero(seenAge);
    state.lifeSpan[mode] = onFailure[mode] === FAIL_NEVER ? distributionA[lifeDistribution[mode]] : age;
    state.life[mode] = state.lifeSpan[mode] - age;
    if (onFailure[mode] === FAIL_NEVER && state.life[mode] <= 0) state.dueTask[machine] = mode;
  }
}

function loadParts(core: Core, machines: Machines, { machine, seen }: Seen): void {
  const { state, parameters } = core;
  const count = Math.min(seen.parts.length, parameters.batch[machine]);
  for (let i = 0; i < count; i++)
    state.place[parameters.placeStart[machine] + i] = loadPart(core, machines, seen.parts[i]);
  state.count[machine] = count;
  // How long they have waited is not observed.
  state.batchSince[machine] = state.line[NOW];
}

function isFull({ state, parameters }: Core, machine: number): boolean {
  return state.count[machine] >= parameters.batch[machine];
}

/** Puts a likely part into a machine that must have one. */
function ensurePart(core: Core, machines: Machines, machine: number): void {
  const { state, parameters } = core;
  if (state.count[machine] > 0) return;
  const bornSeconds = state.line[NOW];
  const part = loadPart(core, machines, { product: likelyProduct(core, machine), order: -1, reworks: 0, bornSeconds });
  state.place[parameters.placeStart[machine]] = part;
  state.count[machine] = 1;
}

function likelyProduct({ state, parameters, program }: Core, machine: number): number {
  const stock = parameters.stockProduct[machine];
  if (parameters.kind[machine] === KIND_SOURCE && stock >= 0) return stock;
  if (state.lastProduct[machine] >= 0) return state.lastProduct[machine];
  for (let order = 0; order < program.counts.orders; order++)
    if (state.orderDone[order] < parameters.quantity[order]) return parameters.orderProduct[order];
  return 0;
}

/** The result seen if some output takes it, else none: it will be drawn. */
function resultOf({ parameters }: Core, machine: number, seen: number): number {
  const result = orFinite(seen, NONE);
  if (result !== orIndex(result, SCRAP + 1, NONE) || result < PASS) return NONE;
  for (let output = parameters.outputStart[machine]; output < parameters.outputStart[machine + 1]; output++) {
    const when = parameters.outputWhen[output];
    if (when === result || when === WHEN_ALWAYS) return result;
  }
  return NONE;
}
