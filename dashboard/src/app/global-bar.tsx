// The bar on top of every page: line, mode, plant clock, KPIs, health, alarm counts.
import { KpiStrip } from '../features/live/kpis.tsx';
import { useFreshness, useNow, useSession, useTwin } from '../stream/use-twin.ts';
import { formatClock } from '../ui/format.ts';
import { PriorityGlyph } from '../ui/glyphs.tsx';

/** The bar. */
export function GlobalBar() {
  const model = useTwin((state) => state.model);
  const isKnown = useTwin((state) => state.epoch !== null);
  return (
    <header className="bar">
      <div className="bar-line">
        <h1>{model?.name ?? 'mini-factory-twin'}</h1>
        {isKnown && <Mode />}
      </div>
      {isKnown && (
        <>
          <KpiStrip />
          <HealthBadge />
          <AlarmCounts />
        </>
      )}
    </header>
  );
}

const MODE_WORDS = { waiting: 'WAITING', live: 'LIVE', stale: 'STALE', offline: 'OFFLINE' } as const;

function Mode() {
  const { kind } = useFreshness();
  const isSimulated = useTwin((state) => state.isSimulated);
  const runId = useTwin((state) => state.runId);
  return (
    <div className="bar-mode">
      <span className="pill" data-kind={kind}>
        <i aria-hidden="true" />
        {MODE_WORDS[kind]}
      </span>
      {isSimulated && (
        <span
          className="tag"
          title={runId === null ? 'Data comes from a simulator' : `Data comes from a simulator, run ${runId}`}
        >
          SIMULATED
        </span>
      )}
      <Clock />
    </div>
  );
}

function Clock() {
  const { clock } = useSession();
  useNow(250);
  const speed = clock.speed;
  return (
    <span className="clock" title="Plant time, UTC">
      {formatClock(clock.now(Date.now()))} <span className="muted">UTC{speed === 1 ? '' : ` ×${speed}`}</span>
    </span>
  );
}

const HEALTH_WORDS = { SYNCED: 'In step', DEGRADED: 'Degraded', LOST: 'Lost', INVALID: 'Invalid' } as const;

function HealthBadge() {
  const health = useTwin((state) => state.health);
  if (health === null) return null;
  const offline = health.connections.filter((connection) => connection.status !== 'online').length;
  const lines = [
    ...health.reasons,
    ...health.connections.map(
      (connection) =>
        `${connection.name}: ${connection.status}, ${connection.messages} messages, ${connection.gaps} gaps`,
    ),
  ];
  return (
    <div className="health" data-status={health.status} title={lines.join('\n')}>
      <span className="kpi-name">Mirror</span>
      <span className="health-word">
        <i aria-hidden="true" />
        {HEALTH_WORDS[health.status]}
      </span>
      <span className="muted small health-note">
        {health.reasons[0] ??
          (offline > 0
            ? `${offline} of ${health.connections.length} offline`
            : `${health.connections.length} connected`)}
      </span>
    </div>
  );
}

const PRIORITIES = [1, 2, 3, 4] as const;

function AlarmCounts() {
  const alarms = useTwin((state) => state.alarms);
  const open = alarms.filter((alarm) => alarm.state !== 'normal');
  return (
    <div className="counts" role="status" aria-label={`${open.length} alarms`}>
      {PRIORITIES.map((priority) => {
        const count = open.filter((alarm) => alarm.priority === priority).length;
        return (
          <span key={priority} data-empty={count === 0 || undefined} title={`Priority ${priority}: ${count} open`}>
            <PriorityGlyph priority={priority} isHollow={count === 0} />
            {count}
          </span>
        );
      })}
    </div>
  );
}
