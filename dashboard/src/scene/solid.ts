// Builds low-poly geometry from boxes, cylinders and domes with a colour baked into each vertex.
import {
  BufferGeometry,
  Color,
  CylinderGeometry,
  Euler,
  Float32BufferAttribute,
  Matrix4,
  Quaternion,
  SphereGeometry,
  Vector3,
} from 'three';
import type { Paint } from './palette.ts';

type Triple = readonly [number, number, number];

export interface BoxSpec {
  /** Centre of the bottom face [m]. */
  at: Triple;
  /** Width (x), height (y), depth (z) [m]. */
  size: Triple;
  paint: Paint;
  /** Cut-off at the edges [m]. */
  chamfer?: number;
  /** Turn about x, y, z [rad]. */
  turn?: Triple;
}

export interface CylinderSpec {
  /** Centre [m]. */
  at: Triple;
  radius: number;
  /** Radius at the other end; the same when left out. */
  topRadius?: number;
  length: number;
  axis?: 'x' | 'y' | 'z';
  paint: Paint;
  sides?: number;
  isOpen?: boolean;
}

const color = new Color();
const matrix = new Matrix4();
const quaternion = new Quaternion();
const euler = new Euler();
const one = new Vector3(1, 1, 1);

/** Collects primitives; `geometry` gives them as one non-indexed geometry with position, normal and colour. */
export class Solid {
  readonly #positions: number[] = [];
  readonly #normals: number[] = [];
  readonly #colors: number[] = [];
  readonly #paints: Readonly<Record<Paint, string>>;

  /** @param paints colour of each paint */
  constructor(paints: Readonly<Record<Paint, string>>) {
    this.#paints = paints;
  }

  /** Adds a box, with cut edges when `chamfer` is given. */
  box(spec: BoxSpec): this {
    const [w, h, d] = spec.size;
    const geometry = chamferedBox(w, h, d, Math.min(spec.chamfer ?? 0, w / 2, h / 2, d / 2));
    euler.set(...(spec.turn ?? ([0, 0, 0] as const)));
    matrix.compose(new Vector3(spec.at[0], spec.at[1] + h / 2, spec.at[2]), quaternion.setFromEuler(euler), one);
    return this.#add(geometry.applyMatrix4(matrix), spec.paint);
  }

  /** Adds a cylinder or a cone frustum. */
  cylinder(spec: CylinderSpec): this {
    const { radius, length, sides = 16 } = spec;
    const source = new CylinderGeometry(spec.topRadius ?? radius, radius, length, sides, 1, spec.isOpen ?? false);
    const geometry = source.toNonIndexed();
    if (spec.axis === 'x') geometry.rotateZ(-Math.PI / 2);
    if (spec.axis === 'z') geometry.rotateX(Math.PI / 2);
    return this.#add(geometry.translate(...spec.at), spec.paint);
  }

  /** Adds a sphere, or the upper half of one. */
  ball(spec: { at: Triple; radius: number; paint: Paint; isHalf?: boolean; sides?: number }): this {
    const sides = spec.sides ?? 12;
    const source = new SphereGeometry(
      spec.radius,
      sides,
      Math.ceil(sides / 2),
      0,
      Math.PI * 2,
      0,
      spec.isHalf ? Math.PI / 2 : Math.PI,
    );
    return this.#add(source.toNonIndexed().translate(...spec.at), spec.paint);
  }

  /** The result; darker towards the floor, which stands in for ambient occlusion. */
  geometry(): BufferGeometry {
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new Float32BufferAttribute(this.#positions, 3));
    geometry.setAttribute('normal', new Float32BufferAttribute(this.#normals, 3));
    geometry.setAttribute('color', new Float32BufferAttribute(this.#colors, 3));
    return geometry;
  }

  #add(geometry: BufferGeometry, paint: Paint): this {
    const positions = geometry.getAttribute('position').array;
    const normals = geometry.getAttribute('normal').array;
    color.set(this.#paints[paint]);
    for (let i = 0; i < positions.length; i += 3) {
      const y = positions[i + 1] as number;
      const light = paint === 'glow' ? 1 : 0.8 + 0.2 * Math.min(1, Math.max(0, y / 0.9));
      this.#positions.push(positions[i] as number, y, positions[i + 2] as number);
      this.#normals.push(normals[i] as number, normals[i + 1] as number, normals[i + 2] as number);
      this.#colors.push(color.r * light, color.g * light, color.b * light);
    }
    return this;
  }
}

/** A box round the origin with flat cut edges: 12 triangles without a cut, 44 with one. */
export function chamferedBox(width: number, height: number, depth: number, chamfer: number): BufferGeometry {
  const half = [width / 2, height / 2, depth / 2] as const;
  const positions: number[] = [];
  // Corner of face `axis` (pulled in by the chamfer along the other two axes) in the octant of `signs`.
  const corner = (axis: number, signs: Triple): Triple =>
    [0, 1, 2].map(
      (i) => (signs[i] as number) * ((half[i] as number) - (i === axis ? 0 : chamfer)),
    ) as unknown as Triple;
  const face = (points: Triple[], outward: Triple) => {
    const ring = isOutward(points, outward) ? points : points.toReversed();
    for (let i = 2; i < ring.length; i += 1)
      positions.push(...(ring[0] as Triple), ...(ring[i - 1] as Triple), ...(ring[i] as Triple));
  };
  for (let axis = 0; axis < 3; axis += 1) {
    const [u, v] = [(axis + 1) % 3, (axis + 2) % 3];
    for (const side of [-1, 1]) {
      const signs = (a: number, b: number) => octant([axis, side], [u, a], [v, b]);
      face(
        [signs(-1, -1), signs(1, -1), signs(1, 1), signs(-1, 1)].map((s) => corner(axis, s)),
        octant([axis, side]),
      );
      if (chamfer === 0) continue;
      for (const other of [-1, 1]) {
        const edge = (b: number) => octant([axis, side], [u, other], [v, b]);
        const points = [corner(axis, edge(-1)), corner(axis, edge(1)), corner(u, edge(1)), corner(u, edge(-1))];
        face(points, octant([axis, side], [u, other]));
      }
    }
  }
  if (chamfer > 0) {
    for (const x of [-1, 1])
      for (const y of [-1, 1])
        for (const z of [-1, 1])
          face(
            [0, 1, 2].map((axis) => corner(axis, [x, y, z])),
            [x, y, z],
          );
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(positions, 3));
  geometry.computeVertexNormals();
  return geometry;
}

function octant(...entries: readonly (readonly [number, number])[]): Triple {
  const result: [number, number, number] = [0, 0, 0];
  for (const [axis, sign] of entries) result[axis] = sign;
  return result;
}

function isOutward(points: readonly Triple[], outward: Triple): boolean {
  const [a, b, c] = points.map((point) => new Vector3(...point)) as [Vector3, Vector3, Vector3];
  const normal = b.clone().sub(a).cross(c.clone().sub(a));
  return normal.dot(new Vector3(...outward)) > 0;
}
