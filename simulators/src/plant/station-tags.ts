// The tags of a station's PLC, of a buffer's and of a sink's.
import {
  BUFFER_SIGNALS,
  type Buffer,
  distributionMean,
  PACKML_MODES,
  PACKML_STATES,
  STATION_SIGNALS,
  type Station,
} from '@mini-factory-twin/contracts';
import { deadbandOf } from './condition.ts';
import type { TagDefinition } from './tags.ts';

/** Design speed of a machine [parts/h]. */
export const DESIGN_SPEED = 'PackML/Admin/MachDesignSpeed';

const int = (name: string, value = 0): TagDefinition => ({ name, datatype: 'Int32', value });
const flag = (name: string, value = false): TagDefinition => ({ name, datatype: 'Boolean', value });
const text = (name: string): TagDefinition => ({ name, datatype: 'String', value: '' });

/** Nominal output of a station [parts/h]; 0 when its cycle takes no time. */
export function designSpeedOf(station: Station): number {
  const seconds = distributionMean(station.cycleTimeSeconds);
  return seconds > 0 ? Math.fround((3600 * station.batchSize) / seconds) : 0;
}

/** Tags of a station that does something. */
export function stationTags(station: Station): TagDefinition[] {
  const design = designSpeedOf(station);
  const speed = (name: string, value: number): TagDefinition => ({
    name,
    datatype: 'Float',
    value,
    unit: '1/h',
    low: 0,
    high: Math.fround(2 * design),
  });
  return [
    int(STATION_SIGNALS.state, PACKML_STATES.Stopped),
    int(STATION_SIGNALS.mode, PACKML_MODES.Production),
    flag(STATION_SIGNALS.blocked),
    flag(STATION_SIGNALS.starved),
    speed(STATION_SIGNALS.speed, 0),
    speed(DESIGN_SPEED, design),
    int(STATION_SIGNALS.stopReason),
    int(STATION_SIGNALS.processed),
    int(STATION_SIGNALS.defective),
    text(STATION_SIGNALS.orderId),
    text(STATION_SIGNALS.productId),
    text(STATION_SIGNALS.partId),
    ...(station.kind === 'batch'
      ? [{ name: STATION_SIGNALS.partIds, datatype: 'StringArray', value: [] } as TagDefinition]
      : []),
    int(STATION_SIGNALS.orderCount),
    text(STATION_SIGNALS.lastResult),
    ...station.sensors.map(sensorTag),
    { ...int(STATION_SIGNALS.controlCommand), isWritable: true },
  ];
}

/** Tags of a sink: it only counts. */
export function sinkTags(): TagDefinition[] {
  return [int(STATION_SIGNALS.processed)];
}

/** Tags of a buffer; a plain one has no eyes, no motor. */
export function bufferTags(buffer: Buffer, hasEyes: boolean): TagDefinition[] {
  return [
    ...(hasEyes ? [flag(BUFFER_SIGNALS.eyeEntry), flag(BUFFER_SIGNALS.eyeExit)] : []),
    int(BUFFER_SIGNALS.entered),
    int(BUFFER_SIGNALS.left),
    ...(buffer.kind === 'conveyor' ? [flag(BUFFER_SIGNALS.running, true)] : []),
  ];
}

function sensorTag(sensor: Station['sensors'][number]): TagDefinition {
  return {
    name: `Meas/${sensor.name}`,
    datatype: 'Float',
    value: Math.fround(sensor.low),
    unit: sensor.unit,
    low: sensor.low,
    high: sensor.high,
    deadband: deadbandOf(sensor),
  };
}
