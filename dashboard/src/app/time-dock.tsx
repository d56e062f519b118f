// Time dock at the bottom of every page: machines as a list one can go through by keyboard, their ribbon, the now-line.
import { useEffect, useRef } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import type { LineModel, Station } from '@mini-factory-twin/contracts';
import type { Session } from '../stream/session.ts';
import { useSession, useTwin } from '../stream/use-twin.ts';
import { formatTime } from '../ui/format.ts';
import { StateGlyph } from '../ui/glyphs.tsx';
import { STATE_LOOK } from '../ui/states.ts';
import { useView } from '../ui/view-state.ts';
import { AXIS_PX, drawRibbon, ribbonColors, ROW_PX } from './ribbon.ts';

const REDRAW_MS = 500;

/** The dock. */
export function TimeDock({ model }: { model: LineModel }) {
  const stations = model.stations.filter((station) => station.kind !== 'sink');
  return (
    <footer className="dock">
      <div className="dock-names">
        <span className="dock-scale muted small">Last 45 min</span>
        <ul aria-label="Machines" onKeyDown={moveFocus}>
          {stations.map((station) => (
            <MachineName key={station.id} station={station} />
          ))}
        </ul>
        <span className="dock-orders muted small">Orders finish</span>
      </div>
      <Ribbon stations={stations} />
    </footer>
  );
}

function MachineName({ station }: { station: Station }) {
  const view = useTwin((state) => state.stations[station.id]);
  const isSelected = useView((state) => state.station === station.id);
  const select = useView((state) => state.select);
  const hover = useView((state) => state.hover);
  const state = view?.state ?? 'unknown';
  const since =
    view === undefined ? '' : ` since ${formatTime(view.sinceMs)}, ${view.queue} waiting, ${view.processed} processed`;
  return (
    <li>
      <button
        type="button"
        aria-pressed={isSelected}
        aria-label={`${station.name}: ${STATE_LOOK[state].label}${since}`}
        onClick={() => select(isSelected ? null : station.id)}
        onFocus={() => hover(station.id)}
        onBlur={() => hover(null)}
        onPointerEnter={() => hover(station.id)}
        onPointerLeave={() => hover(null)}
      >
        <StateGlyph visual={STATE_LOOK[state].visual} size={9} />
        <span>{station.name}</span>
      </button>
    </li>
  );
}

function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const next = buttons[buttons.findIndex((button) => button === document.activeElement) + step];
  event.preventDefault();
  next?.focus();
}

function Ribbon({ stations }: { stations: readonly Station[] }) {
  const session = useSession();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current === null) return;
    return keepDrawn(canvas.current, session, stations);
  }, [session, stations]);
  const stationAt = (event: PointerEvent) =>
    stations[Math.floor((event.nativeEvent.offsetY - AXIS_PX) / ROW_PX)]?.id ?? null;
  return (
    <div className="dock-ribbon">
      <canvas
        ref={canvas}
        aria-hidden="true"
        onPointerMove={(event) => useView.getState().hover(stationAt(event))}
        onPointerLeave={() => useView.getState().hover(null)}
        onPointerUp={(event) => useView.getState().select(stationAt(event))}
      />
    </div>
  );
}

/** Draws twice a second and at once when the view changes; stops with the returned function. */
function keepDrawn(canvas: HTMLCanvasElement, session: Session, stations: readonly Station[]): () => void {
  const ctx = canvas.getContext('2d');
  if (ctx === null) return () => undefined;
  let colors = ribbonColors();
  const draw = () => {
    const width = canvas.parentElement?.clientWidth ?? 0;
    const height = AXIS_PX + (stations.length + 1) * ROW_PX + 6;
    const ratio = window.devicePixelRatio;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    const state = session.store.getState();
    const { station, hovered } = useView.getState();
    const nowMs = session.clock.now(Date.now());
    const chances = new Map(state.forecast?.stations.map((entry) => [entry.id, entry.bottleneckProbability]));
    const rows = stations.map(({ id }) => ({
      id,
      changes: state.changes[id] ?? [],
      view: state.stations[id],
      bottleneck: chances.get(id) ?? 0,
    }));
    const horizonMs = state.forecast?.horizonMs ?? nowMs;
    drawRibbon(
      ctx,
      width,
      { nowMs, horizonMs, rows, alarms: state.alarms, orders: state.orders, selected: station, hovered },
      colors,
    );
  };
  const timer = setInterval(() => {
    if (!document.hidden) draw();
  }, REDRAW_MS);
  const unsubscribe = useView.subscribe((next, before) => {
    if (next.theme !== before.theme) colors = ribbonColors();
    draw();
  });
  const observer = new ResizeObserver(draw);
  if (canvas.parentElement !== null) observer.observe(canvas.parentElement);
  void document.fonts.load("11px 'Inter Variable'").then(draw);
  draw();
  return () => {
    clearInterval(timer);
    unsubscribe();
    observer.disconnect();
  };
}
