// Writes what a PLC knows into its tag image.
import { BUFFER_SIGNALS, PACKML_STATES, STATION_SIGNALS } from '@mini-factory-twin/contracts';
import type { Belt } from './belt.ts';
import type { Job } from './job.ts';
import type { Machine } from './machine.ts';
import type { Device } from './tags.ts';

const STANDING: ReadonlySet<number> = new Set([PACKML_STATES.Stopped, PACKML_STATES.Aborted, PACKML_STATES.Idle]);

/** Counters, eyes and motor of a belt. */
export function showBelt(belt: Belt, device: Device): void {
  belt.isChanged = false;
  if (belt.eyes !== null) {
    write(device, BUFFER_SIGNALS.eyeEntry, belt.eyes.entry.isCut);
    write(device, BUFFER_SIGNALS.eyeExit, belt.eyes.exit.isCut);
  }
  write(device, BUFFER_SIGNALS.entered, belt.entered);
  write(device, BUFFER_SIGNALS.left, belt.left);
  write(device, BUFFER_SIGNALS.running, belt.isRunning);
}

/** State, counts and job of a machine. */
export function showMachine(machine: Machine, device: Device): void {
  machine.unit.isChanged = false;
  const { job } = machine;
  const part = job.parts[0];
  write(device, STATION_SIGNALS.state, machine.unit.state);
  write(device, STATION_SIGNALS.mode, machine.unit.mode);
  write(device, STATION_SIGNALS.blocked, machine.unit.isBlocked);
  write(device, STATION_SIGNALS.starved, machine.unit.isStarved);
  write(device, STATION_SIGNALS.stopReason, machine.unit.stopReason);
  write(device, STATION_SIGNALS.speed, STANDING.has(machine.unit.state) ? 0 : job.speedPerHour);
  write(device, STATION_SIGNALS.processed, job.processed);
  write(device, STATION_SIGNALS.defective, job.defective);
  write(device, STATION_SIGNALS.lastResult, job.lastResult);
  write(device, STATION_SIGNALS.orderCount, job.orderCount);
  write(device, STATION_SIGNALS.orderId, part?.order?.plan.id ?? '');
  write(device, STATION_SIGNALS.productId, part?.product ?? '');
  write(device, STATION_SIGNALS.partId, part?.id ?? '');
  showBatch(job, device);
}

/** A new array only when the content changed: arrays are compared by identity. */
function showBatch({ parts }: Job, device: Device): void {
  const tag = device.tags.get(STATION_SIGNALS.partIds);
  if (tag === undefined) return;
  const shown = tag.value as string[];
  if (shown.length === parts.length && parts.every((part, index) => part.id === shown[index])) return;
  device.set(
    tag,
    parts.map((part) => part.id),
  );
}

function write(device: Device, name: string, value: string | number | boolean): void {
  const tag = device.tags.get(name);
  if (tag !== undefined) device.set(tag, value);
}
