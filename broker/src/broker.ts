// The broker: aedes with the listeners, the rules and the guards around it.
import type { Duplex } from 'node:stream';
import { Aedes, type Client, type Connection, type PublishPacket } from 'aedes';
import { type Logger, pino } from 'pino';
import { createAuthenticate } from './authenticate.ts';
import { ClientStream } from './client-stream.ts';
import { type BrokerConfig, checkAnonymous, parseBrokerConfig } from './config.ts';
import { createHooks } from './hooks.ts';
import { TokenBucket } from './guards/token-bucket.ts';
import { type Door, type Listener, listenMetrics, listenMqtt, listenWebSocket } from './listeners.ts';
import { type BrokerMetrics, createMetrics } from './metrics.ts';
import { BrokerPersistence } from './persistence/broker-persistence.ts';
import { lockDirectory } from './persistence/directory-lock.ts';
import { openJournal } from './persistence/journal.ts';
import { MessageStore } from './persistence/message-store.ts';
import { certificateTopic } from './sparkplug-births.ts';
import { readUsersFile } from './users.ts';

export interface Broker {
  /** `mqtt://host:port` */
  mqttUrl: string;
  /** `ws://host:port`, or null when there is no WebSocket listener. */
  wsUrl: string | null;
  /** `http://host:port/metrics`, or null. */
  metricsUrl: string | null;
  metrics: BrokerMetrics;
  /** Ends all connections (Wills go out), frees the ports, writes what is left to the journal. */
  stop: () => Promise<void>;
}

/** Settings by their environment names; what is missing has the default of `brokerConfigSchema`. */
export interface BrokerOptions extends Partial<BrokerConfig> {
  log?: Logger;
  /** Listen for WebSocket also when BROKER_WS_PORT is 0, on any free port. For tests. */
  anyWebSocketPort?: boolean;
}

/** What undoes the start, in the order of the start. */
type CleanUp = (() => Promise<void>)[];

/** Unacknowledged work is bounded by back-pressure, not by the emitter's queue: with a queue, aedes can overflow the stack. */
const EMITTER_CONCURRENCY = 0;
const DRAIN_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 10_000;
const PACKET_HEADER_BYTES = 65_538;

/**
 * Starts a broker and returns when it listens.
 * @throws BrokerError BROKER_PORT_IN_USE, BROKER_LISTEN_FAILED, BROKER_ANONYMOUS_NOT_LOOPBACK, BROKER_NO_WAY_IN,
 * BROKER_USERS_FILE_INVALID, BROKER_DATA_DIR_IN_USE, BROKER_JOURNAL_FAILED
 */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const { log = pino({ level: 'silent' }), anyWebSocketPort = false, ...given } = options;
  const config = { ...parseBrokerConfig({ BROKER_WS_PORT: '0' }), ...given };
  checkAnonymous(config.BROKER_HOST, config.BROKER_ALLOW_ANONYMOUS, config.BROKER_USERS_FILE);
  const cleanUp: CleanUp = [];
  const stop = async (): Promise<void> => {
    for (const close of cleanUp.splice(0).reverse()) await close();
  };
  try {
    return { ...(await start(config, log, anyWebSocketPort, cleanUp)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  config: BrokerConfig,
  log: Logger,
  anyWebSocketPort: boolean,
  cleanUp: CleanUp,
): Promise<Omit<Broker, 'stop'>> {
  const metrics = createMetrics();
  const persistence = await openPersistence(config, metrics, log, cleanUp);
  const aedes = await startAedes(config, persistence, metrics, log);
  cleanUp.push(() => new Promise((resolve) => aedes.close(resolve)));
  const door = createDoor(config, aedes, metrics, log);
  const ports = await openListeners(config, door, metrics, anyWebSocketPort, cleanUp);
  const url = (scheme: string, port: number | null, path = '') =>
    port === null ? null : `${scheme}://${urlHost(config.BROKER_HOST)}:${port}${path}`;
  return {
    mqttUrl: `mqtt://${urlHost(config.BROKER_HOST)}:${ports.mqtt}`,
    wsUrl: url('ws', ports.ws),
    metricsUrl: url('http', ports.metrics, '/metrics'),
    metrics,
  };
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

async function openListeners(
  config: BrokerConfig,
  door: Door,
  metrics: BrokerMetrics,
  anyWebSocketPort: boolean,
  cleanUp: CleanUp,
): Promise<{ mqtt: number; ws: number | null; metrics: number | null }> {
  const at = (port: number, setting: string) => ({ host: config.BROKER_HOST, port, setting });
  const opened = async (listener: Promise<Listener>) => {
    const { port, close } = await listener;
    cleanUp.push(close);
    return port;
  };
  const web = {
    allowedOrigins: config.BROKER_WS_ALLOWED_ORIGINS,
    maxPayloadBytes: config.BROKER_MAX_PAYLOAD_BYTES + PACKET_HEADER_BYTES,
    metrics,
  };
  const mqttAt = at(config.BROKER_MQTT_PORT, 'BROKER_MQTT_PORT (npm start: --mqtt-port)');
  const wsAt = at(config.BROKER_WS_PORT, 'BROKER_WS_PORT (0 = off)');
  const metricsAt = at(config.BROKER_METRICS_PORT, 'BROKER_METRICS_PORT (0 = off)');
  const isWeb = config.BROKER_WS_PORT > 0 || anyWebSocketPort;
  return {
    mqtt: await opened(listenMqtt(mqttAt, door)),
    ws: isWeb ? await opened(listenWebSocket(wsAt, web, door)) : null,
    metrics: config.BROKER_METRICS_PORT > 0 ? await opened(listenMetrics(metricsAt, metrics)) : null,
  };
}

async function openPersistence(
  config: BrokerConfig,
  metrics: BrokerMetrics,
  log: Logger,
  cleanUp: CleanUp,
): Promise<BrokerPersistence> {
  const directory = config.BROKER_DATA_DIR;
  const bounds = {
    maxQueuedMessages: config.BROKER_MAX_QUEUED_MESSAGES,
    onQueueFull: (clientId: string) => {
      metrics.rejected.inc({ reason: 'queue-full' });
      log.error({ clientId }, 'queue of an offline session is full: its oldest message is gone');
    },
  };
  if (directory === '') return new BrokerPersistence({ store: new MessageStore(), journal: null, ...bounds });
  cleanUp.push(await lockDirectory(directory));
  const { journal, store } = await openJournal(directory, { onSize: (bytes) => metrics.journalBytes.set(bytes) });
  cleanUp.push(() => journal.close());
  return new BrokerPersistence({ store, journal, ...bounds });
}

async function startAedes(
  config: BrokerConfig,
  persistence: BrokerPersistence,
  metrics: BrokerMetrics,
  log: Logger,
): Promise<Aedes> {
  const users = config.BROKER_USERS_FILE === '' ? new Map() : await readUsersFile(config.BROKER_USERS_FILE);
  const anonymousRole = config.BROKER_ALLOW_ANONYMOUS ? config.BROKER_ANONYMOUS_ROLE : null;
  const authenticate = createAuthenticate({ users, anonymousRole });
  const limits = {
    maxPayloadBytes: config.BROKER_MAX_PAYLOAD_BYTES,
    maxMessagesPerSecondPerClient: config.BROKER_MAX_MESSAGES_PER_SECOND_PER_CLIENT,
  };
  const aedes = await Aedes.createBroker({
    concurrency: EMITTER_CONCURRENCY,
    drainTimeout: DRAIN_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    persistence,
    ...createHooks({ authenticate, persistence, metrics, log, ...limits }),
  });
  watch(aedes, persistence, metrics, log);
  return aedes;
}

function watch(aedes: Aedes, persistence: BrokerPersistence, metrics: BrokerMetrics, log: Logger): void {
  aedes.on('publish', (packet, client) => {
    if (client) metrics.messagesIn.inc();
    const copy = certificateTopic(packet.topic);
    if (copy) aedes.publish(retainedCopy(copy, packet.payload), () => {});
  });
  aedes.on('clientDisconnect', (client) => {
    routeUnrouted(aedes, persistence, client, log).catch((error) => log.error({ error }, 'journal failed'));
  });
  aedes.on('clientError', (client, error) => log.info({ clientId: client.id, reason: error.message }, 'client ended'));
  aedes.on('connectionError', (_client, error) => log.info({ reason: error.message }, 'connection refused'));
  // aedes reports a failing persistence this way; without a listener it would end the process
  (aedes as NodeJS.EventEmitter).on('error', (error: Error) => log.error({ error: error.message }, 'broker fault'));
}

async function routeUnrouted(aedes: Aedes, persistence: BrokerPersistence, client: Client, log: Logger) {
  const packets = await persistence.takeUnrouted<PublishPacket>(client);
  if (packets.length > 0) log.info({ clientId: client.id, count: packets.length }, 'routing what a lost client left');
  for (const packet of packets) aedes.publish(packet, () => {});
}

function retainedCopy(topic: string, payload: Buffer | string): PublishPacket {
  return { cmd: 'publish', topic, payload, qos: 0, retain: true, dup: false };
}

/** Counts, limits and wraps connections on their way from a listener to aedes. */
function createDoor(config: BrokerConfig, aedes: Aedes, metrics: BrokerMetrics, log: Logger): Door {
  const bucket = new TokenBucket(config.BROKER_MAX_CONNECTIONS_PER_SECOND);
  let open = 0;
  const mayConnect = (): boolean => {
    const isFull = open >= config.BROKER_MAX_CONNECTIONS;
    if (!isFull && bucket.tryTake()) return true;
    metrics.rejected.inc({ reason: isFull ? 'connection-limit' : 'connection-rate' });
    return false;
  };
  const accept = (lower: Duplex, remoteAddress: string | undefined): void => {
    metrics.connections.set(++open);
    lower.once('close', () => metrics.connections.set(--open));
    const stream = new ClientStream(lower, {
      maxPacketBytes: config.BROKER_MAX_PAYLOAD_BYTES + PACKET_HEADER_BYTES,
      remoteAddress,
      onBytesIn: (bytes) => metrics.bytesIn.inc(bytes),
      onBytesOut: (bytes) => metrics.bytesOut.inc(bytes),
      onRefused: ({ code, message }) => {
        const reason = code === 'BROKER_PACKET_TOO_LARGE' ? 'packet-too-large' : 'malformed';
        metrics.rejected.inc({ reason });
        log.warn({ code, remoteAddress, message }, 'connection ended');
      },
    });
    aedes.handle(stream as Connection);
  };
  return { mayConnect, accept };
}
