// People: operators who stand at a machine for a cycle, technicians who repair; both walk, both have skills.
import { recall } from './agenda.ts';
import { HELD, READY, WALKING } from './constants.ts';
import { type Core, enterState } from './core.ts';
import { drawResidual } from './distributions.ts';
import { setTimer } from './event-set.ts';
import {
  AT_X,
  AT_Y,
  BOUND_TO,
  IN_QUEUE,
  INDEX,
  LINE,
  MODE,
  MODE_PARAM,
  NOW,
  OPERATOR,
  OPERATOR_QUEUE,
  PARAM,
  PERSON_SIZE,
  PHASE,
  QUALITY_STREAM,
  REPAIR_SINCE,
  REPAIR_STREAM,
  TECHNICIAN,
  TECHNICIAN_QUEUE,
} from './layout.ts';
import { IS_TECHNICIAN, OPERATOR_SKILL, PERSON_PARAM_SIZE, REPAIR_TIME, SKILL, SPEED, X, Y } from './program.ts';

/** Sends an operator to a READY station, or queues it; the station is held until the operator is there. */
export function requestOperator(k: Core, s: number): void {
  enterState(k, s, HELD);
  if (k.n[s + IN_QUEUE] !== 0) return;
  const person = nearestFree(k, s, { role: 0, skill: operatorSkill(k, s) });
  if (person === 0) enqueue(k, s, { queue: k.program.layout.operatorQueue, count: OPERATOR_QUEUE });
  else sendOperator(k, s, person);
}

/** Sends a technician to a broken station, or queues it. First failed, first served. */
export function requestTechnician(k: Core, s: number): void {
  const person = nearestFree(k, s, { role: 1, skill: repairSkill(k, s) });
  if (person === 0) queueForTechnician(k, s);
  else sendTechnician(k, s, person);
}

/** Puts a broken station at the end of the queue for technicians. */
export function queueForTechnician(k: Core, s: number): void {
  enqueue(k, s, { queue: k.program.layout.technicianQueue, count: TECHNICIAN_QUEUE });
}

/** Frees the operator of a station, or takes the station out of the queue. Whoever is freed stays where they are. */
export function releaseOperator(k: Core, s: number): void {
  const { n } = k;
  const person = n[s + OPERATOR];
  if (person === 0) {
    if (n[s + IN_QUEUE] !== 0) leaveQueue(k, s);
    return;
  }
  n[s + OPERATOR] = 0;
  n[person + BOUND_TO] = 0;
  serveOperatorQueue(k);
}

/** Frees the technician of a station, if there is one. */
export function releaseTechnician(k: Core, s: number): void {
  const { n } = k;
  const person = n[s + TECHNICIAN];
  if (person === 0) return;
  n[s + TECHNICIAN] = 0;
  n[person + BOUND_TO] = 0;
  const queue = k.program.layout.technicianQueue;
  for (let i = 0; i < n[LINE + TECHNICIAN_QUEUE]; ) {
    const waiting = n[queue + i];
    const free = nearestFree(k, waiting, { role: 1, skill: repairSkill(k, waiting) });
    if (free === 0) {
      i++;
      continue;
    }
    removeAt(k, i, { queue, count: TECHNICIAN_QUEUE });
    sendTechnician(k, waiting, free);
  }
}

/** Sets the end of a repair that has its technician (or needs none): after the walk, what is left of the repair. */
export function scheduleRepair(k: Core, s: number): void {
  const { f, n, m, program } = k;
  const now = f[(LINE >> 1) + NOW];
  const since = f[(s >> 1) + REPAIR_SINCE];
  const mode = n[s + MODE];
  const distribution = mode === 0 ? program.tables.unknownRepair : m[n[mode + MODE_PARAM] + REPAIR_TIME];
  const stream = mode === 0 ? s + QUALITY_STREAM : mode + REPAIR_STREAM;
  const rest = drawResidual(k, distribution, { stream, age: now - since });
  setTimer(k, program.layout.repairSlots + n[s + INDEX], Math.max(now, since) + rest);
}

/** Skill that the repair of a broken station needs, -1 for none. */
export function repairSkill(k: Core, s: number): number {
  const mode = k.n[s + MODE];
  return mode === 0 ? -1 : k.m[k.n[mode + MODE_PARAM] + SKILL];
}

/** Skill that the operator of a station needs, -1 for none. */
export function operatorSkill(k: Core, s: number): number {
  return k.m[k.n[s + PARAM] + OPERATOR_SKILL];
}

/** Whom to look for: role 1 is a technician. */
export interface Wanted {
  role: number;
  skill: number;
}

/** Nearest free person of a role with a skill, the first of equals; 0 for none. */
export function nearestFree(k: Core, s: number, { role, skill }: Wanted): number {
  const { n, m, program } = k;
  const { layout, tables, counts } = program;
  let best = 0;
  let bestDistance = Infinity;
  for (let i = 0; i < counts.persons; i++) {
    const person = layout.persons + i * PERSON_SIZE;
    if (n[person + BOUND_TO] !== 0 || m[tables.persons + i * PERSON_PARAM_SIZE + IS_TECHNICIAN] !== role) continue;
    if (m[tables.skills + i * counts.skills + skill] === 0) continue;
    const distance = distanceOf(k, person, s);
    if (distance >= bestDistance) continue;
    best = person;
    bestDistance = distance;
  }
  return best;
}

/** Binds a person to a station and moves them there; returns the walking time [s]. */
export function bind(k: Core, person: number, s: number): number {
  const { f, n, g } = k;
  const index = (person - k.program.layout.persons) / PERSON_SIZE;
  const speed = g[((k.program.tables.persons + index * PERSON_PARAM_SIZE) >> 1) + SPEED];
  const seconds = distanceOf(k, person, s) / speed;
  const at = n[s + PARAM] >> 1;
  n[person + BOUND_TO] = s;
  f[(person >> 1) + AT_X] = g[at + X];
  f[(person >> 1) + AT_Y] = g[at + Y];
  return seconds;
}

function distanceOf({ f, n, g }: Core, person: number, s: number): number {
  const at = n[s + PARAM] >> 1;
  const dx = f[(person >> 1) + AT_X] - g[at + X];
  const dy = f[(person >> 1) + AT_Y] - g[at + Y];
  return Math.sqrt(dx * dx + dy * dy);
}

function sendOperator(k: Core, s: number, person: number): void {
  const { f, n } = k;
  const walkSeconds = bind(k, person, s);
  n[s + OPERATOR] = person;
  if (walkSeconds === 0) {
    // Whoever stands there already costs no event.
    recall(k, s);
    return;
  }
  n[s + PHASE] = WALKING;
  setTimer(k, k.processSlots + n[s + INDEX], f[(LINE >> 1) + NOW] + walkSeconds);
}

function sendTechnician(k: Core, s: number, person: number): void {
  const { f, n } = k;
  n[s + TECHNICIAN] = person;
  f[(s >> 1) + REPAIR_SINCE] = f[(LINE >> 1) + NOW] + bind(k, person, s);
  scheduleRepair(k, s);
}

function serveOperatorQueue(k: Core): void {
  const { n } = k;
  const queue = k.program.layout.operatorQueue;
  for (let i = 0; i < n[LINE + OPERATOR_QUEUE]; ) {
    const waiting = n[queue + i];
    const free = nearestFree(k, waiting, { role: 0, skill: operatorSkill(k, waiting) });
    if (free === 0 || n[waiting + PHASE] !== READY) {
      i++;
      continue;
    }
    removeAt(k, i, { queue, count: OPERATOR_QUEUE });
    sendOperator(k, waiting, free);
  }
}

interface Queue {
  queue: number;
  /** Word field of the line that counts it. */
  count: number;
}

function enqueue({ n }: Core, s: number, { queue, count }: Queue): void {
  n[queue + n[LINE + count]++] = s;
  n[s + IN_QUEUE] = 1;
}

/** Takes a station that waits for an operator out of the queue. */
function leaveQueue(k: Core, s: number): void {
  const queue = k.program.layout.operatorQueue;
  let at = 0;
  while (k.n[queue + at] !== s) at++;
  removeAt(k, at, { queue, count: OPERATOR_QUEUE });
}

function removeAt({ n }: Core, at: number, { queue, count }: Queue): void {
  n[n[queue + at] + IN_QUEUE] = 0;
  const last = --n[LINE + count];
  for (let i = at; i < last; i++) n[queue + i] = n[queue + i + 1];
}
