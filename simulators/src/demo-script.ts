// The scripted jam that a first visitor sees: it comes soon after the start and lasts long enough to move the forecast.
import type { LineModel } from '@mini-factory-twin/contracts';
import type { Plant } from './plant/plant.ts';

/** Real time from the connection to the jam [ms]. */
const AFTER_MS = 40_000;
/** Real time the repair takes once the technician is there [s]. */
const REPAIR_SECONDS = 62;

/** Station and failure mode of the jam: the first that jams by cycles behind the middle of the line, else any that does. */
export function demoJamOf(line: LineModel): { station: string; failure: string } | null {
  const jams = line.stations.flatMap((station, index) =>
    station.failures
      .filter((failure) => failure.clock === 'cycles' && failure.id.includes('jam'))
      .map((failure) => ({ station: station.id, failure: failure.id, index })),
  );
  const middle = Math.floor(line.stations.length / 2) - 1;
  const jam = jams.find(({ index }) => index >= middle) ?? jams[0];
  return jam === undefined ? null : { station: jam.station, failure: jam.failure };
}

/** Lets the jam strike at its time; call `tick` with the real time since the connection. */
export function createDemoScript(line: LineModel, speed: number): { tick(plant: Plant, sinceMs: number): boolean } {
  const jam = demoJamOf(line);
  let isDone = jam === null;
  return {
    tick(plant, sinceMs) {
      if (isDone || jam === null || sinceMs < AFTER_MS) return false;
      const machine = plant.machines.find(({ station }) => station.id === jam.station);
      isDone = machine?.inject(jam.failure, REPAIR_SECONDS * speed) ?? true;
      return isDone;
    },
  };
}
