// KPI strip of the global bar, with the shift-end forecast as a band that slides when it changes.
import { useRef } from 'react';
import type { Band, Order } from '@mini-factory-twin/contracts';
import type { ForecastPoint } from '../../stream/twin-state.ts';
import { useTwin } from '../../stream/use-twin.ts';
import { formatChange, formatCount, formatShare, formatTime } from '../../ui/format.ts';

const CHANGE_WINDOW_MS = 300_000;
/** A change below this share of the forecast is noise and not marked. */
const NOISE_SHARE = 0.004;

/** Output against plan, forecast, throughput, OEE, WIP. */
export function KpiStrip() {
  const kpis = useTwin((state) => state.kpis);
  const orders = useTwin((state) => state.orders);
  const horizonMs = useTwin((state) => state.forecast?.horizonMs ?? null);
  if (kpis === null) return <div className="kpis" />;
  const plan = planOf(orders, kpis.fromMs, horizonMs);
  return (
    <div className="kpis">
      <Kpi
        name="Output"
        value={formatCount(kpis.output)}
        note={plan > 0 ? `of ${formatCount(plan)} planned` : 'this shift'}
      />
      <ForecastKpi plan={plan} />
      <Kpi name="Throughput" value={formatCount(kpis.throughputPerHour)} note="per hour" />
      <Kpi
        name="OEE"
        value={formatShare(kpis.oee.oee)}
        note={`quality ${formatShare(kpis.oee.qualityRatio)}`}
        isMinor
      />
      <Kpi name="WIP" value={formatCount(kpis.wip)} note="parts" isMinor />
    </div>
  );
}

function Kpi({ name, value, note, isMinor }: { name: string; value: string; note: string; isMinor?: boolean }) {
  return (
    <div className="kpi" data-minor={isMinor || undefined}>
      <span className="kpi-name">{name}</span>
      <span className="kpi-value">{value}</span>
      <span className="muted small">{note}</span>
    </div>
  );
}

function ForecastKpi({ plan }: { plan: number }) {
  const forecast = useTwin((state) => state.forecast);
  const change = recentChange(useTwin((state) => state.forecastTrail));
  if (forecast === null) return <Kpi name="Shift end" value="–" note="no forecast yet" />;
  const { p10, p50, p90 } = forecast.output;
  return (
    <div className="kpi kpi-forecast" data-stale={forecast.isOnStaleInputs || undefined}>
      <span className="kpi-name">Forecast {formatTime(forecast.horizonMs)}</span>
      <span className="kpi-value">
        {formatCount(p50)}
        <span
          className="kpi-change"
          data-shown={change !== null || undefined}
          title="Change in the last 5 minutes"
          role="status"
        >
          {change === null ? '' : formatChange(change)}
        </span>
      </span>
      <span className="muted small">
        {formatCount(p10)}–{formatCount(p90)}
        {forecast.isOnStaleInputs ? ', on stale data' : ''}
      </span>
      <Gauge band={forecast.output} plan={plan} />
    </div>
  );
}

/** P10 to P90 as a band, P50 as a mark, the plan as a tick, on a scale that stays put while the band fits. */
function Gauge({ band, plan }: { band: Band; plan: number }) {
  const { from, to } = useSteadyScale(band, plan);
  const at = (value: number) => Math.min(100, Math.max(0, ((value - from) / (to - from)) * 100));
  return (
    <span className="gauge" aria-hidden="true">
      <i className="gauge-band" style={{ left: `${at(band.p10)}%`, width: `${at(band.p90) - at(band.p10)}%` }} />
      {plan >= from && plan <= to && <i className="gauge-plan" style={{ left: `${at(plan)}%` }} />}
      <i className="gauge-mark" style={{ left: `${at(band.p50)}%` }} />
    </span>
  );
}

interface Scale {
  from: number;
  to: number;
}

/** A change is to be seen as motion on the scale, not as a new scale. */
function useSteadyScale(band: Band, plan: number): Scale {
  const scale = useRef<Scale>({ from: 1, to: 0 });
  if (band.p10 < scale.current.from || band.p90 > scale.current.to) scale.current = gaugeScale(band, plan);
  return scale.current;
}

/** A scale with room for the band and its moves, and for the plan when it is near. */
export function gaugeScale(band: Band, plan: number): Scale {
  const isPlanNear = plan > 0 && Math.abs(plan - band.p50) < band.p50 * 0.12;
  const low = isPlanNear ? Math.min(plan, band.p10) : band.p10;
  const high = isPlanNear ? Math.max(plan, band.p90) : band.p90;
  const air = Math.max(2, (high - low) * 0.5);
  return { from: low - air, to: high + air };
}

/**
 * Change of the shift-end P50 over the last five plant minutes; null while it is within the noise.
 * @param trail forecasts, oldest first
 */
export function recentChange(trail: readonly ForecastPoint[]): number | null {
  const last = trail.at(-1);
  const base = last && trail.find((point) => point.atMs >= last.atMs - CHANGE_WINDOW_MS);
  if (last === undefined || base === undefined) return null;
  const change = last.p50 - base.p50;
  return Math.abs(change) >= Math.max(2, last.p50 * NOISE_SHARE) ? change : null;
}

/** Parts planned between the start of the shift and the horizon: quantities of the orders due in it. */
export function planOf(orders: readonly Order[], fromMs: number, horizonMs: number | null): number {
  const toMs = horizonMs ?? fromMs + 8 * 3600_000;
  return orders
    .filter((order) => order.dueMs > fromMs && order.dueMs <= toMs)
    .reduce((sum, order) => sum + order.quantity, 0);
}
