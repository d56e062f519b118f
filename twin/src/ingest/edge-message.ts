// A message of an edge node as the host handles it, and what the handling needs of its surroundings.
import type { DeviceMessageType, NodeMessageType, Payload } from '@mini-factory-twin/contracts/sparkplug';
import type { Sequenced } from './sequence.ts';
import type { ConnectionStatus, DeviceAddress, SourceSink, Timers } from './source.ts';

/** A decoded message of an edge node. */
export interface EdgeMessage extends Sequenced {
  type: NodeMessageType | DeviceMessageType;
  device: string | undefined;
  topic: string;
  payload: Payload;
  receiveMs: number;
  isRetained: boolean;
}

/** What an edge node needs of its surroundings. */
export interface EdgeNodePorts {
  connection: string;
  timers: Timers;
  sink: SourceSink;
  counters: ConnectionStatus;
  reorderTimeoutMs: number;
  /** How long devices may stay away after a new birth of their node [ms]. */
  birthGraceMs: number;
  /** Asks for a new birth, at most now and then. */
  requestRebirth(reason: string): void;
  /** A birth has come. */
  onBirth(): void;
  /** The asset a device speaks for; null for a device that is none. */
  claimAsset(address: DeviceAddress): string | null;
  releaseAsset(asset: string): void;
  /** Counts something dropped and logs it once per source and reason. */
  reject(address: string, reason: string): void;
}

/** Any integer type is accepted: Int64 and UInt64 are both sent in the wild. */
export function bdSeqOf({ metrics }: Payload): bigint | null {
  const metric = metrics.find(({ name }) => name === 'bdSeq');
  const value = metric?.value ?? metric?.raw;
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value)) ? BigInt(value) : null;
}
