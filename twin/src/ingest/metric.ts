// What a Sparkplug metric means as a signal: value, quality, unit and range, and whether its type makes sense.
import { BUFFER_SIGNALS, type Quality, type SignalValue, STATION_SIGNALS } from '@mini-factory-twin/contracts';
import type { MetricValue, PropertySet, ResolvedMetric } from '@mini-factory-twin/contracts/sparkplug';
import type { SignalDefinition } from './source.ts';

type Kind = 'number' | 'boolean' | 'string' | 'strings';

/** Kinds of the signals the mirror relies on; a value of another kind is refused rather than guessed at. */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...kind('number', STATION_SIGNALS, ['state', 'mode', 'speed', 'stopReason', 'processed', 'defective', 'orderCount']),
  ...kind('boolean', STATION_SIGNALS, ['blocked', 'starved']),
  ...kind('string', STATION_SIGNALS, ['orderId', 'productId', 'partId', 'lastResult']),
  ...kind('strings', STATION_SIGNALS, ['partIds']),
  ...kind('boolean', BUFFER_SIGNALS, ['eyeEntry', 'eyeExit', 'running']),
  ...kind('number', BUFFER_SIGNALS, ['entered', 'left']),
]);

function kind<N extends Record<string, string>>(of: Kind, names: N, keys: (keyof N)[]): [string, Kind][] {
  return keys.map((key) => [names[key] as string, of]);
}

/** True when a signal of this name may have this value. Null is allowed: there is no value now. */
export function fitsSignal(signal: string, value: SignalValue): boolean {
  const expected = KINDS.get(signal);
  if (expected === undefined || value === null) return true;
  if (expected === 'strings') return Array.isArray(value) && value.every((item) => typeof item === 'string');
  return typeof value === expected || (expected === 'number' && typeof value === 'bigint');
}

/** The value as signal records carry it; `undefined` for bytes, tables and templates, which are no signals. */
export function signalValueOf(value: MetricValue): SignalValue | undefined {
  if (typeof value === 'bigint') return narrow(value);
  if (value === null || typeof value !== 'object') return value;
  if (!Array.isArray(value)) return undefined;
  if (value.every((item) => typeof item === 'string')) return value;
  return value.map(Number);
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/**
 * Quality of a metric from its `Quality` property (192 good, 500 stale, 0 bad; in between as in OPC DA). Without one it
 * is good, or bad when there is no value.
 */
export function qualityOf({ properties, value }: ResolvedMetric): Quality {
  const code = numberOf(properties, 'Quality') ?? numberOf(properties, 'quality');
  if (code === null) return value === null ? 'bad' : 'good';
  if (code === 500) return 'stale';
  if (code >= 192 && code < 256) return 'good';
  return code >= 64 && code < 192 ? 'uncertain' : 'bad';
}

/** What the birth says of a signal. */
export function definitionOf(asset: string, { name, datatype, properties }: ResolvedMetric): SignalDefinition {
  return {
    asset,
    signal: name,
    datatype,
    unit: textOf(properties, 'engUnit'),
    low: numberOf(properties, 'engLow'),
    high: numberOf(properties, 'engHigh'),
  };
}

export function isSameDefinition(a: SignalDefinition, b: SignalDefinition): boolean {
  return a.datatype === b.datatype && a.unit === b.unit && a.low === b.low && a.high === b.high;
}

/** Ms from a time stamp that some peers send in micro- or nanoseconds; null for none. */
export function plausibleMs(timestamp: number | undefined): number | null {
  if (timestamp === undefined || !Number.isFinite(timestamp) || timestamp < 0) return null;
  if (timestamp > 1e17) return Math.round(timestamp / 1e6);
  return timestamp > 1e14 ? Math.round(timestamp / 1e3) : timestamp;
}

function numberOf(properties: PropertySet | undefined, name: string): number | null {
  const value = properties?.[name]?.value;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function textOf(properties: PropertySet | undefined, name: string): string | null {
  const value = properties?.[name]?.value;
  return typeof value === 'string' && value !== '' ? value : null;
}
