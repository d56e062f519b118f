// What the sensors of a machine measure: motor current, heat, vibration and process values, all following load and wear.
import type { Station } from '@mini-factory-twin/contracts';
import type { CycleResult } from './part.ts';
import type { Random } from './random.ts';
import type { Device, Tag } from './tags.ts';

/** Sampling period of the sensors [s]. */
export const SAMPLE_SECONDS = 0.5;
const AMBIENT_CELSIUS = 23;
/** Time constant of the housing's temperature [s]. */
const THERMAL_SECONDS = 420;
/** Share of the range below which a change is not reported. */
const DEADBAND = 0.01;

type Sensor = Station['sensors'][number];
interface SensorTag {
  sensor: Sensor;
  tag: Tag;
  kind: SensorKind;
}
type SensorKind = 'current' | 'temperature' | 'vibration' | 'leak' | 'process' | 'level';

/** The measured condition of one machine. */
export class Condition {
  private readonly device: Device;
  private readonly sensors: SensorTag[];
  private readonly random: Random;
  private celsius = AMBIENT_CELSIUS;

  constructor(station: Station, device: Device, random: Random) {
    this.device = device;
    this.random = random;
    this.sensors = station.sensors.map((sensor) => ({
      sensor,
      tag: device.tag(`Meas/${sensor.name}`),
      kind: kindOf(sensor.name),
    }));
  }

  /** Reads the continuous sensors; called every SAMPLE_SECONDS. @param wear 0 new .. 1 end of life */
  sample(isWorking: boolean, wear: number): void {
    const load = isWorking ? 1 + 0.3 * wear ** 3 : 0.12;
    for (const { sensor, tag, kind } of this.sensors) {
      const span = sensor.high - sensor.low;
      if (kind === 'current') this.write(tag, sensor, sensor.low + span * (0.42 * load + 0.006 * this.random.normal()));
      else if (kind === 'vibration') this.write(tag, sensor, sensor.low + span * this.vibration(isWorking, wear));
      else if (kind === 'level') this.write(tag, sensor, sensor.low + span * (isWorking ? 0.72 - 0.1 * wear ** 2 : 0));
      else if (kind === 'temperature') this.heat(tag, sensor, load);
    }
  }

  /** Writes the process values of a finished cycle. */
  onCycleEnd(result: CycleResult, wear: number): void {
    for (const { sensor, tag, kind } of this.sensors) {
      const span = sensor.high - sensor.low;
      const noise = this.random.normal();
      if (kind === 'leak') this.write(tag, sensor, sensor.low + span * Math.max(0, leakShare(result, wear, noise)));
      if (kind === 'process') this.write(tag, sensor, sensor.low + span * (0.58 + 0.1 * wear ** 2 + 0.015 * noise));
    }
  }

  private vibration(isWorking: boolean, wear: number): number {
    if (!isWorking) return 0.01 + 0.002 * Math.abs(this.random.normal());
    return 0.09 + 0.28 * wear ** 3 + (0.006 + 0.01 * wear) * this.random.normal();
  }

  private heat(tag: Tag, sensor: Sensor, load: number): void {
    const rise = 0.33 * (sensor.high - AMBIENT_CELSIUS) * load;
    this.celsius += ((AMBIENT_CELSIUS + rise - this.celsius) * SAMPLE_SECONDS) / THERMAL_SECONDS;
    this.write(tag, sensor, this.celsius);
  }

  private write(tag: Tag, sensor: Sensor, value: number): void {
    this.device.set(tag, Math.fround(Math.min(sensor.high, Math.max(sensor.low, value))));
  }
}

/** Deadband of a sensor in its unit. */
export function deadbandOf(sensor: Sensor): number {
  return (sensor.high - sensor.low) * (kindOf(sensor.name) === 'temperature' ? DEADBAND / 4 : DEADBAND);
}

function leakShare(result: CycleResult, wear: number, noise: number): number {
  const level = result === 'pass' ? 0.14 : result === 'rework' ? 0.5 : 0.82;
  return level + 0.06 * wear ** 2 + 0.025 * noise;
}

function kindOf(name: string): SensorKind {
  const lower = name.toLowerCase();
  if (lower.includes('current')) return 'current';
  if (lower.includes('temperature')) return 'temperature';
  if (lower.includes('vibration')) return 'vibration';
  if (lower.includes('leak')) return 'leak';
  if (lower.includes('power') || lower.includes('pressure') || lower.includes('speed')) return 'level';
  return 'process';
}
