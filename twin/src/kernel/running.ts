// Running stretches of a station: a changeover or cycle runs from start or resumption to its end or to a failure.
import {
  BROKEN,
  CLOCK_CALENDAR,
  CLOCK_CYCLES,
  DOWN,
  FAIL_RESTART,
  FAIL_SCRAP,
  LEAST_SECONDS,
  LOADING,
  PROCESSING,
  READY,
  RUNNING,
  SETUP,
  STAGE_SETUP,
  STAGE_WORK,
  UNLOADING,
} from './constants.ts';
import { type Core, enterState } from './core.ts';
import { draw } from './distributions.ts';
import { cancelTimer, setTimer } from './event-set.ts';
import {
  AFTER_REPAIR,
  AGE,
  COUNT,
  CYCLE_STREAM,
  DEFECTIVE,
  INDEX,
  LIFE,
  LINE,
  MODE,
  MODE_PARAM,
  MODE_SIZE,
  NOW,
  OUT,
  PARAM,
  PARTS,
  PHASE,
  PROCESSED,
  PRODUCT,
  REMAINING,
  REPAIR_SINCE,
  STAGE,
  STRETCH,
  WORKED,
} from './layout.ts';
import { scrapPart } from './parts.ts';
import { releaseOperator, repairSkill, requestTechnician, scheduleRepair } from './people.ts';
import { CLOCK, CYCLES, MODE_COUNT, MODES, ON_FAILURE, SCALES } from './program.ts';

/** Runs the setup or cycle of a station on, up to its end or the first failure that age brings. */
export function startStretch(k: Core, s: number): void {
  const { f, n } = k;
  const d = s >> 1;
  const now = f[(LINE >> 1) + NOW];
  let length = f[d + REMAINING];
  n[s + PHASE] = RUNNING;
  n[s + MODE] = 0;
  f[d + STRETCH] = now;
  if (n[s + STAGE] === STAGE_SETUP) enterState(k, s, SETUP);
  else {
    enterState(k, s, PROCESSING);
    length = untilFailure(k, s, length);
  }
  setTimer(k, k.processSlots + n[s + INDEX], now + length);
}

/** Length of the stretch: `length`, or less when a mode fails before; that mode is then noted. */
function untilFailure(k: Core, s: number, length: number): number {
  const { f, n, m } = k;
  const param = n[s + PARAM];
  const cycle = f[(s >> 1) + WORKED] + length;
  let shortest = length;
  let mode = m[param + MODES];
  for (let left = m[param + MODE_COUNT]; left > 0; left--, mode += MODE_SIZE) {
    const clock = m[n[mode + MODE_PARAM] + CLOCK];
    if (clock === CLOCK_CALENDAR) continue;
    const life = clock === CLOCK_CYCLES ? f[(mode >> 1) + LIFE] * cycle : f[(mode >> 1) + LIFE];
    if (life >= shortest) continue;
    shortest = life > 0 ? life : 0;
    n[s + MODE] = mode;
  }
  return shortest;
}

/** Books the stretch that runs until now: what is left of the cycle, and the age of the modes. The timer is left alone. */
export function bookStretch(k: Core, s: number): void {
  const { f, n, m } = k;
  const d = s >> 1;
  const now = f[(LINE >> 1) + NOW];
  const spent = now - f[d + STRETCH];
  if (n[s + STAGE] === STAGE_WORK) {
    const param = n[s + PARAM];
    const cycle = f[d + WORKED] + f[d + REMAINING];
    let mode = m[param + MODES];
    for (let left = m[param + MODE_COUNT]; left > 0; left--, mode += MODE_SIZE) {
      const clock = m[n[mode + MODE_PARAM] + CLOCK];
      if (clock === CLOCK_CALENDAR) continue;
      const aged = clock === CLOCK_CYCLES && cycle > 0 ? spent / cycle : spent;
      f[(mode >> 1) + LIFE] -= aged;
      f[(mode >> 1) + AGE] += aged;
    }
  }
  f[d + WORKED] += spent;
  f[d + REMAINING] = Math.max(0, f[d + REMAINING] - spent);
  f[d + STRETCH] = now;
}

/** Breaks a station that is not broken. What its cycle and parts come to depends on the mode. */
export function fail(k: Core, s: number, mode: number): void {
  const { f, n, m } = k;
  const phase = n[s + PHASE];
  if (phase === RUNNING) bookStretch(k, s);
  const isInCycle = phase === RUNNING && n[s + STAGE] === STAGE_WORK;
  cancelTimer(k, k.processSlots + n[s + INDEX]);
  releaseOperator(k, s);
  n[s + AFTER_REPAIR] = phase === LOADING || phase === UNLOADING ? phase : READY;
  n[s + PHASE] = BROKEN;
  n[s + MODE] = mode;
  const rule = m[n[mode + MODE_PARAM] + ON_FAILURE];
  if (isInCycle && rule === FAIL_RESTART) drawCycle(k, s);
  if (isInCycle && rule === FAIL_SCRAP) scrapContent(k, s);
  enterState(k, s, DOWN);
  f[(s >> 1) + REPAIR_SINCE] = f[(LINE >> 1) + NOW];
  if (repairSkill(k, s) < 0) scheduleRepair(k, s);
  else requestTechnician(k, s);
}

/** Draws the cycle time for the parts inside, from the start of the cycle. */
export function drawCycle(k: Core, s: number): void {
  const { f, n, m, g } = k;
  const param = n[s + PARAM];
  const product = n[n[n[s + PARTS]] + PRODUCT];
  const seconds = draw(k, m[m[param + CYCLES] + product], s + CYCLE_STREAM) * g[m[param + SCALES] + product];
  f[(s >> 1) + REMAINING] = seconds > LEAST_SECONDS ? seconds : LEAST_SECONDS;
  f[(s >> 1) + WORKED] = 0;
}

function scrapContent(k: Core, s: number): void {
  const { n } = k;
  const parts = n[s + PARTS];
  n[s + PROCESSED] += n[s + COUNT];
  n[s + DEFECTIVE] += n[s + COUNT];
  for (let i = n[s + OUT]; i < n[s + COUNT]; i++) scrapPart(k, n[parts + i]);
  n[s + COUNT] = 0;
  n[s + OUT] = 0;
  n[s + AFTER_REPAIR] = LOADING;
}
