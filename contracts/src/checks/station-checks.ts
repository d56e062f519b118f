// Each station by itself: what its kind must and must not have, its results and ways out, its failures and sensors.
import type { LineModel, Station } from '../line-model.ts';
import { faultAt, type LineFault, notAllowed, type Path } from './fault.ts';
import { repeated } from './name-checks.ts';

type Field = keyof Station;

/** A rule on one field: what is allowed there, and when a station breaks it. */
interface StationRule {
  field: Field;
  allowed: string;
  isBroken: (station: Station) => boolean;
}

const isWork = ({ kind }: Station): boolean => kind !== 'source' && kind !== 'sink';
const WORK = 'of the kinds between source and sink';
/** Streams of random numbers are numbered per mode of a machine. */
const MOST_MODES = 256;

const KIND_RULES: readonly StationRule[] = [
  { field: 'inputs', allowed: 'none for a source', isBroken: (s) => s.kind === 'source' && s.inputs.length > 0 },
  {
    field: 'inputs',
    allowed: 'none for a sink; others name it in their outputs',
    isBroken: (s) => s.kind === 'sink' && s.inputs.length > 0,
  },
  { field: 'inputs', allowed: 'at least one buffer', isBroken: (s) => isWork(s) && s.inputs.length === 0 },
  {
    field: 'outputs',
    allowed: 'at least one buffer or sink',
    isBroken: (s) => s.kind !== 'sink' && s.outputs.length === 0,
  },
  { field: 'outputs', allowed: 'none for a sink', isBroken: (s) => s.kind === 'sink' && s.outputs.length > 0 },
  {
    field: 'servers',
    allowed: 'at least 2 for kind parallel',
    isBroken: (s) => s.kind === 'parallel' && s.servers < 2,
  },
  {
    field: 'servers',
    allowed: '1; several machines side by side are of kind parallel, assembly, disassembly, batch or inspection',
    isBroken: (s) => ['source', 'single', 'sink'].includes(s.kind) && s.servers > 1,
  },
  {
    field: 'components',
    allowed: 'at least one for an assembly',
    isBroken: (s) => s.kind === 'assembly' && s.components.length === 0,
  },
  {
    field: 'components',
    allowed: 'none but for an assembly',
    isBroken: (s) => s.kind !== 'assembly' && s.components.length > 0,
  },
  {
    field: 'yields',
    allowed: 'at least one for a disassembly',
    isBroken: (s) => s.kind === 'disassembly' && s.yields.length === 0,
  },
  {
    field: 'yields',
    allowed: 'none but for a disassembly',
    isBroken: (s) => s.kind !== 'disassembly' && s.yields.length > 0,
  },
  {
    field: 'batchWaitSeconds',
    allowed: 'null but for kind batch',
    isBroken: (s) => s.kind !== 'batch' && s.batchWaitSeconds !== null,
  },
  {
    field: 'batchSize',
    allowed: '1 but for kind batch',
    isBroken: (s) => s.kind !== 'batch' && s.batchSize > 1,
  },
  {
    field: 'dispatch',
    allowed: `fifo but for stations ${WORK}`,
    isBroken: (s) => !isWork(s) && s.dispatch !== 'fifo',
  },
  { field: 'preempts', allowed: `false but for stations ${WORK}`, isBroken: (s) => !isWork(s) && s.preempts },
  {
    field: 'preempts',
    allowed: 'false for a batch, whose parts cannot be put back',
    isBroken: (s) => s.kind === 'batch' && s.preempts,
  },
  {
    field: 'preempts',
    allowed: 'false for an assembly, whose components cannot be put back',
    isBroken: (s) => s.kind === 'assembly' && s.preempts,
  },
];

const FIELD_RULES: readonly StationRule[] = [
  {
    field: 'releases',
    allowed: 'orders but for a source',
    isBroken: (s) => s.kind !== 'source' && s.releases !== 'orders',
  },
  {
    field: 'product',
    allowed: 'the product that a source with releases: stock feeds',
    isBroken: (s) => s.kind === 'source' && s.releases === 'stock' && s.product === undefined,
  },
  {
    field: 'product',
    allowed: 'nothing but for a source with releases: stock',
    isBroken: (s) => s.product !== undefined && !(s.kind === 'source' && s.releases === 'stock'),
  },
  { field: 'maxWip', allowed: '0 but for a source', isBroken: (s) => s.kind !== 'source' && s.maxWip > 0 },
  {
    field: 'failures',
    allowed: `at most ${MOST_MODES} failure modes and maintenance tasks`,
    isBroken: (s) => s.failures.length + s.maintenance.length > MOST_MODES,
  },
];

/** Faults of each station that show without looking at the others. */
export function checkStations({ stations }: LineModel): LineFault[] {
  return stations.flatMap((station, index) => {
    const path: Path = ['stations', index];
    return [
      ...[...KIND_RULES, ...FIELD_RULES]
        .filter((rule) => rule.isBroken(station))
        .map(({ field, allowed }) => faultAt(path, [field], notAllowed(station[field], allowed))),
      ...checkQuality(station, path),
      ...checkTaken(station, path),
      ...repeated(station.failures, 'id', [...path, 'failures']),
      ...repeated(station.failures, 'stopReason', [...path, 'failures']),
      ...repeated(station.maintenance, 'id', [...path, 'maintenance']),
      ...checkSensors(station, path),
    ];
  });
}

/** Each result that can be has some way out; which product takes which is the matter of the route checks. */
function checkQuality({ kind, quality, outputs }: Station, path: Path): LineFault[] {
  const { rework, scrap, maxReworks } = quality;
  const faults: LineFault[] = [];
  if (rework + scrap > 1)
    faults.push(faultAt(path, ['quality'], `found rework + scrap = ${rework + scrap}, allowed: at most 1`));
  if (kind === 'sink' || outputs.length === 0) return faults;
  const has = (...whens: string[]): boolean => outputs.some(({ when }) => whens.includes(when));
  const missing = (result: string, when: string): void => {
    faults.push(
      faultAt(path, ['outputs'], `found no way out for a part ${result}, allowed: an output with when: ${when}`),
    );
  };
  if (!has('pass', 'always')) missing('that passes', 'pass or always');
  if (rework > 0 && maxReworks > 0 && !has('rework'))
    missing('that needs rework (quality.rework is above 0)', 'rework');
  if ((scrap > 0 || rework > 0) && !has('scrap')) missing('that is scrapped (by quality)', 'scrap');
  return faults;
}

/** A buffer is taken from in one way only: the kernel counts the parts that one list asks for. */
function checkTaken({ inputs, components }: Station, path: Path): LineFault[] {
  const taken = inputs.map((from) => ({ from }));
  return [
    ...repeated(taken, 'from', [...path, 'inputs']).map((fault) => ({ ...fault, path: fault.path.slice(0, -1) })),
    ...repeated(components, 'from', [...path, 'components']),
    ...components.flatMap(({ from }, index) =>
      inputs.includes(from)
        ? [faultAt(path, ['components', index, 'from'], notAllowed(from, 'a buffer that is not among the inputs'))]
        : [],
    ),
  ];
}

function checkSensors({ sensors }: Station, path: Path): LineFault[] {
  return [
    ...repeated(sensors, 'name', [...path, 'sensors']),
    ...sensors.flatMap(({ low, high }, index) =>
      low < high ? [] : [faultAt(path, ['sensors', index, 'high'], notAllowed(high, `above low = ${low}`))],
    ),
  ];
}
