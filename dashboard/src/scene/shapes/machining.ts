// Enclosed machines: CNC mill, washer tunnel and laser cabinet.
import { STILL, stroke, wave } from '../design.ts';
import type { MachineDesign } from '../design.ts';

/** Machining centre: sloped enclosure, window, sliding door, control panel, spindle head on the roof. */
export const cnc: MachineDesign = {
  size: [2.1, 2.3, 1.7],
  work: [0, 1, 0.2],
  light: [0.85, 2.02, -0.5],
  body: (solid) => {
    solid
      .box({ at: [0, 0, 0], size: [2, 0.16, 1.6], paint: 'dark' })
      .box({ at: [0, 0.16, -0.05], size: [2.05, 1.86, 1.5], paint: 'body', chamfer: 0.09 })
      .box({ at: [0, 0.16, 0.72], size: [2.05, 0.62, 0.16], paint: 'panel', chamfer: 0.03 })
      .box({ at: [-0.28, 0.82, 0.69], size: [1.2, 0.96, 0.04], paint: 'dark', chamfer: 0.02 })
      .box({ at: [-0.28, 0.88, 0.7], size: [1.06, 0.84, 0.05], paint: 'glass' })
      .box({ at: [0.24, 0.98, 0.75], size: [0.05, 0.56, 0.05], paint: 'steel' })
      .box({ at: [0.72, 0.92, 0.74], size: [0.42, 0.62, 0.1], paint: 'dark', chamfer: 0.03 })
      .box({ at: [0.72, 1.2, 0.79], size: [0.32, 0.26, 0.02], paint: 'glow' })
      .box({ at: [-0.4, 2, -0.2], size: [0.95, 0.06, 0.9], paint: 'panel', chamfer: 0.03 })
      .box({ at: [0, 0.4, -0.84], size: [1.5, 1.1, 0.1], paint: 'panel', chamfer: 0.03 })
      .box({ at: [0.1, 0.3, -0.86], size: [0.5, 0.9, 0.12], paint: 'dark', chamfer: 0.02 });
    for (let row = 0; row < 4; row += 1)
      solid.box({ at: [-0.45, 0.62 + row * 0.16, -0.91], size: [0.5, 0.06, 0.02], paint: 'dark' });
  },
  pieces: [
    (solid) =>
      solid
        .box({ at: [0, 0, 0], size: [0.42, 0.5, 0.42], paint: 'steel', chamfer: 0.05 })
        .cylinder({ at: [0, 0.56, 0], radius: 0.15, length: 0.14, paint: 'dark' }),
    (solid) =>
      solid
        .box({ at: [0, 0, 0], size: [0.18, 0.42, 0.02], paint: 'steel' })
        .box({ at: [0, -0.16, 0], size: [0.07, 0.18, 0.02], paint: 'glow' }),
  ],
  pose: ({ worked, effort }, out) => {
    const x = -0.4 + 0.2 * Math.sin(worked * 1.1) * effort;
    out[0]?.makeTranslation(x, 1.94 - 0.12 * wave(worked, 2.3) * effort, -0.2);
    out[1]?.makeTranslation(x + 0.1, 1.24 - 0.16 * wave(worked, 2.3) * effort, 0.735);
  },
};

/** Washing tunnel: long housing with a rounded hood, open mouths and a drum that turns in its front. */
export const washer: MachineDesign = {
  size: [2.3, 1.75, 1.6],
  work: [0, 0.9, 0],
  light: [0.9, 1.5, -0.4],
  body: (solid) => {
    solid
      .box({ at: [0, 0, 0], size: [2, 0.14, 1.3], paint: 'dark' })
      .box({ at: [0, 0.14, 0], size: [2.1, 0.86, 1.4], paint: 'body', chamfer: 0.06 })
      .cylinder({ at: [0, 0.98, 0], radius: 0.66, length: 2.06, axis: 'x', paint: 'body', sides: 24 })
      .cylinder({ at: [0, 0.98, 0], radius: 0.68, length: 0.12, axis: 'x', paint: 'panel', sides: 24 })
      .box({ at: [-1.06, 0.82, 0], size: [0.06, 0.44, 0.6], paint: 'dark', chamfer: 0.02 })
      .box({ at: [1.06, 0.82, 0], size: [0.06, 0.44, 0.6], paint: 'dark', chamfer: 0.02 })
      .cylinder({ at: [-0.15, 0.78, 0.69], radius: 0.5, length: 0.1, axis: 'z', paint: 'panel', sides: 28 })
      .cylinder({ at: [-0.15, 0.78, 0.72], radius: 0.42, length: 0.1, axis: 'z', paint: 'glass', sides: 28 })
      .box({ at: [0.72, 0.7, 0.7], size: [0.34, 0.42, 0.06], paint: 'dark', chamfer: 0.02 })
      .box({ at: [0.72, 0.9, 0.74], size: [0.22, 0.14, 0.02], paint: 'glow' })
      .cylinder({ at: [-0.6, 1.72, -0.2], radius: 0.11, length: 0.34, paint: 'steel' })
      .cylinder({ at: [-0.6, 1.9, -0.2], radius: 0.16, length: 0.06, paint: 'dark' })
      .box({ at: [0.2, 0.3, -0.76], size: [1.2, 0.5, 0.14], paint: 'panel', chamfer: 0.04 });
  },
  pieces: [
    (solid) => {
      for (let lug = 0; lug < 3; lug += 1) {
        const angle = (lug * Math.PI * 2) / 3;
        solid.box({
          at: [0.2 * Math.cos(angle), 0.2 * Math.sin(angle) - 0.045, 0],
          size: [0.36, 0.09, 0.03],
          paint: 'steel',
          turn: [0, 0, angle],
        });
      }
      solid.cylinder({ at: [0, 0, 0], radius: 0.1, length: 0.05, axis: 'z', paint: 'dark', sides: 12 });
    },
  ],
  pose: ({ worked }, out) => {
    out[0]?.makeRotationZ(-worked * 1.8).setPosition(-0.15, 0.78, 0.78);
  },
};

/** Laser marker: closed cabinet with a narrow glowing slit and an extraction hose. */
export const laser: MachineDesign = {
  size: [1.9, 1.95, 1.4],
  work: [0, 0.9, 0],
  light: [-0.72, 1.72, -0.35],
  body: (solid) => {
    solid
      .box({ at: [0, 0, 0], size: [1.6, 0.14, 1.1], paint: 'dark' })
      .box({ at: [0, 0.14, 0], size: [1.72, 0.66, 1.2], paint: 'panel', chamfer: 0.05 })
      .box({ at: [0, 0.8, 0], size: [1.8, 0.92, 1.26], paint: 'body', chamfer: 0.08 })
      .box({ at: [-0.92, 0.84, 0], size: [0.06, 0.4, 0.5], paint: 'dark' })
      .box({ at: [0.92, 0.84, 0], size: [0.06, 0.4, 0.5], paint: 'dark' })
      .box({ at: [0, 1.06, 0.62], size: [1.3, 0.3, 0.05], paint: 'dark', chamfer: 0.02 })
      .box({ at: [0, 1.16, 0.64], size: [1.18, 0.1, 0.03], paint: 'glass' })
      .box({ at: [0.55, 1.44, 0.62], size: [0.32, 0.2, 0.04], paint: 'dark' })
      .box({ at: [0.55, 1.48, 0.645], size: [0.24, 0.12, 0.01], paint: 'glow' })
      .cylinder({ at: [0.5, 1.78, -0.2], radius: 0.12, length: 0.2, paint: 'dark' })
      .cylinder({ at: [0.5, 1.88, -0.38], radius: 0.1, length: 0.46, axis: 'z', paint: 'rail' })
      .box({ at: [0.1, 0.3, -0.68], size: [1, 0.9, 0.18], paint: 'panel', chamfer: 0.03 });
  },
  pieces: [(solid) => solid.box({ at: [0, 0, 0], size: [0.26, 0.07, 0.02], paint: 'glow' })],
  pose: ({ worked, effort }, out) => {
    out[0]?.makeTranslation(0.44 * Math.sin(worked * 2.6) * effort, 1.175, 0.665);
  },
};

/** A machine of a kind the scene has no shape for. */
export const generic: MachineDesign = {
  size: [1.8, 1.6, 1.4],
  work: [0, 0.9, 0],
  light: [0.7, 1.42, -0.3],
  body: (solid) => {
    solid
      .box({ at: [0, 0, 0], size: [1.6, 0.14, 1.2], paint: 'dark' })
      .box({ at: [0, 0.14, 0], size: [1.7, 1.28, 1.3], paint: 'body', chamfer: 0.08 })
      .box({ at: [0, 0.82, 0.64], size: [1.2, 0.4, 0.04], paint: 'glass' });
  },
  pieces: STILL.pieces,
  pose: STILL.pose,
};

/** Moves of a press-like tool, shared with the shapes that clamp. */
export const clamp = (worked: number, effort: number) => stroke(worked, 3.2) * effort;
