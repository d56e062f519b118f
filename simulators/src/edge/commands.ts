// Commands that reach the edge node: rebirth, fault injection and the PackML control command of a station.
import { NODE_SIGNALS, STATION_SIGNALS } from '@mini-factory-twin/contracts';
import {
  createMetricMemory,
  decodePayload,
  type MetricMemory,
  parseTopic,
} from '@mini-factory-twin/contracts/sparkplug';
import { z } from 'zod';
import { commandName } from '../plant/packml-unit.ts';
import type { Plant } from '../plant/plant.ts';

/** Writable metric of the edge node that lets a failure mode strike; for demonstrations and tests only. */
export const INJECT = 'Simulator/Inject';

const injection = z.strictObject({
  station: z.string(),
  failure: z.string(),
  /** Work of the technician once he is there; drawn from the model when missing. */
  seconds: z.number().positive().optional(),
});

/** What a command message asks for, one entry a metric. */
export type EdgeCommand =
  | { kind: 'rebirth' }
  | { kind: 'inject'; station: string; failure: string; seconds: number | null }
  | { kind: 'control'; station: string; command: number }
  | { kind: 'refused'; reason: string };

/** Memory of what the births announced, so that commands by alias are understood too. */
export function createCommandMemory(): MetricMemory {
  return createMetricMemory();
}

/** Reads an NCMD or DCMD; what cannot be read is refused, never thrown. */
export function readCommands(topic: string, bytes: Uint8Array, memory: MetricMemory): EdgeCommand[] {
  const address = parseTopic(topic);
  if (address === null || address.type === 'STATE') return [];
  try {
    const payload = decodePayload(bytes);
    const { metrics, problems } = memory.resolve(payload, address.deviceId);
    const refused = problems.map(({ code }): EdgeCommand => ({ kind: 'refused', reason: code }));
    return [...refused, ...metrics.map(({ name, value }) => commandOf(name, value, address.deviceId))];
  } catch (error) {
    return [{ kind: 'refused', reason: error instanceof Error ? error.message : String(error) }];
  }
}

/** Carries a command of the plant out; returns why not, or null. */
export function carryOut(plant: Plant, command: Extract<EdgeCommand, { kind: 'inject' | 'control' }>): string | null {
  const machine = plant.machines.find(({ station }) => station.id === command.station);
  if (machine === undefined) return `no station ${command.station}`;
  if (command.kind === 'inject')
    return machine.inject(command.failure, command.seconds) ? null : `${command.failure} cannot strike now`;
  const name = commandName(command.command);
  if (name === undefined) return `${command.command} is no PackML command`;
  return machine.control(name) ? null : `${name} is not legal in the present state`;
}

function commandOf(name: string, value: unknown, device: string | undefined): EdgeCommand {
  if (device !== undefined) {
    if (name === STATION_SIGNALS.controlCommand && typeof value === 'number')
      return { kind: 'control', station: device, command: value };
    return { kind: 'refused', reason: `${name} cannot be written` };
  }
  if (name === NODE_SIGNALS.rebirth) return value === true ? { kind: 'rebirth' } : refusal(name);
  return name === INJECT && typeof value === 'string' ? readInjection(value) : refusal(name);
}

function readInjection(text: string): EdgeCommand {
  try {
    const { station, failure, seconds } = injection.parse(JSON.parse(text));
    return { kind: 'inject', station, failure, seconds: seconds ?? null };
  } catch {
    return refusal(INJECT);
  }
}

function refusal(name: string): EdgeCommand {
  return { kind: 'refused', reason: `${name}: unknown name or bad value` };
}
