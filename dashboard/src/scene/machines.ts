// Draws all machines in two calls: their bodies, and their moving pieces.
import { BatchedMesh, Matrix4, MeshLambertMaterial } from 'three';
import type { BufferGeometry, Object3D } from 'three';
import type { LineModel, Station } from '@mini-factory-twin/contracts';
import type { MachineDesign, Motion } from './design.ts';
import type { ScenePalette } from './palette.ts';
import { DESIGNS } from './shapes/index.ts';
import { Solid } from './solid.ts';

/** Lens of the stack light, above its foot [m]. */
export const LENS_BOTTOM = 0.16;
export const LENS_HEIGHT = 0.3;
export const LENS_RADIUS = 0.1;

interface Mechanism {
  motion: Motion;
  isWorking: boolean;
  frame: Matrix4;
  design: MachineDesign;
  ids: number[];
  poses: Matrix4[];
}

/** Frame of a station in the world: plan x, y become x, -z. */
export function stationFrame(station: Station): Matrix4 {
  return new Matrix4()
    .makeRotationY((station.rotationDegrees * Math.PI) / 180)
    .setPosition(station.at.x, 0, -station.at.y);
}

/** Bodies and moving pieces of all machines; `advance` moves the pieces of those at work. */
export class Machines {
  readonly objects: Object3D[];
  readonly #bodies: BatchedMesh;
  readonly #pieces: BatchedMesh;
  readonly #mechanisms = new Map<string, Mechanism>();
  readonly #scratch = new Matrix4();

  /** Builds the geometry of every shape in use once and an instance for every machine. */
  constructor(model: LineModel, palette: ScenePalette) {
    const shapes = [...new Set(model.stations.map((station) => station.shape))];
    const bodies = shapes.map((shape) => draw(palette, (solid) => drawBody(DESIGNS[shape], solid)));
    const pieces = shapes.map((shape) => DESIGNS[shape].pieces.map((piece) => draw(palette, piece)));
    const pieceCount = model.stations.reduce((sum, station) => sum + DESIGNS[station.shape].pieces.length, 0);
    this.#bodies = batch(bodies, model.stations.length);
    this.#pieces = batch(pieces.flat(), pieceCount);
    const bodyIds = bodies.map((geometry) => this.#bodies.addGeometry(geometry));
    const pieceIds = pieces.map((list) => list.map((geometry) => this.#pieces.addGeometry(geometry)));
    for (const station of model.stations) {
      const shape = shapes.indexOf(station.shape);
      const frame = stationFrame(station);
      this.#bodies.setMatrixAt(this.#bodies.addInstance(bodyIds[shape] as number), frame);
      const ids = (pieceIds[shape] as number[]).map((id) => this.#pieces.addInstance(id));
      const mechanism: Mechanism = {
        motion: { worked: hashOf(station.id) * 5, effort: 0 },
        isWorking: false,
        frame,
        design: DESIGNS[station.shape],
        ids,
        poses: ids.map(() => new Matrix4()),
      };
      this.#mechanisms.set(station.id, mechanism);
      this.#place(mechanism);
    }
    for (const geometry of [...bodies, ...pieces.flat()]) geometry.dispose();
    this.objects = pieceCount > 0 ? [this.#bodies, this.#pieces] : [this.#bodies];
  }

  /** Says whether a machine is at work. */
  setWorking(station: string, isWorking: boolean): void {
    const mechanism = this.#mechanisms.get(station);
    if (mechanism !== undefined) mechanism.isWorking = isWorking;
  }

  /** Moves on by `seconds` of plant time. Returns whether anything moved. */
  advance(seconds: number): boolean {
    let hasMoved = false;
    for (const mechanism of this.#mechanisms.values()) {
      const { motion, isWorking } = mechanism;
      if (mechanism.ids.length === 0 || (!isWorking && motion.effort < 0.002)) continue;
      const target = isWorking ? 1 : 0;
      motion.effort += (target - motion.effort) * Math.min(1, seconds * 3);
      motion.worked += seconds * motion.effort;
      this.#place(mechanism);
      hasMoved = true;
    }
    return hasMoved;
  }

  dispose(): void {
    for (const mesh of [this.#bodies, this.#pieces]) {
      mesh.dispose();
      if (!Array.isArray(mesh.material)) mesh.material.dispose();
    }
  }

  #place(mechanism: Mechanism): void {
    mechanism.design.pose(mechanism.motion, mechanism.poses);
    mechanism.ids.forEach((id, index) => {
      this.#scratch.multiplyMatrices(mechanism.frame, mechanism.poses[index] as Matrix4);
      this.#pieces.setMatrixAt(id, this.#scratch);
    });
  }
}

/** The body with the pole and the cap of its stack light. */
function drawBody(design: MachineDesign, solid: Solid): void {
  const [x, y, z] = design.light;
  design.body(solid);
  solid.cylinder({ at: [x, y + 0.06, z], radius: 0.045, length: 0.24, paint: 'dark', sides: 8 }).cylinder({
    at: [x, y + LENS_BOTTOM + LENS_HEIGHT + 0.02, z],
    radius: LENS_RADIUS,
    length: 0.05,
    paint: 'dark',
    sides: 12,
  });
}

function draw(palette: ScenePalette, build: (solid: Solid) => void): BufferGeometry {
  const solid = new Solid(palette.paint);
  build(solid);
  return solid.geometry();
}

function batch(geometries: readonly BufferGeometry[], instances: number): BatchedMesh {
  const vertices = geometries.reduce((sum, geometry) => sum + geometry.getAttribute('position').count, 0);
  const mesh = new BatchedMesh(
    Math.max(1, instances),
    Math.max(3, vertices),
    0,
    new MeshLambertMaterial({ vertexColors: true }),
  );
  // With culling and sorting per machine off, three rebuilds its draw list only when instances come or go.
  mesh.perObjectFrustumCulled = false;
  mesh.sortObjects = false;
  mesh.frustumCulled = false;
  return mesh;
}

/** 0..1 from a name, so that equal machines do not move in step. */
function hashOf(text: string): number {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return hash / 9973;
}
