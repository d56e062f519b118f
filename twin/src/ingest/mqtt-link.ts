// The MQTT session of a Sparkplug host: Will, subscriptions and STATE in their order, again after every loss.
import {
  encodeStatePayload,
  formatTopic,
  parseStatePayload,
  SPARKPLUG_NAMESPACE,
} from '@mini-factory-twin/contracts/sparkplug';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { Logger, Timers } from './source.ts';

/** TLS settings handed to the MQTT client. */
export type TlsOptions = Pick<IClientOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized'>;

export interface LinkOptions {
  url: string;
  clientId: string;
  username?: string | undefined;
  password?: string | undefined;
  tls?: TlsOptions | undefined;
  hostId: string;
  /** Whether STATE is announced. */
  announces: boolean;
  filters: string[];
  reconnectMinMs: number;
  reconnectMaxMs: number;
  timers: Timers;
  random(): number;
  logger: Logger;
  onUp(): void;
  onDown(): void;
  onMessage(topic: string, payload: Uint8Array, packet: { isRetained: boolean }): void;
}

/** A link that keeps itself up. */
export interface MqttLink {
  /** Publishes with QoS 0, not retained; nothing happens while the link is down. */
  publish(topic: string, payload: Uint8Array): void;
  /** Announces the leave and disconnects. */
  close(): Promise<void>;
}

const CERTIFICATES_FILTER = '$sparkplug/certificates/#';
const CLOSE_TIMEOUT_MS = 2_000;

/** Connects and stays connected until it is closed. */
export function startMqttLink(options: LinkOptions): MqttLink {
  const stateTopic = formatTopic({ type: 'STATE', hostId: options.hostId });
  const { timers, logger } = options;
  let client: MqttClient | null = null;
  let isUp = false;
  let isClosing = false;
  let failures = 0;
  let cancelRetry: (() => void) | null = null;

  /** Every attempt is a new client: the Will carries the time of its CONNECT (tck-id-host-topic-phid-death-payload-timestamp-connect). */
  function connect(): void {
    const connectMs = timers.now();
    const attempt = mqtt.connect(options.url, clientOptions(options, stateTopic, connectMs));
    client = attempt;
    attempt.on('connect', () => void open(attempt, connectMs));
    attempt.on('message', (topic, payload, packet) => {
      if (topic === stateTopic) guardState(attempt, payload, connectMs);
      else options.onMessage(topic, payload, { isRetained: packet.retain });
    });
    attempt.on('error', (error) => logger.debug({ url: options.url, error: error.message }, 'MQTT error'));
    attempt.once('close', () => lose(attempt));
  }

  async function open(attempt: MqttClient, connectMs: number): Promise<void> {
    try {
      await attempt.subscribeAsync([stateTopic, ...options.filters], { qos: 1 });
      if (options.announces) await announce(attempt, true, connectMs);
      // Only a Sparkplug-aware broker has these, and not everybody may read them.
      await attempt.subscribeAsync(CERTIFICATES_FILTER, { qos: 0 }).catch(() => undefined);
    } catch (error) {
      logger.warn({ url: options.url, error: String(error) }, 'the broker refuses the subscriptions');
      attempt.end(true);
      return;
    }
    if (attempt !== client || isClosing) return;
    failures = 0;
    isUp = true;
    logger.info({ url: options.url }, 'connected to the broker');
    options.onUp();
  }

  function announce(to: MqttClient, online: boolean, timestampMs: number): Promise<unknown> {
    return to.publishAsync(stateTopic, encodeStatePayload({ online, timestampMs }), { qos: 1, retain: true });
  }

  /** tck-id-message-flow-hid-sparkplug-state-message-delivered: whoever says this host is offline is contradicted. */
  function guardState(attempt: MqttClient, payload: Uint8Array, connectMs: number): void {
    if (!options.announces || isClosing || parseStatePayload(payload)?.online === true) return;
    if (isUp) announce(attempt, true, connectMs).catch(() => undefined);
  }

  function lose(attempt: MqttClient): void {
    attempt.end(true);
    if (attempt !== client) return;
    client = null;
    if (isUp) {
      logger.warn({ url: options.url }, 'the link to the broker is lost');
      isUp = false;
      options.onDown();
    }
    if (isClosing) return;
    const pauseMs = Math.min(options.reconnectMaxMs, options.reconnectMinMs * 2 ** Math.min(failures, 16));
    failures++;
    cancelRetry = timers.after(pauseMs * (0.5 + options.random() / 2), connect);
  }

  connect();
  return {
    publish(topic, payload) {
      if (isUp) client?.publish(topic, Buffer.from(payload), { qos: 0, retain: false });
    },
    async close() {
      isClosing = true;
      cancelRetry?.();
      const leaving = client;
      if (!leaving) return;
      if (isUp && options.announces) {
        await Promise.race([announce(leaving, false, timers.now()).catch(() => undefined), expire(CLOSE_TIMEOUT_MS)]);
      }
      await Promise.race([leaving.endAsync().catch(() => undefined), expire(CLOSE_TIMEOUT_MS)]);
    },
  };
}

function clientOptions(options: LinkOptions, stateTopic: string, connectMs: number): IClientOptions {
  const payload = Buffer.from(encodeStatePayload({ online: false, timestampMs: connectMs }));
  const will = { topic: stateTopic, payload, qos: 1 as const, retain: true };
  return {
    ...options.tls,
    protocolVersion: 4,
    clean: true,
    clientId: options.clientId,
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: options.password }),
    keepalive: 15,
    connectTimeout: 10_000,
    reconnectPeriod: 0,
    ...(options.announces ? { will } : {}),
  };
}

/** Filters for the groups a host listens to; everything in the namespace when it does not choose. */
export function sparkplugFilters(groups: readonly string[] | undefined): string[] {
  if (!groups || groups.length === 0) return [`${SPARKPLUG_NAMESPACE}/#`];
  return groups.map((group) => `${SPARKPLUG_NAMESPACE}/${group}/#`);
}

function expire(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
