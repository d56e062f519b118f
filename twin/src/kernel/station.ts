// The state machine of a station: what it does next in each phase, and what its timers mean.
//
//   LOADING --parts in--> READY --shift, operator--> RUNNING (setup, then work) --> UNLOADING --parts out--> LOADING
//   any of them --failure--> BROKEN --repaired--> back to where it was
//
// Off time (breaks, between shifts): what runs is finished first, then the station is off shift with what it holds; a
// finished part still leaves when there is room. Repairs and conveyors go on; nothing starts or resumes.
import {
  BLOCKED,
  CLOCK_CALENDAR,
  LOADING,
  OFFSHIFT,
  PASS,
  READY,
  REWORK,
  RUNNING,
  SCRAP,
  STAGE_SETUP,
  STAGE_WORK,
  UNJUDGED,
  UNLOADING,
  WALKING,
  WHEN_ALWAYS,
  BROKEN,
} from './constants.ts';
import { nextRecalled, recall } from './agenda.ts';
import { hasRoom, putPart } from './buffers.ts';
import { type Core, enterState } from './core.ts';
import { draw } from './distributions.ts';
import { cancelTimer, setTimer } from './event-set.ts';
import {
  AFTER_REPAIR,
  AGE,
  CALENDAR_NEXT,
  COUNT,
  DEFECTIVE,
  INDEX,
  IS_SCRAP,
  IS_WORKING,
  LIFE,
  LIFE_STREAM,
  LINE,
  MODE,
  MODE_INDEX,
  MODE_PARAM,
  MODE_STATION,
  NOW,
  OPERATOR,
  OUT,
  PARAM,
  PARTS,
  PHASE,
  PROCESSED,
  QUALITY_STREAM,
  RENEWED,
  RESULT,
  REWORKS,
  STAGE,
  STATION_SIZE,
} from './layout.ts';
import { load } from './loading.ts';
import { finishPart } from './parts.ts';
import { operatorSkill, releaseOperator, releaseTechnician, requestOperator } from './people.ts';
import { CLOCK, LIFE_TIME, MAX_REWORKS, OUTPUTS, REWORK_SHARE, SCRAP_SHARE } from './program.ts';
import { uniform } from './random.ts';
import { bookStretch, drawCycle, fail, startStretch } from './running.ts';

/** Works the agenda off: every station whose chances have changed does what it can at this instant. */
export function settle(k: Core): void {
  for (let s = nextRecalled(k); s !== 0; s = nextRecalled(k)) advance(k, s);
}

/** Does what a station can do now. */
export function advance(k: Core, s: number): void {
  const { n } = k;
  if (n[s + PHASE] === UNLOADING && !unload(k, s)) return;
  if (n[s + PHASE] === LOADING && !load(k, s)) return;
  if (n[s + PHASE] === READY) proceed(k, s);
  else if (n[s + PHASE] === WALKING && n[LINE + IS_WORKING] === 0) sendAway(k, s);
}

/** The process timer of a station is due. */
export function onProcess(k: Core, s: number): void {
  const { n } = k;
  switch (n[s + PHASE]) {
    case RUNNING:
      endStretch(k, s);
      return;
    case WALKING:
      n[s + PHASE] = READY;
      proceed(k, s);
      return;
    default:
      advance(k, s);
  }
}

/** The calendar failure of a mode is due. A station that is down already has it repaired along with the other. */
export function onCalendarFailure(k: Core, mode: number): void {
  const s = k.n[mode + MODE_STATION];
  if (k.n[s + PHASE] === BROKEN) renewMode(k, mode);
  else fail(k, s, mode);
}

/** The repair of a station is over: its mode is as new, and it goes on where it was. */
export function onRepaired(k: Core, s: number): void {
  const { n } = k;
  const mode = n[s + MODE];
  if (mode !== 0) renewMode(k, mode);
  n[s + MODE] = 0;
  n[s + PHASE] = n[s + AFTER_REPAIR];
  releaseTechnician(k, s);
  recall(k, s);
}

/** Work starts or stops. */
export function onCalendar(k: Core): void {
  const { n } = k;
  n[LINE + IS_WORKING] ^= 1;
  n[LINE + CALENDAR_NEXT]++;
  setCalendarTimer(k);
  for (let s = k.stations; s < k.stationsEnd; s += STATION_SIZE) recall(k, s);
}

/** Sets the calendar's timer to its next switch, if there is one. */
export function setCalendarTimer(k: Core): void {
  const { tables } = k.program;
  const next = k.n[LINE + CALENDAR_NEXT];
  if (next < tables.switchCount) setTimer(k, 0, k.g[tables.switches + next]);
}

/** Draws a new life for a mode; a calendar clock starts at once. */
export function renewMode(k: Core, mode: number): void {
  const { f, n, m } = k;
  const d = mode >> 1;
  f[d + LIFE] = draw(k, m[n[mode + MODE_PARAM] + LIFE_TIME], mode + LIFE_STREAM);
  f[d + AGE] = 0;
  f[d + RENEWED] = f[(LINE >> 1) + NOW];
  if (m[n[mode + MODE_PARAM] + CLOCK] !== CLOCK_CALENDAR) return;
  setTimer(k, k.program.layout.failureSlots + n[mode + MODE_INDEX], f[d + RENEWED] + f[d + LIFE]);
}

/** A READY station starts or goes on, if the shift and an operator allow it. */
function proceed(k: Core, s: number): void {
  const { n } = k;
  if (n[LINE + IS_WORKING] === 0) sendAway(k, s);
  else if (n[s + STAGE] === STAGE_WORK && n[s + OPERATOR] === 0 && operatorSkill(k, s) >= 0) requestOperator(k, s);
  else startStretch(k, s);
}

/** Off time: the station keeps its parts, its operator goes. */
function sendAway(k: Core, s: number): void {
  const { n } = k;
  if (n[s + PHASE] === WALKING) cancelWalk(k, s);
  releaseOperator(k, s);
  enterState(k, s, OFFSHIFT);
}

function cancelWalk(k: Core, s: number): void {
  cancelTimer(k, k.processSlots + k.n[s + INDEX]);
  k.n[s + PHASE] = READY;
}

function endStretch(k: Core, s: number): void {
  const { n } = k;
  const mode = n[s + MODE];
  if (mode !== 0) {
    fail(k, s, mode);
    return;
  }
  bookStretch(k, s);
  if (n[s + STAGE] === STAGE_SETUP) {
    n[s + STAGE] = STAGE_WORK;
    n[s + PHASE] = READY;
    drawCycle(k, s);
    proceed(k, s);
    return;
  }
  n[s + PHASE] = UNLOADING;
  n[s + PROCESSED] += n[s + COUNT];
  n[s + RESULT] = UNJUDGED;
  if (n[s + OPERATOR] !== 0) releaseOperator(k, s);
  advance(k, s);
}

/** Lets parts leave one by one; true when all are out, else the station is blocked. */
function unload(k: Core, s: number): boolean {
  const { n } = k;
  const count = n[s + COUNT];
  while (n[s + OUT] < count) {
    const part = n[n[s + PARTS] + n[s + OUT]];
    if (n[s + RESULT] === UNJUDGED) n[s + RESULT] = judge(k, s, part);
    const to = wayOut(k, s, n[s + RESULT]);
    if (to === 0) {
      enterState(k, s, n[LINE + IS_WORKING] === 0 ? OFFSHIFT : BLOCKED);
      return false;
    }
    if (n[s + RESULT] === SCRAP) n[part + IS_SCRAP] = 1;
    n[s + OUT]++;
    n[s + RESULT] = UNJUDGED;
    if (to < 0) finishPart(k, part);
    else putPart(k, to, part);
  }
  n[s + COUNT] = 0;
  n[s + OUT] = 0;
  n[s + PHASE] = LOADING;
  return true;
}

/** Result of the cycle for one part. A part that asks for more reworks than allowed is scrap. */
function judge(k: Core, s: number, part: number): number {
  const { n, m, g } = k;
  const param = n[s + PARAM];
  const scrap = g[(param >> 1) + SCRAP_SHARE];
  const defective = scrap + g[(param >> 1) + REWORK_SHARE];
  if (defective === 0) return PASS;
  const u = uniform(n, s + QUALITY_STREAM);
  if (u >= defective) return PASS;
  n[s + DEFECTIVE]++;
  if (u < scrap || n[part + REWORKS] >= m[param + MAX_REWORKS]) return SCRAP;
  n[part + REWORKS]++;
  return REWORK;
}

/** First output for the result that has room: a buffer, or a sink with its sign turned; 0 for none. */
function wayOut(k: Core, s: number, result: number): number {
  const { n, m } = k;
  const list = m[n[s + PARAM] + OUTPUTS];
  const end = list + 2 * m[list];
  for (let i = list + 1; i <= end; i += 2) {
    const when = m[i + 1];
    if (when !== result && when !== WHEN_ALWAYS) continue;
    if (m[i] < 0 || hasRoom(k, m[i])) return m[i];
  }
  return 0;
}
