// Turns moves (part, segment, enter, exit) and a clock into part positions; knows nothing of three or the DOM.
import type { Buffer, LineModel, Move, Station } from '@mini-factory-twin/contracts';
import { advanceRiders, settleRiders } from './conveyor.ts';
import type { Belt, Rider } from './conveyor.ts';
import { pathOf, samplePath } from './path.ts';
import type { Path, PathSample } from './path.ts';
import { DESIGNS } from './shapes/index.ts';

/** Height of the belts' upper side [m]. */
export const BELT_TOP = 0.86;
/** A move from one segment to the next takes this long [plant ms]. */
const HOP_MS = 700;
/** A step of the clock beyond this is a jump [plant ms]. */
const JUMP_MS = 20_000;

/** A part as drawn: world metres (y up), turn about the vertical [rad]. */
export interface PlacedPart {
  id: string;
  product: string;
  x: number;
  y: number;
  z: number;
  turn: number;
}

interface Carried extends PlacedPart {
  rider: Rider;
  segment: string;
  hopFrom: { x: number; y: number; z: number } | null;
  hopStartMs: number;
}

interface Lane {
  belt: Belt;
  path: Path;
  riders: Rider[];
}

interface Place {
  x: number;
  y: number;
  z: number;
  turn: number;
  riders: Rider[];
}

/** Parts of one line at one moment of the clock. */
export class PartFlow {
  readonly #lanes = new Map<string, Lane>();
  readonly #places = new Map<string, Place>();
  readonly #parts = new Map<string, Carried>();
  #pending: Move[] = [];
  #nowMs = Number.NaN;
  readonly #sample: PathSample = { x: 0, y: 0, heading: 0 };

  /** @param model the line the moves speak of */
  constructor(model: LineModel) {
    for (const buffer of model.buffers) this.#lanes.set(buffer.id, laneOf(buffer));
    for (const station of model.stations) this.#places.set(station.id, placeOf(station));
  }

  /** Parts on the line; a part in a segment the model does not know is not drawn. */
  get parts(): ReadonlyMap<string, PlacedPart> {
    return this.#parts;
  }

  /** Takes moves in; they happen when the clock reaches them. `isReset`: these are all parts there are. */
  push(moves: readonly Move[], isReset: boolean): void {
    if (!isReset) {
      this.#pending.push(...moves);
      return;
    }
    const present = new Set(moves.map((move) => move.part));
    for (const id of this.#parts.keys()) if (!present.has(id)) this.#remove(id);
    this.#pending = [];
    this.#nowMs = Number.NaN;
    for (const move of moves.toSorted((a, b) => a.seq - b.seq)) this.#apply(move, move.enterMs);
  }

  /** Sets the clock [plant ms]. Returns whether any part is somewhere else than before. */
  advance(nowMs: number): boolean {
    const stepMs = nowMs - this.#nowMs;
    const isJump = !(stepMs >= 0 && stepMs < JUMP_MS);
    const isChanged = this.#applyDue(nowMs) || isJump;
    if (!isJump && stepMs === 0 && !isChanged) return false;
    this.#nowMs = nowMs;
    for (const lane of this.#lanes.values()) {
      if (isJump) settleRiders(lane.riders, lane.belt, nowMs);
      else advanceRiders(lane.riders, lane.belt, { nowMs, seconds: stepMs / 1000 });
    }
    let hasMoved = isChanged;
    for (const part of this.#parts.values()) hasMoved = this.#put(part, isJump) || hasMoved;
    return hasMoved;
  }

  #applyDue(nowMs: number): boolean {
    if (this.#pending.length === 0) return false;
    const due = this.#pending.filter((move) => move.enterMs <= nowMs);
    if (due.length === 0) return false;
    this.#pending = this.#pending.filter((move) => move.enterMs > nowMs);
    for (const move of due.toSorted((a, b) => a.enterMs - b.enterMs || a.seq - b.seq)) this.#apply(move, nowMs);
    return true;
  }

  #apply(move: Move, nowMs: number): void {
    const known = this.#parts.get(move.part);
    if (move.segment === null) return this.#remove(move.part);
    if (known?.segment === move.segment && known.rider.seq === move.seq) return;
    const riders = this.#ridersOf(move.segment);
    if (riders === null) return this.#remove(move.part);
    const rider: Rider = { part: move.part, product: move.product, seq: move.seq, enterMs: move.enterMs, position: 0 };
    if (known?.segment === move.segment) rider.position = known.rider.position;
    if (known !== undefined) this.#leave(known);
    insertInOrder(riders, rider);
    const hopFrom =
      known === undefined || known.segment === move.segment ? null : { x: known.x, y: known.y, z: known.z };
    this.#parts.set(move.part, {
      id: move.part,
      product: move.product,
      x: known?.x ?? 0,
      y: known?.y ?? 0,
      z: known?.z ?? 0,
      turn: known?.turn ?? 0,
      rider,
      segment: move.segment,
      hopFrom,
      hopStartMs: nowMs,
    });
  }

  #remove(id: string): void {
    const known = this.#parts.get(id);
    if (known === undefined) return;
    this.#leave(known);
    this.#parts.delete(id);
  }

  #leave(part: Carried): void {
    const riders = this.#ridersOf(part.segment);
    const index = riders?.indexOf(part.rider) ?? -1;
    if (index >= 0) riders?.splice(index, 1);
  }

  #ridersOf(segment: string): Rider[] | null {
    return this.#lanes.get(segment)?.riders ?? this.#places.get(segment)?.riders ?? null;
  }

  #put(part: Carried, isJump: boolean): boolean {
    const { x, y, z } = part;
    this.#aim(part);
    if (part.hopFrom !== null && !isJump) hop(part, Math.max(0, (this.#nowMs - part.hopStartMs) / HOP_MS));
    else part.hopFrom = null;
    return Math.abs(part.x - x) + Math.abs(part.y - y) + Math.abs(part.z - z) > 1e-4;
  }

  #aim(part: Carried): void {
    const lane = this.#lanes.get(part.segment);
    if (lane !== undefined) {
      const metres = lane.belt.length === 0 ? 0 : (part.rider.position / lane.belt.length) * lane.path.length;
      const spot = samplePath(lane.path, metres, this.#sample);
      part.x = spot.x;
      part.y = BELT_TOP;
      part.z = -spot.y;
      part.turn = spot.heading;
      return;
    }
    const place = this.#places.get(part.segment);
    if (place === undefined) return;
    const offset = (place.riders.indexOf(part.rider) - (place.riders.length - 1) / 2) * 0.32;
    part.x = place.x + offset * Math.cos(place.turn);
    part.y = place.y;
    part.z = place.z - offset * Math.sin(place.turn);
    part.turn = place.turn;
  }
}

function hop(part: Carried, progress: number): void {
  const from = part.hopFrom;
  if (from === null) return;
  if (progress >= 1) {
    part.hopFrom = null;
    return;
  }
  const share = progress * progress * (3 - 2 * progress);
  const far = Math.hypot(part.x - from.x, part.z - from.z);
  part.x = from.x + (part.x - from.x) * share;
  part.z = from.z + (part.z - from.z) * share;
  part.y = from.y + (part.y - from.y) * share + (far > 1.4 ? 0.4 * Math.sin(Math.PI * share) : 0);
}

function insertInOrder(riders: Rider[], rider: Rider): void {
  let index = riders.length;
  while (index > 0 && (riders[index - 1] as Rider).seq > rider.seq) index -= 1;
  riders.splice(index, 0, rider);
}

function laneOf(buffer: Buffer): Lane {
  const path = pathOf(buffer.path);
  if (buffer.kind === 'conveyor') {
    const belt = {
      length: buffer.lengthMm / 1000,
      speed: buffer.speedMmPerSecond / 1000,
      pitch: buffer.pitchMm / 1000,
    };
    return { belt, path, riders: [] };
  }
  const speed = buffer.transitSeconds > 0 ? path.length / buffer.transitSeconds : 1e3;
  return { belt: { length: path.length, speed, pitch: path.length / buffer.capacity }, path, riders: [] };
}

function placeOf(station: Station): Place {
  const [x, y, z] = DESIGNS[station.shape].work;
  const turn = (station.rotationDegrees * Math.PI) / 180;
  return {
    x: station.at.x + x * Math.cos(turn) + z * Math.sin(turn),
    y,
    z: -station.at.y - x * Math.sin(turn) + z * Math.cos(turn),
    turn,
    riders: [],
  };
}
