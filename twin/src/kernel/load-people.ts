// Says who is where in an observed state: nobody reports people, so they are put where the machines need them.
import { BROKEN, NONE, RUNNING } from './constants.ts';
import type { Core } from './core.ts';
import type { LiveState } from './live-state.ts';
import { orZero } from './load-values.ts';
import type { Machines } from './machine.ts';
import { NOW } from './state.ts';

/** Gives technicians to broken machines, the one that is down longest first, and operators to running ones. */
export function placePeople(core: Core, machines: Machines, live: LiveState): void {
  const { state, parameters, program } = core;
  const { people } = machines;
  const elapsed = (machine: number): number => orZero(live.stations[parameters.stationOf[machine]]?.elapsedSeconds);
  const all = Array.from({ length: program.counts.machines }, (_, machine) => machine);
  const broken = all.filter((machine) => state.phase[machine] === BROKEN);
  broken.sort((a, b) => elapsed(b) - elapsed(a) || a - b);
  for (const machine of broken) placeTechnician(core, machines, { machine, elapsedSeconds: elapsed(machine) });
  for (const machine of all) {
    const skill = people.neededSkill(machine);
    if (skill < 0 || state.phase[machine] !== RUNNING) continue;
    const person = people.nearestFree(machine, 0, skill);
    if (person === NONE) continue;
    people.bind(person, machine);
    state.operator[machine] = person;
  }
}

/** The technician came straight from where they were: of the time down, the walk is no repair. */
function placeTechnician(
  { state }: Core,
  { people }: Machines,
  { machine, elapsedSeconds }: { machine: number; elapsedSeconds: number },
): void {
  state.repairSince[machine] = state.line[NOW] - elapsedSeconds;
  const skill = people.neededRepairSkill(machine);
  if (skill < 0) return;
  const person = people.nearestFree(machine, 1, skill);
  if (person === NONE) {
    people.queueForTechnician(machine);
    return;
  }
  state.technician[machine] = person;
  state.repairSince[machine] += people.bind(person, machine);
}
