// Camera with orbit controls, presets that frame the whole line, and short flights between them.
import { PerspectiveCamera, Spherical, Vector3 } from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';

export type CameraPreset = 'fit' | 'top' | 'line';

/** Azimuth from the front and elevation over the floor of each preset [degrees]. */
const ANGLES: Record<CameraPreset, { azimuth: number; elevation: number }> = {
  fit: { azimuth: -16, elevation: 50 },
  top: { azimuth: 0, elevation: 89.5 },
  line: { azimuth: 0, elevation: 27 },
};
const FLIGHT_MS = 600;
const ARRIVAL_MS = 1600;

/** Free space to keep at the edges of the viewport [px]. */
export interface Padding {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface View {
  target: Vector3;
  offset: Spherical;
}

interface Flight {
  from: View;
  to: View;
  startMs: number;
  lengthMs: number;
}

/** Owns the camera; `advance` must be called once per frame. */
export class CameraRig {
  readonly camera = new PerspectiveCamera(30, 1, 0.5, 400);
  readonly #controls: OrbitControls;
  readonly #corners: readonly Vector3[];
  readonly #isStill: boolean;
  #flight: Flight | null = null;
  #preset: CameraPreset | null = 'fit';
  #size = { width: 1, height: 1 };
  #padding: Padding = { left: 24, right: 24, top: 24, bottom: 24 };
  #hasChanged = true;

  /**
   * @param element takes the pointer
   * @param corners points that a preset keeps in view
   * @param isStill jump instead of flying
   */
  constructor(element: HTMLElement, corners: readonly Vector3[], isStill: boolean) {
    this.#corners = corners;
    this.#isStill = isStill;
    this.#controls = new OrbitControls(this.camera, element);
    this.#controls.enableDamping = !isStill;
    this.#controls.dampingFactor = 0.12;
    this.#controls.maxPolarAngle = Math.PI * 0.48;
    this.#controls.minDistance = 3;
    this.#controls.maxDistance = 200;
    this.#controls.addEventListener('change', () => {
      this.#hasChanged = true;
    });
    this.#controls.addEventListener('start', () => {
      this.#flight = null;
      this.#preset = null;
    });
  }

  /** Takes over a new viewport; a preset in force is framed anew. */
  resize(width: number, height: number, padding: Padding): void {
    this.#size = { width, height };
    this.#padding = padding;
    this.camera.aspect = width / Math.max(1, height);
    this.camera.updateProjectionMatrix();
    if (this.#flight === null && this.#preset !== null) this.#show(this.#framed(this.#preset));
    this.#hasChanged = true;
  }

  /** Flies to a preset. */
  go(preset: CameraPreset, nowMs: number): void {
    this.#preset = preset;
    this.#flyTo(this.#framed(preset), nowMs, FLIGHT_MS);
  }

  /** Comes down from above to the preset: the first seconds of a visit. */
  arrive(preset: CameraPreset, nowMs: number): void {
    this.#preset = preset;
    const view = this.#framed(preset);
    if (!this.#isStill) {
      const above = view.offset.clone();
      above.phi = Math.max(0.02, above.phi - 0.55);
      above.theta -= 0.35;
      above.radius *= 1.45;
      this.#show({ target: view.target.clone(), offset: above });
    }
    this.#flyTo(view, nowMs, ARRIVAL_MS);
  }

  /** Moves the camera on. Returns whether the picture changes. */
  advance(nowMs: number): boolean {
    const flight = this.#flight;
    if (flight === null) this.#controls.update();
    else {
      const share = Math.min(1, Math.max(0, (nowMs - flight.startMs) / flight.lengthMs));
      this.#show(between(flight.from, flight.to, 1 - (1 - share) ** 3));
      if (share >= 1) this.#flight = null;
    }
    const hasChanged = this.#hasChanged;
    this.#hasChanged = false;
    return hasChanged;
  }

  dispose(): void {
    this.#controls.dispose();
  }

  #flyTo(to: View, nowMs: number, lengthMs: number): void {
    if (this.#isStill) return this.#show(to);
    const from = this.#view();
    // The short way round.
    to.offset.theta += Math.PI * 2 * Math.round((from.offset.theta - to.offset.theta) / (Math.PI * 2));
    this.#flight = { from, to, startMs: nowMs, lengthMs };
  }

  #view(): View {
    const target = this.#controls.target.clone();
    return { target, offset: new Spherical().setFromVector3(this.camera.position.clone().sub(target)) };
  }

  #show(view: View): void {
    this.#controls.target.copy(view.target);
    this.camera.position.setFromSpherical(view.offset).add(view.target);
    this.camera.lookAt(view.target);
    this.camera.updateMatrixWorld();
    this.#hasChanged = true;
  }

  /** The view of a preset with all corners inside the padded viewport, as near as they allow. */
  #framed(preset: CameraPreset): View {
    const { azimuth, elevation } = ANGLES[preset];
    const probe = this.camera.clone();
    const view: View = {
      target: centreOf(this.#corners),
      offset: new Spherical(40, degrees(90 - elevation), degrees(azimuth)),
    };
    const box = this.#clipBox();
    for (let round = 0; round < 12; round += 1) {
      probe.position.setFromSpherical(view.offset).add(view.target);
      probe.lookAt(view.target);
      probe.updateMatrixWorld();
      const seen = this.#seenBy(probe);
      const zoom = Math.max(
        (seen.right - seen.left) / (box.right - box.left),
        (seen.top - seen.bottom) / (box.top - box.bottom),
      );
      const height = Math.tan(degrees(this.camera.fov / 2)) * view.offset.radius;
      const right = new Vector3().setFromMatrixColumn(probe.matrixWorld, 0);
      const up = new Vector3().setFromMatrixColumn(probe.matrixWorld, 1);
      const shiftX = (seen.left + seen.right) / 2 - ((box.left + box.right) / 2) * zoom;
      const shiftY = (seen.top + seen.bottom) / 2 - ((box.top + box.bottom) / 2) * zoom;
      view.target.addScaledVector(right, shiftX * height * this.camera.aspect).addScaledVector(up, shiftY * height);
      view.offset.radius *= zoom;
    }
    return view;
  }

  #clipBox() {
    const { width, height } = this.#size;
    const { left, right, top, bottom } = this.#padding;
    return {
      left: (left / width) * 2 - 1,
      right: 1 - (right / width) * 2,
      bottom: (bottom / height) * 2 - 1,
      top: 1 - (top / height) * 2,
    };
  }

  #seenBy(probe: PerspectiveCamera) {
    const seen = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity };
    const point = new Vector3();
    for (const corner of this.#corners) {
      point.copy(corner).project(probe);
      seen.left = Math.min(seen.left, point.x);
      seen.right = Math.max(seen.right, point.x);
      seen.bottom = Math.min(seen.bottom, point.y);
      seen.top = Math.max(seen.top, point.y);
    }
    return seen;
  }
}

function between(from: View, to: View, share: number): View {
  const mix = (a: number, b: number) => a + (b - a) * share;
  return {
    target: from.target.clone().lerp(to.target, share),
    offset: new Spherical(
      mix(from.offset.radius, to.offset.radius),
      mix(from.offset.phi, to.offset.phi),
      mix(from.offset.theta, to.offset.theta),
    ),
  };
}

function centreOf(points: readonly Vector3[]): Vector3 {
  const sum = new Vector3();
  for (const point of points) sum.add(point);
  return sum.divideScalar(Math.max(1, points.length));
}

function degrees(value: number): number {
  return (value * Math.PI) / 180;
}
