// Forecast of the shift's output as a fan, and how the forecast itself moved.
import { useMemo } from 'react';
import type uPlot from 'uplot';
import type { Forecast, LineModel } from '@mini-factory-twin/contracts';
import { useTwin } from '../../stream/use-twin.ts';
import type { TwinState } from '../../stream/twin-state.ts';
import { formatCount, formatShare, formatTime } from '../../ui/format.ts';
import { axes, Chart, withAlpha } from './chart.tsx';
import type { ChartColors } from './chart.tsx';

/** Panel with the fan chart and what it means in words. */
export function ForecastPanel() {
  const forecast = useTwin((state) => state.forecast);
  const trail = useTwin((state) => state.outputTrail);
  const moved = useTwin((state) => state.forecastTrail);
  const model = useTwin((state) => state.model);
  const data = useMemo(() => (forecast === null ? null : fanData(forecast, trail)), [forecast, trail]);
  if (forecast === null || data === null) {
    return (
      <section className="panel">
        <header>
          <h2>Forecast</h2>
          <span className="muted small">none yet</span>
        </header>
      </section>
    );
  }
  const { p10, p50, p90 } = forecast.output;
  return (
    <section className="panel">
      <header>
        <h2>Forecast to {formatTime(forecast.horizonMs)}</h2>
        <span className="muted small" title={`Computed in ${Math.round(forecast.computeMs)} ms`}>
          {forecast.replications} futures from {formatTime(forecast.madeAtMs)}
        </span>
      </header>
      <p className="figure">
        <b>{formatCount(p50)}</b> good parts{' '}
        <span className="muted">
          {formatCount(p10)}–{formatCount(p90)} in 80 %
        </span>
      </p>
      <Chart
        data={data}
        height={136}
        options={fanOptions}
        label={`Output to shift end: ${Math.round(p50)}, between ${Math.round(p10)} and ${Math.round(p90)}`}
      />
      {moved.length > 2 && (
        <>
          <p className="muted small caption">How this forecast moved</p>
          <Chart
            data={trailData(moved)}
            height={80}
            options={trailOptions}
            label="Shift-end forecast over the last hour"
          />
        </>
      )}
      <Bottleneck forecast={forecast} model={model} />
    </section>
  );
}

function Bottleneck({ forecast, model }: { forecast: Forecast; model: LineModel | null }) {
  const worst = forecast.stations.toSorted((a, b) => b.bottleneckProbability - a.bottleneckProbability)[0];
  if (worst === undefined || worst.bottleneckProbability < 0.2) return null;
  const name = model?.stations.find((station) => station.id === worst.id)?.name ?? worst.id;
  return (
    <p className="muted small caption">
      Bottleneck in {formatShare(worst.bottleneckProbability)} of the futures: {name}
    </p>
  );
}

/** Series x [s], actual, P10, P50, P90: what was seen, then what is to come. */
export function fanData(forecast: Forecast, trail: TwinState['outputTrail']): uPlot.AlignedData {
  const past = thinned(trail, 120);
  const x = [...past.map(([atMs]) => atMs / 1000), ...forecast.fan.map((point) => point.atMs / 1000)];
  const gap = past.map(() => null);
  return [
    x,
    [...past.map(([, output]) => output), ...forecast.fan.map(() => null)],
    [...gap, ...forecast.fan.map((point) => point.output.p10)],
    [...gap, ...forecast.fan.map((point) => point.output.p50)],
    [...gap, ...forecast.fan.map((point) => point.output.p90)],
  ];
}

function thinned<T>(list: readonly T[], most: number): readonly T[] {
  const step = Math.ceil(list.length / most);
  return step <= 1 ? list : list.filter((_, index) => index % step === 0 || index === list.length - 1);
}

function trailData(trail: TwinState['forecastTrail']): uPlot.AlignedData {
  return [
    trail.map((point) => point.atMs / 1000),
    trail.map((point) => point.p10),
    trail.map((point) => point.p50),
    trail.map((point) => point.p90),
  ];
}

const plain = { show: false };

function fanOptions(colors: ChartColors): Omit<uPlot.Options, 'width' | 'height'> {
  const edge = { stroke: withAlpha(colors.text, 0.5), width: 1, points: plain };
  return {
    legend: plain,
    cursor: plain,
    scales: { x: { time: true } },
    axes: axes(colors),
    series: [
      {},
      { stroke: colors.strong, width: 2, points: plain },
      edge,
      { stroke: colors.text, width: 1.5, dash: [5, 4], points: plain },
      edge,
    ],
    bands: [{ series: [4, 2], fill: withAlpha(colors.text, 0.24) }],
    hooks: { draw: [(plot) => drawNow(plot, colors)] },
    padding: [8, 18, 0, 0],
  };
}

/** The line between what was and what is to come. */
function drawNow(plot: uPlot, colors: ChartColors): void {
  const first = plot.data[3]?.findIndex((value) => value !== null && value !== undefined) ?? -1;
  const at = first < 0 ? undefined : plot.data[0][first];
  if (at === undefined) return;
  const x = Math.round(plot.valToPos(at, 'x', true)) + 0.5;
  const { ctx } = plot;
  ctx.save();
  ctx.strokeStyle = colors.strong;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(x, plot.bbox.top);
  ctx.lineTo(x, plot.bbox.top + plot.bbox.height);
  ctx.stroke();
  ctx.restore();
}

function trailOptions(colors: ChartColors): Omit<uPlot.Options, 'width' | 'height'> {
  const edge = { stroke: withAlpha(colors.text, 0.5), width: 1, points: plain };
  return {
    legend: plain,
    cursor: plain,
    scales: { x: { time: true, range: atLeastTenMinutes }, y: { range: (_, min, max) => withAir(min, max) } },
    axes: axes(colors),
    series: [{}, edge, { stroke: colors.strong, width: 1.5, points: plain }, edge],
    bands: [{ series: [3, 1], fill: withAlpha(colors.text, 0.24) }],
    padding: [6, 18, 0, 0],
  };
}

/** A young trail is shown on ten minutes, so that it grows instead of shrinking. */
function atLeastTenMinutes(_: uPlot, min: number, max: number): [number, number] {
  return [Math.min(min, max - 600), max];
}

function withAir(min: number, max: number): [number, number] {
  const air = Math.max(1, (max - min) * 0.2);
  return [min - air, max + air];
}
