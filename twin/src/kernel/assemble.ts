// Puts a program together: lays out the state and packs the specification into the program's buffer.
import { Arena } from './arena.ts';
import {
  CLOCK_CALENDAR,
  CLOCK_CYCLES,
  CLOCK_OPERATING,
  FAIL_RESTART,
  FAIL_RESUME,
  FAIL_SCRAP,
  KIND_SINK,
  KIND_SOURCE,
  KIND_WORK,
  PASS,
  REWORK,
  SCRAP,
  WHEN_ALWAYS,
} from './constants.ts';
import { packDistribution } from './pack-distribution.ts';
import { BUFFER_SIZE, type Counts, layOut, MODE_SIZE, type StateLayout, STATION_SIZE } from './layout.ts';
import * as P from './program.ts';
import type { FailureSpec, ProgramSpec, StationSpec } from './spec.ts';

const KINDS = { source: KIND_SOURCE, work: KIND_WORK, sink: KIND_SINK };
const CLOCKS = { calendar: CLOCK_CALENDAR, operating: CLOCK_OPERATING, cycles: CLOCK_CYCLES };
const ON_FAILURES = { resume: FAIL_RESUME, restart: FAIL_RESTART, scrap: FAIL_SCRAP };
const WHENS = { always: WHEN_ALWAYS, pass: PASS, rework: REWORK, scrap: SCRAP };
/** Mean of a stop of unknown cause [s]. */
const UNKNOWN_STOP_SECONDS = 120;
/** Modes of one station that have streams of their own. */
const MODES_PER_STATION = 256;

interface Work {
  arena: Arena;
  spec: ProgramSpec;
  counts: Counts;
  layout: StateLayout;
  cycleScale: number;
}

/**
 * Program for a line. The specification must be sound: indices in range, capacities and batch sizes at least 1,
 * probabilities in [0, 1]; a line model that passed its schema gives a sound one.
 */
export function assemble(spec: ProgramSpec): P.Program {
  const counts = countsOf(spec);
  const held = spec.stations.reduce((sum, station) => sum + station.batchSize, 0);
  const stored = spec.buffers.reduce((sum, buffer) => sum + buffer.capacity, 0);
  const layout = layOut(counts, held, stored);
  const arena = new Arena();
  const cycleScale = arena.row(new Array<number>(counts.stations * counts.products).fill(1));
  const work: Work = { arena, spec, counts, layout, cycleScale };
  const switches = switchTimes(spec.working);
  const tables: P.ProgramTables = {
    stations: packStations(work),
    modes: packModes(work),
    buffers: packBuffers(work),
    persons: packPersons(work),
    orders: packOrders(work),
    isComponent: packWords(
      arena,
      spec.products.map(({ isComponent }) => Number(isComponent)),
    ),
    skills: packWords(arena, skillMatrix(spec)),
    cycleScale,
    switches: arena.row(switches),
    switchCount: switches.length,
    startsWorking: spec.working === null || (spec.working[0]?.from ?? Infinity) <= 0 ? 1 : 0,
    orderSources: arena.list(
      spec.stations.flatMap((station, index) =>
        station.kind === 'source' && station.stockProduct < 0 ? [stationHandle(layout, index)] : [],
      ),
    ),
    unknownRepair: packDistribution(arena, { type: 'exponential', mean: UNKNOWN_STOP_SECONDS }),
  };
  const buffer = arena.finish();
  const hash = P.hashWords(new Int32Array(buffer));
  return { version: P.PROGRAM_VERSION, buffer, counts, layout, tables, hash };
}

function countsOf(spec: ProgramSpec): Counts {
  return {
    stations: spec.stations.length,
    modes: spec.stations.reduce((sum, station) => sum + station.failures.length, 0),
    buffers: spec.buffers.length,
    persons: spec.persons.length,
    orders: spec.orders.length,
    products: spec.products.length,
    skills: spec.skills,
  };
}

function stationHandle(layout: StateLayout, index: number): number {
  return layout.stations + index * STATION_SIZE;
}

function bufferHandle(layout: StateLayout, index: number): number {
  return layout.buffers + index * BUFFER_SIZE;
}

function packStations(work: Work): number {
  const { arena, spec, layout } = work;
  const first = arena.take(spec.stations.length * P.STATION_PARAM_SIZE);
  let mode = layout.modes;
  spec.stations.forEach((station, index) => {
    const at = first + index * P.STATION_PARAM_SIZE;
    packLists(work, station, at);
    packTimes(work, station, { at, index });
    const { doubles, words } = arena;
    doubles[at / 2 + P.X] = station.x;
    doubles[at / 2 + P.Y] = station.y;
    doubles[at / 2 + P.REWORK_SHARE] = station.quality.rework;
    doubles[at / 2 + P.SCRAP_SHARE] = station.quality.scrap;
    words[at + P.KIND] = KINDS[station.kind];
    words[at + P.BATCH] = station.batchSize;
    words[at + P.OPERATOR_SKILL] = station.operatorSkill;
    words[at + P.MAX_REWORKS] = station.quality.maxReworks;
    words[at + P.STOCK_PRODUCT] = station.stockProduct;
    words[at + P.MODES] = mode;
    words[at + P.MODE_COUNT] = station.failures.length;
    mode += station.failures.length * MODE_SIZE;
  });
  return first;
}

function packLists({ arena, layout }: Work, station: StationSpec, at: number): void {
  const inputs = arena.list(station.inputs.map((buffer) => bufferHandle(layout, buffer)));
  const components = station.components.flatMap(({ buffer, quantity }) => [bufferHandle(layout, buffer), quantity]);
  const componentList = arena.list(components, 2);
  const outputs = station.outputs.flatMap(({ to, when }) => [
    // A sink is told from a buffer by its sign.
    'sink' in to ? -stationHandle(layout, to.sink) : bufferHandle(layout, to.buffer),
    WHENS[when],
  ]);
  const outputList = arena.list(outputs, 2);
  arena.words[at + P.INPUTS] = inputs;
  arena.words[at + P.COMPONENTS] = componentList;
  arena.words[at + P.OUTPUTS] = outputList;
}

function packTimes(work: Work, station: StationSpec, { at, index }: { at: number; index: number }): void {
  const { arena, counts, cycleScale } = work;
  const cycles = packWords(
    arena,
    station.cycleSeconds.map((distribution) => packDistribution(arena, distribution)),
  );
  const changeovers = station.changeoverSeconds === null ? -1 : arena.row(station.changeoverSeconds.flat());
  arena.words[at + P.CYCLES] = cycles;
  arena.words[at + P.SCALES] = cycleScale + index * counts.products;
  arena.words[at + P.CHANGEOVERS] = changeovers;
}

function packModes({ arena, spec, counts }: Work): number {
  const first = arena.take(counts.modes * P.MODE_PARAM_SIZE);
  let at = first;
  spec.stations.forEach((station, index) => {
    station.failures.forEach((failure, ordinal) => {
      packMode(arena, failure, { at, key: index * MODES_PER_STATION + ordinal });
      at += P.MODE_PARAM_SIZE;
    });
  });
  return first;
}

function packMode(arena: Arena, failure: FailureSpec, { at, key }: { at: number; key: number }): void {
  const life = packDistribution(arena, failure.timeBetween);
  const repair = packDistribution(arena, failure.repairSeconds);
  const { words } = arena;
  words[at + P.CLOCK] = CLOCKS[failure.clock];
  words[at + P.ON_FAILURE] = ON_FAILURES[failure.onFailure];
  words[at + P.SKILL] = failure.skill;
  words[at + P.LIFE_TIME] = life;
  words[at + P.REPAIR_TIME] = repair;
  words[at + P.MODE_KEY] = key;
}

function packBuffers({ arena, spec, layout }: Work): number {
  const first = arena.take(spec.buffers.length * P.BUFFER_PARAM_SIZE);
  spec.buffers.forEach((buffer, index) => {
    const at = first + index * P.BUFFER_PARAM_SIZE;
    const consumers = spec.stations.flatMap((station, s) => {
      const isComponent = station.components.some((component) => component.buffer === index);
      return isComponent || station.inputs.includes(index) ? [stationHandle(layout, s), Number(isComponent)] : [];
    });
    const producers = spec.stations.flatMap((station, s) =>
      station.outputs.some(({ to }) => 'buffer' in to && to.buffer === index) ? [stationHandle(layout, s)] : [],
    );
    const consumerList = arena.list(consumers, 2);
    const producerList = arena.list(producers);
    arena.doubles[at / 2 + P.TRANSIT] = buffer.transitSeconds;
    arena.words[at + P.CAPACITY] = buffer.capacity;
    arena.words[at + P.CONSUMERS] = consumerList;
    arena.words[at + P.PRODUCERS] = producerList;
  });
  return first;
}

function packPersons({ arena, spec }: Work): number {
  const first = arena.take(spec.persons.length * P.PERSON_PARAM_SIZE);
  spec.persons.forEach((person, index) => {
    const at = first + index * P.PERSON_PARAM_SIZE;
    arena.doubles[at / 2 + P.HOME_X] = person.x;
    arena.doubles[at / 2 + P.HOME_Y] = person.y;
    arena.doubles[at / 2 + P.SPEED] = person.metresPerSecond;
    arena.words[at + P.IS_TECHNICIAN] = Number(person.role === 'technician');
  });
  return first;
}

function packOrders({ arena, spec }: Work): number {
  const first = arena.take(spec.orders.length * P.ORDER_PARAM_SIZE);
  spec.orders.forEach((order, index) => {
    const at = first + index * P.ORDER_PARAM_SIZE;
    arena.doubles[at / 2 + P.RELEASE_AT] = order.releaseSeconds;
    arena.words[at + P.ORDER_PRODUCT] = order.product;
    arena.words[at + P.QUANTITY] = order.quantity;
  });
  return first;
}

function packWords(arena: Arena, values: readonly number[]): number {
  const at = arena.take(values.length);
  arena.words.set(values, at);
  return at;
}

function skillMatrix({ persons, skills }: ProgramSpec): number[] {
  return persons.flatMap((person) =>
    Array.from({ length: skills }, (_, skill) => Number(person.skills.includes(skill))),
  );
}

function switchTimes(working: ProgramSpec['working']): number[] {
  return (working ?? []).flatMap(({ from, to }) => (from > 0 ? [from, to] : [to])).filter((time) => time > 0);
}
