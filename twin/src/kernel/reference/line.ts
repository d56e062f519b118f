// The reference kernel: the rules of docs/reference/kernel-rules.md told as plainly as can be, slow, to test the fast one by.
import type { Kernel, Trace, TraceKind } from '../kernel-interface.ts';
import type { ProgramSpec } from '../spec.ts';
import { Buffer } from './buffer.ts';
import { EventList, RANK, type Timer } from './events.ts';
import { Machine } from './machine.ts';
import type { Order, Part, Result } from './part.ts';
import { Crew } from './people.ts';
import { figuresOf } from './figures.ts';
import { type RemainingWork, remainingWorkOf } from './remaining-work.ts';

/** Which run of a line to make, and who hears of each thing that happens. */
export interface ReferenceOptions {
  seed: number;
  replication: number;
  trace?: Trace;
}

/** A line that runs, with the figures of a Kernel. */
export type ReferenceLine = ReturnType<typeof figuresOf> &
  Pick<Kernel, 'now' | 'setSpeed'> & { runUntil(seconds: number): void };

/** An empty line at time 0, its machines started. */
export function createReferenceLine(spec: ProgramSpec, options: ReferenceOptions): ReferenceLine {
  const line = new Line(spec, options);
  return {
    ...figuresOf(line),
    now: () => line.now,
    runUntil: (seconds) => line.runUntil(seconds),
    setSpeed: (station, factor) => {
      for (const machine of line.machinesOf(station)) machine.speedFactor = factor;
    },
  };
}

/** A line: clock, event list, agenda, and all that is on it. */
export class Line {
  readonly spec: ProgramSpec;
  readonly run: { seed: number; replication: number };
  readonly events = new EventList();
  readonly buffers: Buffer[];
  readonly machines: Machine[] = [];
  readonly operators: Crew;
  readonly technicians: Crew;
  readonly orders: Order[];
  readonly remainingWork: RemainingWork;
  now = 0;
  isWorking: boolean;
  eventCount = 0;
  wip = 0;
  wipSeconds = 0;
  released = 0;
  good = 0;
  scrapped = 0;
  flowTimeSum = 0;
  readonly goodOfProduct: number[];
  readonly goodThroughSink: number[];
  private wipSince = 0;
  private readonly agenda: Machine[] = [];
  private readonly calendar: Timer;
  private readonly switches: number[];
  private readonly listener: Trace | undefined;

  constructor(spec: ProgramSpec, { seed, replication, trace }: ReferenceOptions) {
    this.spec = spec;
    this.run = { seed, replication };
    this.listener = trace;
    this.isWorking = spec.working === null || spec.working.some(({ from, to }) => from <= 0 && to > 0);
    this.switches = (spec.working ?? []).flatMap(({ from, to }) => [from, to]).filter((time) => time > 0);
    this.calendar = { rank: RANK.calendar, index: 0, act: () => this.switchShift(), due: null };
    this.operators = new Crew(spec.persons, 'operator');
    this.technicians = new Crew(spec.persons, 'technician');
    this.orders = spec.orders.map((order) => ({ spec: order, released: 0, done: 0, scrapped: 0, finishedAt: NaN }));
    this.goodOfProduct = spec.products.map(() => 0);
    this.goodThroughSink = spec.stations.map(() => 0);
    this.remainingWork = remainingWorkOf(spec);
    this.buffers = spec.buffers.map((buffer, index) => new Buffer(this, index, buffer));
    this.buildMachines();
    this.start();
  }

  private buildMachines(): void {
    let firstMode = 0;
    this.spec.stations.forEach((station, index) => {
      for (let server = 0; server < station.servers; server++) {
        const machine = new Machine(this, station, { index: this.machines.length, station: index, firstMode });
        this.machines.push(machine);
        firstMode += machine.modes.length;
        this.connect(machine);
      }
    });
  }

  private connect(machine: Machine): void {
    this.buffers.forEach((buffer, index) => {
      const isComponent = machine.spec.components.some((component) => component.buffer === index);
      if (isComponent || machine.spec.inputs.includes(index)) buffer.consumers.push({ machine, isComponent });
      if (machine.spec.outputs.some(({ to }) => 'buffer' in to && to.buffer === index)) buffer.producers.push(machine);
    });
  }

  private start(): void {
    for (const { modes } of this.machines) for (const mode of modes) mode.renew();
    this.setCalendar();
    for (const machine of this.machines) this.ask(machine);
    this.settle();
  }

  /** Handles all events up to and at a time, and moves the clock there. */
  runUntil(seconds: number): void {
    for (let next = this.events.popUntil(seconds); next !== null; next = this.events.popUntil(seconds)) {
      this.now = next.due;
      this.eventCount++;
      next.timer.act();
      this.settle();
    }
    this.now = Math.max(this.now, seconds);
  }

  /** Puts a machine on the agenda, unless it is there. */
  ask(machine: Machine): void {
    if (!this.agenda.includes(machine)) this.agenda.push(machine);
  }

  private settle(): void {
    for (let machine = this.agenda.shift(); machine !== undefined; machine = this.agenda.shift()) machine.wake('asked');
  }

  private setCalendar(): void {
    const next = this.switches.shift();
    if (next !== undefined) this.events.set(this.calendar, next);
  }

  private switchShift(): void {
    this.isWorking = !this.isWorking;
    this.setCalendar();
    for (const { modes } of this.machines) {
      for (const mode of modes.filter((each) => each.isOnShift())) {
        if (this.isWorking) mode.startClock();
        else mode.stopClock();
      }
    }
    for (const machine of this.machines) {
      if (!this.isWorking && machine.spec.offShift === 'suspend') machine.interrupt();
      this.ask(machine);
    }
  }

  buffer(index: number): Buffer {
    return this.buffers[index] as Buffer;
  }

  machinesOf(station: number): Machine[] {
    return this.machines.filter(({ stationIndex }) => stationIndex === station);
  }

  trace(kind: TraceKind, entity: number, value: number): void {
    this.listener?.(this.now, kind, entity, value);
  }

  /** A new part at a machine. */
  create(machine: Machine, product: number, order: Order | null, isYield = false): Part {
    if (this.isMain(product)) {
      this.changeWip(1);
      this.released++;
    }
    this.trace('create', machine.index, product);
    return { product, order, bornAt: this.now, reworks: 0, interrupted: null, isYield };
  }

  /** Parts that come out with one main part. */
  createYields(machine: Machine): Part[] {
    return machine.spec.yields.flatMap(({ product, quantity }) =>
      Array.from({ length: quantity }, () => this.create(machine, product, null, true)),
    );
  }

  /** A part leaves through a sink station. */
  finish(part: Part, result: Result, sink: number): void {
    if (result === 'scrap') {
      this.scrap(part);
      return;
    }
    const { product, order } = part;
    if (this.isMain(product)) {
      this.good++;
      this.flowTimeSum += this.now - part.bornAt;
      this.leaveLine();
    }
    this.goodOfProduct[product] = (this.goodOfProduct[product] ?? 0) + 1;
    this.goodThroughSink[sink] = (this.goodThroughSink[sink] ?? 0) + 1;
    if (order !== null && ++order.done === order.spec.quantity) order.finishedAt = this.now;
    this.trace('finish', -1, product);
  }

  /** A part is lost; its order needs another one. */
  scrap({ product, order }: Part): void {
    if (this.isMain(product)) {
      this.scrapped++;
      this.leaveLine();
    }
    if (order !== null) {
      order.scrapped++;
      this.askSources(({ stockProduct }) => stockProduct < 0);
    }
    this.trace('scrap', -1, product);
  }

  /** A part goes into another one; had it an order, the order needs another part. */
  consume({ product, order }: Part): void {
    if (this.isMain(product)) this.leaveLine();
    if (order === null) return;
    order.released--;
    this.askSources(({ stockProduct }) => stockProduct < 0);
  }

  private isMain(product: number): boolean {
    return this.spec.products[product]?.isComponent !== true;
  }

  private leaveLine(): void {
    this.changeWip(-1);
    this.askSources(({ maxWip }) => maxWip > 0);
  }

  private askSources(concerns: (station: ProgramSpec['stations'][number]) => boolean): void {
    for (const machine of this.machines)
      if (machine.spec.kind === 'source' && concerns(machine.spec)) this.ask(machine);
  }

  /** Time integral of the parts on the line [parts x s]. */
  wipIntegral(): number {
    return this.wipSeconds + this.wip * (this.now - this.wipSince);
  }

  private changeWip(change: number): void {
    this.wipSeconds = this.wipIntegral();
    this.wipSince = this.now;
    this.wip += change;
  }
}
