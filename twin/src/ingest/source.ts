// The words of every source adapter: events beside the records, counters for health, and the ports they run on.
import type { SignalRecord } from '@mini-factory-twin/contracts';

/** What an adapter logs to; a pino logger fits. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Clock and timers, so that tests run without waiting. Times are real ms since 1970 UTC. */
export interface Timers {
  now(): number;
  /** Runs once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, run: () => void): () => void;
}

/** Timers of the real world; they never keep a process alive. */
export const realTimers: Timers = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Where a device lives. Two edge nodes may have devices of the same name, so all three are the key. */
export interface DeviceAddress {
  group: string;
  node: string;
  device: string;
}

/** What a birth says about a signal besides its value. */
export interface SignalDefinition {
  asset: string;
  signal: string;
  datatype: string;
  unit: string | null;
  low: number | null;
  high: number | null;
}

/** What happens to a source as a whole. */
export type SourceEvent =
  | {
      /** Assets speak (again): a birth has just been read. */
      kind: 'online';
      connection: string;
      assets: string[];
      /** Plant time [ms]. */
      atMs: number;
      /** Time on the twin's clock [ms]. */
      receivedMs: number;
    }
  | {
      /** Assets are silent: all their signals are stale from now on. */
      kind: 'offline';
      connection: string;
      assets: string[];
      /** `death`: the source said so or its broker did; `link`: the twin lost its own broker; `vanished`: missing in a new birth. */
      reason: 'death' | 'link' | 'vanished';
      /** Plant time [ms]: the source's own when it gave one, else the plant clock's. */
      atMs: number;
      receivedMs: number;
    }
  | {
      /** The first birth of a device, or one with other signals, types, units or ranges than before. */
      kind: 'schema';
      connection: string;
      address: DeviceAddress;
      asset: string;
      added: SignalDefinition[];
      changed: SignalDefinition[];
      /** Signals the new birth no longer has. */
      retired: string[];
      receivedMs: number;
    };

/** Counters of one connection, for the API's `health.connections` and for metrics. */
export interface ConnectionStatus {
  name: string;
  /** `waiting`: connected, but nothing has come in yet. */
  status: 'online' | 'offline' | 'waiting';
  /** Real ms of the last message; null before the first. */
  lastMessageMs: number | null;
  messages: number;
  /** Messages and values dropped because they make no sense. */
  rejected: number;
  /** Holes in a sequence that were not filled in time. */
  gaps: number;
  rebirthsRequested: number;
  duplicates: number;
  /** Messages of devices that are no asset of the line. */
  unmapped: number;
}

/** A device that sends but belongs to no asset, or to one that another device already speaks for. */
export interface UnmappedDevice extends DeviceAddress {
  reason: 'unknown-asset' | 'ambiguous';
  messages: number;
}

/** What a source adapter hands on. Records of one message come in one call, in the order of the message. */
export interface SourceSink {
  onRecords(records: SignalRecord[]): void;
  onSource(event: SourceEvent): void;
}
