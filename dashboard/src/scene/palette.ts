// Colours the scene needs, read once per theme from the CSS tokens.
import { VISUAL_STATES } from '../ui/states.ts';
import type { VisualState } from '../ui/states.ts';

export const PAINTS = [
  'body',
  'panel',
  'dark',
  'steel',
  'glass',
  'belt',
  'rail',
  'glow',
  'wood',
  'skin',
  'cloth',
] as const;
export type Paint = (typeof PAINTS)[number];

/** CSS hex colours. */
export interface ScenePalette {
  back: string;
  floor: string;
  grid: string;
  shadow: string;
  plate: string;
  ring: string;
  isDark: boolean;
  paint: Record<Paint, string>;
  state: Record<VisualState, string>;
}

/** Reads the palette of the theme that `element` is in. */
export function readPalette(element: Element): ScenePalette {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim() || '#808080';
  return {
    back: token('scene-back'),
    floor: token('scene-floor'),
    grid: token('scene-grid'),
    shadow: token('scene-shadow'),
    plate: token('scene-plate'),
    ring: token('text-1'),
    isDark: element.getAttribute('data-theme') !== 'light',
    paint: fromNames(PAINTS, (name) => token(`scene-${name}`)),
    state: fromNames(VISUAL_STATES, (name) => token(`state-${name}`)),
  };
}

function fromNames<K extends string>(names: readonly K[], value: (name: K) => string): Record<K, string> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<K, string>;
}
