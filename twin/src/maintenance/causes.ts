// Why a station waits: looks along the line for the nearest station that explains it.
import type { KnownState, LineModel, Station, StationView } from '@mini-factory-twin/contracts';
import { STOP_REASONS } from '@mini-factory-twin/contracts';

/** What explains the waiting: a station that stands, or a line that has no order. */
export type Cause = { kind: 'station'; station: Station; state: KnownState } | { kind: 'no-order' };

const STANDING: ReadonlySet<KnownState> = new Set(['down', 'held', 'maintenance', 'setup']);

/**
 * The nearest explanation upstream (for a starved station) or downstream (for a blocked one), breadth first; null when
 * nothing on the way explains it.
 */
export function causeOf(
  model: LineModel,
  stations: ReadonlyMap<string, StationView>,
  waiting: { station: string; direction: 'upstream' | 'downstream' },
): Cause | null {
  const start = model.stations.find((station) => station.id === waiting.station);
  const queue = new Set(start === undefined ? [] : [start]);
  // A set may grow while it is walked.
  for (const station of queue) {
    const view = stations.get(station.id);
    if (station !== start && view !== undefined && STANDING.has(view.state))
      return { kind: 'station', station, state: view.state };
    if (view?.stopReason?.code === STOP_REASONS.noOrder) return { kind: 'no-order' };
    for (const next of neighbours(model, station, waiting.direction)) queue.add(next);
  }
  return null;
}

function neighbours(model: LineModel, station: Station, direction: 'upstream' | 'downstream'): Station[] {
  if (direction === 'upstream') return model.stations.filter((other) => feeds(other, station));
  return model.stations.filter((other) => feeds(station, other));
}

function feeds(from: Station, to: Station): boolean {
  return from.outputs.some(
    ({ to: buffer }) => to.inputs.includes(buffer) || to.components.some((component) => component.from === buffer),
  );
}
