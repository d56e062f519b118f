// From MQTT messages to edge nodes: takes topics and payloads apart, counts what makes no sense, finds the assets.
import { NODE_SIGNALS } from '@mini-factory-twin/contracts';
import {
  decodePayload,
  encodePayload,
  formatTopic,
  isSparkplugError,
  type Payload,
  parseTopic,
  type SparkplugTopic,
} from '@mini-factory-twin/contracts/sparkplug';
import { type PlantClock } from './clock.ts';
import { EdgeNode } from './edge-node.ts';
import { plausibleMs } from './metric.ts';
import { createRebirthRequester, type RebirthRequester } from './rebirth.ts';
import { hashBytes } from './sequence.ts';
import type { ConnectionStatus, DeviceAddress, Logger, SourceSink, Timers, UnmappedDevice } from './source.ts';

/** What a host may do: `passive` only listens, `active` also asks for births, `primary` also announces itself by STATE. */
export type HostRole = 'passive' | 'active' | 'primary';

export interface ReceiverOptions extends SourceSink {
  /** Connection name. */
  name: string;
  role: HostRole;
  /** Edge nodes to listen to; all when absent. */
  groups?: readonly string[] | undefined;
  edgeNodes?: readonly string[] | undefined;
  /** Station and buffer ids of the line. */
  knownAssets: ReadonlySet<string>;
  /** The asset a device is meant to be; the id of the device by default. Null for none. */
  assetOf?: ((address: DeviceAddress) => string | null) | undefined;
  reorderTimeoutMs: number;
  rebirthThrottleMs: number;
  rebirthJitterMs: number;
  birthGraceMs: number;
  timers: Timers;
  random(): number;
  logger: Logger;
  publish(topic: string, payload: Uint8Array): void;
}

/** An edge node with its rebirth requests. */
interface Entry {
  node: EdgeNode;
  rebirth: RebirthRequester;
}

interface Packet {
  receiveMs: number;
  isRetained: boolean;
}

const CERTIFICATES = '$sparkplug/certificates/';
/** Bounds of what strangers can make the receiver remember. */
const MAX_NODES = 10_000;
const MAX_COMPLAINTS = 1_000;
const MAX_TOPICS = 50_000;

/** The receiver of one connection. No input makes it throw. */
export class SparkplugReceiver {
  readonly counters: ConnectionStatus;
  private readonly options: ReceiverOptions;
  private readonly nodes = new Map<string, Entry>();
  private readonly topics = new Map<string, SparkplugTopic | null>();
  private readonly complaints = new Set<string>();
  private readonly strangers = new Map<string, UnmappedDevice>();
  /** Which device speaks for an asset. */
  private readonly owners = new Map<string, string>();

  constructor(options: ReceiverOptions) {
    this.options = options;
    this.counters = {
      name: options.name,
      status: 'offline',
      lastMessageMs: null,
      messages: 0,
      rejected: 0,
      gaps: 0,
      rebirthsRequested: 0,
      duplicates: 0,
      unmapped: 0,
    };
  }

  /** Takes one message of the broker. STATE is not for the receiver. */
  onMessage(topic: string, bytes: Uint8Array, packet: { isRetained: boolean }): void {
    const receiveMs = this.options.timers.now();
    const { counters } = this;
    counters.messages++;
    counters.lastMessageMs = receiveMs;
    counters.status = 'online';
    try {
      if (topic.startsWith(CERTIFICATES)) this.onCertificate(topic.slice(CERTIFICATES.length));
      else this.onSparkplug(topic, bytes, { receiveMs, isRetained: packet.isRetained });
    } catch (error) {
      // A fault of ours in one message must not stop the others.
      this.reject(topic, 'INTERNAL');
      this.options.logger.error({ topic, error: String(error) }, 'a message could not be processed');
    }
  }

  /** The broker is reached and all is subscribed. */
  onLinkUp(): void {
    this.counters.status = 'waiting';
    const doubtUntilMs =
      this.options.timers.now() + (this.options.role === 'passive' ? 0 : this.options.rebirthThrottleMs);
    for (const { node } of this.nodes.values()) node.resume(doubtUntilMs);
  }

  onLinkDown(): void {
    this.counters.status = 'offline';
    for (const { node, rebirth } of this.nodes.values()) {
      rebirth.stop();
      node.suspend(this.options.timers.now());
    }
  }

  /** Asks every known edge node for a new birth. */
  requestRebirths(reason: string): void {
    if (this.options.role === 'passive') return;
    for (const { rebirth } of this.nodes.values()) rebirth.request(reason);
  }

  /** Devices that send but are no asset of the line. */
  unmapped(): UnmappedDevice[] {
    return [...this.strangers.values()];
  }

  /** The clocks of the edge nodes that are online. */
  clocks(): PlantClock[] {
    return [...this.nodes.values()].filter(({ node }) => node.status === 'online').map(({ node }) => node.clock);
  }

  /** Stops all timers. */
  stop(): void {
    for (const { node, rebirth } of this.nodes.values()) {
      node.stopTimers();
      rebirth.stop();
    }
  }

  /** A Sparkplug-aware broker keeps births: they tell of nodes that are there, though perhaps silent now. */
  private onCertificate(topic: string): void {
    const parsed = this.parse(topic);
    if (parsed?.type !== 'NBIRTH' || !this.isWanted(parsed.groupId, parsed.edgeNodeId)) return;
    const entry = this.entryOf(parsed.groupId, parsed.edgeNodeId);
    if (entry?.node.status === 'unknown') this.requestRebirth(entry, 'a birth kept by the broker');
  }

  private onSparkplug(topic: string, bytes: Uint8Array, { receiveMs, isRetained }: Packet): void {
    const parsed = this.parse(topic);
    if (!parsed) return this.reject(topic, 'no Sparkplug topic');
    const { type } = parsed;
    if (type === 'STATE' || type === 'NCMD' || type === 'DCMD') return;
    if (!this.isWanted(parsed.groupId, parsed.edgeNodeId)) return;
    const payload = this.decode(topic, bytes);
    if (!payload) return;
    this.entryOf(parsed.groupId, parsed.edgeNodeId)?.node.handle({
      type,
      device: parsed.deviceId,
      topic,
      payload,
      seq: payload.seq ?? 0,
      hash: hashBytes(bytes),
      publishMs: plausibleMs(payload.timestampMs),
      receiveMs,
      isRetained,
    });
  }

  private decode(topic: string, bytes: Uint8Array): Payload | null {
    try {
      const payload = decodePayload(bytes);
      if (payload.seq === undefined || (payload.seq >= 0 && payload.seq < 256)) return payload;
      this.reject(topic, 'seq out of range');
    } catch (error) {
      this.reject(topic, isSparkplugError(error) ? error.code : String(error));
    }
    return null;
  }

  private parse(topic: string): SparkplugTopic | null {
    const known = this.topics.get(topic);
    if (known !== undefined) return known;
    if (this.topics.size >= MAX_TOPICS) this.topics.clear();
    const parsed = parseTopic(topic);
    this.topics.set(topic, parsed);
    return parsed;
  }

  private isWanted(group: string, node: string): boolean {
    const { groups, edgeNodes } = this.options;
    return (groups?.includes(group) ?? true) && (edgeNodes?.includes(node) ?? true);
  }

  private entryOf(group: string, name: string): Entry | null {
    const key = `${group}/${name}`;
    const known = this.nodes.get(key);
    if (known) return known;
    if (this.nodes.size >= MAX_NODES) {
      this.reject(key, 'too many edge nodes');
      return null;
    }
    const entry = this.createEntry(group, name);
    this.nodes.set(key, entry);
    return entry;
  }

  private createEntry(group: string, name: string): Entry {
    const { options } = this;
    const rebirth = createRebirthRequester({
      timers: options.timers,
      throttleMs: options.rebirthThrottleMs,
      jitterMs: options.rebirthJitterMs,
      random: options.random,
      send: (reason) => this.sendRebirth(group, name, reason),
    });
    const node = new EdgeNode(group, name, {
      connection: options.name,
      timers: options.timers,
      sink: options,
      counters: this.counters,
      reorderTimeoutMs: options.reorderTimeoutMs,
      birthGraceMs: options.birthGraceMs,
      requestRebirth: (reason) => this.requestRebirth(entry, reason),
      onBirth: () => rebirth.answered(),
      claimAsset: (address) => this.claimAsset(address),
      releaseAsset: (asset) => this.owners.delete(asset),
      reject: (address, reason) => this.reject(address, reason),
    });
    const entry = { node, rebirth };
    return entry;
  }

  private requestRebirth(entry: Entry, reason: string): void {
    if (this.options.role !== 'passive') entry.rebirth.request(reason);
  }

  /** tck-id-operational-behavior-data-commands-ncmd-rebirth-verb, -name and -value; no seq in commands. */
  private sendRebirth(groupId: string, edgeNodeId: string, reason: string): void {
    this.counters.rebirthsRequested++;
    this.options.logger.info({ groupId, edgeNodeId, reason }, 'a new birth is requested');
    const timestampMs = this.options.timers.now();
    const metric = { name: NODE_SIGNALS.rebirth, datatype: 'Boolean', value: true, timestampMs } as const;
    const topic = formatTopic({ type: 'NCMD', groupId, edgeNodeId });
    this.options.publish(topic, encodePayload({ timestampMs, metrics: [metric] }));
  }

  /** An asset belongs to the first device that claims it, until that one dies. */
  private claimAsset(address: DeviceAddress): string | null {
    const { assetOf = ({ device }: DeviceAddress) => device, knownAssets } = this.options;
    const key = `${address.group}/${address.node}/${address.device}`;
    const asset = assetOf(address);
    const isKnown = asset !== null && knownAssets.has(asset);
    const owner = isKnown ? this.owners.get(asset) : undefined;
    if (isKnown && (owner === undefined || owner === key)) {
      this.owners.set(asset, key);
      this.strangers.delete(key);
      return asset;
    }
    const stranger = this.strangers.get(key) ?? { ...address, reason: 'unknown-asset', messages: 0 };
    stranger.reason = isKnown ? 'ambiguous' : 'unknown-asset';
    stranger.messages++;
    this.strangers.set(key, stranger);
    this.counters.unmapped++;
    return null;
  }

  private reject(address: string, reason: string): void {
    this.counters.rejected++;
    const complaint = `${address} ${reason}`;
    if (this.complaints.has(complaint) || this.complaints.size >= MAX_COMPLAINTS) return;
    this.complaints.add(complaint);
    this.options.logger.warn({ connection: this.options.name, address, reason }, 'dropped; said once per source');
  }
}
