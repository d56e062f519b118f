// Brings a state to an empty line at the program's epoch, and starts its random streams.
import { LOADING, NONE, OFFSHIFT, STARVED } from './constants.ts';
import type { Core } from './core.ts';
import type { Machines } from './machine.ts';
import { PROGRAM_VERSION } from './program.ts';
import { seedStream, STREAM_CYCLE, STREAM_LIFE, STREAM_QUALITY, STREAM_REPAIR, STREAM_ROUTE } from './random.ts';
import { ASKED, IS_WORKING, TOPOLOGY, VERSION } from './state.ts';

/** Clears the state and writes what is not zero in an empty line. No timer is set. */
export function clearState({ state, parameters, program, buffer, timers }: Core, { parts }: Machines): void {
  const { tally, slowness, wear, personX, personY } = state;
  new Int32Array(buffer).fill(0);
  tally[VERSION] = PROGRAM_VERSION;
  tally[TOPOLOGY] = program.topologyHash;
  tally[ASKED] = NONE;
  tally[IS_WORKING] = parameters.startsWorking[0];
  timers.clear();
  parts.clear();
  // Nothing has left a buffer for long.
  state.lastLeft.fill(-Infinity);
  state.state.fill(tally[IS_WORKING] === 1 ? STARVED : OFFSHIFT);
  state.phase.fill(LOADING);
  for (const field of [
    'result',
    'chosen',
    'lastOutput',
    'lastProduct',
    'mode',
    'dueTask',
    'operator',
    'technician',
  ] as const)
    state[field].fill(NONE);
  state.boundTo.fill(NONE);
  state.finishedAt.fill(NaN);
  personX.set(parameters.homeX);
  personY.set(parameters.homeY);
  for (let machine = 0; machine < slowness.length; machine++) {
    slowness[machine] = 1 / parameters.speedFactor[machine];
    wear[machine] = parameters.speedFactor[machine] ** parameters.wearExponent[machine];
  }
}

/** Starts every stream from its key. */
export function seedStreams({ state, parameters, program }: Core, seed: number, replication: number): void {
  for (let entity = 0; entity < program.counts.machines; entity++) {
    seedStream(state.cycleStream, 4 * entity, { seed, replication, entity, purpose: STREAM_CYCLE });
    seedStream(state.qualityStream, 4 * entity, { seed, replication, entity, purpose: STREAM_QUALITY });
    seedStream(state.routeStream, 4 * entity, { seed, replication, entity, purpose: STREAM_ROUTE });
  }
  for (let mode = 0; mode < program.counts.modes; mode++) {
    const entity = parameters.modeKey[mode];
    seedStream(state.lifeStream, 4 * mode, { seed, replication, entity, purpose: STREAM_LIFE });
    seedStream(state.repairStream, 4 * mode, { seed, replication, entity, purpose: STREAM_REPAIR });
  }
}
