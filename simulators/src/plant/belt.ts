// An accumulating conveyor: parts run at belt speed until they meet the part ahead or the end stop.
import { type Buffer, bufferCapacity } from '@mini-factory-twin/contracts';
import type { Part } from './part.ts';
import { PhotoEye } from './photo-eye.ts';

/** Physics step and PLC scan [s]. */
export const STEP_SECONDS = 0.01;
/** Room of a part on a gravity lane [mm]; only ratios matter there. */
const LANE_PITCH_MM = 100;
/** A part shorter than this in time would be lost in the input filter: such belts count at the handling instead [s]. */
const LEAST_PITCH_SECONDS = 0.2;
const EPSILON_MM = 1e-6;

/** What a buffer's PLC reports and what is physically on it. */
export class Belt {
  readonly id: string;
  readonly lengthMm: number;
  readonly pitchMm: number;
  readonly capacity: number;
  /** Time a part needs to move up by one pitch [s]. */
  readonly pitchSeconds: number;
  /** Null when parts are counted at the handling, as on plain buffers. */
  readonly eyes: { entry: PhotoEye; exit: PhotoEye } | null;
  /** Counters of the PLC since power-up. */
  entered = 0;
  left = 0;
  count = 0;
  isRunning = true;
  /** Station (index) the head part is reserved for; -1 for none. */
  claim = -1;
  /** Set when a counter, an eye or the motor changed. */
  isChanged = true;
  private readonly stepMm: number;
  private readonly positionsMm: Float64Array;
  private readonly parts: (Part | null)[];
  private head = 0;
  private isMoving = false;

  constructor(buffer: Buffer, chance: () => number) {
    this.id = buffer.id;
    this.capacity = bufferCapacity(buffer);
    const isLane = buffer.kind === 'buffer';
    this.pitchMm = isLane ? LANE_PITCH_MM : buffer.pitchMm;
    this.lengthMm = isLane ? LANE_PITCH_MM * this.capacity : buffer.lengthMm;
    const speed = isLane ? this.lengthMm / Math.max(buffer.transitSeconds, STEP_SECONDS) : buffer.speedMmPerSecond;
    this.stepMm = speed * STEP_SECONDS;
    this.pitchSeconds = this.pitchMm / speed;
    this.positionsMm = new Float64Array(this.capacity);
    this.parts = new Array<Part | null>(this.capacity).fill(null);
    const isCounted = !isLane && this.pitchSeconds >= LEAST_PITCH_SECONDS;
    this.eyes = isCounted ? { entry: new PhotoEye(chance), exit: new PhotoEye(chance) } : null;
  }

  /** Moves all parts by one step, then lets the PLC read the eyes. */
  step(isPowered: boolean): void {
    const isRunning = isPowered || this.isMoving;
    if (isRunning !== this.isRunning) {
      this.isRunning = isRunning;
      this.isChanged = true;
    }
    if (this.isMoving) this.move();
    if (this.eyes !== null) this.readEyes(this.eyes);
  }

  /** True when a part can be placed now. */
  canEnter(): boolean {
    if (this.count >= this.capacity) return false;
    return this.count === 0 || this.positionAt(this.count - 1) >= this.pitchMm - EPSILON_MM;
  }

  /** True when the next part stands at the stop and no other station than `station` has a claim on it. */
  isReadyFor(station: number, quantity = 1): boolean {
    if (this.count < quantity || (this.claim >= 0 && this.claim !== station)) return false;
    return this.positionAt(quantity - 1) >= this.lengthMm - (quantity - 1) * this.pitchMm - EPSILON_MM;
  }

  /** True when the next part is less than one pitch from the stop: it moves up and will be there in an instant. */
  isMovingUp(): boolean {
    if (this.count === 0 || this.claim >= 0) return false;
    const leftMm = this.lengthMm - this.positionAt(0);
    return leftMm > EPSILON_MM && leftMm <= 1.05 * this.pitchMm;
  }

  /** Places a part at the entry. @throws Error when the entry is not free. */
  put(part: Part): void {
    if (!this.canEnter()) throw new Error(`no room on ${this.id}`);
    const slot = (this.head + this.count) % this.capacity;
    this.positionsMm[slot] = 0;
    this.parts[slot] = part;
    this.count++;
    this.isMoving = true;
    if (this.eyes === null) this.countAtHandling(1, 0);
  }

  /** The part at the stop, which stays there. */
  peek(): Part | null {
    return this.count === 0 ? null : (this.parts[this.head] ?? null);
  }

  /** Takes the part at the stop. @throws Error when none is there. */
  take(): Part {
    const part = this.peek();
    if (part === null || !this.isReadyFor(this.claim)) throw new Error(`no part at the end of ${this.id}`);
    this.parts[this.head] = null;
    this.head = (this.head + 1) % this.capacity;
    this.count--;
    this.claim = -1;
    this.isMoving = this.count > 0;
    if (this.eyes === null) this.countAtHandling(0, 1);
    return part;
  }

  /** Distance of the n-th part (0 = next to leave) from the entry [mm]. */
  positionAt(index: number): number {
    return this.positionsMm[(this.head + index) % this.capacity] ?? 0;
  }

  /** The n-th part (0 = next to leave). */
  partAt(index: number): Part | null {
    return this.parts[(this.head + index) % this.capacity] ?? null;
  }

  private move(): void {
    let limit = this.lengthMm;
    let hasMoved = false;
    for (let index = 0; index < this.count; index++) {
      const slot = (this.head + index) % this.capacity;
      const before = this.positionsMm[slot] ?? 0;
      const after = Math.min(before + this.stepMm, limit);
      if (after > before) {
        this.positionsMm[slot] = after;
        hasMoved = true;
      }
      limit = Math.max(after, before) - this.pitchMm;
    }
    this.isMoving = hasMoved;
  }

  /** A part is half a pitch long; the eyes look a quarter of a pitch inside the ends. */
  private readEyes(eyes: { entry: PhotoEye; exit: PhotoEye }): void {
    const half = this.pitchMm / 2;
    const isEntryCovered = this.count > 0 && this.positionAt(this.count - 1) < half;
    const isExitCovered = this.count > 0 && this.positionAt(0) >= this.lengthMm - half;
    const entryEdge = eyes.entry.scan(isEntryCovered);
    const exitEdge = eyes.exit.scan(isExitCovered);
    if (entryEdge === 0 && exitEdge === 0) return;
    if (entryEdge > 0) this.entered++;
    if (exitEdge < 0) this.left++;
    this.isChanged = true;
  }

  private countAtHandling(entered: number, left: number): void {
    this.entered += entered;
    this.left += left;
    this.isChanged = true;
  }
}
