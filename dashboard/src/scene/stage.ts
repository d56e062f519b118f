// Everything that stands in the scene of one line in one theme: floor, marks, belts, machines, lights, parts.
import {
  Color,
  CylinderGeometry,
  DirectionalLight,
  HemisphereLight,
  InstancedMesh,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  Scene,
  Vector3,
} from 'three';
import type { KnownState, LineModel } from '@mini-factory-twin/contracts';
import { STATE_LOOK } from '../ui/states.ts';
import { beltMesh } from './belts.ts';
import { floorMesh, Marks } from './ground.ts';
import type { Extent, MarkSpec } from './ground.ts';
import { LENS_BOTTOM, LENS_HEIGHT, LENS_RADIUS, Machines, stationFrame } from './machines.ts';
import type { ScenePalette } from './palette.ts';
import { PartMesh } from './parts.ts';
import { DESIGNS } from './shapes/index.ts';

const PLATE_ALPHA = [0.75, 0.72, 1] as const;

/** The drawn line; rebuilt when model or theme change. */
export class Stage {
  readonly scene = new Scene();
  readonly machines: Machines;
  readonly parts: PartMesh;
  readonly #model: LineModel;
  readonly #palette: ScenePalette;
  readonly #marks: Marks;
  readonly #lenses: InstancedMesh;
  readonly #lensColors: string[] = [];
  readonly #index = new Map<string, number>();
  readonly #color = new Color();

  /** Builds all geometry. */
  constructor(model: LineModel, palette: ScenePalette) {
    this.#model = model;
    this.#palette = palette;
    model.stations.forEach((station, index) => this.#index.set(station.id, index));
    this.machines = new Machines(model, palette);
    this.parts = new PartMesh(model);
    this.#marks = new Marks(marksOf(model));
    this.#lenses = lensMesh(model);
    this.scene.background = new Color(palette.back);
    const floor = floorMesh(extentOf(model), palette);
    this.scene.add(
      floor,
      this.#marks.mesh,
      beltMesh(model, palette),
      ...this.machines.objects,
      this.#lenses,
      this.parts.mesh,
    );
    this.#light();
    model.stations.forEach((station, index) => {
      this.#marks.paint(model.stations.length + index, palette.shadow, palette.isDark ? 0.55 : 0.28);
      // The twin gives a sink no state, so nothing is missing there.
      this.setState(station.id, station.kind === 'sink' ? 'idle' : 'unknown');
    });
  }

  /** Shows a state by plate and stack light. */
  setState(station: string, state: KnownState): void {
    const index = this.#index.get(station);
    if (index === undefined) return;
    const look = STATE_LOOK[state];
    const color = this.#palette.state[look.visual];
    const isCalm = look.attention === 0;
    this.#marks.paint(index, isCalm ? this.#palette.plate : color, PLATE_ALPHA[look.attention]);
    this.#lenses.setColorAt(index, this.#color.set(color));
    if (this.#lenses.instanceColor !== null) this.#lenses.instanceColor.needsUpdate = true;
    this.#lensColors[index] = color;
    this.machines.setWorking(station, state === 'processing');
  }

  /** Colour shown by the stack light, as CSS hex; null for an unknown station. */
  lightColor(station: string): string | null {
    return this.#lensColors[this.#index.get(station) ?? -1] ?? null;
  }

  /** Draws the rings of the selected and the hovered station. */
  highlight(selected: string | null, hovered: string | null): void {
    const count = this.#model.stations.length;
    this.#model.stations.forEach(({ id }, index) => {
      this.#marks.paint(count * 2 + index, this.#palette.ring, id === selected ? 1 : id === hovered ? 0.45 : 0);
    });
  }

  dispose(): void {
    this.machines.dispose();
    this.scene.traverse((object) => {
      if (!(object instanceof Mesh)) return;
      object.geometry.dispose();
      if (!Array.isArray(object.material)) object.material.dispose();
      if (object instanceof InstancedMesh) object.dispose();
    });
  }

  #light(): void {
    const isDark = this.#palette.isDark;
    const key = new DirectionalLight('#ffffff', isDark ? 1.7 : 1.5);
    key.position.set(-0.55, 1, 0.75);
    const fill = new DirectionalLight('#dbe8ff', 0.45);
    fill.position.set(0.9, 0.5, -0.6);
    this.scene.add(new HemisphereLight('#ffffff', isDark ? '#59636d' : '#aab4bd', isDark ? 1.15 : 1.75), key, fill);
  }
}

/** Points of the line that a camera preset keeps in view. */
export function cornersOf(model: LineModel): Vector3[] {
  const corners = model.stations.flatMap((station) => {
    const [width, height, depth] = DESIGNS[station.shape].size;
    const frame = stationFrame(station);
    return [-1, 1].flatMap((x) =>
      [-1, 1].flatMap((z) =>
        [0, height].map((y) => new Vector3((x * width) / 2, y, (z * depth) / 2).applyMatrix4(frame)),
      ),
    );
  });
  for (const buffer of model.buffers) for (const point of buffer.path) corners.push(new Vector3(point.x, 1, -point.y));
  return corners;
}

/** Where the label of each station is anchored in the world [m]. */
export function labelAnchors(model: LineModel): Map<string, Vector3> {
  return new Map(
    model.stations.map((station) => {
      const height = DESIGNS[station.shape].size[1];
      return [station.id, new Vector3(station.at.x, height + 0.1, -station.at.y)];
    }),
  );
}

/** Where the stack light of each station is in the world [m]. */
export function lightAnchors(model: LineModel): Map<string, Vector3> {
  return new Map(
    model.stations.map((station) => {
      const [x, y, z] = DESIGNS[station.shape].light;
      return [station.id, new Vector3(x, y + LENS_BOTTOM + LENS_HEIGHT / 2, z).applyMatrix4(stationFrame(station))];
    }),
  );
}

function extentOf(model: LineModel): Extent {
  const xs = model.stations.map((station) => station.at.x);
  const zs = model.stations.map((station) => -station.at.y);
  const [left, right, back, front] = [Math.min(...xs), Math.max(...xs), Math.min(...zs), Math.max(...zs)];
  return {
    x: (left + right) / 2,
    z: (back + front) / 2,
    radius: Math.max(10, Math.hypot(right - left, front - back) * 0.75),
  };
}

function marksOf(model: LineModel): MarkSpec[] {
  const specs = (kind: MarkSpec['kind'], margin: number): MarkSpec[] =>
    model.stations.map((station) => {
      const [width, , depth] = DESIGNS[station.shape].size;
      return { kind, frame: stationFrame(station), half: [width / 2 + margin, depth / 2 + margin] };
    });
  return [...specs('plate', 0.16), ...specs('shadow', -0.2), ...specs('ring', 0.24)];
}

function lensMesh(model: LineModel): InstancedMesh {
  const geometry = new CylinderGeometry(LENS_RADIUS, LENS_RADIUS, LENS_HEIGHT, 12);
  const mesh = new InstancedMesh(geometry, new MeshBasicMaterial({ toneMapped: false }), model.stations.length);
  const local = new Matrix4();
  model.stations.forEach((station, index) => {
    const [x, y, z] = DESIGNS[station.shape].light;
    mesh.setMatrixAt(
      index,
      stationFrame(station).multiply(local.makeTranslation(x, y + LENS_BOTTOM + LENS_HEIGHT / 2, z)),
    );
    mesh.setColorAt(index, new Color('#808080'));
  });
  mesh.frustumCulled = false;
  return mesh;
}
