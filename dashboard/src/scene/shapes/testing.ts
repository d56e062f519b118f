// Test stations: leak test with its bell and end-of-line tester with its drives.
import type { MachineDesign } from '../design.ts';
import { clamp } from './machining.ts';

/** Leak test: table, portal and a bell that closes over the part. */
export const leakTest: MachineDesign = {
  size: [1.8, 2.25, 1.5],
  work: [0, 0.88, 0],
  light: [0.72, 1.98, -0.42],
  body: (solid) => {
    solid
      .box({ at: [0, 0, 0], size: [1.5, 0.14, 1.2], paint: 'dark' })
      .box({ at: [0, 0.14, 0], size: [1.6, 0.6, 1.24], paint: 'body', chamfer: 0.05 })
      .box({ at: [0, 0.74, 0], size: [1.66, 0.1, 1.3], paint: 'steel', chamfer: 0.03 })
      .cylinder({ at: [0, 0.86, 0], radius: 0.4, length: 0.04, paint: 'dark', sides: 24 })
      .box({ at: [-0.72, 0.84, -0.42], size: [0.14, 1.1, 0.2], paint: 'panel', chamfer: 0.03 })
      .box({ at: [0.72, 0.84, -0.42], size: [0.14, 1.1, 0.2], paint: 'panel', chamfer: 0.03 })
      .box({ at: [0, 1.84, -0.36], size: [1.58, 0.16, 0.36], paint: 'body', chamfer: 0.04 })
      .box({ at: [0, 1.84, 0], size: [0.3, 0.12, 0.6], paint: 'body', chamfer: 0.03 })
      .cylinder({ at: [0, 2.06, 0], radius: 0.09, length: 0.28, paint: 'dark', sides: 12 })
      .box({ at: [0.5, 0.38, 0.63], size: [0.42, 0.26, 0.03], paint: 'dark' })
      .box({ at: [0.5, 0.42, 0.65], size: [0.32, 0.18, 0.01], paint: 'glow' });
  },
  pieces: [
    (solid) =>
      solid
        .cylinder({ at: [0, 0.14, 0], radius: 0.36, length: 0.28, paint: 'steel', sides: 24, isOpen: true })
        .cylinder({ at: [0, 0.02, 0], radius: 0.4, length: 0.05, paint: 'panel', sides: 24 })
        .ball({ at: [0, 0.28, 0], radius: 0.36, paint: 'steel', isHalf: true, sides: 20 })
        .cylinder({ at: [0, 0.8, 0], radius: 0.055, length: 0.46, paint: 'rail', sides: 10 }),
  ],
  pose: ({ worked, effort }, out) => {
    out[0]?.makeTranslation(0, 1.24 - 0.34 * clamp(worked, effort), 0);
  },
};

/** End-of-line tester: bed, two drive units closing in on the part, sound hood and screen. */
export const tester: MachineDesign = {
  size: [2, 2.05, 1.5],
  work: [0, 0.92, 0.1],
  light: [-0.86, 1.82, -0.5],
  body: (solid) => {
    solid
      .box({ at: [0, 0, 0], size: [1.8, 0.14, 1.2], paint: 'dark' })
      .box({ at: [0, 0.14, 0], size: [1.9, 0.62, 1.3], paint: 'panel', chamfer: 0.05 })
      .box({ at: [0, 0.76, 0.05], size: [1.94, 0.1, 1.3], paint: 'steel', chamfer: 0.03 })
      .box({ at: [0, 0.86, -0.5], size: [1.9, 0.96, 0.3], paint: 'body', chamfer: 0.06 })
      .box({ at: [0, 1.68, -0.16], size: [1.9, 0.14, 0.7], paint: 'body', chamfer: 0.05 })
      .box({ at: [-0.3, 1.12, -0.34], size: [0.9, 0.42, 0.03], paint: 'dark', chamfer: 0.01 })
      .box({ at: [-0.3, 1.16, -0.33], size: [0.82, 0.34, 0.03], paint: 'glass' })
      .box({ at: [0.62, 1.2, -0.34], size: [0.36, 0.28, 0.04], paint: 'glow' })
      .box({ at: [0.1, 0.3, -0.7], size: [1.3, 1, 0.14], paint: 'panel', chamfer: 0.03 })
      .box({ at: [0, 0.86, 0.1], size: [0.34, 0.05, 0.36], paint: 'dark' });
    for (let fin = 0; fin < 5; fin += 1)
      solid.box({ at: [-0.36 + fin * 0.22, 0.5, -0.78], size: [0.1, 0.6, 0.03], paint: 'dark' });
  },
  pieces: [drive, drive],
  pose: ({ worked, effort }, out) => {
    const gap = 0.62 - 0.2 * Math.min(1, clamp(worked * 0.6, 1) * 2) * effort;
    out[0]?.makeTranslation(-gap, 1.06, 0.1);
    out[1]?.makeRotationY(Math.PI).setPosition(gap, 1.06, 0.1);
  },
};

function drive(solid: Parameters<MachineDesign['body']>[0]): void {
  solid
    .cylinder({ at: [-0.14, 0, 0], radius: 0.17, length: 0.42, axis: 'x', paint: 'body', sides: 18 })
    .cylinder({ at: [0.1, 0, 0], radius: 0.12, length: 0.08, axis: 'x', paint: 'dark', sides: 14 })
    .cylinder({ at: [0.2, 0, 0], radius: 0.05, length: 0.16, axis: 'x', paint: 'steel', sides: 10 })
    .box({ at: [-0.14, -0.2, 0], size: [0.4, 0.06, 0.34], paint: 'rail' });
}
