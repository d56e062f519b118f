// What a machine physically does to parts: takes them in, works on them, judges them, puts them out. No PLC in here.
import { cycleTimeOf, type Station } from '@mini-factory-twin/contracts';
import { STEP_SECONDS } from './belt.ts';
import type { OrderProgress } from './order-desk.ts';
import type { CycleResult, Part } from './part.ts';
import type { Places, PlantFloor } from './plant-floor.ts';
import { createRandom, draw, type Random } from './random.ts';

/** Loading and unloading of a batch count into its cycle, but never more than this share of it. */
const LARGEST_HANDLING_SHARE = 0.4;

/** What comes next: a state says what a clock on the wall would show, a phase what the machine is about to do. */
export type Phase = 'loading' | 'ready' | 'working' | 'unloading';

/** Where a machine stands. */
export interface Site {
  floor: PlantFloor;
  places: Places;
  seed: number;
}

/** The parts in one machine and how far the work on them is. */
export class Job {
  phase: Phase = 'loading';
  /** Parts inside, next to leave first. */
  parts: Part[] = [];
  processed = 0;
  defective = 0;
  lastResult: CycleResult | '' = '';
  /** Output at the pace of the last cycle [parts/h]. */
  speedPerHour = 0;
  /** Order of the last part taken in. */
  order: OrderProgress | null = null;
  /** Length of the running cycle [s]. */
  cycleSeconds = STEP_SECONDS;
  private readonly station: Station;
  private readonly index: number;
  private readonly floor: PlantFloor;
  private readonly places: Places;
  private readonly random: Random;
  private readonly qualityRandom: Random;
  private readonly cycleFactors = new Map<string, number>();
  private elapsedSeconds = 0;
  private loadingSeconds = 0;
  private componentsLeft: number[] = [];

  constructor(station: Station, index: number, { floor, places, seed }: Site) {
    this.station = station;
    this.index = index;
    this.floor = floor;
    this.places = places;
    this.random = createRandom(seed, `cycle/${station.id}`);
    this.qualityRandom = createRandom(seed, `quality/${station.id}`);
  }

  get isFull(): boolean {
    return this.parts.length >= this.station.batchSize;
  }

  /** Parts of the last order finished here; released, at a source. */
  get orderCount(): number {
    return this.order?.counts[this.index] ?? 0;
  }

  /** Takes the next part in; false when none is there. */
  takeNext(): boolean {
    const part = this.places.takeInput();
    if (part !== null) this.takeIn(part);
    return part !== null;
  }

  /** A source makes its next part; false when there is nothing to release. */
  release(): boolean {
    const part = this.floor.releasePart(this.station);
    if (part === null) return false;
    this.takeIn(part);
    this.countOrder(part);
    return true;
  }

  /** The next part of a batch is on its way: one more step of loading. */
  waitForNext(): void {
    this.loadingSeconds += STEP_SECONDS;
  }

  /** Starts the cycle on the parts inside. */
  begin(): void {
    const product = this.parts[0]?.product ?? '';
    const seconds = draw(cycleTimeOf(this.station, product), this.random) * this.factorFor(product);
    const unloadingSeconds = (this.station.batchSize - 1) * this.places.exitPitchSeconds;
    const handling = this.station.batchSize > 1 ? this.loadingSeconds + unloadingSeconds : 0;
    this.cycleSeconds = Math.max(STEP_SECONDS, seconds - Math.min(handling, LARGEST_HANDLING_SHARE * seconds));
    this.elapsedSeconds = 0;
    this.loadingSeconds = 0;
    this.componentsLeft = this.station.components.map((component) => component.quantity);
    this.phase = 'working';
  }

  /** The work on the parts inside starts anew. */
  restart(): void {
    this.elapsedSeconds = 0;
  }

  /** One step of work; true when the cycle is over. */
  work(): boolean {
    this.elapsedSeconds += STEP_SECONDS;
    const hasComponents = this.takeComponents();
    if (!hasComponents || this.elapsedSeconds < this.cycleSeconds - 1e-9) return false;
    this.finish();
    return true;
  }

  /** Puts one part out; false when its way out is not free. */
  putOut(): boolean {
    const part = this.parts[0];
    if (part === undefined) return true;
    const exit = this.places.exitFor(part.result);
    if (exit === 'none') return false;
    this.parts.shift();
    this.lastResult = part.result;
    exit.accept(part);
    return true;
  }

  /** The parts inside are spoiled and thrown away. They count as defective, not as processed: no cycle was finished. */
  discard(): void {
    for (const part of this.parts) {
      part.result = 'scrap';
      this.defective++;
      if (part.order !== null) part.order.scrapped++;
      this.floor.onPartGone(part);
    }
    this.lastResult = 'scrap';
    this.parts = [];
    this.phase = 'loading';
  }

  private takeIn(part: Part): void {
    this.parts.push(part);
    this.order = part.order;
    this.floor.onPartAt(part, this.station.id);
  }

  private finish(): void {
    this.phase = 'unloading';
    this.speedPerHour = Math.fround((3600 * this.parts.length) / this.elapsedSeconds);
    for (const part of this.parts) {
      part.result = this.judge(part);
      this.processed++;
      if (part.result !== 'pass') this.defective++;
      if (part.result === 'scrap' && part.order !== null) part.order.scrapped++;
      if (part.result === 'pass' && this.station.kind !== 'source') this.countOrder(part);
    }
    this.lastResult = this.parts[0]?.result ?? 'pass';
    this.floor.onCycleEnd(this.index, this.lastResult);
  }

  private judge(part: Part): CycleResult {
    const { rework, scrap, maxReworks } = this.station.quality;
    const u = rework + scrap > 0 ? this.qualityRandom.next() : 1;
    if (u < scrap) return 'scrap';
    if (u >= scrap + rework) return 'pass';
    if (part.reworks >= maxReworks) return 'scrap';
    part.reworks++;
    return 'rework';
  }

  private takeComponents(): boolean {
    let left = 0;
    for (let kind = 0; kind < this.componentsLeft.length; kind++) {
      let missing = this.componentsLeft[kind] ?? 0;
      while (missing > 0 && this.places.takeComponent(kind)) missing--;
      this.componentsLeft[kind] = missing;
      left += missing;
    }
    return left === 0;
  }

  private factorFor(product: string): number {
    const { calendar, hidden } = this.floor;
    const known = this.cycleFactors.get(product);
    const factor = known ?? hidden.cycleFactor(this.station, product);
    if (known === undefined) this.cycleFactors.set(product, factor);
    if (this.station.operatorSkill !== null) return factor * hidden.paceFactor(calendar.shareOfShift);
    return factor * (this.station.kind === 'source' ? 1 : (this.parts[0]?.materialFactor ?? 1));
  }

  private countOrder({ order }: Part): void {
    if (order !== null) order.counts[this.index] = (order.counts[this.index] ?? 0) + 1;
  }
}
