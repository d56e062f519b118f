// Sensor charts of one machine: the last minutes of each measurement, asked for while the inspector is open.
import { useEffect, useMemo, useState } from 'react';
import type uPlot from 'uplot';
import type { History, SignalView, Station } from '@mini-factory-twin/contracts';
import { useSession } from '../../stream/use-twin.ts';
import { formatSensor, formatUnit, formatValue } from '../../ui/format.ts';
import { axes, Chart, withAlpha } from './chart.tsx';
import type { ChartColors } from './chart.tsx';

const WINDOW_MS = 15 * 60_000;
const POINTS = 300;
const POLL_MS = 2500;

interface Reading {
  signal: string;
  history: History;
  latest: SignalView | null;
}

/** One small chart per sensor of the station. */
export function SensorCharts({ station }: { station: Station }) {
  const { readings, problem } = useReadings(station);
  if (station.sensors.length === 0) return null;
  return (
    <section className="panel">
      <header>
        <h3>Sensors</h3>
        <span className="muted small">{problem ?? 'last 15 min'}</span>
      </header>
      {readings.map((reading) => (
        <SensorChart key={reading.signal} reading={reading} />
      ))}
    </section>
  );
}

function SensorChart({ reading }: { reading: Reading }) {
  const { history, latest, signal } = reading;
  const data = useMemo<uPlot.AlignedData>(
    () => [history.points.map(([atMs]) => atMs / 1000), history.points.map(([, value]) => value)],
    [history],
  );
  const value = typeof latest?.value === 'number' ? latest.value : null;
  const isDoubtful = latest !== null && latest.quality !== 'good';
  return (
    <div className="sensor" data-doubtful={isDoubtful || undefined}>
      <p>
        <span>{formatSensor(signal)}</span>
        <b>
          {formatValue(value)} <span className="muted">{formatUnit(history.unit)}</span>
          {isDoubtful && <span className="tag">{latest.quality}</span>}
        </b>
      </p>
      <Chart
        data={data}
        height={76}
        options={sensorOptions}
        label={`${formatSensor(signal)} over the last 15 minutes, now ${formatValue(value)}`}
      />
    </div>
  );
}

function useReadings(station: Station): { readings: Reading[]; problem: string | null } {
  const { transport, line, clock } = useSession();
  const [readings, setReadings] = useState<Reading[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (line === null || station.sensors.length === 0) return;
    let isOver = false;
    const load = async () => {
      const toMs = clock.now(Date.now());
      const query = { asset: station.id, fromMs: toMs - WINDOW_MS, toMs, points: POINTS };
      const names = station.sensors.map((sensor) => `Meas/${sensor.name}`);
      try {
        const [signals, ...histories] = await Promise.all([
          transport.signals(line),
          ...names.map((signal) => transport.history(line, { ...query, signal })),
        ]);
        if (isOver) return;
        const latestOf = (signal: string) =>
          signals.find((entry) => entry.asset === station.id && entry.signal === signal) ?? null;
        setReadings(
          histories.map((history, index) => ({
            signal: names[index] ?? '',
            history,
            latest: latestOf(names[index] ?? ''),
          })),
        );
        setProblem(null);
      } catch (error) {
        if (!isOver) setProblem(error instanceof Error ? error.message : String(error));
      }
    };
    void load();
    const timer = setInterval(() => void load(), POLL_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [transport, line, clock, station]);
  return { readings, problem };
}

function sensorOptions(colors: ChartColors): Omit<uPlot.Options, 'width' | 'height'> {
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: true } },
    axes: axes(colors),
    series: [{}, { stroke: colors.strong, width: 1.25, fill: withAlpha(colors.text, 0.1), points: { show: false } }],
    padding: [6, 8, 0, 0],
  };
}
