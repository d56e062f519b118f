// Hand-drawn glyphs: the eight state shapes, the alarm priorities and the icons of the shell.
import { STATE_PATHS } from './glyph-paths.ts';
import type { VisualState } from './states.ts';
import { stateColor } from './states.ts';

/** The shape of a state in its colour. */
export function StateGlyph({ visual, size = 12 }: { visual: VisualState; size?: number }) {
  const { d, isHollow } = STATE_PATHS[visual];
  const color = stateColor(visual);
  return (
    <svg className="glyph" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={d}
        fill={isHollow ? 'none' : color}
        fillRule="evenodd"
        stroke={isHollow ? color : 'none'}
        strokeWidth={isHollow ? 2.4 : 0}
      />
    </svg>
  );
}

const PRIORITY_PATHS: Record<number, string> = {
  1: 'M1.5 1.5 H14.5 V14.5 H1.5 Z',
  2: 'M8 .6 L15.4 8 L8 15.4 L.6 8 Z',
  3: 'M8 1.5 L15 14 H1 Z',
  4: 'M8 1.4 A6.6 6.6 0 1 1 7.99 1.4 Z',
};
const PRIORITY_COLORS: Record<number, string> = {
  1: 'var(--state-fault)',
  2: 'var(--state-blocked)',
  3: 'var(--state-starved)',
  4: 'var(--state-running)',
};
const PRIORITY_INK: Record<number, string> = { 1: '#fff', 2: '#14181c', 3: '#0c1116', 4: '#0c1116' };

/** An alarm priority (1 most urgent): shape, colour and number; hollow once acknowledged. */
export function PriorityGlyph({ priority, isHollow = false }: { priority: number; isHollow?: boolean }) {
  const color = PRIORITY_COLORS[priority] ?? 'var(--text-2)';
  return (
    <svg className="glyph" width="16" height="16" viewBox="-1 -1 18 18" role="img" aria-label={`Priority ${priority}`}>
      <path
        d={PRIORITY_PATHS[priority] ?? PRIORITY_PATHS[4]}
        fill={isHollow ? 'none' : color}
        stroke={color}
        strokeWidth="1.5"
      />
      <text
        x="8"
        y={priority === 3 ? 12.6 : 11.6}
        textAnchor="middle"
        fontSize={priority === 3 ? 9 : 10}
        fontWeight="700"
        fill={isHollow ? 'var(--text-1)' : PRIORITY_INK[priority]}
      >
        {priority}
      </text>
    </svg>
  );
}

const ICONS = {
  live: 'M2 17h20M4 17v-6h5v6M12 17V7h4l4 4v6M4 20.5h.1M8 20.5h.1M12 20.5h.1M16 20.5h.1M20 20.5h.1',
  'what-if': 'M5 4v5a4 4 0 0 0 4 4h10M15 9l4 4-4 4M5 20v-5',
  link: 'M9.5 14.5l5-5M11 7l2-2a4 4 0 0 1 6 6l-2 2M13 17l-2 2a4 4 0 0 1-6-6l2-2',
  bin: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  plus: 'M12 5v14M5 12h14',
  again: 'M19 12a7 7 0 1 1-2.5-5.4M19 3v4.5h-4.5',
  sun: 'M12 8a4 4 0 1 0 .01 0ZM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M19 5l-1.4 1.4M6.4 17.6 5 19',
  moon: 'M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5Z',
  keys: 'M3 7h18v11H3ZM6 10.5h.1M10 10.5h.1M14 10.5h.1M18 10.5h.1M7 14.5h10',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M4 12.5l5 5L20 6.5',
  back: 'M14 5l-7 7 7 7',
} as const;
export type IconName = keyof typeof ICONS;

/** A line icon in the text colour. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg className="glyph" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path
        d={ICONS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
