// Brings one station to what was observed of it: phase, parts, how far its cycle is, how old its failure modes are.
import {
  BLOCKED,
  BROKEN,
  CLOCK_CALENDAR,
  CLOCK_CYCLES,
  DOWN,
  FAIL_RESTART,
  FAIL_SCRAP,
  HELD,
  KIND_SINK,
  KIND_SOURCE,
  LEAST_SECONDS,
  LOADING,
  MAINTENANCE,
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
  UNJUDGED,
  UNLOADING,
  WHEN_ALWAYS,
} from './constants.ts';
import type { Core } from './core.ts';
import {
  AFTER_REPAIR,
  AGE,
  COUNT,
  DEFECTIVE,
  DONE,
  LAST_PRODUCT,
  LINE,
  MODE,
  MODE_PARAM,
  MODE_SIZE,
  NOW,
  ORDER_SIZE,
  PARAM,
  PARTS,
  PHASE,
  PROCESSED,
  PRODUCT,
  REMAINING,
  RENEWED,
  RESULT,
  SINCE,
  STAGE,
  STATE,
  STRETCH,
  WORKED,
} from './layout.ts';
import type { LiveStation } from './live-state.ts';
import { loadPart } from './load-part.ts';
import { orFinite, orIndex, orZero, whole } from './load-values.ts';
import { changeoverSeconds } from './loading.ts';
import {
  BATCH,
  CLOCK,
  KIND,
  MODE_COUNT,
  MODES,
  ON_FAILURE,
  ORDER_PARAM_SIZE,
  ORDER_PRODUCT,
  OUTPUTS,
  QUANTITY,
  STOCK_PRODUCT,
} from './program.ts';

/** Length taken for a changeover that the model does not know [s]. */
const UNKNOWN_CHANGEOVER_SECONDS = 1;

/** Writes what was seen of a station into its record; nothing seen: it is empty. Orders must be loaded before. */
export function loadStation(k: Core, s: number, seen: LiveStation | undefined): void {
  const { f, n, m } = k;
  const now = f[(LINE >> 1) + NOW];
  f[(s >> 1) + SINCE] = now;
  f[(s >> 1) + STRETCH] = now;
  loadModes(k, s, seen);
  if (seen === undefined || m[n[s + PARAM] + KIND] === KIND_SINK) return;
  const state = orIndex(seen.state, STATE_COUNT, STARVED);
  n[s + STATE] = state === MAINTENANCE ? DOWN : state;
  n[s + LAST_PRODUCT] = orIndex(seen.lastProduct, k.program.counts.products, -1);
  n[s + PROCESSED] = whole(seen.processed);
  n[s + DEFECTIVE] = whole(seen.defective);
  n[s + STAGE] = STAGE_WORK;
  f[(s >> 1) + WORKED] = orZero(seen.cycleElapsedSeconds);
  if (n[s + STATE] === DOWN) loadBroken(k, s, seen);
  else loadUp(k, s, seen);
  if (n[s + COUNT] > 0) n[s + LAST_PRODUCT] = n[n[n[s + PARTS]] + PRODUCT];
}

function loadUp(k: Core, s: number, seen: LiveStation): void {
  const { f, n } = k;
  const state = n[s + STATE];
  loadParts(k, s, seen);
  if (state === PROCESSING || state === SETUP || state === BLOCKED || state === HELD) ensurePart(k, s);
  n[s + PHASE] = isFull(k, s) ? READY : LOADING;
  if (state === PROCESSING) {
    n[s + PHASE] = RUNNING;
    if (f[(s >> 1) + WORKED] === 0) f[(s >> 1) + WORKED] = orZero(seen.elapsedSeconds);
  } else if (state === SETUP) loadSetup(k, s, seen);
  else if (state === BLOCKED) {
    n[s + PHASE] = UNLOADING;
    n[s + RESULT] = resultOf(k, s, seen.result);
  } else if (state === HELD) n[s + PHASE] = READY;
}

function loadSetup(k: Core, s: number, seen: LiveStation): void {
  const { f, n } = k;
  const planned = changeoverSeconds(k, s, n[n[n[s + PARTS]] + PRODUCT]) || UNKNOWN_CHANGEOVER_SECONDS;
  n[s + PHASE] = RUNNING;
  n[s + STAGE] = STAGE_SETUP;
  f[(s >> 1) + WORKED] = orZero(seen.elapsedSeconds);
  f[(s >> 1) + REMAINING] = Math.max(LEAST_SECONDS, planned - f[(s >> 1) + WORKED]);
}

/** A broken station. Who repairs it is settled when all stations are loaded. */
function loadBroken(k: Core, s: number, seen: LiveStation): void {
  const { f, n, m } = k;
  const param = n[s + PARAM];
  const ordinal = orIndex(seen.failureMode, m[param + MODE_COUNT], 0);
  n[s + MODE] = m[param + MODE_COUNT] === 0 ? 0 : m[param + MODES] + ordinal * MODE_SIZE;
  const rule = n[s + MODE] === 0 ? -1 : m[n[n[s + MODE] + MODE_PARAM] + ON_FAILURE];
  // Parts in a machine that scraps them at a failure are lost already.
  if (rule !== FAIL_SCRAP) loadParts(k, s, seen);
  if (rule === FAIL_RESTART) f[(s >> 1) + WORKED] = 0;
  n[s + PHASE] = BROKEN;
  n[s + AFTER_REPAIR] = isFull(k, s) ? READY : LOADING;
}

function loadModes(k: Core, s: number, seen: LiveStation | undefined): void {
  const { f, n, m } = k;
  const param = n[s + PARAM];
  const now = f[(LINE >> 1) + NOW];
  for (let i = 0; i < m[param + MODE_COUNT]; i++) {
    const mode = m[param + MODES] + i * MODE_SIZE;
    const clock = m[n[mode + MODE_PARAM] + CLOCK];
    const seconds = orZero(seen?.operatingSecondsSinceFailure[i]);
    f[(mode >> 1) + AGE] = clock === CLOCK_CYCLES ? orZero(seen?.cyclesSinceFailure[i]) : seconds;
    f[(mode >> 1) + RENEWED] = clock === CLOCK_CALENDAR ? now - seconds : now;
  }
}

function loadParts(k: Core, s: number, seen: LiveStation): void {
  const { n, m } = k;
  const count = Math.min(seen.parts.length, m[n[s + PARAM] + BATCH]);
  for (let i = 0; i < count; i++) n[n[s + PARTS] + i] = loadPart(k, seen.parts[i]);
  n[s + COUNT] = count;
}

function isFull({ n, m }: Core, s: number): boolean {
  return n[s + COUNT] >= m[n[s + PARAM] + BATCH];
}

/** Puts a likely part into a station that must have one. */
function ensurePart(k: Core, s: number): void {
  const { f, n } = k;
  if (n[s + COUNT] > 0) return;
  const bornSeconds = f[(LINE >> 1) + NOW];
  n[n[s + PARTS]] = loadPart(k, { product: likelyProduct(k, s), order: -1, reworks: 0, bornSeconds });
  n[s + COUNT] = 1;
}

function likelyProduct({ n, m, program }: Core, s: number): number {
  const stock = m[n[s + PARAM] + STOCK_PRODUCT];
  if (m[n[s + PARAM] + KIND] === KIND_SOURCE && stock >= 0) return stock;
  if (n[s + LAST_PRODUCT] >= 0) return n[s + LAST_PRODUCT];
  const { layout, tables, counts } = program;
  for (let index = 0; index < counts.orders; index++) {
    const param = tables.orders + index * ORDER_PARAM_SIZE;
    if (n[layout.orders + index * ORDER_SIZE + DONE] < m[param + QUANTITY]) return m[param + ORDER_PRODUCT];
  }
  return 0;
}

/** The result seen if some output takes it, else none: it will be drawn. */
function resultOf({ n, m }: Core, s: number, seen: number): number {
  const result = orFinite(seen, UNJUDGED);
  if (result !== orIndex(result, SCRAP + 1, UNJUDGED) || result < PASS) return UNJUDGED;
  const list = m[n[s + PARAM] + OUTPUTS];
  const end = list + 2 * m[list];
  for (let i = list + 1; i <= end; i += 2) if (m[i + 1] === result || m[i + 1] === WHEN_ALWAYS) return result;
  return UNJUDGED;
}
