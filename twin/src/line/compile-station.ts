// Compiles one station of a line model: names become indices, empty cells become the values a kernel reckons with.
import { cycleTimeOf, type LineModel, type Station } from '@mini-factory-twin/contracts';
import type { OutputSpec, StationSpec } from '../kernel/index.ts';
import { find, type Names } from './names.ts';

/** The station as the kernel sees it. Indices are those of the model, a station of several machines is one. */
export function stationSpec(model: LineModel, station: Station, names: Names): StationSpec {
  return {
    kind: station.kind === 'source' || station.kind === 'sink' ? station.kind : 'work',
    servers: station.servers,
    x: station.at.x,
    y: station.at.y,
    ...takes(station, names),
    ...works(model, station, names),
    ...fails(station, names),
    outputs: station.outputs.map((output) => outputSpec(output, names)),
    routing: station.routing,
    stockProduct:
      station.kind === 'source' && station.releases === 'stock' ? find(names.products, station.product ?? '') : -1,
    maxWip: station.maxWip,
  };
}

function takes(
  station: Station,
  names: Names,
): Pick<StationSpec, 'inputs' | 'components' | 'dispatch' | 'preempts' | 'batchSize' | 'batchWaitSeconds'> {
  const { dispatch, preempts, batchSize, batchWaitSeconds } = station;
  return {
    inputs: station.inputs.map((id) => find(names.buffers, id)),
    components: station.components.map(({ from, quantity }) => ({ buffer: find(names.buffers, from), quantity })),
    dispatch,
    preempts,
    batchSize,
    batchWaitSeconds: batchWaitSeconds ?? Infinity,
  };
}

type Work = 'yields' | 'cycleSeconds' | 'changeoverSeconds' | 'operatorSkill' | 'setupSkill' | 'quality' | 'offShift';

function works(model: LineModel, station: Station, names: Names): Pick<StationSpec, Work | 'speed'> {
  const { quality, offShift, speed } = station;
  return {
    yields: station.yields.map(({ product, quantity }) => ({ product: find(names.products, product), quantity })),
    cycleSeconds: model.products.map((product) => cycleTimeOf(station, product.id)),
    changeoverSeconds: changeovers(model, station),
    operatorSkill: skillOf(station.operatorSkill, names),
    setupSkill: skillOf(station.setupSkill, names),
    quality,
    offShift,
    speed,
  };
}

function fails(station: Station, names: Names): Pick<StationSpec, 'failures' | 'maintenance'> {
  const modes = station.failures.map((mode) => mode.id);
  return {
    failures: station.failures.map(({ clock, timeBetween, repairSeconds, skill, onFailure, overlap }) => ({
      clock,
      timeBetween,
      repairSeconds,
      skill: skillOf(skill, names),
      onFailure,
      overlap,
    })),
    maintenance: station.maintenance.map(({ clock, every, durationSeconds, skill, renews }) => ({
      clock,
      every,
      durationSeconds,
      skill: skillOf(skill, names),
      renews: renews.map((mode) => modes.indexOf(mode)),
    })),
  };
}

function outputSpec({ to, when, products, weight }: Station['outputs'][number], names: Names): OutputSpec {
  const buffer = names.buffers.get(to);
  return {
    to: buffer === undefined ? { sink: find(names.stations, to) } : { buffer },
    when,
    products: products.map((product) => find(names.products, product)),
    weight,
  };
}

function changeovers(model: LineModel, station: Station): number[][] | null {
  if (Object.keys(station.changeoverSeconds).length === 0) return null;
  return model.products.map((from) => model.products.map((to) => station.changeoverSeconds[from.id]?.[to.id] ?? 0));
}

function skillOf(skill: string | null, names: Names): number {
  return skill === null ? -1 : find(names.skills, skill);
}
