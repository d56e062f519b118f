// Random lines of the kernel's tests as line models, so that an environment can be made of them.
import type { LineModel, Station } from '@mini-factory-twin/contracts';
import fc from 'fast-check';
import type { ProgramSpec, StationSpec } from '../../kernel/index.ts';
import { randomLine } from '../../kernel/reference/random-line.ts';

/** A line model of any features, in which every station that does work asks, but those that pre-empt. */
export const randomModel: fc.Arbitrary<LineModel> = randomLine
  .map(modelOf)
  .filter(({ stations }) => stations.some(({ dispatch }) => dispatch === 'policy'));

const product = (index: number): string => `p${index}`;
const buffer = (index: number): string => `b${index}`;
const station = (index: number): string => `s${index}`;
const skill = (index: number): string | null => (index < 0 ? null : `k${index}`);
const at = (seconds: number): string => new Date(seconds * 1000).toISOString();

function modelOf(spec: ProgramSpec): LineModel {
  return {
    schema: 'mini-factory-twin/line@1',
    id: 'random',
    name: 'Random',
    description: '',
    location: { enterprise: 'a', site: 'b', area: 'c' },
    products: spec.products.map(({ isComponent, priority = 0 }, index) => ({
      id: product(index),
      name: '',
      color: '#000000',
      role: isComponent ? 'component' : 'product',
      priority,
    })),
    stations: spec.stations.map(stationOf),
    buffers: spec.buffers.map(({ capacity, transitSeconds, headwaySeconds = 0 }, index) => ({
      id: buffer(index),
      name: '',
      kind: 'buffer',
      capacity,
      transitSeconds,
      headwaySeconds,
      path: [],
    })),
    people: spec.persons.map(({ role, skills, x, y, metresPerSecond }, index) => ({
      id: `person-${index}`,
      name: '',
      role,
      skills: skills.map((each) => `k${each}`),
      home: { x, y },
      walkMetresPerSecond: metresPerSecond,
    })),
    shifts: [],
    planPerShift: [],
    orders: spec.orders.map(
      ({ product: of, quantity, releaseSeconds, dueSeconds = 0, weight = 1, priority }, index) => ({
        id: `o${index}`,
        product: product(of),
        quantity,
        releaseAt: at(releaseSeconds),
        dueAt: at(Math.min(dueSeconds, 1e6)),
        weight,
        priority,
      }),
    ),
    costs: { currency: 'EUR', materialPerPart: 3, scrapPerPart: 5, wipPerPartHour: 2, tardinessPerOrderHour: 7 },
  };
}

function stationOf(spec: StationSpec, index: number): Station {
  const { x, y, inputs, components, outputs, yields, stockProduct, failures, maintenance, ...rest } = spec;
  const { batchWaitSeconds = Infinity } = rest;
  return {
    ...rest,
    batchWaitSeconds: batchWaitSeconds < Infinity ? batchWaitSeconds : null,
    id: station(index),
    name: '',
    kind: spec.kind === 'work' ? 'single' : spec.kind,
    shape: 'generic',
    at: { x, y },
    rotationDegrees: 0,
    dispatch: spec.kind === 'work' && !spec.preempts ? 'policy' : 'fifo',
    inputs: inputs.map(buffer),
    components: components.map(({ buffer: from, quantity }) => ({ from: buffer(from), quantity })),
    outputs: outputs.map(({ to, when, products = [], weight = 1 }) => ({
      to: 'buffer' in to ? buffer(to.buffer) : station(to.sink),
      when,
      products: products.map(product),
      weight,
    })),
    yields: yields.map(({ product: of, quantity }) => ({ product: product(of), quantity })),
    ...timesOf(spec),
    operatorSkill: skill(spec.operatorSkill),
    setupSkill: skill(spec.setupSkill),
    failures: failures.map(({ overlap = 'absorb', ...mode }, mark) => ({
      ...mode,
      overlap,
      timeBetween: mutable(mode.timeBetween),
      repairSeconds: mutable(mode.repairSeconds),
      id: `f${mark}`,
      name: '',
      skill: skill(mode.skill),
      stopReason: 100 + mark,
    })),
    maintenance: maintenance.map((task, mark) => ({
      ...task,
      durationSeconds: mutable(task.durationSeconds),
      id: `m${mark}`,
      name: '',
      skill: skill(task.skill),
      renews: task.renews.map((mode) => `f${mode}`),
    })),
    sensors: [],
    costs: { perHourProcessing: 2, perHourWaiting: 1, perSetup: 4, perRepair: 6, perMaintenance: 3 },
    releases: stockProduct < 0 ? 'orders' : 'stock',
    ...(stockProduct >= 0 && { product: product(stockProduct) }),
  };
}

function timesOf({
  cycleSeconds,
  changeoverSeconds,
}: StationSpec): Pick<Station, 'cycleTimeSeconds' | 'cycleTimeSecondsByProduct' | 'changeoverSeconds'> {
  const times = cycleSeconds.map(mutable);
  const rows = (changeoverSeconds ?? []).map((row, from): [string, Record<string, number>] => [
    product(from),
    Object.fromEntries(row.map((seconds, to) => [product(to), seconds])),
  ]);
  return {
    cycleTimeSeconds: times[0] ?? { type: 'constant', value: 0 },
    cycleTimeSecondsByProduct: Object.fromEntries(times.map((time, index) => [product(index), time])),
    changeoverSeconds: Object.fromEntries(rows),
  };
}

function mutable(time: StationSpec['cycleSeconds'][number]): Station['cycleTimeSeconds'] {
  return time.type === 'empirical' ? { type: 'empirical', values: [...time.values] } : time;
}
