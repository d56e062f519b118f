// Sparkplug metrics of births and data from the tag images of the devices.
import type { Metric, PropertySet } from '@mini-factory-twin/contracts/sparkplug';
import type { Device, Tag, TagChange } from '../plant/tags.ts';

/** Numbers that stand for names in DATA messages; one numbering for the node and all its devices. */
export class Aliases {
  private readonly numbers = new Map<Tag, number>();

  constructor(devices: readonly Device[], first: number) {
    let number = first;
    for (const device of devices) for (const tag of device.tags.values()) this.numbers.set(tag, number++);
  }

  /** Alias of a tag; undefined for one that came after the births. */
  of(tag: Tag): number | undefined {
    return this.numbers.get(tag);
  }
}

/** All metrics of a device with names, aliases, datatypes, units and ranges. */
export function birthMetrics(device: Device, aliases: Aliases, nowMs: number): Metric[] {
  return [...device.tags.values()].map((tag) => ({
    name: tag.name,
    alias: aliases.of(tag),
    // A birth says what is true now, in one piece; not when each tag became so.
    timestampMs: nowMs,
    datatype: tag.datatype,
    value: tag.value,
    properties: propertiesOf(tag),
  }));
}

/** A changed tag by its alias, with the plant time of the change. */
export function dataMetric({ tag, value, atMs }: TagChange, aliases: Aliases): Metric {
  return { alias: aliases.of(tag), timestampMs: atMs, datatype: tag.datatype, value };
}

function propertiesOf(tag: Tag): PropertySet {
  const properties: PropertySet = {};
  if (tag.unit !== undefined) properties['engUnit'] = { type: 'String', value: tag.unit };
  if (tag.low !== undefined) properties['engLow'] = { type: 'Double', value: tag.low };
  if (tag.high !== undefined) properties['engHigh'] = { type: 'Double', value: tag.high };
  if (tag.isWritable === true) properties['Writable'] = { type: 'Boolean', value: true };
  return properties;
}
