// Buffers: they hold something, are filled and emptied, and suit the rule by which a station takes from them.
import { bufferCapacity, bufferHeadwaySeconds, bufferTransitSeconds } from '../line-figures.ts';
import type { Buffer, LineModel } from '../line-model.ts';
import { faultAt, type LineFault, notAllowed, type Path } from './fault.ts';

/** Most parts a line can hold: the kernel has a record for each from the start. */
const MOST_PARTS = 2_000_000;

/** Faults of buffers, and of stations with the buffers they take from. */
export function checkBuffers(line: LineModel): LineFault[] {
  const filled = new Set(line.stations.flatMap(({ outputs }) => outputs.map(({ to }) => to)));
  const emptied = new Set(line.stations.flatMap((s) => [...s.inputs, ...s.components.map(({ from }) => from)]));
  return [
    ...line.buffers.flatMap((buffer, index) => [
      ...checkPlaces(buffer, ['buffers', index]),
      ...(filled.has(buffer.id) ? [] : [faultAt(['buffers', index], [], unlinked(buffer, 'outputs'))]),
      ...(emptied.has(buffer.id) ? [] : [faultAt(['buffers', index], [], unlinked(buffer, 'inputs or components'))]),
    ]),
    ...checkOrderOfLeaving(line),
    ...checkSize(line),
  ];
}

function unlinked({ id }: Buffer, list: string): string {
  const what = list === 'outputs' ? 'puts parts into' : 'takes parts out of';
  return `found no station that ${what} "${id}", allowed: at least one that names it in its ${list}`;
}

function checkPlaces(buffer: Buffer, path: Path): LineFault[] {
  if (buffer.kind === 'conveyor') {
    if (bufferCapacity(buffer) >= 1) return [];
    return [faultAt(path, ['lengthMm'], notAllowed(buffer.lengthMm, `at least one pitch of ${buffer.pitchMm}`))];
  }
  if (buffer.capacity !== 0) return [];
  return (['transitSeconds', 'headwaySeconds'] as const).flatMap((field) =>
    buffer[field] > 0
      ? [faultAt(path, [field], notAllowed(buffer[field], '0 with capacity 0: no part stays there'))]
      : [],
  );
}

/** On a conveyor no part overtakes; and only where parts arrive at once is one of higher priority seen when it comes. */
function checkOrderOfLeaving({ stations, buffers }: LineModel): LineFault[] {
  const byId = new Map(buffers.map((buffer) => [buffer.id, buffer]));
  return stations.flatMap((station, index) => {
    const inputs = station.inputs.flatMap((id) => byId.get(id) ?? []);
    const belt = inputs.find(({ kind }) => kind === 'conveyor');
    const slow = inputs.find((buffer) => bufferTransitSeconds(buffer) > 0 || bufferHeadwaySeconds(buffer) > 0);
    const faults: LineFault[] = [];
    if (station.dispatch !== 'fifo' && belt !== undefined) {
      const allowed = `fifo behind the conveyor "${belt.id}", on which no part overtakes`;
      faults.push(faultAt(['stations', index], ['dispatch'], notAllowed(station.dispatch, allowed)));
    }
    if (station.preempts && slow !== undefined) {
      const allowed = `false behind "${slow.id}", which has a transit or headway time`;
      faults.push(faultAt(['stations', index], ['preempts'], notAllowed(true, allowed)));
    }
    return faults;
  });
}

/** Places of buffers and machines, so that a slip of the keyboard is told instead of running out of memory. */
function checkSize({ stations, buffers }: LineModel): LineFault[] {
  const places = [
    ...buffers.map((buffer, index) => ({ path: ['buffers', index], count: bufferCapacity(buffer) })),
    ...stations.map(({ servers, batchSize, yields }, index) => {
      const perPart = yields.reduce((sum, { quantity }) => sum + quantity, 1);
      return { path: ['stations', index], count: servers * batchSize * perPart };
    }),
  ];
  const total = places.reduce((sum, { count }) => sum + count, 0);
  if (!(total > MOST_PARTS)) return [];
  const largest = places.reduce((a, b) => (b.count > a.count ? b : a));
  const message = `found ${largest.count} places here and ${total} in the line, allowed: at most ${MOST_PARTS} in the line`;
  return [faultAt(largest.path, [], message)];
}
