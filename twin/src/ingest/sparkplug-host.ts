// The Sparkplug host application: listens to edge nodes on a broker and hands on signal records.
import { randomBytes } from 'node:crypto';
import { medianClock } from './clock.ts';
import { type TlsOptions, sparkplugFilters, startMqttLink } from './mqtt-link.ts';
import {
  type ConnectionStatus,
  type DeviceAddress,
  type Logger,
  realTimers,
  type SourceSink,
  type Timers,
  type UnmappedDevice,
} from './source.ts';
import { type HostRole, SparkplugReceiver } from './sparkplug-receiver.ts';

export interface SparkplugHostOptions extends SourceSink {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://` address of the broker. */
  url: string;
  /** Connection name, as it appears in records and in the health of the line. */
  name: string;
  clientId?: string;
  username?: string | undefined;
  password?: string | undefined;
  tls?: TlsOptions;
  /** Host id of the STATE topic; unique in the plant. */
  hostId: string;
  role: HostRole;
  /** Groups and edge nodes to listen to; all when absent. */
  groups?: readonly string[];
  edgeNodes?: readonly string[];
  /** Station and buffer ids of the line. */
  knownAssets: ReadonlySet<string>;
  /** The asset a device is meant to be; the id of the device by default. Null for none. */
  assetOf?: (address: DeviceAddress) => string | null;
  /** How long a missing message is waited for [ms]. */
  reorderTimeoutMs?: number;
  /** Shortest pause between two rebirth requests to an edge node [ms]. */
  rebirthThrottleMs?: number;
  rebirthJitterMs?: number;
  /** How long devices may stay away after a new birth of their node [ms]. */
  birthGraceMs?: number;
  reconnectMinMs?: number;
  reconnectMaxMs?: number;
  timers?: Timers;
  /** Uniform in [0, 1), for jitter. */
  random?: () => number;
  logger: Logger;
}

/** A running host. */
export interface SparkplugHost {
  status(): ConnectionStatus;
  /** Devices that send but are no asset of the line. */
  unmapped(): UnmappedDevice[];
  /** Plant time at a wall time, and plant seconds per real second: the median over the edge nodes that are online. */
  plantClock(wallMs: number): { plantMs: number; speed: number };
  /** Asks every known edge node for a new birth, throttled; nothing happens in the passive role. */
  requestRebirths(reason: string): void;
  /** Says goodbye (STATE offline) and disconnects. */
  close(): Promise<void>;
}

/** Starts a host. It connects in the background and again after every loss; no input makes it throw. */
export function startSparkplugHost(options: SparkplugHostOptions): SparkplugHost {
  const { timers = realTimers, random = Math.random } = options;
  const receiver = new SparkplugReceiver({
    ...options,
    timers,
    random,
    reorderTimeoutMs: options.reorderTimeoutMs ?? 2_000,
    rebirthThrottleMs: options.rebirthThrottleMs ?? 10_000,
    rebirthJitterMs: options.rebirthJitterMs ?? 500,
    birthGraceMs: options.birthGraceMs ?? 5_000,
    publish: (topic, payload) => link.publish(topic, payload),
  });
  const link = startMqttLink({
    url: options.url,
    clientId: options.clientId ?? `${options.hostId}-${randomBytes(4).toString('hex')}`,
    username: options.username,
    password: options.password,
    tls: options.tls,
    hostId: options.hostId,
    announces: options.role === 'primary',
    filters: sparkplugFilters(options.groups),
    reconnectMinMs: options.reconnectMinMs ?? 250,
    reconnectMaxMs: options.reconnectMaxMs ?? 30_000,
    timers,
    random,
    logger: options.logger,
    onUp: () => receiver.onLinkUp(),
    onDown: () => receiver.onLinkDown(),
    onMessage: (topic, payload, packet) => receiver.onMessage(topic, payload, packet),
  });
  return {
    status: () => ({ ...receiver.counters }),
    unmapped: () => receiver.unmapped(),
    plantClock: (wallMs) => medianClock(receiver.clocks(), wallMs),
    requestRebirths: (reason) => receiver.requestRebirths(reason),
    async close() {
      receiver.stop();
      await link.close();
    },
  };
}
