// One Sparkplug edge node as the host sees it: its session, the order of its messages, its devices and its clock.
import { NODE_SIGNALS, type SignalRecord } from '@mini-factory-twin/contracts';
import { createMetricMemory, type Resolution, type ResolvedMetric } from '@mini-factory-twin/contracts/sparkplug';
import { createPlantClock } from './clock.ts';
import { type Device, createDevice, defineSignals } from './device.ts';
import { bdSeqOf, type EdgeMessage, type EdgeNodePorts } from './edge-message.ts';
import { recordOf } from './record.ts';
import { Sequence } from './sequence.ts';
import type { SourceEvent } from './source.ts';

/** `suspended`: the link to the broker was lost, so births and deaths may have been missed. */
type NodeStatus = 'unknown' | 'online' | 'suspended' | 'offline';

/** Bound of what a strange node can make the host remember. */
const MAX_DEVICES = 1_000;

/** The session state machine of one edge node (Sparkplug 3.0 chapter 5). It never throws. */
export class EdgeNode {
  readonly clock = createPlantClock();
  status: NodeStatus = 'unknown';
  private readonly group: string;
  private readonly node: string;
  private readonly ports: EdgeNodePorts;
  private readonly memory = createMetricMemory();
  private readonly sequence = new Sequence<EdgeMessage>();
  private readonly devices = new Map<string, Device>();
  private bdSeq: bigint | null = null;
  private session = '';
  private birth: { hash: number; publishMs: number | null } | null = null;
  private simulated = false;
  private runId: string | null = null;
  private suspendedUntilMs = 0;
  private cancelReorder: (() => void) | null = null;
  private cancelGrace: (() => void) | null = null;

  constructor(group: string, node: string, ports: EdgeNodePorts) {
    this.group = group;
    this.node = node;
    this.ports = ports;
  }

  /** Takes the next message as it came from the broker. */
  handle(message: EdgeMessage): void {
    // A birth that a broker retained tells that the node was there, not that it is.
    if (message.type === 'NBIRTH' && message.isRetained) this.ports.requestRebirth('a retained birth');
    else if (message.type === 'NBIRTH') this.onNodeBirth(message);
    else if (message.type === 'NDEATH') this.onNodeDeath(message);
    else if (this.isListening(message)) this.order(message);
  }

  /** The link to the broker is lost: nothing is known until the node speaks again. */
  suspend(atMs: number): void {
    if (this.status !== 'online') return;
    this.silence('link', this.clock.plantTimeAt(atMs), atMs);
    this.status = 'suspended';
    this.suspendedUntilMs = Number.POSITIVE_INFINITY;
    this.stopTimers();
  }

  /** The link is back. Data counts only after a birth, or when none has come by `doubtUntilMs`. */
  resume(doubtUntilMs: number): void {
    if (this.status !== 'suspended') return;
    this.suspendedUntilMs = doubtUntilMs;
    this.ports.requestRebirth('the link to the broker was lost');
  }

  stopTimers(): void {
    this.cancelReorder?.();
    this.cancelReorder = null;
    this.cancelGrace?.();
    this.cancelGrace = null;
  }

  private onNodeBirth(message: EdgeMessage): void {
    const bdSeq = bdSeqOf(message.payload);
    if (this.status === 'online' && this.isKnownBirth(message, bdSeq)) {
      this.ports.counters.duplicates++;
      return;
    }
    this.stopTimers();
    this.count(this.memory.birth(message.payload), message);
    this.bdSeq = bdSeq;
    this.birth = message;
    this.session = `${bdSeq ?? '-'}.${message.publishMs ?? message.receiveMs}`;
    if (this.sequence.restart(message) > 0) this.ports.counters.gaps++;
    this.readProperties(message);
    this.status = 'online';
    this.ports.onBirth();
    for (const device of this.devices.values()) device.isBorn = false;
    this.cancelGrace = this.ports.timers.after(this.ports.birthGraceMs, () => this.retireUnborn());
  }

  /** Sent twice, or an older one that was overtaken. */
  private isKnownBirth(message: EdgeMessage, bdSeq: bigint | null): boolean {
    if (!this.birth || bdSeq !== this.bdSeq) return false;
    if (message.hash === this.birth.hash) return true;
    return message.publishMs !== null && this.birth.publishMs !== null && message.publishMs < this.birth.publishMs;
  }

  /** A Will of an earlier session may come after the birth of the next: only the current session can die. */
  private onNodeDeath(message: EdgeMessage): void {
    if (this.status !== 'online' && this.status !== 'suspended') return;
    const bdSeq = bdSeqOf(message.payload);
    if (bdSeq !== this.bdSeq) {
      if (bdSeq === null) this.ports.reject(message.topic, 'NDEATH without bdSeq');
      return;
    }
    this.stopTimers();
    // tck-id-operational-behavior-edge-node-termination-host-action-ndeath-node-offline: the host's own time counts.
    this.silence('death', this.clock.plantTimeAt(message.receiveMs), message.receiveMs);
    this.memory.death();
    this.status = 'offline';
  }

  private isListening(message: EdgeMessage): boolean {
    if (this.status === 'online') return true;
    if (this.status === 'suspended' && message.receiveMs >= this.suspendedUntilMs) {
      this.status = 'online';
      this.sequence.restart({ ...message, seq: (message.seq + 255) % 256, hash: -1 });
      return true;
    }
    this.ports.requestRebirth(`${message.type} without a birth`);
    return false;
  }

  private order(message: EdgeMessage): void {
    if (message.payload.seq === undefined) {
      this.apply(message); // Peers without sequence numbers exist; their data is better than none.
      return;
    }
    switch (this.sequence.offer(message)) {
      case 'next':
        this.apply(message);
        for (const next of this.sequence.ready()) this.apply(next);
        this.watchHole();
        break;
      case 'held':
        this.cancelReorder ??= this.ports.timers.after(this.ports.reorderTimeoutMs, () => this.giveUp());
        break;
      case 'duplicate':
      case 'late':
        this.ports.counters.duplicates++;
        break;
    }
  }

  /** The hole in front is filled; another one further on gets its own time. */
  private watchHole(): void {
    if (!this.cancelReorder) return;
    this.cancelReorder();
    this.cancelReorder = this.sequence.hasHole
      ? this.ports.timers.after(this.ports.reorderTimeoutMs, () => this.giveUp())
      : null;
  }

  /** tck-id-operational-behavior-host-reordering-rebirth */
  private giveUp(): void {
    this.cancelReorder = null;
    this.ports.counters.gaps++;
    this.ports.requestRebirth('messages are missing');
    for (const message of this.sequence.giveUp()) this.apply(message);
  }

  private apply(message: EdgeMessage): void {
    if (message.publishMs !== null) this.clock.observe(message.publishMs, message.receiveMs);
    if (message.device === undefined) this.onNodeData(message);
    else if (message.type === 'DBIRTH') this.onDeviceBirth(message, message.device);
    else if (message.type === 'DDATA') this.onDeviceData(message, message.device);
    else if (message.type === 'DDEATH') this.onDeviceDeath(message, message.device);
  }

  private onNodeData(message: EdgeMessage): void {
    this.count(this.memory.resolve(message.payload), message);
    this.readProperties(message);
  }

  private onDeviceBirth(message: EdgeMessage, name: string): void {
    if (this.devices.size >= MAX_DEVICES && !this.devices.has(name)) {
      this.ports.reject(this.node, 'too many devices');
      return;
    }
    const { metrics } = this.count(this.memory.birth(message.payload, name), message);
    const device = this.devices.get(name) ?? createDevice({ group: this.group, node: this.node, device: name });
    this.devices.set(name, device);
    device.isBorn = true;
    device.asset = this.ports.claimAsset(device.address);
    if (device.asset === null) return;
    const schema = defineSignals(device, device.asset, metrics);
    const { connection } = this.ports;
    if (schema) this.emit({ kind: 'schema', connection, ...schema, receivedMs: message.receiveMs });
    this.markOnline(device, message);
    this.emitRecords(device, metrics, message);
  }

  private onDeviceData(message: EdgeMessage, name: string): void {
    const device = this.devices.get(name);
    if (!device?.isBorn) {
      this.ports.requestRebirth(`DDATA of ${name} without a birth`);
      return;
    }
    const { metrics } = this.count(this.memory.resolve(message.payload, name), message);
    if (device.asset === null) {
      device.asset = this.ports.claimAsset(device.address);
      if (device.asset !== null) this.ports.requestRebirth(`${name} has become an asset`);
      return;
    }
    if (!device.isOnline) this.markOnline(device, message);
    this.emitRecords(device, metrics, message);
  }

  private onDeviceDeath(message: EdgeMessage, name: string): void {
    const device = this.devices.get(name);
    this.memory.death(name);
    if (!device) return;
    device.isBorn = false;
    // tck-id-operational-behavior-edge-node-termination-host-action-ddeath-devices-offline: the time of the DDEATH counts.
    const atMs = message.publishMs ?? this.clock.plantTimeAt(message.receiveMs);
    this.markOffline([device], 'death', { atMs, receivedMs: message.receiveMs });
  }

  private retireUnborn(): void {
    this.cancelGrace = null;
    const unborn = [...this.devices.values()].filter((device) => !device.isBorn);
    const receivedMs = this.ports.timers.now();
    this.markOffline(unborn, 'vanished', { atMs: this.clock.plantTimeAt(receivedMs), receivedMs });
  }

  private silence(reason: 'death' | 'link', atMs: number, receivedMs: number): void {
    this.markOffline([...this.devices.values()], reason, { atMs, receivedMs });
    if (reason === 'death') for (const device of this.devices.values()) device.isBorn = false;
  }

  private markOnline(device: Device, message: EdgeMessage): void {
    if (device.isOnline || device.asset === null) return;
    device.isOnline = true;
    const atMs = message.publishMs ?? this.clock.plantTimeAt(message.receiveMs);
    const { connection } = this.ports;
    this.emit({ kind: 'online', connection, assets: [device.asset], atMs, receivedMs: message.receiveMs });
  }

  private markOffline(
    devices: readonly Device[],
    reason: 'death' | 'link' | 'vanished',
    times: { atMs: number; receivedMs: number },
  ): void {
    const assets: string[] = [];
    for (const device of devices) {
      if (device.asset === null) continue;
      if (device.isOnline) assets.push(device.asset);
      device.isOnline = false;
      if (reason === 'link') continue;
      this.ports.releaseAsset(device.asset);
      device.asset = null;
    }
    const { connection } = this.ports;
    if (assets.length > 0) this.emit({ kind: 'offline', connection, assets, reason, ...times });
  }

  /** Counts what could not be read; an alias or a name that no birth announced asks for one. */
  private count(resolution: Resolution, message: EdgeMessage): Resolution {
    for (const { code } of resolution.problems) {
      this.ports.reject(message.topic, code);
      if (code === 'SPARKPLUG_UNKNOWN_ALIAS' || code === 'SPARKPLUG_UNKNOWN_METRIC') this.ports.requestRebirth(code);
    }
    return resolution;
  }

  private readProperties({ payload, topic }: EdgeMessage): void {
    for (const { name, value } of payload.metrics) {
      if (name === NODE_SIGNALS.simulated && typeof value === 'boolean') this.simulated = value;
      else if (name === NODE_SIGNALS.runId && (typeof value === 'string' || value === null)) this.runId = value;
      else if (name === NODE_SIGNALS.clockSpeed && typeof value === 'number') this.clock.setSpeed(value);
      else if (isProperty(name) && value !== undefined) this.ports.reject(topic, `${name} of a wrong type`);
    }
  }

  private emitRecords(device: Device, metrics: readonly ResolvedMetric[], message: EdgeMessage): void {
    const { session, simulated, runId } = this;
    const context = { connection: this.ports.connection, session, simulated, runId };
    const records: SignalRecord[] = [];
    for (const metric of metrics) {
      const record = recordOf(metric, device, message, context);
      if (typeof record === 'string') this.ports.reject(message.topic, record);
      else records.push(record);
    }
    if (records.length > 0) this.ports.sink.onRecords(records);
  }

  private emit(event: SourceEvent): void {
    this.ports.sink.onSource(event);
  }
}

function isProperty(name: string | undefined): boolean {
  return name === NODE_SIGNALS.simulated || name === NODE_SIGNALS.runId || name === NODE_SIGNALS.clockSpeed;
}
