// What a schema cannot say of a line model: names that must exist, and a line that can run.
import { checkBuffers } from './checks/buffer-checks.ts';
import { checkCalendar } from './checks/calendar-checks.ts';
import { checkDeadlocks } from './checks/deadlock-checks.ts';
import type { LineFault } from './checks/fault.ts';
import { checkNames } from './checks/name-checks.ts';
import { checkPeople } from './checks/people-checks.ts';
import { checkRoutes, plannedFlow } from './checks/route-checks.ts';
import { checkStations } from './checks/station-checks.ts';
import { checkLives, checkTimes } from './checks/time-checks.ts';
import { topologyOf } from './checks/topology.ts';
import type { LineModel } from './line-model.ts';

/** Faults of a line model whose fields are already of the right types. An empty list means it can run. */
export function checkLine(line: LineModel): LineFault[] {
  const wrongNames = checkNames(line);
  return [
    ...wrongNames,
    ...checkStations(line),
    ...checkPeople(line),
    ...checkBuffers(line),
    ...checkLives(line),
    ...checkCalendar(line),
    // One wrong name cuts a route in two, and would be told again for everything behind it.
    ...(wrongNames.length > 0 ? [] : checkFlow(line)),
  ];
}

function checkFlow(line: LineModel): LineFault[] {
  const topology = topologyOf(line);
  const flow = plannedFlow(topology);
  return [...checkRoutes(topology, flow), ...checkDeadlocks(topology, flow), ...checkTimes(topology, flow)];
}
