// SVG path data of the eight state shapes, for React and for the scene's labels.
import type { VisualState } from './states.ts';

/** Half width of a tooth [rad] and its radius, at root and tip, going round. */
const TOOTH = [
  [-0.3, 4.6],
  [-0.18, 7],
  [0.18, 7],
  [0.3, 4.6],
] as const;

/** Path of each state shape in a 16 x 16 box; hollow shapes are stroked. */
export const STATE_PATHS: Record<VisualState, { d: string; isHollow: boolean }> = {
  running: { d: 'M4 2.5 L13.5 8 L4 13.5 Z', isHollow: false },
  idle: { d: 'M4 3 H6.6 V13 H4 Z M9.4 3 H12 V13 H9.4 Z', isHollow: false },
  starved: { d: 'M8 2.2 L13.8 8 L8 13.8 L2.2 8 Z', isHollow: true },
  blocked: { d: 'M8 1.2 L14.8 8 L8 14.8 L1.2 8 Z', isHollow: false },
  setup: { d: gearPath(), isHollow: false },
  fault: { d: 'M2.5 2.5 H13.5 V13.5 H2.5 Z', isHollow: false },
  maintenance: { d: 'M6 2 H10 V6 H14 V10 H10 V14 H6 V10 H2 V6 H6 Z', isHollow: false },
  offline: { d: 'M8 2.8 A5.2 5.2 0 1 1 7.99 2.8 Z', isHollow: true },
};

function gearPath(): string {
  const points: string[] = [];
  for (let tooth = 0; tooth < 8; tooth += 1) {
    for (const [offset, radius] of TOOTH) {
      const angle = (tooth * Math.PI) / 4 + offset;
      points.push(`${(8 + radius * Math.sin(angle)).toFixed(2)} ${(8 - radius * Math.cos(angle)).toFixed(2)}`);
    }
  }
  return `M${points.join('L')}Z M8 6.2 A1.8 1.8 0 1 0 8.01 6.2 Z`;
}
