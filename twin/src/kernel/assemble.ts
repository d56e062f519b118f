// Puts a program together: counts what a specification has, lays out its buffer and fills it.
import * as C from './constants.ts';
import { packDistribution } from './distribution-types.ts';
import { expandMachines, type MachineSpec, type ModeSpec } from './expand-machines.ts';
import { measure, Memory } from './memory.ts';
import {
  type Counts,
  declareParameters,
  type Features,
  hashWords,
  NO_SOLE_OUTPUT,
  type Parameters,
  type Program,
  PROGRAM_VERSION,
  SEVERAL,
} from './program.ts';
import { fillRemainingWork } from './remaining-work.ts';
import type { DistributionSpec, OutputSpec, ProgramSpec } from './spec.ts';

const KINDS = { source: C.KIND_SOURCE, work: C.KIND_WORK, sink: C.KIND_SINK };
const CLOCKS = {
  calendar: C.CLOCK_CALENDAR,
  shift: C.CLOCK_SHIFT,
  operating: C.CLOCK_OPERATING,
  cycles: C.CLOCK_CYCLES,
};
const ON_FAILURES = { resume: C.FAIL_RESUME, restart: C.FAIL_RESTART, scrap: C.FAIL_SCRAP, never: C.FAIL_NEVER };
const OVERLAPS = { absorb: C.OVERLAP_ABSORB, follow: C.OVERLAP_FOLLOW, pause: C.OVERLAP_PAUSE };
const WHENS = { always: C.WHEN_ALWAYS, pass: C.PASS, rework: C.REWORK, scrap: C.SCRAP };
const ROUTINGS = {
  first: C.ROUTE_FIRST,
  probability: C.ROUTE_PROBABILITY,
  shortest: C.ROUTE_SHORTEST,
  cyclic: C.ROUTE_CYCLIC,
};
const DISPATCHES = {
  fifo: C.DISPATCH_FIFO,
  spt: C.DISPATCH_SPT,
  edd: C.DISPATCH_EDD,
  cr: C.DISPATCH_CR,
  slack: C.DISPATCH_SLACK,
  atc: C.DISPATCH_ATC,
  priority: C.DISPATCH_PRIORITY,
  setup: C.DISPATCH_SETUP,
  policy: C.DISPATCH_POLICY,
};
/** Mean of a stop of unknown cause [s]. */
const UNKNOWN_STOP_SECONDS = 120;
/** Modes and tasks of one machine that have streams of their own. */
const MODES_PER_MACHINE = 256;

/**
 * Program for a line. The specification must be sound: indices in range, batch sizes and servers at least 1,
 * probabilities in [0, 1]; a line model that passed its schema gives a sound one.
 */
export function assemble(spec: ProgramSpec): Program {
  const machines = expandMachines(spec);
  const lists = collectLists(spec, machines);
  const counts = countsOf(spec, machines, lists);
  const buffer = new ArrayBuffer(measure((memory) => declareParameters(memory, counts)));
  const p = declareParameters(new Memory(buffer), counts);
  fillTopology(p, spec, machines, lists);
  fillMachines(p, spec, machines, lists);
  fillModes(p, machines, lists);
  fillRest(p, spec, lists);
  fillRemainingWork(p, counts);
  const features = featuresOf(spec);
  const links = new Int32Array(buffer, 0, p.topologyEnd.byteOffset / 4);
  const shape = Int32Array.from([...Object.values(counts), ...Object.values(features).map(Number), ...links]);
  return { version: PROGRAM_VERSION, counts, features, buffer, topologyHash: hashWords(shape) };
}

/** Lists of each entity, one behind another, as [start of each, entries...]. */
interface Lists {
  inputs: number[][];
  components: { buffer: number; quantity: number }[][];
  outputs: OutputSpec[][];
  outputProducts: number[][];
  yields: { product: number; quantity: number }[][];
  modes: ModeSpec[][];
  consumers: { machine: number; isComponent: number }[][];
  producers: number[][];
  renewals: number[][];
  /** Distributions packed so far. */
  packed: number;
  /** Room for parts of each machine, and of each buffer. */
  places: number[];
  rings: number[];
}

function collectLists(spec: ProgramSpec, machines: readonly MachineSpec[]): Lists {
  const outputs = machines.map(({ station }) => [...station.outputs]);
  const modes = machines.map((machine) => machine.modes);
  const consumersOf = (buffer: number): Lists['consumers'][number] =>
    machines.flatMap(({ station }, machine) => {
      const isComponent = station.components.some((component) => component.buffer === buffer);
      return isComponent || station.inputs.includes(buffer) ? [{ machine, isComponent: Number(isComponent) }] : [];
    });
  const consumers = spec.buffers.map((_, buffer) => consumersOf(buffer));
  const firstModes = running(modes.map((list) => list.length));
  return {
    inputs: machines.map(({ station }) => [...station.inputs]),
    components: machines.map(({ station }) => [...station.components]),
    outputs,
    outputProducts: outputs.flat().map((output) => [...(output.products ?? [])]),
    yields: machines.map(({ station }) => [...station.yields]),
    modes,
    consumers,
    producers: spec.buffers.map((_, buffer) =>
      machines.flatMap(({ station }, machine) =>
        station.outputs.some(({ to }) => 'buffer' in to && to.buffer === buffer) ? [machine] : [],
      ),
    ),
    renewals: modes.flatMap((list, machine) =>
      list.map((mode) => mode.renews.map((ordinal) => firstModes[machine] + ordinal)),
    ),
    packed: 0,
    places: machines.map(({ station }) => placesOf(station)),
    // A part of lower priority is put back though its place may be taken by then.
    rings: spec.buffers.map(({ capacity }, buffer) => {
      const returns = consumers[buffer].filter(({ machine }) => machines[machine].station.preempts).length;
      return 2 ** Math.ceil(Math.log2(Math.max(1, capacity + returns)));
    }),
  };
}

function placesOf({ batchSize, yields }: MachineSpec['station']): number {
  return batchSize * (1 + yields.reduce((sum, { quantity }) => sum + quantity, 0));
}

function countsOf(spec: ProgramSpec, machines: readonly MachineSpec[], lists: Lists): Counts {
  const held = sum(lists.places);
  const stored = sum(lists.rings);
  return {
    stations: spec.stations.length,
    machines: machines.length,
    modes: lists.modes.flat().length,
    buffers: spec.buffers.length,
    persons: spec.persons.length,
    orders: spec.orders.length,
    products: spec.products.length,
    skills: spec.skills,
    distributions: distributionCount(spec, machines),
    inputs: lists.inputs.flat().length,
    components: lists.components.flat().length,
    outputs: lists.outputs.flat().length,
    outputProducts: lists.outputProducts.flat().length,
    yields: lists.yields.flat().length,
    consumers: lists.consumers.flat().length,
    producers: lists.producers.flat().length,
    renewals: lists.renewals.flat().length,
    changeoverCells: machines.filter(hasChangeovers).length * spec.products.length ** 2,
    values: valueCount(spec, machines),
    switches: switchTimes(spec.working).length,
    held,
    stored,
    parts: held + stored + machines.length,
  };
}

function fillTopology(p: Parameters, spec: ProgramSpec, machines: readonly MachineSpec[], lists: Lists): void {
  p.stationStart.set(running(spec.stations.map((station) => station.servers)));
  machines.forEach(({ station, index }, machine) => {
    p.stationOf[machine] = index;
    p.kind[machine] = KINDS[station.kind];
    p.batch[machine] = station.batchSize;
  });
  p.placeStart.set(running(lists.places));
  p.ringStart.set(running(lists.rings));
  p.ringMask.set(lists.rings.map((places) => places - 1));
  fillList(p.inputStart, lists.inputs, (buffer, at) => (p.inputBuffer[at] = buffer));
  fillList(p.componentStart, lists.components, ({ buffer, quantity }, at) => {
    p.componentBuffer[at] = buffer;
    p.componentQuantity[at] = quantity;
  });
  fillList(p.outputStart, lists.outputs, ({ to, when }, at) => {
    p.outputTo[at] = 'buffer' in to ? to.buffer : -1 - p.stationStart[to.sink];
    p.outputWhen[at] = WHENS[when];
  });
  fillList(p.outputProductStart, lists.outputProducts, (product, at) => (p.outputProduct[at] = product));
  fillList(p.yieldStart, lists.yields, ({ product, quantity }, at) => {
    p.yieldProduct[at] = product;
    p.yieldQuantity[at] = quantity;
  });
  fillList(p.consumerStart, lists.consumers, ({ machine, isComponent }, at) => {
    p.consumerMachine[at] = machine;
    p.consumerIsComponent[at] = isComponent;
  });
  fillList(p.producerStart, lists.producers, (machine, at) => (p.producerMachine[at] = machine));
  spec.buffers.forEach((_, buffer) => {
    const [consumer] = lists.consumers[buffer];
    const [producer] = lists.producers[buffer];
    p.soleConsumer[buffer] = lists.consumers[buffer].length === 1 && !consumer.isComponent ? consumer.machine : C.NONE;
    p.soleProducer[buffer] = lists.producers[buffer].length === 1 ? producer : C.NONE;
  });
  p.modeStart.set(running(lists.modes.map((list) => list.length)));
  p.modeMachine.set(lists.modes.flatMap((list, machine) => list.map(() => machine)));
  p.capacity.set(spec.buffers.map(({ capacity }) => capacity));
  p.isComponent.set(spec.products.map((product) => Number(product.isComponent)));
}

function fillMachines(p: Parameters, spec: ProgramSpec, machines: readonly MachineSpec[], lists: Lists): void {
  let cell = 0;
  machines.forEach((machine, m) => {
    const { station } = machine;
    p.x[m] = station.x;
    p.y[m] = station.y;
    p.reworkShare[m] = station.quality.rework;
    p.scrapShare[m] = station.quality.scrap;
    p.maxReworks[m] = station.quality.maxReworks;
    p.speedFactor[m] = station.speed.factor;
    p.wearExponent[m] = station.speed.wearExponent;
    p.scrapExponent[m] = station.speed.scrapExponent;
    p.batchWaitSeconds[m] = station.batchWaitSeconds ?? Infinity;
    p.routing[m] = ROUTINGS[station.routing];
    p.dispatch[m] = DISPATCHES[station.dispatch];
    p.preempts[m] = Number(station.preempts);
    p.operatorSkill[m] = station.operatorSkill;
    p.setupSkill[m] = station.setupSkill;
    p.stockProduct[m] = station.stockProduct;
    p.maxWip[m] = station.maxWip;
    p.suspends[m] = Number(station.offShift === 'suspend');
    p.plainInput[m] = hasPlainInput(station) ? station.inputs[0] : C.NONE;
    p.soleOutput[m] = soleOutput(p, station, m);
    p.isPlain[m] = Number(isPlain(station));
    const makesStock = station.kind === 'source' && station.maxWip === 0;
    p.plainStock[m] = makesStock ? station.stockProduct : C.NONE;
    fillCycles(p, spec, { machine: m, station, lists });
    p.changeoverStart[m] = hasChangeovers(machine) ? cell : C.NONE;
    if (!hasChangeovers(machine)) return;
    const matrix = station.changeoverSeconds?.flat() ?? [];
    p.changeoverSeconds.set(matrix, cell);
    cell += matrix.length;
  });
}

function fillCycles(
  p: Parameters,
  spec: ProgramSpec,
  { machine, station, lists }: { machine: number; station: MachineSpec['station']; lists: Lists },
): void {
  const products = spec.products.length;
  let total = 0;
  for (let product = 0; product < products; product++) {
    const cycle = cycleOf(station, product);
    const at = machine * products + product;
    p.cycleDistribution[at] = addDistribution(p, lists, cycle);
    p.cycleMean[at] = p.distributionMean[p.cycleDistribution[at]];
    p.cycleScale[at] = 1;
    total += p.cycleMean[at];
  }
  p.meanWorkSeconds[machine] = total / products;
}

function fillModes(p: Parameters, machines: readonly MachineSpec[], lists: Lists): void {
  let at = 0;
  machines.forEach(({ modes }, machine) => {
    modes.forEach((mode, ordinal) => {
      p.clock[at] = CLOCKS[mode.clock];
      p.onFailure[at] = ON_FAILURES[mode.onFailure];
      p.overlap[at] = OVERLAPS[mode.overlap];
      p.repairSkill[at] = mode.skill;
      p.lifeDistribution[at] = addDistribution(p, lists, mode.timeBetween);
      p.repairDistribution[at] = addDistribution(p, lists, mode.repairSeconds);
      p.modeKey[at] = machine * MODES_PER_MACHINE + ordinal;
      at++;
    });
  });
  p.workMode.set(machines.map((_, machine) => workMode(p, machine)));
  fillList(p.renewalStart, lists.renewals, (mode, entry) => (p.renewalMode[entry] = mode));
}

function fillRest(p: Parameters, spec: ProgramSpec, lists: Lists): void {
  p.outputWeight.set(lists.outputs.flat().map((output) => output.weight ?? 1));
  p.transitSeconds.set(spec.buffers.map((buffer) => (buffer.capacity === 0 ? 0 : buffer.transitSeconds)));
  p.headwaySeconds.set(spec.buffers.map((buffer) => (buffer.capacity === 0 ? 0 : (buffer.headwaySeconds ?? 0))));
  spec.persons.forEach((person, index) => {
    p.homeX[index] = person.x;
    p.homeY[index] = person.y;
    p.walkSpeed[index] = person.metresPerSecond;
    p.isTechnician[index] = Number(person.role === 'technician');
    for (const skill of person.skills) p.hasSkill[index * spec.skills + skill] = 1;
  });
  spec.orders.forEach((order, index) => {
    p.releaseSeconds[index] = order.releaseSeconds;
    p.dueSeconds[index] = order.dueSeconds ?? Infinity;
    p.orderWeight[index] = order.weight ?? 1;
    p.orderProduct[index] = order.product;
    p.quantity[index] = order.quantity;
    p.orderPriority[index] = order.priority ?? 0;
  });
  p.productPriority.set(spec.products.map((product) => product.priority ?? 0));
  p.switches.set(switchTimes(spec.working));
  p.startsWorking[0] = Number(spec.working === null || spec.working[0]?.from === 0);
  p.unknownRepair[0] = addDistribution(p, lists, { type: 'exponential', mean: UNKNOWN_STOP_SECONDS });
}

function workMode({ modeStart, clock }: Parameters, machine: number): number {
  const clocks = clock.subarray(modeStart[machine], modeStart[machine + 1]);
  const first = clocks.findIndex((kind) => kind >= C.CLOCK_OPERATING);
  if (first < 0) return C.NONE;
  return clocks.filter((kind) => kind >= C.CLOCK_OPERATING).length === 1 ? modeStart[machine] + first : SEVERAL;
}

/** Packs a distribution behind those there are; its index. */
function addDistribution(p: Parameters, lists: Lists, distribution: DistributionSpec): number {
  const index = lists.packed++;
  const { type, a, b, c, mean, values } = packDistribution(distribution);
  const before = index === 0 ? 0 : p.valueStart[index - 1] + p.valueCount[index - 1];
  p.distributionType[index] = type;
  p.distributionA[index] = a;
  p.distributionB[index] = b;
  p.distributionC[index] = c;
  p.distributionMean[index] = mean;
  p.valueStart[index] = before;
  p.valueCount[index] = values.length;
  p.values.set(values, before);
  return index;
}

/** Cycle time of a product; a list that is too short goes on with its first. */
function cycleOf({ cycleSeconds }: MachineSpec['station'], product: number): DistributionSpec {
  return cycleSeconds[product] ?? cycleSeconds[0] ?? { type: 'constant', value: 0 };
}

function distributionCount(spec: ProgramSpec, machines: readonly MachineSpec[]): number {
  return machines.length * spec.products.length + 2 * sum(machines.map(({ modes }) => modes.length)) + 1;
}

function valueCount(spec: ProgramSpec, machines: readonly MachineSpec[]): number {
  const size = (of: DistributionSpec): number => (of.type === 'empirical' ? of.values.length : 0);
  return sum(
    machines.map(
      ({ station, modes }) =>
        sum(spec.products.map((_, product) => size(cycleOf(station, product)))) +
        sum(modes.map((mode) => size(mode.timeBetween) + size(mode.repairSeconds))),
    ),
  );
}

function featuresOf({ stations, buffers, persons, working }: ProgramSpec): Features {
  const modes = stations.flatMap((station) => station.failures);
  const tasks = stations.flatMap((station) => station.maintenance);
  return {
    transit: buffers.some((buffer) => buffer.transitSeconds > 0 || (buffer.headwaySeconds ?? 0) > 0),
    wear: stations.some(({ speed }) => speed.wearExponent !== 0 || speed.scrapExponent !== 0),
    handOver: buffers.some((buffer) => buffer.capacity === 0),
    preemption: stations.some((station) => station.preempts),
    planned: tasks.length > 0,
    overlapRules: modes.some((mode) => (mode.overlap ?? 'absorb') !== 'absorb'),
    shiftClocks: [...modes, ...tasks].some((mode) => mode.clock === 'shift'),
    operators: stations.some(({ operatorSkill, setupSkill }) => operatorSkill >= 0 || setupSkill >= 0),
    policies: stations.some(({ dispatch }) => dispatch === 'policy'),
    people: persons.length > 0 || stations.some(asksForPeople),
    yields: stations.some((station) => station.yields.length > 0),
    calendar: working !== null,
    changeovers: stations.some((station) => station.changeoverSeconds !== null),
    rejects: stations.some(({ quality }) => quality.rework + quality.scrap > 0),
  };
}

function asksForPeople({ operatorSkill, setupSkill, failures, maintenance }: ProgramSpec['stations'][number]): boolean {
  return operatorSkill >= 0 || setupSkill >= 0 || [...failures, ...maintenance].some(({ skill }) => skill >= 0);
}

function hasChangeovers({ station }: MachineSpec): boolean {
  return station.changeoverSeconds !== null;
}

function hasPlainInput({ kind, batchSize, inputs, components, dispatch }: MachineSpec['station']): boolean {
  return kind === 'work' && batchSize === 1 && inputs.length === 1 && components.length === 0 && dispatch === 'fifo';
}

/** One part at a time, and all of them go through to the end. */
function isPlain({ batchSize, yields, preempts }: MachineSpec['station']): boolean {
  return batchSize === 1 && yields.length === 0 && !preempts;
}

/** The one way of good parts, when the rule is `first` and nothing depends on the product. */
function soleOutput(p: Parameters, { outputs, routing }: MachineSpec['station'], machine: number): number {
  const good = outputs.flatMap((output, index) => (output.when === 'pass' || output.when === 'always' ? [index] : []));
  const [only] = good;
  if (good.length !== 1 || only === undefined || routing !== 'first') return NO_SOLE_OUTPUT;
  if ((outputs[only].products ?? []).length > 0) return NO_SOLE_OUTPUT;
  return p.outputTo[p.outputStart[machine] + only];
}

function switchTimes(working: ProgramSpec['working']): number[] {
  return (working ?? []).flatMap(({ from, to }) => (from > 0 ? [from, to] : [to])).filter((time) => time > 0);
}

function fillList<T>(starts: Int32Array, lists: readonly (readonly T[])[], write: (item: T, at: number) => void): void {
  starts.set(running(lists.map((list) => list.length)));
  lists.flat().forEach((item, at) => write(item as T, at));
}

/** Running totals, beginning with 0. */
function running(lengths: readonly number[]): number[] {
  const totals = [0];
  for (const length of lengths) totals.push(totals[totals.length - 1] + length);
  return totals;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
