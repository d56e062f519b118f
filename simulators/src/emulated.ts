// What of a line model the emulated plant can do; the rest is refused, never quietly left out.
import { type LineModel, type Station, TwinError } from '@mini-factory-twin/contracts';

/** Fields of a station that the plant does not emulate, with what it takes. */
const NOT_EMULATED: { field: string; allowed: string; isUsed: (station: Station) => boolean }[] = [
  { field: 'kind', allowed: 'not parallel', isUsed: ({ kind }) => kind === 'parallel' },
  { field: 'kind', allowed: 'not disassembly', isUsed: ({ kind }) => kind === 'disassembly' },
  { field: 'servers', allowed: '1', isUsed: ({ servers }) => servers > 1 },
  { field: 'batchWaitSeconds', allowed: 'null', isUsed: ({ batchWaitSeconds }) => batchWaitSeconds !== null },
  { field: 'yields', allowed: 'none', isUsed: ({ yields }) => yields.length > 0 },
  { field: 'dispatch', allowed: 'fifo', isUsed: ({ dispatch }) => dispatch !== 'fifo' },
  { field: 'preempts', allowed: 'false', isUsed: ({ preempts }) => preempts },
  { field: 'routing', allowed: 'first', isUsed: ({ routing }) => routing !== 'first' },
  { field: 'outputs', allowed: 'none by product', isUsed: ({ outputs }) => outputs.some((o) => o.products.length > 0) },
  { field: 'setupSkill', allowed: 'none', isUsed: ({ setupSkill }) => setupSkill !== null },
  { field: 'maintenance', allowed: 'none', isUsed: ({ maintenance }) => maintenance.length > 0 },
  { field: 'offShift', allowed: 'finish', isUsed: ({ offShift }) => offShift !== 'finish' },
  { field: 'speed', allowed: 'factor 1', isUsed: ({ speed }) => speed.factor !== 1 },
  { field: 'maxWip', allowed: '0', isUsed: ({ maxWip }) => maxWip > 0 },
  {
    field: 'failures',
    allowed: 'clocks calendar, operating and cycles; overlap absorb',
    isUsed: ({ failures }) => failures.some(({ clock, overlap }) => clock === 'shift' || overlap !== 'absorb'),
  },
];

/** Refuses a line that the plant cannot emulate. @throws TwinError `LINE_NOT_EMULATED` with the path of each fault. */
export function refuseUnemulated(line: LineModel): void {
  const stations = line.stations.flatMap((station, index) =>
    NOT_EMULATED.filter(({ isUsed }) => isUsed(station)).map(
      ({ field, allowed }) => `stations.${index}.${field} of ${station.id}, emulated: ${allowed}`,
    ),
  );
  const buffers = line.buffers.flatMap((buffer, index) =>
    buffer.kind === 'buffer' && buffer.capacity === 0
      ? [`buffers.${index}.capacity of ${buffer.id}, emulated: 1 and more`]
      : [],
  );
  const faults = [...stations, ...buffers];
  if (faults.length > 0) throw new TwinError('LINE_NOT_EMULATED', { faults: faults.join('; ') });
}
