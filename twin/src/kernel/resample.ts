// Draws what is yet to come given what has been: rest of cycles and repairs, lives of failure modes, anew for each future.
import { BROKEN, CLOCK_CALENDAR, RUNNING, STAGE_WORK } from './constants.ts';
import type { Core } from './core.ts';
import { drawResidual } from './distributions.ts';
import { setTimer } from './event-set.ts';
import {
  AGE,
  COUNT,
  CYCLE_STREAM,
  LIFE,
  LIFE_STREAM,
  LINE,
  MODE_INDEX,
  MODE_PARAM,
  MODE_SIZE,
  NOW,
  PARAM,
  PARTS,
  PHASE,
  PRODUCT,
  REMAINING,
  RENEWED,
  STAGE,
  STATION_SIZE,
  TECHNICIAN,
  WORKED,
} from './layout.ts';
import { repairSkill, scheduleRepair } from './people.ts';
import { CLOCK, CYCLES, LIFE_TIME, SCALES } from './program.ts';
import { bookStretch, startStretch } from './running.ts';

/** Draws every residual from the streams as they stand. Transit, walks and changeovers under way are certain and stay. */
export function drawResiduals(k: Core): void {
  const { layout, counts } = k.program;
  for (let s = k.stations; s < k.stationsEnd; s += STATION_SIZE) {
    if (k.n[s + PHASE] === RUNNING) bookStretch(k, s);
    if (k.n[s + COUNT] > 0 && k.n[s + STAGE] === STAGE_WORK) drawRestOfCycle(k, s);
  }
  for (let i = 0; i < counts.modes; i++) drawRestOfLife(k, layout.modes + i * MODE_SIZE);
  for (let s = k.stations; s < k.stationsEnd; s += STATION_SIZE) {
    if (k.n[s + PHASE] === RUNNING) startStretch(k, s);
    if (k.n[s + PHASE] === BROKEN && (k.n[s + TECHNICIAN] !== 0 || repairSkill(k, s) < 0)) scheduleRepair(k, s);
  }
}

/** For stations that run, and for those whose cycle was interrupted or is about to start. Of a finished cycle it is not used. */
function drawRestOfCycle(k: Core, s: number): void {
  const { f, n, m, g } = k;
  const param = n[s + PARAM];
  const product = n[n[n[s + PARTS]] + PRODUCT];
  const scale = g[m[param + SCALES] + product];
  const age = f[(s >> 1) + WORKED] / scale;
  const distribution = m[m[param + CYCLES] + product];
  f[(s >> 1) + REMAINING] = scale * drawResidual(k, distribution, { stream: s + CYCLE_STREAM, age });
}

function drawRestOfLife(k: Core, mode: number): void {
  const { f, n, m } = k;
  const d = mode >> 1;
  const now = f[(LINE >> 1) + NOW];
  const isCalendar = m[n[mode + MODE_PARAM] + CLOCK] === CLOCK_CALENDAR;
  const age = isCalendar ? now - f[d + RENEWED] : f[d + AGE];
  f[d + LIFE] = drawResidual(k, m[n[mode + MODE_PARAM] + LIFE_TIME], { stream: mode + LIFE_STREAM, age });
  if (isCalendar) setTimer(k, k.program.layout.failureSlots + n[mode + MODE_INDEX], now + f[d + LIFE]);
}
