// What the visitor looks at: selection, camera, theme; kept in the address so that a view can be shared.
import { create } from 'zustand';
import type { VisualState } from './states.ts';

export const CAMERAS = ['fit', 'top', 'line'] as const;
export type Camera = (typeof CAMERAS)[number];
export type Theme = 'dark' | 'light';

export interface ViewState {
  station: string | null;
  hovered: string | null;
  camera: Camera;
  /** Counts the requests for a preset, so that the same one can be asked for again after orbiting. */
  cameraRequests: number;
  theme: Theme;
  /** States picked in the legend; machines in other states step back. */
  focus: VisualState | null;
  isHelpOpen: boolean;
  select: (station: string | null) => void;
  hover: (station: string | null) => void;
  setCamera: (camera: Camera) => void;
  setTheme: (theme: Theme) => void;
  setFocus: (focus: VisualState | null) => void;
  setHelp: (isOpen: boolean) => void;
}

const THEME_KEY = 'mini-factory-twin.theme';

/** View settings an address asks for; null where it asks for nothing valid. */
export function viewFromSearch(search: string): { station: string | null; camera: Camera | null; theme: Theme | null } {
  const query = new URLSearchParams(search);
  const theme = query.get('theme');
  return {
    station: query.get('station'),
    camera: CAMERAS.find((camera) => camera === query.get('camera')) ?? null,
    theme: theme === 'dark' || theme === 'light' ? theme : null,
  };
}

/** The address' search part for a view; parts that are not ours (like `test`) stay, the theme only when it was asked for. */
export function searchOf(view: { station: string | null; camera: Camera; theme: Theme }, search: string): string {
  const query = new URLSearchParams(search);
  if (view.station === null) query.delete('station');
  else query.set('station', view.station);
  if (view.camera === 'fit') query.delete('camera');
  else query.set('camera', view.camera);
  if (query.has('theme')) query.set('theme', view.theme);
  const text = query.toString().replace(/=(?=&|$)/g, '');
  return text === '' ? '' : `?${text}`;
}

function firstTheme(): Theme {
  const asked = viewFromSearch(location.search).theme;
  if (asked !== null) return asked;
  const stored = readStored();
  if (stored === 'dark' || stored === 'light') return stored;
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

/** Storage may be refused (private windows, embedded pages); the theme is then not remembered. */
function readStored(): string | null {
  try {
    return localStorage.getItem(THEME_KEY);
  } catch {
    return null;
  }
}

function writeStored(theme: Theme): void {
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    // Not remembered, still applied.
  }
}

const asked = viewFromSearch(location.search);

export const useView = create<ViewState>((set) => ({
  station: asked.station,
  hovered: null,
  camera: asked.camera ?? 'fit',
  cameraRequests: 0,
  theme: firstTheme(),
  focus: null,
  isHelpOpen: false,
  select: (station) => set({ station }),
  hover: (hovered) => set({ hovered }),
  setCamera: (camera) => set((view) => ({ camera, cameraRequests: view.cameraRequests + 1 })),
  setTheme: (theme) => {
    writeStored(theme);
    set({ theme });
  },
  setFocus: (focus) => set({ focus }),
  setHelp: (isHelpOpen) => set({ isHelpOpen }),
}));

/** Keeps the page's theme attribute and the address in step with the view. */
export function followView(): void {
  const apply = (view: ViewState) => {
    document.documentElement.dataset.theme = view.theme;
    const search = searchOf(view, location.search);
    if (search !== location.search) history.replaceState(null, '', `${location.pathname}${search}${location.hash}`);
  };
  apply(useView.getState());
  useView.subscribe(apply);
}
