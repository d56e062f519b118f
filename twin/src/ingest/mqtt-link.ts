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
  const link = new Link(options);
  link.connect();
  return link;
}

class Link implements MqttLink {
  private readonly options: LinkOptions;
  private readonly stateTopic: string;
  private client: MqttClient | null = null;
  private isUp = false;
  private isClosing = false;
  private failures = 0;
  private cancelRetry: () => void = () => undefined;

  constructor(options: LinkOptions) {
    this.options = options;
    this.stateTopic = formatTopic({ type: 'STATE', hostId: options.hostId });
  }

  /** Every attempt is a new client: the Will carries the time of its CONNECT (tck-id-host-topic-phid-death-payload-timestamp-connect). */
  connect(): void {
    const { url, timers, logger, onMessage } = this.options;
    const connectMs = timers.now();
    const attempt = mqtt.connect(url, clientOptions(this.options, this.stateTopic, connectMs));
    this.client = attempt;
    attempt.on('connect', () => void this.open(attempt, connectMs));
    attempt.on('message', (topic, payload, packet) => {
      if (topic === this.stateTopic) this.guardState(attempt, payload, connectMs);
      else onMessage(topic, payload, { isRetained: packet.retain });
    });
    attempt.on('error', (error) => logger.debug({ url, error: error.message }, 'MQTT error'));
    attempt.once('close', () => this.lose(attempt));
  }

  publish(topic: string, payload: Uint8Array): void {
    if (this.isUp) this.client?.publish(topic, Buffer.from(payload), { qos: 0, retain: false });
  }

  async close(): Promise<void> {
    this.isClosing = true;
    this.cancelRetry();
    const { client, options } = this;
    if (!client) return;
    if (this.isUp && options.announces) {
      const farewell = this.announce(client, false, options.timers.now()).catch(() => undefined);
      await Promise.race([farewell, expire(CLOSE_TIMEOUT_MS)]);
    }
    await Promise.race([client.endAsync().catch(() => undefined), expire(CLOSE_TIMEOUT_MS)]);
  }

  private async open(attempt: MqttClient, connectMs: number): Promise<void> {
    const { url, filters, announces, logger, onUp } = this.options;
    try {
      await attempt.subscribeAsync([this.stateTopic, ...filters], { qos: 1 });
      if (announces) await this.announce(attempt, true, connectMs);
      // Only a Sparkplug-aware broker has these, and not everybody may read them.
      await attempt.subscribeAsync(CERTIFICATES_FILTER, { qos: 0 }).catch(() => undefined);
    } catch (error) {
      if (!this.isClosing) logger.warn({ url, error: String(error) }, 'the broker refuses the subscriptions');
      attempt.end(true);
      return;
    }
    if (attempt !== this.client || this.isClosing) return;
    this.failures = 0;
    this.isUp = true;
    logger.info({ url }, 'connected to the broker');
    onUp();
  }

  private announce(to: MqttClient, online: boolean, timestampMs: number): Promise<unknown> {
    return to.publishAsync(this.stateTopic, encodeStatePayload({ online, timestampMs }), { qos: 1, retain: true });
  }

  /** tck-id-message-flow-hid-sparkplug-state-message-delivered: whoever says this host is offline is contradicted. */
  private guardState(attempt: MqttClient, payload: Uint8Array, connectMs: number): void {
    if (!this.options.announces || !this.isUp || this.isClosing) return;
    if (parseStatePayload(payload)?.online === true) return;
    this.announce(attempt, true, connectMs).catch(() => undefined);
  }

  private lose(attempt: MqttClient): void {
    const { url, timers, logger, random, reconnectMinMs, reconnectMaxMs, onDown } = this.options;
    attempt.end(true);
    if (attempt !== this.client) return;
    this.client = null;
    if (this.isUp) {
      if (!this.isClosing) logger.warn({ url }, 'the link to the broker is lost');
      this.isUp = false;
      onDown();
    }
    if (this.isClosing) return;
    const pauseMs = Math.min(reconnectMaxMs, reconnectMinMs * 2 ** Math.min(this.failures, 16));
    this.failures++;
    this.cancelRetry = timers.after(pauseMs * (0.5 + random() / 2), () => this.connect());
  }
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
