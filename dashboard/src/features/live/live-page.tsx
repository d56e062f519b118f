// The Live page: the line in 3D with legend and cameras, and beside it the inspector or the panels.
import type { LineModel } from '@mini-factory-twin/contracts';
import { useFreshness, useTwin } from '../../stream/use-twin.ts';
import { StateGlyph } from '../../ui/glyphs.tsx';
import { STATE_LOOK, VISUAL_LABEL, VISUAL_STATES } from '../../ui/states.ts';
import { CAMERAS, useView } from '../../ui/view-state.ts';
import { AlarmsPanel } from './alarms-panel.tsx';
import { ForecastPanel } from './forecast-panel.tsx';
import { Inspector } from './inspector.tsx';
import { OrdersPanel } from './orders-panel.tsx';
import { SceneView } from './scene-view.tsx';
import './live.css';

/** The page for one line. */
export function LivePage({ model }: { model: LineModel }) {
  const selected = useView((view) => view.station);
  const { kind } = useFreshness();
  const station = model.stations.find((entry) => entry.id === selected);
  return (
    <div className="live">
      <section className="live-scene" aria-label="Line" data-fresh={kind}>
        <SceneView model={model} />
        <Legend />
        <Cameras />
      </section>
      <aside className="side" aria-label={station === undefined ? 'Line' : station.name}>
        {station === undefined ? (
          <>
            <AlarmsPanel model={model} asset={null} />
            <ForecastPanel />
            <OrdersPanel model={model} />
          </>
        ) : (
          <Inspector key={station.id} model={model} station={station} />
        )}
      </aside>
    </div>
  );
}

function Legend() {
  const stations = useTwin((state) => state.stations);
  const focus = useView((view) => view.focus);
  const setFocus = useView((view) => view.setFocus);
  const counts = new Map<string, number>();
  for (const station of Object.values(stations)) {
    const { visual } = STATE_LOOK[station.state];
    counts.set(visual, (counts.get(visual) ?? 0) + 1);
  }
  return (
    <ul className="legend" aria-label="Machines by state">
      {VISUAL_STATES.map((visual) => {
        const count = counts.get(visual) ?? 0;
        return (
          <li key={visual}>
            <button
              type="button"
              aria-pressed={focus === visual}
              data-empty={count === 0 || undefined}
              onClick={() => setFocus(focus === visual ? null : visual)}
            >
              <StateGlyph visual={visual} size={11} />
              {VISUAL_LABEL[visual]} <b>{count}</b>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

const CAMERA_WORDS = { fit: 'Fit', top: 'Top', line: 'Line' } as const;

function Cameras() {
  const setCamera = useView((view) => view.setCamera);
  return (
    <div className="cameras" role="group" aria-label="Camera">
      {CAMERAS.map((camera) => (
        <button
          key={camera}
          className="button"
          type="button"
          onClick={() => setCamera(camera)}
          title={`Key ${CAMERA_WORDS[camera][0]}`}
        >
          {CAMERA_WORDS[camera]}
        </button>
      ))}
    </div>
  );
}
