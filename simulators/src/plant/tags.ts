// The tag image of a PLC: named values with units and ranges, and a list of what changed and when.
import type { MetricValue, SparkplugDatatype } from '@mini-factory-twin/contracts/sparkplug';

/** What a tag is. */
export interface TagDefinition {
  name: string;
  datatype: SparkplugDatatype;
  value: MetricValue;
  unit?: string;
  low?: number;
  high?: number;
  /** Changes smaller than this are not reported. */
  deadband?: number;
  isWritable?: boolean;
}

/** A tag with its present value. Write it through `Device.set` only. */
export interface Tag extends TagDefinition {
  readonly device: Device;
  /** Plant time of the last change [ms since 1970]. */
  changedMs: number;
}

/** One reported change. */
export interface TagChange {
  tag: Tag;
  value: MetricValue;
  atMs: number;
}

/** Collects changes of all devices in the order in which they happen, while somebody listens. */
export class ChangeLog {
  /** Off during warm-up and while no broker is there. */
  isOn = false;
  nowMs = 0;
  private changes: TagChange[] = [];

  add(tag: Tag): void {
    if (this.isOn) this.changes.push({ tag, value: tag.value, atMs: this.nowMs });
  }

  /** Takes what has been collected. */
  drain(): TagChange[] {
    const { changes } = this;
    if (changes.length > 0) this.changes = [];
    return changes;
  }
}

/** A device of the edge node: a station or a buffer with its tags. */
export class Device {
  readonly id: string;
  readonly tags = new Map<string, Tag>();
  private readonly log: ChangeLog;

  constructor(id: string, log: ChangeLog, definitions: readonly TagDefinition[]) {
    this.id = id;
    this.log = log;
    for (const definition of definitions) this.tags.set(definition.name, { ...definition, device: this, changedMs: 0 });
  }

  /** The tag of that name. @throws Error when the device has none. */
  tag(name: string): Tag {
    const found = this.tags.get(name);
    if (found === undefined) throw new Error(`${this.id} has no tag ${name}`);
    return found;
  }

  /** Report by exception: writes the value and logs it when it differs from the last one by more than the deadband. */
  set(tag: Tag, value: MetricValue): void {
    if (value === tag.value) return;
    if (tag.deadband !== undefined && Math.abs(Number(value) - Number(tag.value)) < tag.deadband) return;
    tag.value = value;
    tag.changedMs = this.log.nowMs;
    this.log.add(tag);
  }
}
