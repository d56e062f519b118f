// People: operators who stand at a machine for a cycle, technicians who repair; both walk, both have skills.
import { HELD, NONE, READY, STAGE_SETUP, WALKING } from './constants.ts';
import type { Core } from './core.ts';
import { NOW, OPERATOR_QUEUE, REPAIR_SLOTS, TECHNICIAN_QUEUE } from './state.ts';

export type People = ReturnType<typeof createPeople>;

const OPERATOR = 0;
const TECHNICIAN = 1;

/** Who comes when a machine asks for somebody. Whoever has done their work stays where they are. */
export function createPeople({ state, parameters, program, timers, sampler, enter, recall, processSlots }: Core) {
  const { line, tally, phase, stage, mode: downMode, operator, technician, isQueued, repairSince } = state;
  const { personX, personY, boundTo, operatorQueue, technicianQueue, repairStream, qualityStream } = state;
  const { x, y, walkSpeed, isTechnician, hasSkill, operatorSkill, setupSkill } = parameters;
  const { repairSkill, repairDistribution, unknownRepair } = parameters;
  const { persons, skills } = program.counts;

  /** Skill of the operator for what a machine is about to do, NONE for none. */
  function neededSkill(machine: number): number {
    return stage[machine] === STAGE_SETUP ? setupSkill[machine] : operatorSkill[machine];
  }

  /** Skill that the repair or maintenance of a machine needs, NONE for none. */
  function neededRepairSkill(machine: number): number {
    return downMode[machine] === NONE ? NONE : repairSkill[downMode[machine]];
  }

  /** Sends an operator to a READY machine, or queues it; the machine is held until the operator is there. */
  function requestOperator(machine: number): void {
    enter(machine, HELD);
    if (isQueued[machine] !== 0) return;
    const person = nearestFree(machine, OPERATOR, neededSkill(machine));
    if (person !== NONE) {
      sendOperator(machine, person);
      return;
    }
    operatorQueue[tally[OPERATOR_QUEUE]++] = machine;
    isQueued[machine] = 1;
  }

  /** Frees the operator of a machine, or takes the machine out of the queue. */
  function releaseOperator(machine: number): void {
    const person = operator[machine];
    if (person === NONE) {
      if (isQueued[machine] !== 0) leaveOperatorQueue(machine);
      return;
    }
    operator[machine] = NONE;
    boundTo[person] = NONE;
    serveOperatorQueue();
  }

  /** Sends a technician to a machine that is down, or queues it. First down, first served. */
  function requestTechnician(machine: number): void {
    const person = nearestFree(machine, TECHNICIAN, neededRepairSkill(machine));
    if (person === NONE) queueForTechnician(machine);
    else sendTechnician(machine, person);
  }

  function queueForTechnician(machine: number): void {
    technicianQueue[tally[TECHNICIAN_QUEUE]++] = machine;
    isQueued[machine] = 1;
  }

  /** Frees the technician of a machine, if there is one. */
  function releaseTechnician(machine: number): void {
    const person = technician[machine];
    if (person === NONE) return;
    technician[machine] = NONE;
    boundTo[person] = NONE;
    for (let i = 0; i < tally[TECHNICIAN_QUEUE]; ) {
      const waiting = technicianQueue[i];
      const free = nearestFree(waiting, TECHNICIAN, neededRepairSkill(waiting));
      if (free === NONE) {
        i++;
        continue;
      }
      removeAt(technicianQueue, i, TECHNICIAN_QUEUE);
      sendTechnician(waiting, free);
    }
  }

  /** Sets the end of a repair that has its technician (or needs none): after the walk, what is left of the repair. */
  function scheduleRepair(machine: number): void {
    const now = line[NOW];
    const start = repairSince[machine];
    const mode = downMode[machine];
    const rest =
      mode === NONE
        ? sampler.drawResidual(unknownRepair[0], now - start, qualityStream, 4 * machine)
        : sampler.drawResidual(repairDistribution[mode], now - start, repairStream, 4 * mode);
    timers.set(REPAIR_SLOTS + machine, (start > now ? start : now) + rest);
  }

  /** Nearest free person of a role with a skill, the first of equals; NONE for none. */
  function nearestFree(machine: number, role: number, skill: number): number {
    let best = NONE;
    let bestDistance = Infinity;
    for (let person = 0; person < persons; person++) {
      if (boundTo[person] !== NONE || isTechnician[person] !== role) continue;
      if (hasSkill[person * skills + skill] === 0) continue;
      const distance = distanceOf(person, machine);
      if (distance >= bestDistance) continue;
      best = person;
      bestDistance = distance;
    }
    return best;
  }

  /** Binds a person to a machine and moves them there; returns the walking time [s]. */
  function bind(person: number, machine: number): number {
    const seconds = distanceOf(person, machine) / walkSpeed[person];
    boundTo[person] = machine;
    personX[person] = x[machine];
    personY[person] = y[machine];
    return seconds;
  }

  function distanceOf(person: number, machine: number): number {
    const dx = personX[person] - x[machine];
    const dy = personY[person] - y[machine];
    return Math.sqrt(dx * dx + dy * dy);
  }

  function sendOperator(machine: number, person: number): void {
    const walkSeconds = bind(person, machine);
    operator[machine] = person;
    if (walkSeconds === 0) {
      // Whoever stands there already costs no event.
      recall(machine);
      return;
    }
    phase[machine] = WALKING;
    timers.set(processSlots + machine, line[NOW] + walkSeconds);
  }

  function sendTechnician(machine: number, person: number): void {
    technician[machine] = person;
    repairSince[machine] = line[NOW] + bind(person, machine);
    scheduleRepair(machine);
  }

  function serveOperatorQueue(): void {
    for (let i = 0; i < tally[OPERATOR_QUEUE]; ) {
      const waiting = operatorQueue[i];
      const free = phase[waiting] === READY ? nearestFree(waiting, OPERATOR, neededSkill(waiting)) : NONE;
      if (free === NONE) {
        i++;
        continue;
      }
      removeAt(operatorQueue, i, OPERATOR_QUEUE);
      sendOperator(waiting, free);
    }
  }

  function leaveOperatorQueue(machine: number): void {
    let at = 0;
    while (operatorQueue[at] !== machine) at++;
    removeAt(operatorQueue, at, OPERATOR_QUEUE);
  }

  function removeAt(queue: Int32Array, at: number, count: number): void {
    isQueued[queue[at]] = 0;
    const last = --tally[count];
    for (let i = at; i < last; i++) queue[i] = queue[i + 1];
  }

  return {
    neededSkill,
    neededRepairSkill,
    requestOperator,
    releaseOperator,
    requestTechnician,
    queueForTechnician,
    releaseTechnician,
    scheduleRepair,
    nearestFree,
    bind,
  };
}
