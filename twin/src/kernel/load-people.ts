// Says who is where in an observed state: nobody reports people, so they are put where the stations need them.
import { BROKEN, RUNNING, STAGE_WORK } from './constants.ts';
import type { Core } from './core.ts';
import { INDEX, LINE, NOW, OPERATOR, PHASE, REPAIR_SINCE, STAGE, STATION_SIZE, TECHNICIAN } from './layout.ts';
import type { LiveState } from './live-state.ts';
import { orZero } from './load-values.ts';
import { bind, nearestFree, operatorSkill, queueForTechnician, repairSkill } from './people.ts';

/** Gives technicians to broken stations, the one that is down longest first, and operators to running ones. */
export function placePeople(k: Core, live: LiveState): void {
  const elapsed = (s: number): number => orZero(live.stations[k.n[s + INDEX]]?.elapsedSeconds);
  const all = Array.from({ length: k.stationCount }, (_, index) => k.stations + index * STATION_SIZE);
  const broken = all.filter((s) => k.n[s + PHASE] === BROKEN).sort((a, b) => elapsed(b) - elapsed(a) || a - b);
  for (const s of broken) placeTechnician(k, s, elapsed(s));
  for (const s of all) {
    const skill = operatorSkill(k, s);
    if (skill < 0 || k.n[s + PHASE] !== RUNNING || k.n[s + STAGE] !== STAGE_WORK) continue;
    const person = nearestFree(k, s, { role: 0, skill });
    if (person === 0) continue;
    bind(k, person, s);
    k.n[s + OPERATOR] = person;
  }
}

/** The technician came straight from where they were: of the time down, the walk is no repair. */
function placeTechnician(k: Core, s: number, elapsedSeconds: number): void {
  const now = k.f[(LINE >> 1) + NOW];
  const skill = repairSkill(k, s);
  k.f[(s >> 1) + REPAIR_SINCE] = now - elapsedSeconds;
  if (skill < 0) return;
  const person = nearestFree(k, s, { role: 1, skill });
  if (person === 0) {
    queueForTechnician(k, s);
    return;
  }
  k.n[s + TECHNICIAN] = person;
  k.f[(s >> 1) + REPAIR_SINCE] += bind(k, person, s);
}
