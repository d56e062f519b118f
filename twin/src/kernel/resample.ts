// Draws what is yet to come given what has been: rest of cycles and repairs, lives of failure modes, anew for each future.
import { BROKEN, FAIL_NEVER, NONE, RUNNING, STAGE_WORK } from './constants.ts';
import type { Core } from './core.ts';
import type { Machines } from './machine.ts';

/** Draws every residual from the streams as they stand. Transit, walks and changeovers under way are certain and stay. */
export function drawResiduals(core: Core, { running, people, modes }: Machines): void {
  const { state, parameters, program, sampler } = core;
  const { phase, count, stage, technician, lifeStream, life } = state;
  const { machines, modes: modeCount } = program.counts;
  for (let machine = 0; machine < machines; machine++) {
    if (phase[machine] === RUNNING) running.bookStretch(machine);
    if (count[machine] > 0 && stage[machine] === STAGE_WORK) drawRestOfCycle(core, machine);
  }
  for (let mode = 0; mode < modeCount; mode++) {
    const age = modes.ageOf(mode);
    const rest = sampler.drawResidual(parameters.lifeDistribution[mode], age, lifeStream, 4 * mode);
    // A plan is no chance: what is left of it is known, and maintenance overdue stays so.
    if (parameters.onFailure[mode] !== FAIL_NEVER) modes.setLife(mode, rest, age);
    else if (!(life[mode] <= 0)) modes.setLife(mode, Math.max(0, state.lifeSpan[mode] - age), age);
  }
  for (let machine = 0; machine < machines; machine++) {
    if (phase[machine] === RUNNING) running.startStretch(machine);
    const hasSomebody = technician[machine] !== NONE || people.neededRepairSkill(machine) < 0;
    if (phase[machine] === BROKEN && hasSomebody) people.scheduleRepair(machine);
  }
}

/** For machines that run, and for those whose cycle was interrupted or is about to start. Of a finished cycle it is not used. */
function drawRestOfCycle({ state, parameters, program, sampler }: Core, machine: number): void {
  const part = state.place[parameters.placeStart[machine]];
  const at = machine * program.counts.products + state.partProduct[part];
  const scale = parameters.cycleScale[at] * state.slowness[machine];
  const age = state.worked[machine] / scale;
  const rest = sampler.drawResidual(parameters.cycleDistribution[at], age, state.cycleStream, 4 * machine);
  state.remaining[machine] = scale * rest;
}
