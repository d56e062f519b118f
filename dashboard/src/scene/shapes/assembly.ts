// Open work places: bearing press, manual bench, packing table, bowl feeder and exit chute.
import { STILL, wave } from '../design.ts';
import type { MachineDesign } from '../design.ts';
import { clamp } from './machining.ts';

/** Four-column press: bed, crown with the cylinder, and a ram that comes down on the part. */
export const press: MachineDesign = {
  size: [1.7, 2.7, 1.4],
  work: [0, 0.88, 0],
  light: [0.66, 2.24, -0.3],
  body: (solid) => {
    solid
      .box({ at: [0, 0, 0], size: [1.6, 0.14, 1.2], paint: 'dark' })
      .box({ at: [0, 0.14, 0], size: [1.56, 0.6, 1.16], paint: 'panel', chamfer: 0.05 })
      .box({ at: [0, 0.74, 0], size: [1.64, 0.13, 1.2], paint: 'steel', chamfer: 0.03 })
      .box({ at: [0, 1.86, 0], size: [1.6, 0.4, 1.2], paint: 'body', chamfer: 0.07 })
      .cylinder({ at: [0, 2.44, 0], radius: 0.26, length: 0.4, paint: 'panel', sides: 20 })
      .cylinder({ at: [0, 2.66, 0], radius: 0.15, length: 0.1, paint: 'dark', sides: 16 })
      .box({ at: [-0.98, 0.86, 0.42], size: [0.08, 0.5, 0.36], paint: 'dark', chamfer: 0.02 })
      .box({ at: [-0.98, 1.02, 0.61], size: [0.03, 0.26, 0.02], paint: 'glow' });
    for (const x of [-0.62, 0.62])
      for (const z of [-0.42, 0.42])
        solid.cylinder({ at: [x, 1.38, z], radius: 0.075, length: 1.04, paint: 'steel', sides: 10 });
  },
  pieces: [
    (solid) =>
      solid
        .box({ at: [0, 0.24, 0], size: [1.34, 0.14, 1], paint: 'body', chamfer: 0.04 })
        .cylinder({ at: [0, 0.12, 0], radius: 0.16, topRadius: 0.2, length: 0.26, paint: 'dark', sides: 16 })
        .cylinder({ at: [0, 0.62, 0], radius: 0.1, length: 0.6, paint: 'steel', sides: 12 }),
  ],
  pose: ({ worked, effort }, out) => {
    out[0]?.makeTranslation(0, 1.42 - 0.3 * clamp(worked, effort), 0);
  },
};

/** Manual bench: table, bin shelf, lamp, and a person whose hands move. */
export const bench: MachineDesign = {
  size: [1.9, 1.85, 1.9],
  work: [0, 0.88, 0],
  light: [0.8, 1.52, -0.5],
  body: (solid) => {
    solid
      .box({ at: [0, 0.76, -0.1], size: [1.8, 0.1, 1], paint: 'wood', chamfer: 0.02 })
      .box({ at: [0, 1.46, -0.5], size: [1.8, 0.06, 0.24], paint: 'body', chamfer: 0.02 })
      .box({ at: [0, 1.38, -0.4], size: [1.4, 0.05, 0.1], paint: 'glow' });
    for (const x of [-0.82, 0.82]) {
      solid
        .box({ at: [x, 0, 0.32], size: [0.08, 0.78, 0.08], paint: 'rail' })
        .box({ at: [x, 0, -0.55], size: [0.08, 1.5, 0.08], paint: 'rail' });
    }
    for (let bin = 0; bin < 5; bin += 1) {
      const paint = bin % 2 === 0 ? 'panel' : 'cloth';
      solid.box({ at: [-0.62 + bin * 0.31, 1.02, -0.46], size: [0.26, 0.17, 0.26], paint, chamfer: 0.02 });
    }
    solid.box({ at: [0, 0.96, -0.52], size: [1.6, 0.04, 0.3], paint: 'rail' });
    person(solid.box({ at: [0, 0, 0.86], size: [0.9, 0.06, 0.5], paint: 'dark', chamfer: 0.02 }));
  },
  pieces: [hand, hand],
  pose: ({ worked, effort }, out) => {
    const reach = 0.12 * effort;
    out[0]?.makeTranslation(
      -0.2 - reach * wave(worked, 2.2),
      1.16 + 0.05 * wave(worked, 1.1) * effort,
      0.52 - reach * wave(worked, 2.2),
    );
    out[1]?.makeTranslation(0.2 + reach * wave(worked + 0.7, 1.7), 1.16, 0.52 - reach * wave(worked + 0.7, 1.7));
  },
};

function person(solid: Parameters<MachineDesign['body']>[0]): void {
  solid
    .box({ at: [-0.11, 0.06, 0.86], size: [0.17, 0.8, 0.2], paint: 'dark', chamfer: 0.04 })
    .box({ at: [0.11, 0.06, 0.86], size: [0.17, 0.8, 0.2], paint: 'dark', chamfer: 0.04 })
    .box({ at: [0, 0.84, 0.86], size: [0.46, 0.58, 0.26], paint: 'cloth', chamfer: 0.09 })
    .cylinder({ at: [0, 1.46, 0.85], radius: 0.07, length: 0.1, paint: 'skin', sides: 8 })
    .ball({ at: [0, 1.6, 0.84], radius: 0.135, paint: 'skin' })
    .ball({ at: [0, 1.62, 0.85], radius: 0.15, paint: 'body', isHalf: true });
}

function hand(solid: Parameters<MachineDesign['body']>[0]): void {
  solid
    .box({ at: [0, -0.06, 0.16], size: [0.11, 0.11, 0.42], paint: 'cloth', chamfer: 0.03, turn: [0.3, 0, 0] })
    .ball({ at: [0, 0.06, -0.06], radius: 0.065, paint: 'skin', sides: 8 });
}

/** Packing: table with a carton, a gantry that sets units in, and a pallet of closed boxes beside it. */
export const packing: MachineDesign = {
  size: [2, 1.95, 1.9],
  work: [0.25, 0.88, 0],
  light: [0.86, 1.82, -0.42],
  body: (solid) => {
    solid
      .box({ at: [0, 0.72, 0], size: [1.9, 0.12, 1.1], paint: 'steel', chamfer: 0.03 })
      .box({ at: [0, 0, 0], size: [1.7, 0.72, 0.9], paint: 'panel', chamfer: 0.04 })
      .box({ at: [0, 1.72, -0.42], size: [1.9, 0.1, 0.12], paint: 'body', chamfer: 0.02 })
      .box({ at: [-0.9, 0.84, -0.42], size: [0.1, 0.9, 0.1], paint: 'body' })
      .box({ at: [0.9, 0.84, -0.42], size: [0.1, 0.9, 0.1], paint: 'body' })
      .box({ at: [-0.5, 0.84, 0.02], size: [0.56, 0.06, 0.56], paint: 'wood' });
    for (const [x, z] of [
      [-0.24, 0.02],
      [-0.76, 0.02],
    ] as const) {
      solid.box({ at: [x, 0.84, z], size: [0.04, 0.3, 0.56], paint: 'wood' });
    }
    solid
      .box({ at: [-0.5, 0.84, -0.24], size: [0.56, 0.3, 0.04], paint: 'wood' })
      .box({ at: [-0.5, 0.84, 0.28], size: [0.56, 0.3, 0.04], paint: 'wood' });
    solid.box({ at: [-0.45, 0, 1.1], size: [1, 0.12, 0.66], paint: 'wood' });
    for (let box = 0; box < 3; box += 1) {
      const x = box < 2 ? -0.7 + box * 0.5 : -0.45;
      solid.box({ at: [x, box < 2 ? 0.12 : 0.46, 1.1], size: [0.46, 0.33, 0.52], paint: 'wood', chamfer: 0.015 });
      solid.box({ at: [x, (box < 2 ? 0.12 : 0.46) + 0.325, 1.1], size: [0.06, 0.012, 0.52], paint: 'steel' });
    }
  },
  pieces: [
    (solid) =>
      solid
        .box({ at: [0, 0.2, 0], size: [0.16, 0.5, 0.14], paint: 'dark', chamfer: 0.02 })
        .box({ at: [0, 0.12, 0], size: [0.34, 0.08, 0.3], paint: 'steel', chamfer: 0.02 }),
  ],
  pose: ({ worked, effort }, out) => {
    const swing = wave(worked, 3.6);
    out[0]?.makeTranslation(0.25 - 0.75 * swing * effort, 1.16 - 0.1 * wave(worked, 1.8) * effort + 0.1, -0.02);
  },
};

/** Vibratory bowl feeder: column, bowl with a spiral track, and a chute. */
export const feeder: MachineDesign = {
  size: [1.3, 1.5, 1.7],
  work: [0, 0.92, 0.62],
  light: [0.5, 0.86, -0.5],
  body: (solid) => {
    solid
      .box({ at: [0, 0, 0], size: [1.1, 0.1, 1.1], paint: 'dark', chamfer: 0.03 })
      .box({ at: [0, 0.1, 0], size: [0.96, 0.5, 0.96], paint: 'panel', chamfer: 0.05 })
      .box({ at: [0.5, 0.1, -0.5], size: [0.06, 0.78, 0.06], paint: 'rail' })
      .cylinder({ at: [0, 0.7, 0], radius: 0.3, length: 0.2, paint: 'dark', sides: 20 })
      .box({ at: [0, 0.8, 0.62], size: [0.26, 0.08, 0.6], paint: 'steel', turn: [0.08, 0, 0] });
  },
  pieces: [
    (solid) => {
      solid
        .cylinder({ at: [0, 0.17, 0], radius: 0.34, topRadius: 0.58, length: 0.34, paint: 'body', sides: 28 })
        .cylinder({ at: [0, 0.345, 0], radius: 0.53, length: 0.02, paint: 'dark', sides: 28 })
        .cylinder({ at: [0, 0.36, 0], radius: 0.3, length: 0.03, paint: 'panel', sides: 20 });
      for (let part = 0; part < 9; part += 1) {
        const angle = (part / 9) * Math.PI * 2;
        solid.cylinder({
          at: [0.42 * Math.cos(angle), 0.375, 0.42 * Math.sin(angle)],
          radius: 0.07,
          length: 0.05,
          paint: 'steel',
          sides: 8,
        });
      }
    },
  ],
  pose: ({ worked }, out) => {
    out[0]?.makeRotationY(worked * 0.5).setPosition(0, 0.8, 0);
  },
};

/** Exit: sloped roller chute into a pallet cage. */
export const exit: MachineDesign = {
  size: [1.7, 1.1, 1.3],
  work: [0.1, 0.72, 0],
  light: [-0.72, 0.8, -0.48],
  body: (solid) => {
    solid
      .box({ at: [-0.35, 0, 0], size: [0.95, 0.12, 1], paint: 'wood' })
      .box({ at: [-0.35, 0.12, -0.48], size: [0.95, 0.6, 0.04], paint: 'rail' })
      .box({ at: [-0.35, 0.12, 0.48], size: [0.95, 0.6, 0.04], paint: 'rail' })
      .box({ at: [-0.81, 0.12, 0], size: [0.04, 0.6, 0.96], paint: 'rail' })
      .box({ at: [-0.35, 0.12, 0], size: [0.86, 0.34, 0.9], paint: 'dark' })
      .box({ at: [0.42, 0.62, 0], size: [1, 0.06, 0.56], paint: 'steel', turn: [0, 0, 0.2] })
      .box({ at: [0.42, 0.66, 0.28], size: [1, 0.1, 0.04], paint: 'body', turn: [0, 0, 0.2] })
      .box({ at: [0.42, 0.66, -0.28], size: [1, 0.1, 0.04], paint: 'body', turn: [0, 0, 0.2] })
      .box({ at: [0.78, 0, 0], size: [0.08, 0.66, 0.5], paint: 'rail' })
      .box({ at: [-0.72, 0.72, -0.48], size: [0.05, 0.1, 0.05], paint: 'rail' });
  },
  pieces: STILL.pieces,
  pose: STILL.pose,
};
