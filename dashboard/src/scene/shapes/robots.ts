// Articulated robots: the loader beside its pallet and the screwdriving robot over its fixture.
import { Matrix4 } from 'three';
import { wave } from '../design.ts';
import type { MachineDesign, Motion, Spot } from '../design.ts';

type Draw = Parameters<MachineDesign['body']>[0];

const UPPER = 0.72;
const FORE = 0.62;

/** Joint angles [rad]: turn of the base, shoulder and elbow from the vertical, wrist. */
interface Joints {
  base: number;
  shoulder: number;
  elbow: number;
  wrist: number;
}

const step = new Matrix4();

/** Writes turret, upper arm, forearm and tool of a robot that stands on `foot`. */
function poseArm(joints: Joints, foot: Spot, out: readonly Matrix4[]): void {
  const [turret, upper, fore, tool] = out;
  if (turret === undefined || upper === undefined || fore === undefined || tool === undefined) return;
  turret.makeTranslation(...foot).multiply(step.makeRotationY(joints.base));
  upper
    .copy(turret)
    .multiply(step.makeTranslation(0, 0.34, 0))
    .multiply(step.makeRotationZ(-joints.shoulder));
  fore
    .copy(upper)
    .multiply(step.makeTranslation(0, UPPER, 0))
    .multiply(step.makeRotationZ(-joints.elbow));
  tool
    .copy(fore)
    .multiply(step.makeTranslation(0, FORE, 0))
    .multiply(step.makeRotationZ(-joints.wrist));
}

const armPieces = (tool: (solid: Draw) => void): readonly ((solid: Draw) => void)[] => [
  (solid) =>
    solid
      .cylinder({ at: [0, 0.1, 0], radius: 0.24, topRadius: 0.2, length: 0.2, paint: 'dark', sides: 18 })
      .box({ at: [0, 0.18, 0], size: [0.28, 0.28, 0.3], paint: 'body', chamfer: 0.06 }),
  (solid) =>
    solid
      .cylinder({ at: [0, 0, 0], radius: 0.16, length: 0.4, axis: 'z', paint: 'panel', sides: 16 })
      .box({ at: [0, 0, 0], size: [0.2, UPPER, 0.2], paint: 'body', chamfer: 0.05 })
      .cylinder({ at: [0, UPPER, 0], radius: 0.13, length: 0.32, axis: 'z', paint: 'panel', sides: 16 }),
  (solid) =>
    solid
      .box({ at: [0, 0.02, 0], size: [0.18, 0.26, 0.22], paint: 'body', chamfer: 0.05 })
      .cylinder({ at: [0, 0.42, 0], radius: 0.085, topRadius: 0.07, length: 0.44, paint: 'body', sides: 12 })
      .cylinder({ at: [0, FORE, 0], radius: 0.09, length: 0.2, axis: 'z', paint: 'panel', sides: 12 }),
  tool,
];

const gripper = (solid: Draw) =>
  void solid
    .cylinder({ at: [0, 0.1, 0], radius: 0.06, length: 0.12, paint: 'dark', sides: 10 })
    .box({ at: [0, 0.15, 0], size: [0.24, 0.05, 0.14], paint: 'steel' })
    .box({ at: [-0.1, 0.2, 0], size: [0.04, 0.14, 0.12], paint: 'dark' })
    .box({ at: [0.1, 0.2, 0], size: [0.04, 0.14, 0.12], paint: 'dark' });

const screwdriver = (solid: Draw) =>
  void solid
    .cylinder({ at: [0, 0.12, 0], radius: 0.08, length: 0.2, paint: 'dark', sides: 10 })
    .cylinder({ at: [0, 0.3, 0], radius: 0.035, length: 0.22, paint: 'steel', sides: 8 });

function pedestal(solid: Draw, at: Spot): void {
  solid.box({ at: [at[0], 0, at[2]], size: [0.62, 0.1, 0.62], paint: 'dark', chamfer: 0.03 });
  solid.cylinder({
    at: [at[0], at[1] / 2 + 0.04, at[2]],
    radius: 0.24,
    length: at[1] - 0.04,
    paint: 'panel',
    sides: 18,
  });
}

const LOADER_FOOT: Spot = [-0.2, 0.46, -0.1];

/** Loading robot: arm between a pallet of raw housings and the conveyor's entry. */
export const loader: MachineDesign = {
  size: [2.3, 2.1, 2],
  work: [0.72, 0.9, 0],
  light: [-0.95, 1.1, -0.75],
  body: (solid) => {
    pedestal(solid, LOADER_FOOT);
    solid
      .box({ at: [0.78, 0, 0], size: [0.5, 0.78, 0.6], paint: 'panel', chamfer: 0.04 })
      .box({ at: [0.78, 0.78, 0], size: [0.56, 0.08, 0.66], paint: 'steel', chamfer: 0.02 })
      .box({ at: [-0.35, 0, 0.78], size: [1.2, 0.12, 0.8], paint: 'wood' })
      .box({ at: [-0.95, 0, -0.75], size: [0.07, 1.12, 0.07], paint: 'rail' })
      .box({ at: [-0.75, 0, -0.75], size: [0.5, 0.9, 0.34], paint: 'body', chamfer: 0.04 });
    for (let row = 0; row < 2; row += 1) {
      for (let column = 0; column < 4; column += 1) {
        solid.box({
          at: [-0.77 + column * 0.28, 0.12, 0.6 + row * 0.34],
          size: [0.22, 0.2, 0.26],
          paint: 'steel',
          chamfer: 0.04,
        });
      }
    }
    for (let column = 0; column < 3; column += 1) {
      solid.box({ at: [-0.63 + column * 0.28, 0.33, 0.6], size: [0.22, 0.2, 0.26], paint: 'steel', chamfer: 0.04 });
    }
  },
  pieces: armPieces(gripper),
  pose: ({ worked, effort }: Motion, out) => {
    const swing = wave(worked, 6.6);
    const dip = wave(worked, 3.3) * 0.24 * effort;
    poseArm(
      { base: -1.75 * swing * effort, shoulder: 0.42 + dip, elbow: 1.25 + dip * 0.4, wrist: 1.4 - dip },
      LOADER_FOOT,
      out,
    );
  },
};

const ROBOT_FOOT: Spot = [-0.1, 0.6, -0.78];

/** Screwdriving robot: arm behind a fixture, reaching over the part. */
export const robot: MachineDesign = {
  size: [1.9, 2.3, 2.1],
  work: [0, 0.88, 0.1],
  light: [0.82, 1.1, -0.85],
  body: (solid) => {
    pedestal(solid, ROBOT_FOOT);
    solid
      .box({ at: [0, 0, 0.1], size: [1.3, 0.74, 0.8], paint: 'panel', chamfer: 0.05 })
      .box({ at: [0, 0.74, 0.1], size: [1.8, 0.1, 0.9], paint: 'steel', chamfer: 0.03 })
      .box({ at: [0.66, 0.84, 0.36], size: [0.3, 0.34, 0.26], paint: 'body', chamfer: 0.04 })
      .box({ at: [0.66, 0.96, 0.495], size: [0.2, 0.12, 0.01], paint: 'glow' })
      .box({ at: [0.82, 0, -0.85], size: [0.07, 1.12, 0.07], paint: 'rail' })
      .box({ at: [0.6, 0, -0.85], size: [0.46, 0.9, 0.36], paint: 'body', chamfer: 0.04 })
      .box({ at: [0, 0.84, 0.1], size: [0.42, 0.04, 0.42], paint: 'dark' });
  },
  pieces: armPieces(screwdriver),
  pose: ({ worked, effort }: Motion, out) => {
    const spot = Math.floor(worked / 1.1) % 4;
    const next = (spot + 1) % 4;
    const blend = Math.min(1, (worked % 1.1) / 0.4);
    const sway = ([-0.14, 0.12, 0.14, -0.1][spot] ?? 0) * (1 - blend) + ([-0.14, 0.12, 0.14, -0.1][next] ?? 0) * blend;
    const dip = wave(worked, 1.1) * 0.13 * effort;
    poseArm(
      { base: -1.45 + sway * effort, shoulder: 0.12 + dip, elbow: 1.5 + dip * 0.5, wrist: 1.5 - dip * 1.5 },
      ROBOT_FOOT,
      out,
    );
  },
};
