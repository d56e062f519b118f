// The few answers of the HTTP API that the checks compare the page with.
import {
  type KeptScenario,
  keptScenarioSchema,
  type LineState,
  stateSchema,
  type StationView,
} from '@mini-factory-twin/contracts';

/** The mirrored state of the line, checked against its schema. */
export async function fetchState(url: string, line: string): Promise<LineState> {
  const response = await fetch(`${url}/api/lines/${line}/state`);
  if (!response.ok) throw new Error(`GET state answers ${response.status}: ${await response.text()}`);
  return stateSchema.parse(await response.json());
}

/** One station of the mirrored state. */
export async function fetchStation(url: string, line: string, id: string): Promise<StationView> {
  const { stations } = await fetchState(url, line);
  const station = stations.find((candidate) => candidate.id === id);
  if (station === undefined) throw new Error(`there is no station ${id}`);
  return station;
}

/** The what-if scenarios that the twin keeps. */
export async function fetchKept(url: string, line: string): Promise<KeptScenario[]> {
  const response = await fetch(`${url}/api/lines/${line}/scenarios`);
  if (!response.ok) throw new Error(`GET scenarios answers ${response.status}: ${await response.text()}`);
  return keptScenarioSchema.array().parse(await response.json());
}
