// Draws all parts in one call: instanced housings in the colour of their product.
import { Color, DynamicDrawUsage, InstancedMesh, Matrix4, MeshLambertMaterial } from 'three';
import type { LineModel } from '@mini-factory-twin/contracts';
import type { PlacedPart } from './flow.ts';
import { Solid } from './solid.ts';

const FIRST_CAPACITY = 256;
const COMPONENT_SCALE = 0.5;

/** Instanced parts; grows when there are more than it has room for. */
export class PartMesh {
  mesh: InstancedMesh;
  readonly #colors = new Map<string, Color>();
  readonly #scales = new Map<string, number>();
  readonly #matrix = new Matrix4();
  readonly #fallback = new Color('#999999');

  /** @param model gives the colours of the products */
  constructor(model: LineModel) {
    this.mesh = makeMesh(FIRST_CAPACITY);
    for (const product of model.products) {
      this.#colors.set(product.id, new Color(product.color));
      this.#scales.set(product.id, product.role === 'component' ? COMPONENT_SCALE : 1);
    }
  }

  /** Draws these parts. Returns the mesh that replaced the old one when it had to grow, else null. */
  update(parts: ReadonlyMap<string, PlacedPart>): InstancedMesh | null {
    const grown = parts.size > this.mesh.instanceMatrix.count ? this.#grow(parts.size) : null;
    let index = 0;
    for (const part of parts.values()) {
      const scale = this.#scales.get(part.product) ?? 1;
      this.#matrix.makeRotationY(part.turn).setPosition(part.x, part.y, part.z);
      if (scale !== 1) scaleBasis(this.#matrix, scale);
      this.mesh.setMatrixAt(index, this.#matrix);
      this.mesh.setColorAt(index, this.#colors.get(part.product) ?? this.#fallback);
      index += 1;
    }
    this.mesh.count = index;
    this.mesh.visible = index > 0;
    this.mesh.instanceMatrix.needsUpdate = true;
    if (this.mesh.instanceColor !== null) this.mesh.instanceColor.needsUpdate = true;
    return grown;
  }

  #grow(size: number): InstancedMesh {
    this.mesh.dispose();
    this.mesh = makeMesh(size * 2);
    return this.mesh;
  }
}

function scaleBasis(matrix: Matrix4, scale: number): void {
  for (const index of [0, 1, 2, 4, 5, 6, 8, 9, 10]) matrix.elements[index] = (matrix.elements[index] as number) * scale;
}

function makeMesh(capacity: number): InstancedMesh {
  const white = '#ffffff';
  const paints = {
    body: white,
    panel: white,
    dark: '#6d747b',
    steel: '#f2f4f6',
    glass: white,
    belt: white,
    rail: white,
    glow: white,
    wood: white,
    skin: white,
    cloth: white,
  };
  const geometry = new Solid(paints)
    .box({ at: [0, 0, 0], size: [0.23, 0.17, 0.21], paint: 'body', chamfer: 0.035 })
    .cylinder({ at: [0, 0.195, 0], radius: 0.07, length: 0.06, paint: 'dark', sides: 8 })
    .geometry();
  const mesh = new InstancedMesh(geometry, new MeshLambertMaterial({ vertexColors: true }), capacity);
  mesh.instanceMatrix.setUsage(DynamicDrawUsage);
  mesh.setColorAt(0, new Color(white));
  mesh.frustumCulled = false;
  mesh.count = 0;
  return mesh;
}
