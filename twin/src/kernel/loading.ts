// How a station comes by its parts: from buffers by priority, with components, in batches; sources make them for orders.
import { IDLE, KIND_SOURCE, OFFSHIFT, READY, STAGE_SETUP, STAGE_WORK, STARVED } from './constants.ts';
import { readyAt, takePart } from './buffers.ts';
import { type Core, enterState } from './core.ts';
import { cancelTimer, setTimer } from './event-set.ts';
import {
  COUNT,
  FIRST_OPEN,
  INDEX,
  IS_WORKING,
  LAST_PRODUCT,
  LINE,
  NOW,
  ORDER_SCRAPPED,
  ORDER_SIZE,
  PARAM,
  PARTS,
  PHASE,
  PRODUCT,
  RELEASED,
  REMAINING,
  STAGE,
  WORKED,
} from './layout.ts';
import { consumePart, createPart } from './parts.ts';
import {
  BATCH,
  CHANGEOVERS,
  COMPONENTS,
  INPUTS,
  KIND,
  ORDER_PARAM_SIZE,
  ORDER_PRODUCT,
  QUANTITY,
  RELEASE_AT,
  STOCK_PRODUCT,
} from './program.ts';
import { drawCycle } from './running.ts';

/** Goes on loading a station; true when it has all its parts and is READY. Otherwise its state says why not. */
export function load(k: Core, s: number): boolean {
  const { n, m } = k;
  if (n[LINE + IS_WORKING] === 0) return rest(k, s, { state: OFFSHIFT, until: Infinity });
  if (m[n[s + PARAM] + KIND] === KIND_SOURCE) return loadSource(k, s);
  const batch = m[n[s + PARAM] + BATCH];
  while (n[s + COUNT] < batch) {
    const until = takeInput(k, s);
    if (until > 0) return rest(k, s, { state: STARVED, until });
  }
  return becomeReady(k, s);
}

/** Leaves the station waiting, to look again at a known time or when it is recalled. */
function rest(k: Core, s: number, { state, until }: { state: number; until: number }): false {
  const slot = k.processSlots + k.n[s + INDEX];
  enterState(k, s, state);
  if (until < Infinity) setTimer(k, slot, until);
  else cancelTimer(k, slot);
  return false;
}

/** Takes one main part, with its components; 0 when that went, else the time from which it may go (Infinity: unknown). */
function takeInput(k: Core, s: number): number {
  const { f, n, m } = k;
  const now = f[(LINE >> 1) + NOW];
  const list = m[n[s + PARAM] + INPUTS];
  let until = Infinity;
  for (let i = 1; i <= m[list]; i++) {
    const ready = readyAt(k, m[list + i], 0);
    if (ready > now) {
      if (ready < until) until = ready;
      continue;
    }
    const complete = componentsAt(k, s);
    if (complete > now) return complete;
    n[n[s + PARTS] + n[s + COUNT]++] = takePart(k, m[list + i]);
    takeComponents(k, s);
    return 0;
  }
  return until;
}

/** Time at which all components of one cycle are there. */
function componentsAt(k: Core, s: number): number {
  const { n, m } = k;
  const list = m[n[s + PARAM] + COMPONENTS];
  const end = list + 2 * m[list];
  let at = 0;
  for (let i = list + 1; i <= end; i += 2) at = Math.max(at, readyAt(k, m[i], m[i + 1] - 1));
  return at;
}

function takeComponents(k: Core, s: number): void {
  const { n, m } = k;
  const list = m[n[s + PARAM] + COMPONENTS];
  const end = list + 2 * m[list];
  for (let i = list + 1; i <= end; i += 2) {
    for (let quantity = m[i + 1]; quantity > 0; quantity--) consumePart(k, takePart(k, m[i]));
  }
}

function loadSource(k: Core, s: number): boolean {
  const { n, m } = k;
  const stock = m[n[s + PARAM] + STOCK_PRODUCT];
  if (stock >= 0) {
    n[n[s + PARTS]] = createPart(k, stock, -1);
    n[s + COUNT] = 1;
    return becomeReady(k, s);
  }
  const order = openOrder(k);
  if (order < 0) return rest(k, s, { state: IDLE, until: nextRelease(k) });
  n[k.program.layout.orders + order * ORDER_SIZE + RELEASED]++;
  n[n[s + PARTS]] = createPart(k, m[k.program.tables.orders + order * ORDER_PARAM_SIZE + ORDER_PRODUCT], order);
  n[s + COUNT] = 1;
  return becomeReady(k, s);
}

/** First order in sequence that is released and of which parts are still to be started (scrap is made up); -1 for none. */
function openOrder(k: Core): number {
  const { f, n, g } = k;
  const { tables, counts } = k.program;
  const now = f[(LINE >> 1) + NOW];
  let isLeading = true;
  for (let index = n[LINE + FIRST_OPEN]; index < counts.orders; index++) {
    if (partsToStart(k, index) <= 0) {
      if (isLeading) n[LINE + FIRST_OPEN] = index + 1;
      continue;
    }
    if (g[((tables.orders + index * ORDER_PARAM_SIZE) >> 1) + RELEASE_AT] <= now) return index;
    isLeading = false;
  }
  return -1;
}

function nextRelease(k: Core): number {
  const { tables, counts } = k.program;
  let next = Infinity;
  for (let index = k.n[LINE + FIRST_OPEN]; index < counts.orders; index++) {
    if (partsToStart(k, index) <= 0) continue;
    next = Math.min(next, k.g[((tables.orders + index * ORDER_PARAM_SIZE) >> 1) + RELEASE_AT]);
  }
  return next;
}

function partsToStart({ n, m, program }: Core, index: number): number {
  const order = program.layout.orders + index * ORDER_SIZE;
  const quantity = m[program.tables.orders + index * ORDER_PARAM_SIZE + QUANTITY];
  return quantity - n[order + RELEASED] + n[order + ORDER_SCRAPPED];
}

/** All parts are in: a changeover comes first when the product asks for it. Batches go by the product of their first part. */
function becomeReady(k: Core, s: number): true {
  const { f, n } = k;
  const product = n[n[n[s + PARTS]] + PRODUCT];
  const changeover = changeoverSeconds(k, s, product);
  n[s + LAST_PRODUCT] = product;
  n[s + PHASE] = READY;
  if (changeover > 0) {
    n[s + STAGE] = STAGE_SETUP;
    f[(s >> 1) + REMAINING] = changeover;
    f[(s >> 1) + WORKED] = 0;
  } else {
    n[s + STAGE] = STAGE_WORK;
    drawCycle(k, s);
  }
  return true;
}

/** Changeover [s] of a station from its last product to another one; 0 when it has made none yet. */
export function changeoverSeconds({ n, m, g, program }: Core, s: number, product: number): number {
  const table = m[n[s + PARAM] + CHANGEOVERS];
  const last = n[s + LAST_PRODUCT];
  return table < 0 || last < 0 ? 0 : g[table + last * program.counts.products + product];
}
