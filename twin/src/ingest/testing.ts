// Test parts of the ingest: hand-driven timers, a hand-made edge node, and a receiver with everything it said.
import type { SignalRecord } from '@mini-factory-twin/contracts';
import { encodePayload, type Metric } from '@mini-factory-twin/contracts/sparkplug';
import type { Logger, SourceEvent, Timers } from './source.ts';
import { type ReceiverOptions, SparkplugReceiver } from './sparkplug-receiver.ts';

/** Timers that run when `advance` passes them. */
export function createTestTimers(startMs = 1_700_000_000_000): Timers & { advance(ms: number): void } {
  let nowMs = startMs;
  let queue: { atMs: number; run: () => void }[] = [];
  return {
    now: () => nowMs,
    after(delayMs, run) {
      const entry = { atMs: nowMs + delayMs, run };
      queue.push(entry);
      return () => {
        queue = queue.filter((other) => other !== entry);
      };
    },
    advance(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        const [next] = queue.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
        if (!next) break;
        queue = queue.filter((other) => other !== next);
        nowMs = Math.max(nowMs, next.atMs);
        next.run();
      }
      nowMs = endMs;
    },
  };
}

/** A logger that keeps its warnings and errors. */
export function createTestLogger(): Logger & { lines: string[] } {
  const lines: string[] = [];
  const keep = (fields: object, message: string): void => void lines.push(`${message} ${JSON.stringify(fields)}`);
  return { lines, debug: () => undefined, info: () => undefined, warn: keep, error: keep };
}

/** Writes the messages of an edge node with one device, in the order of its sequence. */
export class TestEdgeNode {
  seq = 0;
  bdSeq = 0;
  readonly group: string;
  readonly node: string;
  private readonly now: () => number;

  constructor(group: string, node: string, now: () => number) {
    this.group = group;
    this.node = node;
    this.now = now;
  }

  topic(type: string, device?: string): string {
    return `spBv1.0/${this.group}/${type}/${this.node}${device === undefined ? '' : `/${device}`}`;
  }

  birth(metrics: Metric[] = []): [string, Uint8Array] {
    this.seq = 0;
    return [this.topic('NBIRTH'), this.encode([this.bdSeqMetric(), rebirthMetric, ...metrics], this.next())];
  }

  death(): [string, Uint8Array] {
    return [this.topic('NDEATH'), encodePayload({ timestampMs: this.now(), metrics: [this.bdSeqMetric()] })];
  }

  send(type: 'DBIRTH' | 'DDATA' | 'DDEATH', device: string, metrics: Metric[] = []): [string, Uint8Array] {
    return [this.topic(type, device), this.encode(metrics, this.next())];
  }

  data(metrics: Metric[]): [string, Uint8Array] {
    return [this.topic('NDATA'), this.encode(metrics, this.next())];
  }

  private next(): number {
    const { seq } = this;
    this.seq = (seq + 1) % 256;
    return seq;
  }

  private encode(metrics: Metric[], seq: number): Uint8Array {
    return encodePayload({ timestampMs: this.now(), seq, metrics });
  }

  private bdSeqMetric(): Metric {
    return { name: 'bdSeq', datatype: 'Int64', value: BigInt(this.bdSeq) };
  }
}

const rebirthMetric: Metric = { name: 'Node Control/Rebirth', datatype: 'Boolean', value: false };

/** Current with unit, range and alias, as a birth announces it. */
export const currentBirth: Metric = {
  name: 'Meas/Current',
  alias: 1,
  datatype: 'Double',
  value: 1.5,
  properties: {
    engUnit: { type: 'String', value: 'A' },
    engLow: { type: 'Double', value: 0 },
    engHigh: { type: 'Double', value: 20 },
  },
};

/** Current by alias only, as data carries it. */
export function current(value: number): Metric {
  return { alias: 1, datatype: 'Double', value };
}

/** A receiver with all it says. */
export function createTestReceiver(options: Partial<ReceiverOptions> = {}) {
  const timers = createTestTimers();
  const logger = createTestLogger();
  const records: SignalRecord[] = [];
  const events: SourceEvent[] = [];
  const published: { topic: string; payload: Uint8Array }[] = [];
  const receiver = new SparkplugReceiver({
    name: 'plant',
    role: 'primary',
    knownAssets: new Set(['cnc-1', 'cnc-2']),
    reorderTimeoutMs: 2000,
    rebirthThrottleMs: 10_000,
    rebirthJitterMs: 500,
    birthGraceMs: 5000,
    timers,
    random: () => 0.5,
    logger,
    publish: (topic, payload) => void published.push({ topic, payload }),
    onRecords: (batch) => void records.push(...batch),
    onSource: (event) => void events.push(event),
    ...options,
  });
  receiver.onLinkUp();
  const take = ([topic, payload]: [string, Uint8Array]): void =>
    receiver.onMessage(topic, payload, { isRetained: false });
  const node = (name = 'gw-1', group = 'plant-1') => new TestEdgeNode(group, name, () => timers.now());
  return { receiver, timers, logger, records, events, published, take, node };
}
