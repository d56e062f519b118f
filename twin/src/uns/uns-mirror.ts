// Publishes the readable tree of a line for everyone who does not speak Sparkplug: the latest value of each signal.
import type { LineModel, SignalRecord, SignalValue } from '@mini-factory-twin/contracts';
import mqtt, { type IClientOptions } from 'mqtt';
import { createTopicThrottle } from './topic-throttle.ts';
import {
  encodeMessage,
  lineTopic,
  messageOf,
  signalTopic,
  twinTopic,
  type UnsBranch,
  type UnsMessage,
} from './topic.ts';

/** What the mirror logs to; a pino logger fits. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface UnsMirrorOptions {
  url: string;
  /** User, password, TLS and the like. */
  client?: IClientOptions;
  model: Pick<LineModel, 'id' | 'location'>;
  /** Real ms since 1970 UTC. */
  now?: () => number;
  /** Shortest pause between two messages of a topic [ms]. */
  intervalMs?: number;
  logger: Logger;
}

/** A running mirror. Its methods never wait and never throw. */
export interface UnsMirror {
  /** Shows a record; historical ones and signals without a place in the tree are passed over. */
  publish(record: SignalRecord): void;
  /** Shows something the twin itself says (`_twin`, `_kpi`, `_plan`, `_cond`), of an asset or of the line. */
  publishTwin(at: { asset?: string; branch: UnsBranch; name: string }, value: TwinValue): void;
  /** Shows all signals of the assets again, with quality `stale`. */
  markStale(assets: readonly string[]): void;
  /** Takes an asset out of the tree: empties its retained messages. */
  retire(asset: string): void;
  status(): { isConnected: boolean; published: number; waiting: number };
  /** Sends what waits and disconnects. */
  close(): Promise<void>;
}

export interface TwinValue {
  value: SignalValue;
  atMs: number;
  unit?: string;
  quality?: UnsMessage['q'];
  sim?: string | true;
}

const CLOSE_TIMEOUT_MS = 2_000;
/** Fraction of the interval after which waiting messages are looked at. */
const FLUSHES_PER_INTERVAL = 5;

/** Starts the mirror on its own connection, which comes back after every loss and then shows the latest values again. */
export function startUnsMirror(options: UnsMirrorOptions): UnsMirror {
  const line = lineTopic(options.model);
  const { client, throttle, close, published } = startPublisher(options);
  /** Latest message by asset and topic: shown again on stale and on a new connection. */
  const latest = new Map<string, Map<string, UnsMessage>>();

  function show(asset: string, topic: string, message: UnsMessage): void {
    const topics = latest.get(asset) ?? new Map<string, UnsMessage>();
    latest.set(asset, topics.set(topic, message));
    throttle.offer(topic, encodeMessage(message));
  }
  client.on('connect', () => {
    for (const topics of latest.values()) {
      for (const [topic, message] of topics) throttle.offer(topic, encodeMessage(message));
    }
  });
  return {
    publish(record) {
      if (record.historical) return;
      const topic = signalTopic(line, record.asset, record.signal);
      if (topic) show(record.asset, topic, messageOf(record));
    },
    publishTwin(at, { value, atMs, unit, quality = 'good', sim }) {
      const message = { v: value, ts: atMs, q: quality, u: unit ?? null, ...(sim === undefined ? {} : { sim }) };
      show(at.asset ?? '', twinTopic(line, at), message);
    },
    markStale(assets) {
      for (const asset of assets) {
        for (const [topic, message] of latest.get(asset) ?? []) show(asset, topic, { ...message, q: 'stale' });
      }
    },
    retire(asset) {
      for (const topic of latest.get(asset)?.keys() ?? []) throttle.offer(topic, '');
      latest.delete(asset);
    },
    status: () => ({ isConnected: client.connected, published: published(), waiting: throttle.waiting }),
    close,
  };
}

/** The connection with a throttle in front of it. */
function startPublisher({ url, client: given, now = Date.now, intervalMs = 500, logger }: UnsMirrorOptions) {
  const client = mqtt.connect(url, { ...given, protocolVersion: 4, clean: true, reconnectPeriod: 1_000 });
  let published = 0;

  function send(topic: string, payload: string): void {
    if (!client.connected) return; // shown again on the next connection
    published++;
    client.publish(topic, payload, { qos: 1, retain: true }, (error) => {
      if (error) logger.debug({ topic, error: error.message }, 'not published');
    });
  }
  const throttle = createTopicThrottle({ intervalMs, now, send });
  const pauseMs = intervalMs / FLUSHES_PER_INTERVAL;
  const timer = setInterval(() => throttle.flush(), pauseMs);
  timer.unref();
  client.on('error', (error) => logger.debug({ url, error: error.message }, 'MQTT error'));

  async function close(): Promise<void> {
    const deadlineMs = performance.now() + CLOSE_TIMEOUT_MS;
    while (throttle.waiting > 0 && client.connected && performance.now() < deadlineMs) {
      throttle.flush();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    clearInterval(timer);
    const end = client.endAsync().catch(() => undefined);
    await Promise.race([end, new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS).unref())]);
    client.end(true);
  }
  return { client, throttle, close, published: () => published };
}
