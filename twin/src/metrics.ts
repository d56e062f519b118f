// Figures of the twin itself for Prometheus.
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { History } from './history/index.ts';
import type { LiveLine } from './live/live-line.ts';

const HEALTH_LEVEL = { SYNCED: 0, DEGRADED: 1, LOST: 2, INVALID: 3 } as const;

/** A registry whose gauges read the line and the history when they are asked. */
export function createMetrics(line: LiveLine, history: History): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  gauge(registry, 'twin_messages_received', 'Messages received since start', () => sum(line, 'messages'));
  gauge(registry, 'twin_messages_rejected', 'Messages and values dropped', () => sum(line, 'rejected'));
  gauge(registry, 'twin_sequence_gaps', 'Holes in message sequences', () => sum(line, 'gaps'));
  gauge(
    registry,
    'twin_health',
    'Mirror: 0 synced, 1 degraded, 2 lost, 3 invalid',
    () => HEALTH_LEVEL[line.health().status],
  );
  gauge(registry, 'twin_parts_on_line', 'Parts on the line', () => line.mirror.wip());
  gauge(
    registry,
    'twin_forecast_compute_seconds',
    'Duration of the last forecast',
    () => (line.forecast()?.computeMs ?? 0) / 1000,
  );
  gauge(registry, 'twin_history_queued_rows', 'Rows that wait in memory', () => history.status().queuedRows);
  gauge(
    registry,
    'twin_history_spooled_bytes',
    'Bytes on disk that wait for the database',
    () => history.status().spooledBytes,
  );
  return registry;
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

function sum(line: LiveLine, counter: 'messages' | 'rejected' | 'gaps'): number {
  return line.health().connections.reduce((total, connection) => total + connection[counter], 0);
}
