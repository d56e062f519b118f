// The emulated plant: belts, machines and people in steps of 10 ms, with a tag image that a PLC would show.
import { type LineModel, type Station, STATION_SIGNALS } from '@mini-factory-twin/contracts';
import { Belt } from './belt.ts';
import { Condition, SAMPLE_SECONDS } from './condition.ts';
import { Crew } from './crew.ts';
import { createHiddenTruth } from './hidden-truth.ts';
import { Machine } from './machine.ts';
import { OrderDesk } from './order-desk.ts';
import type { CycleResult, Part } from './part.ts';
import { createPlaces, type Traffic } from './places.ts';
import type { PlantFloor } from './plant-floor.ts';
import { createRandom } from './random.ts';
import { Sink } from './sink.ts';
import { showBelt, showMachine } from './show-tags.ts';
import { bufferTags, sinkTags, stationTags } from './station-tags.ts';
import { ChangeLog, Device, type TagChange } from './tags.ts';
import type { TruthListener } from './truth.ts';
import { WorkCalendar } from './work-calendar.ts';

/** Physics step and PLC scan [ms]. */
export const STEP_MS = 10;
const SAMPLE_STEPS = Math.round((SAMPLE_SECONDS * 1000) / STEP_MS);

/** How a plant is set up. */
export interface PlantOptions {
  seed: number;
  /** Plant time of power-up [ms since 1970]; belts are empty then. */
  startMs: number;
  /** Half-width of the hidden distortion of cycle times as a share, 0..0.5; 0 = as modelled. Default 0.03. */
  mismatch?: number;
}

/** A plant that is stepped from outside; it knows no clock and does no I/O. */
export interface Plant {
  readonly line: LineModel;
  /** Plant time [ms since 1970]. */
  readonly timeMs: number;
  readonly devices: readonly Device[];
  readonly machines: readonly Machine[];
  readonly belts: readonly Belt[];
  readonly crew: Crew;
  readonly desk: OrderDesk;
  /** Moves the plant on by STEP_MS. */
  step(): void;
  /** Moves the plant on up to `toMs`. */
  runTo(toMs: number): void;
  /** Starts or stops collecting tag changes. Off at first. */
  record(isOn: boolean): void;
  /** Tag changes since the last call, in plant-time order. */
  drainChanges(): TagChange[];
  /** Parts that have reached each sink, by id. */
  sinkCount(id: string): number;
  /** Tells the listener what is now, then every change. Only for scoring. */
  watchTruth(listener: TruthListener): void;
}

/** Builds the plant of a line model and powers it up. */
export function createPlant(line: LineModel, options: PlantOptions): Plant {
  return new PlantModel(line, options);
}

class PlantModel implements Plant {
  readonly line: LineModel;
  readonly devices: Device[] = [];
  readonly machines: Machine[] = [];
  readonly belts: Belt[] = [];
  readonly crew: Crew;
  readonly desk: OrderDesk;
  timeMs: number;
  private readonly floor: PlantFloor;
  private readonly log = new ChangeLog();
  private readonly calendar: WorkCalendar;
  private readonly beltDevices: Device[] = [];
  private readonly machineDevices: Device[] = [];
  private readonly conditions: Condition[] = [];
  private readonly machineOfStation: number[] = [];
  private readonly sinks = new Map<string, Sink>();
  /** Sinks that take parts from belts themselves. */
  private readonly drains: Sink[] = [];
  private readonly inside = new Map<string, string>();
  private partNumber = 0;
  private stepNumber = 0;
  private tellTruth: TruthListener = () => undefined;

  constructor(line: LineModel, { seed, startMs, mismatch = 0.03 }: PlantOptions) {
    this.line = line;
    this.timeMs = startMs;
    this.log.nowMs = startMs;
    this.crew = new Crew(line.people);
    this.desk = new OrderDesk(line, startMs);
    this.calendar = new WorkCalendar(line);
    this.calendar.update(startMs);
    this.floor = this.createFloor(seed, mismatch);
    const belts = this.createBelts(seed);
    const traffic = this.createTraffic();
    line.stations.forEach((station, index) => {
      const places = createPlaces(station, index, { belts, traffic });
      if (station.kind === 'sink') this.addSink(station, seed, places);
      else this.addMachine(new Machine(station, index, { floor: this.floor, places, seed }), seed);
    });
  }

  step(): void {
    this.timeMs += STEP_MS;
    this.log.nowMs = this.timeMs;
    this.calendar.update(this.timeMs);
    for (let index = 0; index < this.belts.length; index++) {
      const belt = this.belts[index] as Belt;
      belt.step(this.calendar.isWorking);
      if (belt.isChanged) showBelt(belt, this.beltDevices[index] as Device);
    }
    this.crew.step(STEP_MS / 1000);
    for (let index = 0; index < this.machines.length; index++) {
      const machine = this.machines[index] as Machine;
      machine.scan();
      // Staggered, so that not all machines report in the same scan.
      if ((this.stepNumber + index * 7) % SAMPLE_STEPS === 0)
        this.conditions[index]?.sample(machine.isWorking, machine.failures.wear);
      if (machine.unit.isChanged) showMachine(machine, this.machineDevices[index] as Device);
    }
    for (const sink of this.drains) sink.step();
    this.stepNumber++;
  }

  runTo(toMs: number): void {
    while (this.timeMs + STEP_MS <= toMs) this.step();
  }

  record(isOn: boolean): void {
    this.log.isOn = isOn;
    this.log.drain();
  }

  drainChanges(): TagChange[] {
    return this.log.drain();
  }

  sinkCount(id: string): number {
    return this.sinks.get(id)?.count ?? 0;
  }

  watchTruth(listener: TruthListener): void {
    const t = this.timeMs;
    for (const { station, state } of this.machines) listener({ t, kind: 'station', id: station.id, value: state });
    for (const belt of this.belts) listener({ t, kind: 'buffer', id: belt.id, value: belt.count });
    for (const [id, value] of this.inside) listener({ t, kind: 'part', id, value });
    this.tellTruth = listener;
  }

  private createBelts(seed: number): Map<string, Belt> {
    for (const buffer of this.line.buffers) {
      const belt = new Belt(buffer, createRandom(seed, `bounce/${buffer.id}`).next);
      this.belts.push(belt);
      this.beltDevices.push(this.addDevice(new Device(buffer.id, this.log, bufferTags(buffer, belt.eyes !== null))));
    }
    return new Map(this.belts.map((belt) => [belt.id, belt]));
  }

  private addMachine(machine: Machine, seed: number): void {
    const { station } = machine;
    this.machineOfStation[this.line.stations.indexOf(station)] = this.machines.length;
    const device = this.addDevice(new Device(station.id, this.log, stationTags(station)));
    this.machines.push(machine);
    this.machineDevices.push(device);
    this.conditions.push(new Condition(station, device, createRandom(seed, `sensors/${station.id}`)));
    showMachine(machine, device);
  }

  private addSink(station: Station, seed: number, places: ReturnType<typeof createPlaces>): void {
    const device = this.addDevice(new Device(station.id, this.log, sinkTags()));
    const tag = device.tag(STATION_SIGNALS.processed);
    const sink = new Sink(station, places, {
      random: createRandom(seed, `cycle/${station.id}`),
      onCount: (count) => device.set(tag, count),
      onPart: (part) => this.leave(part),
    });
    this.sinks.set(station.id, sink);
    if (station.inputs.length > 0) this.drains.push(sink);
  }

  private addDevice(device: Device): Device {
    this.devices.push(device);
    return device;
  }

  private createFloor(seed: number, mismatch: number): PlantFloor {
    const hidden = createHiddenTruth(seed, mismatch);
    return {
      hidden,
      crew: this.crew,
      calendar: this.calendar,
      releasePart: (station) => this.releasePart(station),
      hasWorkFor: (station) => station.releases === 'stock' || this.desk.next(this.timeMs) !== null,
      onState: (id, value) => this.tellTruth({ t: this.timeMs, kind: 'station', id, value }),
      onPartAt: (part, place) => this.move(part, place),
      onPartGone: (part) => this.leave(part),
      onCycleEnd: (station, result) => this.onCycleEnd(station, result),
    };
  }

  private onCycleEnd(station: number, result: CycleResult): void {
    const index = this.machineOfStation[station] ?? -1;
    this.conditions[index]?.onCycleEnd(result, this.machines[index]?.failures.wear ?? 0);
  }

  private createTraffic(): Traffic {
    const tellCount = (belt: Belt): void =>
      this.tellTruth({ t: this.timeMs, kind: 'buffer', id: belt.id, value: belt.count });
    return {
      onPut: (part, belt) => {
        this.move(part, belt.id);
        tellCount(belt);
      },
      onTaken: tellCount,
      onConsumed: (part) => this.leave(part),
      onSink: (part, sink) => {
        this.sinks.get(sink)?.accept();
        this.leave(part);
      },
    };
  }

  private releasePart(station: Station): Part | null {
    const order = station.releases === 'stock' ? null : this.desk.next(this.timeMs);
    if (station.releases === 'orders' && order === null) return null;
    if (order !== null) order.released++;
    const number = ++this.partNumber;
    return {
      id: `P${String(number).padStart(6, '0')}`,
      product: order?.plan.product ?? station.product ?? '',
      order,
      reworks: 0,
      result: 'pass',
      materialFactor: this.floor.hidden.materialFactor(number),
    };
  }

  private move(part: Part, place: string): void {
    this.inside.set(part.id, place);
    this.tellTruth({ t: this.timeMs, kind: 'part', id: part.id, value: place });
  }

  private leave(part: Part): void {
    this.inside.delete(part.id);
    this.tellTruth({ t: this.timeMs, kind: 'part', id: part.id, value: null });
  }
}
