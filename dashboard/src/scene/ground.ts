// The floor with its grid, fading into the background, and the flat marks on it: shadows, state plates, rings.
import {
  Color,
  InstancedBufferAttribute,
  InstancedMesh,
  Matrix4,
  Mesh,
  PlaneGeometry,
  ShaderMaterial,
  Vector2,
} from 'three';
import type { ScenePalette } from './palette.ts';

export interface Extent {
  x: number;
  z: number;
  radius: number;
}

/** A large floor centred on the line. */
export function floorMesh(extent: Extent, palette: ScenePalette): Mesh {
  const material = new ShaderMaterial({
    uniforms: {
      centre: { value: new Vector2(extent.x, extent.z) },
      radius: { value: extent.radius },
      floorColor: { value: new Color(palette.floor) },
      gridColor: { value: new Color(palette.grid) },
      backColor: { value: new Color(palette.back) },
    },
    vertexShader: `varying vec2 vPlan;
      void main() { vec4 world = modelMatrix * vec4(position, 1.0); vPlan = world.xz;
        gl_Position = projectionMatrix * viewMatrix * world; }`,
    fragmentShader: `uniform vec2 centre; uniform float radius; uniform vec3 floorColor, gridColor, backColor; varying vec2 vPlan;
      float lines(float pitch) { vec2 cell = vPlan / pitch; vec2 width = fwidth(cell);
        vec2 away = abs(fract(cell - 0.5) - 0.5) / max(width, 1e-4);
        return (1.0 - min(min(away.x, away.y), 1.0)) * (1.0 - smoothstep(0.12, 0.4, max(width.x, width.y))); }
      void main() { float far = smoothstep(radius * 0.75, radius * 1.9, distance(vPlan, centre));
        vec3 color = mix(floorColor, gridColor, max(lines(1.0) * 0.45, lines(5.0)));
        gl_FragColor = vec4(mix(color, backColor, far), 1.0);
        #include <colorspace_fragment>
      }`,
  });
  const mesh = new Mesh(new PlaneGeometry(extent.radius * 8, extent.radius * 8).rotateX(-Math.PI / 2), material);
  mesh.position.set(extent.x, 0, extent.z);
  mesh.renderOrder = -2;
  return mesh;
}

export type MarkKind = 'shadow' | 'plate' | 'ring';
const KIND_CODE: Record<MarkKind, number> = { shadow: 0, plate: 1, ring: 2 };
const HEIGHT: Record<MarkKind, number> = { shadow: 0.012, plate: 0.006, ring: 0.02 };

export interface MarkSpec {
  kind: MarkKind;
  frame: Matrix4;
  /** Half width and half depth [m]. */
  half: readonly [number, number];
}

/** All flat marks in one draw call. Later marks are drawn over earlier ones. */
export class Marks {
  readonly mesh: InstancedMesh;
  readonly #tints: InstancedBufferAttribute;
  readonly #color = new Color();

  /** @param specs in drawing order; all start invisible */
  constructor(specs: readonly MarkSpec[]) {
    const geometry = new PlaneGeometry(2, 2).rotateX(-Math.PI / 2);
    this.#tints = new InstancedBufferAttribute(new Float32Array(specs.length * 4), 4);
    const forms = new InstancedBufferAttribute(new Float32Array(specs.length * 3), 3);
    geometry.setAttribute('tint', this.#tints);
    geometry.setAttribute('form', forms);
    this.mesh = new InstancedMesh(geometry, markMaterial(), specs.length);
    const raised = new Matrix4();
    specs.forEach((spec, index) => {
      forms.setXYZ(index, spec.half[0], spec.half[1], KIND_CODE[spec.kind]);
      this.mesh.setMatrixAt(index, raised.makeTranslation(0, HEIGHT[spec.kind], 0).multiply(spec.frame));
    });
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = -1;
  }

  /** Colours one mark; `alpha` 0 hides it. */
  paint(index: number, hex: string, alpha: number): void {
    this.#color.set(hex);
    this.#tints.setXYZW(index, this.#color.r, this.#color.g, this.#color.b, alpha);
    this.#tints.needsUpdate = true;
  }
}

function markMaterial(): ShaderMaterial {
  return new ShaderMaterial({
    transparent: true,
    depthWrite: false,
    vertexShader: `attribute vec4 tint; attribute vec3 form; varying vec4 vTint; varying vec3 vForm; varying vec2 vAt;
      void main() { float margin = form.z < 0.5 ? 0.5 : 0.12; vTint = tint; vForm = form; vAt = position.xz * (form.xy + margin);
        vec4 at = instanceMatrix * vec4(vAt.x, 0.0, vAt.y, 1.0);
        gl_Position = tint.a <= 0.0 ? vec4(2.0, 2.0, 2.0, 1.0) : projectionMatrix * modelViewMatrix * at; }`,
    fragmentShader: `varying vec4 vTint; varying vec3 vForm; varying vec2 vAt;
      void main() { float corner = 0.16; vec2 q = abs(vAt) - vForm.xy + corner;
        float d = length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - corner; float soft = max(fwidth(d), 1e-3);
        float fill = 1.0 - smoothstep(-soft, soft, d);
        float alpha = vForm.z < 0.5 ? 1.0 - smoothstep(-0.45, 0.5, d)
          : vForm.z < 1.5 ? fill : 1.0 - smoothstep(0.0, soft, abs(d) - max(0.035, soft * 0.9));
        gl_FragColor = vec4(vTint.rgb, vTint.a * alpha);
        #include <colorspace_fragment>
      }`,
  });
}
