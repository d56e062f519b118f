// One device of an edge node: its asset, whether it speaks, and the signals its last birth announced.
import type { ResolvedMetric } from '@mini-factory-twin/contracts/sparkplug';
import { definitionOf, isSameDefinition } from './metric.ts';
import type { DeviceAddress, SignalDefinition } from './source.ts';

export interface Device {
  address: DeviceAddress;
  asset: string | null;
  /** Its birth has come in the present session of the node. */
  isBorn: boolean;
  /** Told as online. */
  isOnline: boolean;
  signals: Map<string, SignalDefinition>;
}

/** What a birth changed. */
export interface SchemaChange {
  address: DeviceAddress;
  asset: string;
  added: SignalDefinition[];
  changed: SignalDefinition[];
  retired: string[];
}

/** A device of which nothing is known yet. */
export function createDevice(address: DeviceAddress): Device {
  return { address, asset: null, isBorn: false, isOnline: false, signals: new Map() };
}

/** Takes the signals of a birth; returns what is different from the birth before, or null. */
export function defineSignals(device: Device, asset: string, metrics: readonly ResolvedMetric[]): SchemaChange | null {
  const before = device.signals;
  const now = new Map(metrics.map((metric) => [metric.name, definitionOf(asset, metric)]));
  device.signals = now;
  const added = [...now.values()].filter(({ signal }) => !before.has(signal));
  const changed = [...now.values()].filter((definition) => {
    const old = before.get(definition.signal);
    return old !== undefined && !isSameDefinition(old, definition);
  });
  const retired = [...before.keys()].filter((signal) => !now.has(signal));
  if (added.length + changed.length + retired.length === 0) return null;
  return { address: device.address, asset, added, changed, retired };
}
