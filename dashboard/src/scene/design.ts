// What a machine shape consists of: its body, its moving pieces and the places that matter.
import type { Matrix4 } from 'three';
import type { Solid } from './solid.ts';

export type Spot = readonly [number, number, number];

/** How far a machine has moved: grows only while it works, so that everything stops with it. */
export interface Motion {
  /** Seconds of work so far. */
  worked: number;
  /** 0 at rest, 1 at work, with a soft change between. */
  effort: number;
}

/** A machine in its own frame: x along the line, y up, z towards the front; metres. */
export interface MachineDesign {
  /** Width, height, depth of the whole, for picking, plate and shadow. */
  size: Spot;
  /** Where the part being worked on stands. */
  work: Spot;
  /** Foot of the stack light. */
  light: Spot;
  body(solid: Solid): void;
  /** Moving pieces, each built round its own origin. */
  pieces: readonly ((solid: Solid) => void)[];
  /** Writes the place of each piece into `out`. */
  pose(motion: Motion, out: readonly Matrix4[]): void;
}

/** A machine that only stands there. */
export const STILL = { pieces: [], pose: () => undefined } as const;

/** 0..1..0 wave with `period` seconds. */
export function wave(seconds: number, period: number): number {
  return 0.5 - 0.5 * Math.cos((seconds / period) * Math.PI * 2);
}

/** Wave that rests at both ends, as a press or a clamp does. */
export function stroke(seconds: number, period: number): number {
  const value = wave(seconds, period);
  return value * value * (3 - 2 * value);
}
