// The signal record: the one inside shape for every source, whatever protocol it came by.

/** How far a value may be trusted (OPC UA quality, plus `stale` for a value whose source has gone silent). */
export type Quality = 'good' | 'uncertain' | 'bad' | 'stale';

/** Values a signal can carry; 64-bit integers beyond 2^53 stay bigint. */
export type SignalValue = number | boolean | string | bigint | readonly string[] | readonly number[] | null;

/** Where a record came from, for de-duplication, tracing and the question "who says so?". */
export interface SignalSource {
  /** Connection name from the configuration. */
  connection: string;
  /** Address inside the connection: topic, node id, tag. */
  address: string;
  /** One uninterrupted life of the source (Sparkplug bdSeq and birth count, MTConnect instanceId). */
  session: string;
  /** Sequence number inside the session; gaps mean loss, never identity. */
  seq: number;
}

/** One value of one signal of one asset. Times are milliseconds since 1970 UTC. */
export interface SignalRecord {
  /** Station or buffer id of the line model. */
  asset: string;
  /** Signal name inside the asset, for example `PackML/Status/StateCurrent`. */
  signal: string;
  value: SignalValue;
  /** Sparkplug datatype name. */
  datatype: string;
  unit: string | null;
  quality: Quality;
  /** When the source says it happened, on the source's own clock (the plant clock). */
  tsSource: number;
  /** When the source sent it, on the source's own clock. */
  tsPublish: number;
  /** When the twin received it, on the twin's clock. */
  tsReceive: number;
  /** Stored and forwarded: goes to history, never to the live state. */
  historical: boolean;
  /** A birth or retained value: tells what is, not that something happened. */
  refresh: boolean;
  simulated: boolean;
  runId: string | null;
  source: SignalSource;
}

/** Signal names of a station device. The mapping of foreign sources leads here too. */
export const STATION_SIGNALS = {
  state: 'PackML/Status/StateCurrent',
  mode: 'PackML/Status/UnitModeCurrent',
  blocked: 'PackML/Status/EquipmentBlocked',
  starved: 'PackML/Status/EquipmentStarved',
  speed: 'PackML/Status/CurMachSpeed',
  stopReason: 'PackML/Admin/StopReason',
  processed: 'PackML/Admin/ProdProcessedCount',
  defective: 'PackML/Admin/ProdDefectiveCount',
  orderId: 'Job/OrderId',
  productId: 'Job/ProductId',
  partId: 'Job/PartId',
  /** Batch stations only: ids of all parts inside (string array). */
  partIds: 'Job/PartIds',
  /** Parts of the current order this station has processed. */
  orderCount: 'Job/OrderCount',
  /** `pass`, `rework` or `scrap`: result of the last finished cycle. */
  lastResult: 'Job/LastResult',
  controlCommand: 'Cmd/CntrlCmd',
} as const;

/** Signal names of a buffer or conveyor device. */
export const BUFFER_SIGNALS = {
  eyeEntry: 'Meas/PhotoEyeEntry',
  eyeExit: 'Meas/PhotoEyeExit',
  entered: 'Count/Entered',
  left: 'Count/Left',
  running: 'Status/Running',
} as const;

/** Signal names of the edge node itself. */
export const NODE_SIGNALS = {
  simulated: 'Properties/Simulated',
  runId: 'Properties/RunId',
  /** Plant seconds per real second; 1 on real hardware. */
  clockSpeed: 'Properties/ClockSpeed',
  rebirth: 'Node Control/Rebirth',
} as const;
