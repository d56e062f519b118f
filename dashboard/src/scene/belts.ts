// One mesh for all conveyors and buffers: belt, side rails, legs and photo-eyes along their paths.
import { Mesh, MeshLambertMaterial } from 'three';
import type { LineModel } from '@mini-factory-twin/contracts';
import { BELT_TOP } from './flow.ts';
import { pathOf, samplePath } from './path.ts';
import type { Path, PlanPoint } from './path.ts';
import type { ScenePalette } from './palette.ts';
import { Solid } from './solid.ts';

const WIDTH = 0.46;
const NARROW = 0.28;

/** Mesh of every belt of the line. */
export function beltMesh(model: LineModel, palette: ScenePalette): Mesh {
  const solid = new Solid(palette.paint);
  for (const buffer of model.buffers) {
    const width = buffer.kind === 'conveyor' && buffer.pitchMm < 200 ? NARROW : WIDTH;
    const path = pathOf(buffer.path);
    for (let leg = 1; leg < path.points.length; leg += 1) {
      addLeg(solid, [path.points[leg - 1] as PlanPoint, path.points[leg] as PlanPoint], width);
    }
    for (const corner of path.points.slice(1, -1)) {
      solid.cylinder({
        at: [corner.x, BELT_TOP - 0.04, -corner.y],
        radius: width / 2 + 0.03,
        length: 0.08,
        paint: 'belt',
        sides: 20,
      });
    }
    addSupports(solid, path, width);
    addEyes(solid, path, width);
  }
  const mesh = new Mesh(solid.geometry(), new MeshLambertMaterial({ vertexColors: true }));
  mesh.frustumCulled = false;
  return mesh;
}

function addLeg(solid: Solid, [from, to]: readonly [PlanPoint, PlanPoint], width: number): void {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const heading = Math.atan2(to.y - from.y, to.x - from.x);
  const x = (from.x + to.x) / 2;
  const z = -(from.y + to.y) / 2;
  const turn = [0, heading, 0] as const;
  solid.box({ at: [x, BELT_TOP - 0.08, z], size: [length, 0.08, width], paint: 'belt', turn });
  for (const side of [-1, 1]) {
    const out = side * (width / 2 + 0.025);
    const at = [x + out * Math.sin(heading), BELT_TOP - 0.13, z + out * Math.cos(heading)] as const;
    solid.box({ at, size: [length, 0.16, 0.05], paint: 'rail', turn });
  }
}

function addSupports(solid: Solid, path: Path, width: number): void {
  const count = Math.max(2, Math.round(path.length / 1.6) + 1);
  const spot = { x: 0, y: 0, heading: 0 };
  for (let i = 0; i < count; i += 1) {
    samplePath(path, 0.15 + ((path.length - 0.3) * i) / (count - 1), spot);
    for (const side of [-1, 1]) {
      const out = side * (width / 2 - 0.02);
      const at = [spot.x + out * Math.sin(spot.heading), 0, -spot.y + out * Math.cos(spot.heading)] as const;
      solid.box({ at, size: [0.06, BELT_TOP - 0.1, 0.06], paint: 'rail', turn: [0, spot.heading, 0] });
    }
  }
}

function addEyes(solid: Solid, path: Path, width: number): void {
  const spot = { x: 0, y: 0, heading: 0 };
  for (const metres of [0.12, path.length - 0.12]) {
    samplePath(path, metres, spot);
    const out = width / 2 + 0.07;
    const at = [
      spot.x + out * Math.sin(spot.heading),
      BELT_TOP - 0.06,
      -spot.y + out * Math.cos(spot.heading),
    ] as const;
    solid.box({ at, size: [0.05, 0.2, 0.05], paint: 'dark', turn: [0, spot.heading, 0] });
  }
}
