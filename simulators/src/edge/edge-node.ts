// The Sparkplug B edge node in front of the plant: Will, births, data by exception, commands, reconnection.
import { NODE_SIGNALS, type LineModel } from '@mini-factory-twin/contracts';
import { decodePayload, encodePayload, formatTopic, type Metric } from '@mini-factory-twin/contracts/sparkplug';
import { connect, type MqttClient } from 'mqtt';
import type { Logger } from 'pino';
import type { Plant } from '../plant/plant.ts';
import type { Device, TagChange } from '../plant/tags.ts';
import { createCommandMemory, type EdgeCommand, INJECT, readCommands } from './commands.ts';
import { Aliases, birthMetrics, dataMetric } from './metric-list.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;
const KEEP_ALIVE_SECONDS = 30;
/** Time the broker has to take the last words before the socket is closed [ms]. */
const GOODBYE_MS = 400;

/** How an edge node reaches its broker and what it says of itself. */
export interface EdgeNodeOptions {
  line: LineModel;
  plant: Plant;
  /** `mqtt://host:port`, or any URL mqtt.js takes. */
  brokerUrl: string;
  username?: string;
  password?: string;
  runId: string;
  /** Plant seconds per real second. */
  clockSpeed: number;
  log: Logger;
  /** Called on every connection, before the births: the moment at which the plant clock may be set. */
  onConnect?: () => void;
  onCommand: (command: EdgeCommand) => void;
}

/** A running edge node. */
export interface EdgeNode {
  readonly isConnected: boolean;
  /** Sends what changed since the last call, in plant-time order. Without a connection nothing is kept. */
  flush(): void;
  /** Says goodbye (DDEATH, NDEATH), disconnects; within half a second even when the broker is gone. */
  stop(): Promise<void>;
  /** Cuts the connection without a word, as a power failure does: the broker sends the Will. For tests. */
  kill(): void;
}

/** Starts the edge node; it connects in the background and tries again for ever. */
export function startEdgeNode(options: EdgeNodeOptions): EdgeNode {
  return new SparkplugNode(options);
}

class SparkplugNode implements EdgeNode {
  private readonly options: EdgeNodeOptions;
  private readonly aliases: Aliases;
  private memory = createCommandMemory();
  private client: MqttClient | null = null;
  private retryTimer: NodeJS.Timeout | null = null;
  private retryMs = FIRST_RETRY_MS;
  private isStopped = false;
  private isBorn = false;
  private bdSeq = -1;
  private seq = 0;

  constructor(options: EdgeNodeOptions) {
    this.options = options;
    this.aliases = new Aliases(options.plant.devices, NODE_ALIASES.length + 1);
    this.connect();
  }

  get isConnected(): boolean {
    return this.isBorn;
  }

  flush(): void {
    if (!this.isBorn) return;
    const changes = this.options.plant.drainChanges();
    for (let from = 0; from < changes.length; ) {
      const to = endOfBatch(changes, from);
      this.sendData(changes.slice(from, to));
      from = to;
    }
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.retryTimer !== null) clearTimeout(this.retryTimer);
    const { client } = this;
    if (client === null) return;
    if (this.isBorn) {
      this.flush();
      for (const device of this.options.plant.devices)
        this.publish(this.topic('DDEATH', device), { metrics: [], seq: this.nextSeq() });
      // tck-id-operational-behavior-edge-node-intentional-disconnect-ndeath: the broker does not send the Will then.
      client.publish(this.topic('NDEATH'), this.deathPayload(), { qos: 1 });
    }
    this.close();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GOODBYE_MS);
      client.end(false, {}, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    client.end(true);
  }

  kill(): void {
    this.isStopped = true;
    if (this.retryTimer !== null) clearTimeout(this.retryTimer);
    this.close();
    this.client?.stream.destroy();
    this.client?.end(true);
  }

  /** A new client per connection, because each one carries a Will with the next bdSeq. */
  private connect(): void {
    const { brokerUrl, username, password, line, runId, log } = this.options;
    this.bdSeq = (this.bdSeq + 1) % 256;
    const client = connect(brokerUrl, {
      clientId: `plc-${line.location.site}-${line.id}-${runId.slice(-6)}`,
      protocolVersion: 4,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepalive: KEEP_ALIVE_SECONDS,
      resubscribe: false,
      queueQoSZero: false,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      will: { topic: this.topic('NDEATH'), payload: this.deathPayload(), qos: 1, retain: false },
    });
    this.client = client;
    client.on('connect', () => this.onConnect(client));
    client.on('message', (topic, payload) => this.onMessage(topic, payload));
    client.on('error', (error) => log.debug({ reason: error.message }, 'broker connection failed'));
    client.on('close', () => this.onClose(client));
  }

  private onConnect(client: MqttClient): void {
    const { line, log, brokerUrl, onConnect } = this.options;
    if (this.isStopped) return;
    this.retryMs = FIRST_RETRY_MS;
    const at = { groupId: line.location.site, edgeNodeId: line.id };
    const filters = [
      formatTopic({ ...at, type: 'NCMD' }),
      `${formatTopic({ ...at, type: 'DCMD', deviceId: 'x' }).slice(0, -1)}+`,
    ];
    client.subscribe(filters, { qos: 1 }, (error) => {
      if (error !== null && error !== undefined) {
        log.warn({ reason: error.message }, 'commands cannot be subscribed');
        client.end(true);
        return;
      }
      onConnect?.();
      this.sendBirths();
      log.info({ brokerUrl, bdSeq: this.bdSeq, devices: this.options.plant.devices.length }, 'edge node is born');
    });
  }

  private onClose(client: MqttClient): void {
    if (client !== this.client || this.isStopped) return;
    if (this.isBorn) this.options.log.warn('broker connection lost; the plant runs on');
    this.close();
    client.end(true);
    this.retryTimer = setTimeout(() => this.connect(), this.retryMs * (0.75 + 0.5 * Math.random()));
    this.retryMs = Math.min(LONGEST_RETRY_MS, this.retryMs * 2);
  }

  private close(): void {
    this.isBorn = false;
    this.options.plant.record(false);
  }

  private onMessage(topic: string, bytes: Uint8Array): void {
    for (const command of readCommands(topic, bytes, this.memory)) {
      if (command.kind === 'rebirth') this.sendBirths();
      else this.options.onCommand(command);
    }
  }

  /** NBIRTH with seq 0, then a DBIRTH for each device. Changes not yet sent are in the births' values. */
  private sendBirths(): void {
    const { plant } = this.options;
    this.memory = createCommandMemory();
    this.seq = 255;
    this.publishBirth(this.topic('NBIRTH'), this.nodeMetrics());
    for (const device of plant.devices)
      this.publishBirth(this.topic('DBIRTH', device), birthMetrics(device, this.aliases, plant.timeMs), device.id);
    plant.record(true);
    this.isBorn = true;
  }

  private nodeMetrics(): Metric[] {
    const { runId, clockSpeed, plant } = this.options;
    const timestampMs = plant.timeMs;
    const values = [true, runId, clockSpeed, ''];
    return [
      { name: 'bdSeq', timestampMs, datatype: 'Int64', value: BigInt(this.bdSeq) },
      { name: NODE_SIGNALS.rebirth, timestampMs, datatype: 'Boolean', value: false },
      ...NODE_ALIASES.map(
        ({ name, datatype }, index): Metric => ({
          name,
          alias: index + 1,
          timestampMs,
          datatype,
          value: values[index] ?? '',
        }),
      ),
    ];
  }

  private publishBirth(topic: string, metrics: Metric[], device?: string): void {
    const bytes = this.publish(topic, { metrics, seq: this.nextSeq() });
    this.memory.birth(decodePayload(bytes), device);
  }

  private sendData(changes: readonly TagChange[]): void {
    const device = changes[0]?.tag.device;
    if (device === undefined) return;
    const metrics = changes.map((change) => dataMetric(change, this.aliases));
    this.publish(this.topic('DDATA', device), { metrics, seq: this.nextSeq() });
  }

  private publish(topic: string, { metrics, seq }: { metrics: Metric[]; seq: number }): Uint8Array {
    const isData = metrics.length > 0 && metrics[0]?.name === undefined;
    const bytes = encodePayload(
      { timestampMs: this.options.plant.timeMs, seq, metrics },
      // The births have announced the datatypes.
      { omitDatatypes: isData },
    );
    this.client?.publish(topic, Buffer.from(bytes), { qos: 0 });
    return bytes;
  }

  private deathPayload(): Buffer {
    const metrics: Metric[] = [{ name: 'bdSeq', datatype: 'Int64', value: BigInt(this.bdSeq) }];
    return Buffer.from(encodePayload({ timestampMs: this.options.plant.timeMs, metrics }));
  }

  private nextSeq(): number {
    this.seq = (this.seq + 1) % 256;
    return this.seq;
  }

  private topic(type: 'NBIRTH' | 'NDEATH'): string;
  private topic(type: 'DBIRTH' | 'DDATA' | 'DDEATH', device: Device): string;
  private topic(type: 'NBIRTH' | 'NDEATH' | 'DBIRTH' | 'DDATA' | 'DDEATH', device?: Device): string {
    const { line } = this.options;
    const at = { groupId: line.location.site, edgeNodeId: line.id };
    if (type === 'NBIRTH' || type === 'NDEATH') return formatTopic({ ...at, type });
    return formatTopic({ ...at, type, deviceId: device?.id ?? '' });
  }
}

/** Metrics of the node that have aliases; bdSeq and Rebirth must not have one. */
const NODE_ALIASES = [
  { name: NODE_SIGNALS.simulated, datatype: 'Boolean' },
  { name: NODE_SIGNALS.runId, datatype: 'String' },
  { name: NODE_SIGNALS.clockSpeed, datatype: 'Double' },
  { name: INJECT, datatype: 'String' },
] as const;

/** Changes of one device in one scan go into one message, so that messages follow plant time. */
function endOfBatch(changes: readonly TagChange[], from: number): number {
  const first = changes[from];
  let to = from + 1;
  while (to < changes.length && changes[to]?.atMs === first?.atMs && changes[to]?.tag.device === first?.tag.device)
    to++;
  return to;
}
