// `window.__twin`: what the page believes and draws, for end-to-end tests and the benchmark.
import type { Alarm, Forecast, KnownState } from '@mini-factory-twin/contracts';
import type { LineScene } from '../../scene/line-scene.ts';
import type { Session } from '../../stream/session.ts';

export interface TwinHook {
  states(): Record<string, KnownState>;
  /** Parts drawn. */
  parts(): number;
  partPosition(id: string): { x: number; y: number; height: number } | null;
  /** Page coordinates of a station's stack light [px]. */
  project(id: string): { x: number; y: number } | null;
  /** Station under a point of the page [px]. */
  pick(x: number, y: number): string | null;
  drawCalls(): number;
  triangles(): number;
  frames(): number;
  /** Script time of a frame, smoothed [ms]. */
  scriptMs(): number;
  /** Real time the server stamped on the newest message drawn [ms]. */
  lastFrameAppliedMs(): number;
  stackLightColor(id: string): string | null;
  forecast(): Forecast | null;
  alarms(): readonly Alarm[];
  plantTimeMs(): number;
}

declare global {
  interface Window {
    __twin?: TwinHook;
  }
}

/** Installs the hook; the returned function takes it away. */
export function installHook(scene: LineScene, session: Session, canvas: HTMLCanvasElement): () => void {
  const state = () => session.store.getState();
  const origin = () => canvas.getBoundingClientRect();
  window.__twin = {
    states: () => Object.fromEntries(Object.values(state().stations).map((station) => [station.id, station.state])),
    parts: () => scene.stats().parts,
    partPosition: (id) => scene.partPosition(id),
    project: (id) => {
      const point = scene.project(id);
      return point === null ? null : { x: point.x + origin().left, y: point.y + origin().top };
    },
    pick: (x, y) => scene.pick(x - origin().left, y - origin().top),
    drawCalls: () => scene.stats().drawCalls,
    triangles: () => scene.stats().triangles,
    frames: () => scene.stats().frames,
    scriptMs: () => scene.stats().scriptMs,
    lastFrameAppliedMs: () => state().sentMs,
    stackLightColor: (id) => scene.stackLightColor(id),
    forecast: () => state().forecast,
    alarms: () => state().alarms,
    plantTimeMs: () => session.clock.now(Date.now()),
  };
  return () => {
    delete window.__twin;
  };
}
