// Inspector of one machine: state and since, cycle against plan, queue, counts, forecast, sensors, alarms.
import type { ReactNode } from 'react';
import type { Buffer, LineModel, Station, StationView } from '@mini-factory-twin/contracts';
import { useNow, useSession, useTwin } from '../../stream/use-twin.ts';
import { formatCount, formatDuration, formatShare, formatTime, MISSING } from '../../ui/format.ts';
import { Icon, StateGlyph } from '../../ui/glyphs.tsx';
import { STATE_LOOK } from '../../ui/states.ts';
import { useView } from '../../ui/view-state.ts';
import { AlarmsPanel } from './alarms-panel.tsx';
import { SensorCharts } from './sensor-charts.tsx';

/** Everything the twin knows of one machine. */
export function Inspector({ model, station }: { model: LineModel; station: Station }) {
  const view = useTwin((state) => state.stations[station.id]);
  const select = useView((state) => state.select);
  return (
    <>
      <header className="inspector-head">
        <button
          type="button"
          className="icon-button"
          aria-label="Back to the line"
          title="Back to the line (Esc)"
          onClick={() => select(null)}
        >
          <Icon name="back" size={16} />
        </button>
        <h2>{station.name}</h2>
        <span className="muted small">{station.kind}</span>
      </header>
      {view === undefined ? (
        <section className="panel">
          <p className="muted">No data of this machine yet.</p>
        </section>
      ) : (
        <>
          <StateBlock view={view} />
          <CycleBlock view={view} station={station} />
          <QueueBlock model={model} station={station} />
          <ForecastBlock station={station} />
        </>
      )}
      <SensorCharts station={station} />
      <AlarmsPanel model={model} asset={station.id} />
    </>
  );
}

function StateBlock({ view }: { view: StationView }) {
  const { clock } = useSession();
  useNow(1000);
  const look = STATE_LOOK[view.state];
  const sinceSeconds = (clock.now(Date.now()) - view.sinceMs) / 1000;
  const remaining = view.remainingSeconds;
  return (
    <section className="panel state-block" data-visual={look.visual}>
      <StateGlyph visual={look.visual} size={22} />
      <div>
        <p className="state-word">
          {look.label}
          {view.stopReason !== null && <span> {view.stopReason.text}</span>}
        </p>
        <p className="muted small">
          since {formatTime(view.sinceMs)}, {formatDuration(sinceSeconds)}. PackML {view.packml.state},{' '}
          {view.packml.mode}
          {view.quality === 'good' ? '' : `. Data ${view.quality}`}
        </p>
        {remaining !== null && (
          <p className="small">
            {formatDuration(remaining.p50)} left{' '}
            <span className="muted">
              ({formatDuration(remaining.p10)} to {formatDuration(remaining.p90)})
            </span>
          </p>
        )}
      </div>
    </section>
  );
}

function CycleBlock({ view, station }: { view: StationView; station: Station }) {
  if (station.kind === 'sink') {
    return (
      <section className="panel facts">
        <Fact name="Received" value={formatCount(view.processed)} />
      </section>
    );
  }
  const { planSeconds, meanSeconds, lastSeconds } = view.cycle;
  const over = meanSeconds === null || planSeconds === 0 ? null : meanSeconds / planSeconds - 1;
  return (
    <section className="panel">
      <header>
        <h3>Cycle</h3>
        <span className="muted small">
          {over === null ? '' : `${over >= 0 ? '+' : '−'}${Math.abs(over * 100).toFixed(1)} % against plan`}
        </span>
      </header>
      <CycleBar plan={planSeconds} mean={meanSeconds} last={lastSeconds} />
      <div className="facts">
        <Fact name="Plan" value={seconds(planSeconds)} />
        <Fact name="Mean" value={seconds(meanSeconds)} />
        <Fact name="Last" value={seconds(lastSeconds)} />
        <Fact name="Processed" value={formatCount(view.processed)} />
        <Fact name="Defective" value={formatCount(view.defective)} />
      </div>
    </section>
  );
}

/** Last cycle as a bar, mean as a mark, plan as a line, on a scale to twice the plan. */
function CycleBar({ plan, mean, last }: { plan: number; mean: number | null; last: number | null }) {
  if (plan <= 0) return null;
  const at = (value: number | null) => `${Math.min(100, ((value ?? 0) / (plan * 2)) * 100)}%`;
  return (
    <div className="cycle-bar" aria-hidden="true">
      <i className="cycle-last" style={{ width: at(last) }} />
      {mean !== null && <i className="cycle-mean" style={{ left: at(mean) }} />}
      <i className="cycle-plan" style={{ left: '50%' }} />
    </div>
  );
}

function QueueBlock({ model, station }: { model: LineModel; station: Station }) {
  const views = useTwin((state) => state.buffers);
  const near = (ids: readonly string[]) => model.buffers.filter((buffer) => ids.includes(buffer.id));
  const before = near([...station.inputs, ...station.components.map((component) => component.from)]);
  const after = near(station.outputs.map((output) => output.to));
  const row = (buffer: Buffer, word: string): ReactNode => {
    const view = views[buffer.id];
    if (view === undefined) return null;
    const spread = view.high > view.low ? ` (${view.low}–${view.high})` : '';
    return (
      <li key={`${word}-${buffer.id}`}>
        <span className="muted small">{word}</span>
        <span>{buffer.name}</span>
        <span className="level" aria-hidden="true">
          <i style={{ width: `${(view.content / Math.max(1, view.capacity)) * 100}%` }} />
        </span>
        <b>
          {view.content}/{view.capacity}
          <span className="muted">{spread}</span>
        </b>
      </li>
    );
  };
  if (before.length + after.length === 0) return null;
  return (
    <section className="panel">
      <h3>Queues</h3>
      <ul className="queues">
        {before.map((buffer) => row(buffer, 'in'))}
        {after.map((buffer) => row(buffer, 'out'))}
      </ul>
    </section>
  );
}

function ForecastBlock({ station }: { station: Station }) {
  const entry = useTwin((state) => state.forecast?.stations.find((item) => item.id === station.id));
  const horizonMs = useTwin((state) => state.forecast?.horizonMs ?? null);
  if (entry === undefined) return null;
  const shares = [
    ['running', entry.processing, 'running'],
    ['blocked', entry.blocked, 'blocked'],
    ['starved', entry.starved, 'starved'],
    ['fault', entry.down, 'down'],
  ] as const;
  return (
    <section className="panel">
      <header>
        <h3>To {formatTime(horizonMs)}</h3>
        <span className="muted small">
          {formatCount(entry.output.p50)} parts ({formatCount(entry.output.p10)}–{formatCount(entry.output.p90)})
        </span>
      </header>
      <div className="shares" aria-hidden="true">
        {shares.map(([visual, share]) => (
          <i key={visual} data-visual={visual} style={{ width: `${share * 100}%` }} />
        ))}
      </div>
      <p className="muted small">
        {shares.map(([, share, word]) => `${word} ${formatShare(share)}`).join(', ')}. Bottleneck in{' '}
        {formatShare(entry.bottleneckProbability)} of the futures.
      </p>
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div className="fact">
      <span className="muted small">{name}</span>
      <b>{value}</b>
    </div>
  );
}

function seconds(value: number | null): string {
  return value === null ? MISSING : `${value.toFixed(1)} s`;
}
