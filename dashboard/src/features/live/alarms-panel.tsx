// Alarm list: open alarms by priority and age, with acknowledgement; never hides one without saying so.
import { useState } from 'react';
import type { Alarm, LineModel } from '@mini-factory-twin/contracts';
import { useNow, useSession, useTwin } from '../../stream/use-twin.ts';
import { formatDuration, formatTime } from '../../ui/format.ts';
import { Icon, PriorityGlyph } from '../../ui/glyphs.tsx';
import { useView } from '../../ui/view-state.ts';

const ROWS = 5;
const STATE_WORDS: Record<Alarm['state'], string> = {
  'active-unacked': 'active',
  'active-acked': 'acknowledged',
  'returned-unacked': 'over, not acknowledged',
  normal: 'over',
};

/** Open alarms, most urgent and newest first. */
export function openAlarms(alarms: readonly Alarm[], asset: string | null): Alarm[] {
  return alarms
    .filter((alarm) => alarm.state !== 'normal' && (asset === null || alarm.asset === asset))
    .toSorted((a, b) => rank(a) - rank(b) || a.priority - b.priority || b.raisedMs - a.raisedMs);
}

function rank(alarm: Alarm): number {
  return alarm.state === 'returned-unacked' ? 1 : 0;
}

/** Alarms of the line, or of one asset. */
export function AlarmsPanel({ model, asset }: { model: LineModel; asset: string | null }) {
  const alarms = useTwin((state) => state.alarms);
  const [isWhole, setWhole] = useState(false);
  const open = openAlarms(alarms, asset);
  const shown = isWhole ? open : open.slice(0, ROWS);
  return (
    <section className="panel">
      <header>
        <h2>Alarms</h2>
        <span className="muted small">{open.length === 0 ? 'none open' : `${open.length} open`}</span>
      </header>
      <ul className="alarms">
        {shown.map((alarm) => (
          <AlarmRow key={alarm.id} alarm={alarm} model={model} />
        ))}
      </ul>
      {open.length > ROWS && (
        <button type="button" className="more" onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `${open.length - ROWS} more`}
        </button>
      )}
    </section>
  );
}

/** The text of an alarm after the name it stands beside: `Press is down` beside `Press` gives `is down`. */
export function withoutName(text: string, name: string): string {
  return text.startsWith(`${name} `) ? text.slice(name.length + 1) : text;
}

function AlarmRow({ alarm, model }: { alarm: Alarm; model: LineModel }) {
  const session = useSession();
  const select = useView((view) => view.select);
  const hover = useView((view) => view.hover);
  useNow(1000);
  const name = [...model.stations, ...model.buffers].find((entry) => entry.id === alarm.asset)?.name ?? alarm.asset;
  const endMs = alarm.clearedMs ?? session.clock.now(Date.now());
  const isStation = model.stations.some((station) => station.id === alarm.asset);
  return (
    <li
      className="alarm"
      data-state={alarm.state}
      onPointerEnter={() => hover(alarm.asset)}
      onPointerLeave={() => hover(null)}
    >
      <PriorityGlyph priority={alarm.priority} isHollow={alarm.state !== 'active-unacked'} />
      <button type="button" className="alarm-text" disabled={!isStation} onClick={() => select(alarm.asset)}>
        <span>
          <strong>{name}</strong> {withoutName(alarm.text, name)}
        </span>
        <span className="muted small">
          {formatTime(alarm.raisedMs)}, {formatDuration((endMs - alarm.raisedMs) / 1000)}, {STATE_WORDS[alarm.state]}
        </span>
      </button>
      {alarm.state !== 'active-acked' && <Acknowledge alarm={alarm} />}
    </li>
  );
}

function Acknowledge({ alarm }: { alarm: Alarm }) {
  const { transport, line, store } = useSession();
  const [problem, setProblem] = useState<string | null>(null);
  const acknowledge = async () => {
    if (line === null) return;
    try {
      const changed = await transport.acknowledge(line, alarm.id, 'operator');
      if (changed === null) return;
      store.setState((state) => ({ alarms: state.alarms.map((other) => (other.id === changed.id ? changed : other)) }));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <button
      type="button"
      className="icon-button"
      title={problem ?? 'Acknowledge'}
      aria-label={`Acknowledge ${alarm.text}`}
      data-problem={problem !== null || undefined}
      onClick={() => void acknowledge()}
    >
      <Icon name="check" size={15} />
    </button>
  );
}
