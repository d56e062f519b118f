// Finds the machine under the pointer: ray against each machine's box in its own frame.
import { Box3, Matrix4, Ray, Vector3 } from 'three';
import type { Camera } from 'three';
import type { LineModel } from '@mini-factory-twin/contracts';
import { stationFrame } from './machines.ts';
import { DESIGNS } from './shapes/index.ts';

interface Target {
  id: string;
  toLocal: Matrix4;
  box: Box3;
}

/** Pick targets of one line. */
export class Picker {
  readonly #targets: readonly Target[];
  readonly #ray = new Ray();
  readonly #local = new Ray();
  readonly #hit = new Vector3();

  /** @param model the line whose machines can be picked */
  constructor(model: LineModel) {
    this.#targets = model.stations.map((station) => {
      const [width, height, depth] = DESIGNS[station.shape].size;
      const box = new Box3(new Vector3(-width / 2, 0, -depth / 2), new Vector3(width / 2, height, depth / 2));
      return { id: station.id, toLocal: stationFrame(station).invert(), box };
    });
  }

  /** Id of the nearest machine at a point in normalised device coordinates, or null. */
  pick(x: number, y: number, camera: Camera): string | null {
    this.#ray.origin.setFromMatrixPosition(camera.matrixWorld);
    this.#ray.direction.set(x, y, 0.5).unproject(camera).sub(this.#ray.origin).normalize();
    let nearest: string | null = null;
    let distance = Number.POSITIVE_INFINITY;
    for (const target of this.#targets) {
      this.#local.copy(this.#ray).applyMatrix4(target.toLocal);
      const hit = this.#local.intersectBox(target.box, this.#hit);
      if (hit === null || hit.distanceTo(this.#local.origin) >= distance) continue;
      distance = hit.distanceTo(this.#local.origin);
      nearest = target.id;
    }
    return nearest;
  }
}
