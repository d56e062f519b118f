// Sorts the faults of a refusal: beside the field of a change that it names, or above all of them.
import type { Refusal } from './what-if-api.ts';

export interface SortedFaults {
  /** By `<index of the change>.<field>`. */
  fields: ReadonlyMap<string, string>;
  /** What names no field on the page. */
  others: readonly string[];
}

const FIELD = /^(?:body\.)?(?:scenarios\.\d+\.)?changes\.(\d+)\.(\w+)[\w.]*: (.+)$/s;

/** Faults of a refusal by field; one that lists none is told as a whole. */
export function sortFaults(refusal: Refusal | null): SortedFaults {
  const fields = new Map<string, string>();
  if (refusal === null) return { fields, others: [] };
  const others: string[] = [];
  for (const fault of refusal.faults) {
    const [, index, field, text] = FIELD.exec(fault) ?? [];
    if (index === undefined || field === undefined || text === undefined) others.push(fault);
    else fields.set(`${index}.${field}`, text);
  }
  return { fields, others: refusal.faults.length === 0 ? [refusal.message] : others };
}

/** What a refusal means, in a few words. */
export function titleOf({ code }: Refusal): string {
  if (code === 'MIRROR_INVALID') return 'The twin does not know the state of the line now';
  if (code === 'LOOK_AHEAD_TOO_LARGE') return 'That is too much to simulate';
  if (code === 'SCENARIO_NOT_FOUND') return 'This scenario is not kept any more';
  if (code === 'SCENARIO_INVALID' || code === 'REQUEST_INVALID') return 'This cannot be asked';
  if (code === null) return 'No answer';
  return 'The twin refused';
}

/** What to do about it; null when the text says enough. */
export function adviceOf({ code }: Refusal): string | null {
  if (code === 'MIRROR_INVALID') return 'Ask again when the mirror in the bar above is in step.';
  if (code === 'LOOK_AHEAD_TOO_LARGE') return 'Look less far ahead, or at fewer futures.';
  return null;
}
