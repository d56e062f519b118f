// How each station state looks: word, colour token, shape, and whether it deserves attention.
import type { KnownState } from '@mini-factory-twin/contracts';

/** The eight visual states; each has its own colour token `--state-<name>` and its own shape. */
export const VISUAL_STATES = [
  'fault',
  'blocked',
  'starved',
  'setup',
  'maintenance',
  'offline',
  'running',
  'idle',
] as const;
export type VisualState = (typeof VISUAL_STATES)[number];

export interface StateLook {
  label: string;
  visual: VisualState;
  /** 0 is normal, 1 is worth a glance (starved, blocked, setup), 2 wants somebody. */
  attention: 0 | 1 | 2;
}

export const STATE_LOOK: Record<KnownState, StateLook> = {
  processing: { label: 'Running', visual: 'running', attention: 0 },
  idle: { label: 'Idle', visual: 'idle', attention: 0 },
  offshift: { label: 'Off shift', visual: 'idle', attention: 0 },
  starved: { label: 'Starved', visual: 'starved', attention: 1 },
  blocked: { label: 'Blocked', visual: 'blocked', attention: 1 },
  setup: { label: 'Setup', visual: 'setup', attention: 1 },
  held: { label: 'Held', visual: 'setup', attention: 1 },
  maintenance: { label: 'Maintenance', visual: 'maintenance', attention: 2 },
  down: { label: 'Fault', visual: 'fault', attention: 2 },
  unknown: { label: 'No data', visual: 'offline', attention: 2 },
};

export const VISUAL_LABEL: Record<VisualState, string> = {
  fault: 'Fault',
  blocked: 'Blocked',
  starved: 'Starved',
  setup: 'Setup, held',
  maintenance: 'Maintenance',
  offline: 'No data',
  running: 'Running',
  idle: 'Idle',
};

/** CSS value of the colour of a visual state. */
export function stateColor(visual: VisualState): string {
  return `var(--state-${visual})`;
}
