// The broker's Prometheus metrics, in a registry of their own.
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

/** Why the broker refused something; the label `reason` of mft_broker_rejected_total. */
export type RejectReason =
  | 'connection-limit'
  | 'connection-rate'
  | 'origin'
  | 'credentials'
  | 'client-id'
  | 'will'
  | 'publish'
  | 'subscribe'
  | 'packet-too-large'
  | 'malformed'
  | 'queue-full';

export type BrokerMetrics = ReturnType<typeof createMetrics>;

/** Creates the metrics. One set a broker, so several brokers can live in one process. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string) => new Counter({ name: `mft_broker_${name}`, help, registers });
  return {
    registry,
    connections: new Gauge({ name: 'mft_broker_connections', help: 'Open client connections', registers }),
    messagesIn: counter('messages_in_total', 'PUBLISH packets accepted from clients'),
    messagesOut: counter('messages_out_total', 'PUBLISH packets forwarded to clients'),
    bytesIn: counter('bytes_in_total', 'Bytes received from clients'),
    bytesOut: counter('bytes_out_total', 'Bytes sent to clients'),
    droppedSlow: counter('dropped_slow_total', 'QoS 0 messages dropped for subscribers that do not read'),
    closedSlow: counter('closed_slow_total', 'Subscribers of QoS 1 or 2 closed because they do not read'),
    throttled: counter('throttled_total', 'PUBLISH packets held back by the rate limit of their client'),
    journalBytes: new Gauge({ name: 'mft_broker_journal_bytes', help: 'Size of the message journal', registers }),
    rejected: new Counter({
      name: 'mft_broker_rejected_total',
      help: 'Refusals by reason',
      labelNames: ['reason'] as const,
      registers,
    }),
  };
}
