// Serves a fixture where the dashboard expects a twin; for development and tests only.
import type { Transport } from '../stream/transport.ts';
import type { Fixture } from './fixture.ts';

/** A transport that serves a fixture at 10 Hz; `?offline` cuts it after some seconds, `?stale` silences it. */
export function fixtureTransport(
  fixture: Fixture,
  options: { cutAfterSeconds: number | null; isSilentCut: boolean },
): Transport {
  const { model } = fixture.line;
  let isCut = false;
  return {
    lines: async () => [{ id: model.id, name: model.name }],
    line: async () => ({ model, modelVersion: '1' }),
    open: (_, events) => {
      if (isCut) {
        const failing = setTimeout(() => events.onEnd(), 50);
        return () => clearTimeout(failing);
      }
      queueMicrotask(() => events.onMessage(fixture.hello()));
      let ticks = 0;
      const timer = setInterval(() => {
        ticks += 1;
        if (options.cutAfterSeconds !== null && ticks > options.cutAfterSeconds * 10) {
          isCut = true;
          clearInterval(timer);
          if (!options.isSilentCut) events.onEnd();
          return;
        }
        events.onMessage(fixture.next());
      }, 100);
      return () => clearInterval(timer);
    },
    signals: async () =>
      model.stations.flatMap((station) =>
        station.sensors.map((sensor) => ({
          asset: station.id,
          signal: `Meas/${sensor.name}`,
          value: course(sensor.high, fixture.line.nowMs),
          datatype: 'Float',
          unit: sensor.unit,
          low: sensor.low,
          high: sensor.high,
          quality: 'good' as const,
          sourceMs: fixture.line.nowMs,
          receivedMs: Date.now(),
          simulated: true,
        })),
      ),
    history: async (_, query) => {
      const sensor = model.stations
        .find((station) => station.id === query.asset)
        ?.sensors.find((entry) => query.signal.endsWith(entry.name));
      const stepMs = (query.toMs - query.fromMs) / query.points;
      const points = Array.from({ length: query.points }, (__, index): [number, number] => {
        const atMs = query.fromMs + index * stepMs;
        return [atMs, course(sensor?.high ?? 1, atMs)];
      });
      return { asset: query.asset, signal: query.signal, unit: sensor?.unit ?? null, points };
    },
    acknowledge: async (_, alarm, by) => fixture.acknowledge(alarm, by),
  };
}

function course(high: number, atMs: number): number {
  const seconds = Math.round(atMs / 1000);
  const noise = Math.abs(Math.sin(seconds * 12.9898) * 43758.5453) % 1;
  return high * (0.32 + 0.1 * Math.sin(seconds / 61) + 0.05 * Math.sin(seconds / 7) + 0.04 * noise);
}
