// Puts the 3D line on the page and feeds it from the session; React renders this once.
import { useEffect, useRef, useState } from 'react';
import type { LineModel } from '@mini-factory-twin/contracts';
import { LineScene } from '../../scene/line-scene.ts';
import { readPalette } from '../../scene/palette.ts';
import type { Session } from '../../stream/session.ts';
import { useSession } from '../../stream/use-twin.ts';
import { useView } from '../../ui/view-state.ts';
import { installHook } from './test-hook.ts';

/** The scene is drawn this far behind the newest message, so that moves are known before they are due [real ms]. */
const BEHIND_MS = 180;

/** The canvas, its labels, and what to say when there is no WebGL. */
export function SceneView({ model }: { model: LineModel }) {
  const session = useSession();
  const canvas = useRef<HTMLCanvasElement>(null);
  const labels = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (canvas.current === null || labels.current === null) return;
    try {
      return connectScene({ session, model, canvas: canvas.current, labels: labels.current });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      return;
    }
  }, [session, model]);
  return (
    <div className="scene">
      <canvas ref={canvas} aria-label="The line in 3D. The list under it has the same machines." />
      <div ref={labels} className="labels" aria-hidden="true" />
      {problem !== null && (
        <p className="notice">3D is not available here ({problem}). The list below shows the line.</p>
      )}
    </div>
  );
}

interface Wiring {
  session: Session;
  model: LineModel;
  canvas: HTMLCanvasElement;
  labels: HTMLElement;
}

function connectScene({ session, model, canvas, labels }: Wiring): () => void {
  const view = useView.getState();
  const scene = new LineScene({
    canvas,
    labels,
    model,
    palette: readPalette(document.documentElement),
    clock: () => session.clock.now(Date.now()) - BEHIND_MS * session.clock.speed,
    camera: view.camera,
    isStill: new URLSearchParams(location.search).has('test'),
    onSelect: view.select,
    onHover: view.hover,
  });
  const show = () => scene.setStations(Object.values(session.store.getState().stations));
  show();
  scene.select(view.station);
  const observer = new ResizeObserver(() => scene.resize());
  observer.observe(canvas);
  const stops = [
    session.store.subscribe((state, before) => {
      if (state.stations !== before.stations) show();
    }),
    session.onMoves((moves, isReset) => scene.pushMoves(moves, isReset)),
    useView.subscribe((next, before) => {
      if (next.station !== before.station) scene.select(next.station);
      if (next.hovered !== before.hovered) scene.hover(next.hovered);
      if (next.cameraRequests !== before.cameraRequests) scene.setCamera(next.camera);
      if (next.theme !== before.theme) scene.setPalette(readPalette(document.documentElement));
      if (next.focus !== before.focus) scene.focus(next.focus);
    }),
    installHook(scene, session, canvas),
    () => observer.disconnect(),
    () => scene.dispose(),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
