// One metric of a device message as a signal record.
import type { SignalRecord } from '@mini-factory-twin/contracts';
import type { ResolvedMetric } from '@mini-factory-twin/contracts/sparkplug';
import type { Device } from './device.ts';
import type { EdgeMessage } from './edge-message.ts';
import { fitsSignal, plausibleMs, qualityOf, signalValueOf } from './metric.ts';

/** What the session of the edge node adds to a record. */
export interface RecordContext {
  connection: string;
  session: string;
  simulated: boolean;
  runId: string | null;
}

/** The record, or in words why there is none. Only a device with an asset has records. */
export function recordOf(
  metric: ResolvedMetric,
  device: Device,
  message: EdgeMessage,
  { connection, session, simulated, runId }: RecordContext,
): SignalRecord | string {
  const { name, datatype } = metric;
  const value = signalValueOf(metric.value);
  const definition = device.signals.get(name);
  if (value === undefined || !fitsSignal(name, value)) return `${name} as ${datatype}`;
  if (definition && definition.datatype !== datatype) return `${name} as ${datatype} instead of ${definition.datatype}`;
  const { group, node, device: deviceId } = device.address;
  const tsPublish = message.publishMs ?? message.receiveMs;
  return {
    asset: device.asset as string,
    signal: name,
    value,
    datatype,
    unit: definition?.unit ?? null,
    quality: qualityOf(metric),
    tsSource: plausibleMs(metric.timestampMs) ?? tsPublish,
    tsPublish,
    tsReceive: message.receiveMs,
    historical: metric.isHistorical ?? false,
    refresh: message.type === 'DBIRTH' || message.isRetained,
    simulated,
    runId,
    source: { connection, address: `${group}/${node}/${deviceId}/${name}`, session, seq: message.payload.seq ?? -1 },
  };
}
