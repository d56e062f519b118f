// The fields of a change as a sentence holds them: choices, numbers, times and sets, each with its way back to the change.
import type { Change } from '@mini-factory-twin/contracts';
import { formatTime } from '../../ui/format.ts';

export interface Option {
  id: string;
  name: string;
}

interface Named {
  /** Field of the change, as a refusal names it. */
  key: string;
  /** For screen readers. */
  label: string;
}

export interface ChoiceField extends Named {
  kind: 'choice';
  value: string;
  options: readonly Option[];
  set: (id: string) => Change;
}

export interface NumberField extends Named {
  kind: 'number';
  value: number;
  min: number;
  max: number;
  unit: string;
  /** Said in the sentence instead of value and unit. */
  text: string;
  set: (value: number) => Change;
}

export interface TimeField extends Named {
  kind: 'time';
  atMs: number;
  set: (atMs: number) => Change;
}

export interface SetField extends Named {
  kind: 'set';
  values: readonly string[];
  options: readonly Option[];
  set: (values: string[]) => Change;
}

export type Field = ChoiceField | NumberField | TimeField | SetField;
/** A piece of a sentence: words, or a field. */
export type Token = string | Field;

/** A choice among things of the line. */
export function choice<C extends Change>(
  change: C,
  key: keyof C & string,
  { label, options }: { label: string; options: readonly Option[] },
): ChoiceField {
  const value = String(change[key] ?? '');
  return { kind: 'choice', key, label, value, options, set: (id) => ({ ...change, [key]: id }) };
}

interface Measure {
  label: string;
  unit: string;
  min: number;
  max: number;
  /** Value of the change that is shown as 1. */
  one?: number;
  /** Said when the value is 0. */
  zero?: string;
}

/** A number, shown in another unit when `one` says so. */
export function number<C extends Change>(change: C, key: keyof C & string, measure: Measure): NumberField {
  const { label, unit, min, max, one = 1, zero } = measure;
  const value = Math.round((Number(change[key]) / one) * 1e6) / 1e6;
  const text = value === 0 && zero !== undefined ? zero : `${value} ${unit}`.trim();
  return { kind: 'number', key, label, value, min, max, unit, text, set: (next) => ({ ...change, [key]: next * one }) };
}

/** Minutes of a change in seconds. */
export function minutes<C extends Change>(change: C, key: keyof C & string, label: string): NumberField {
  return number(change, key, { label, unit: 'min', min: 0.1, max: 525_600, one: 60 });
}

/** Minutes from now of a change in seconds. */
export function fromNow<C extends Change>(change: C, key: keyof C & string): NumberField {
  return number(change, key, {
    label: 'Minutes from now',
    unit: 'min from now',
    min: 0,
    max: 525_600,
    one: 60,
    zero: 'now',
  });
}

/** Per cent of a change's factor. */
export function percent<C extends Change>(change: C, key: keyof C & string, label: string): NumberField {
  return number(change, key, { label, unit: '%', min: 1, max: 10_000, one: 0.01 });
}

/** Words of a field as the sentence says them. */
export function textOf(field: Field): string {
  if (field.kind === 'number') return field.text;
  if (field.kind === 'time') return formatTime(field.atMs);
  const name = (id: string) => field.options.find((option) => option.id === id)?.name ?? id;
  if (field.kind === 'choice') return name(field.value);
  const isAll = field.options.length > 1 && field.options.every(({ id }) => field.values.includes(id));
  return isAll ? 'all skills' : field.values.map(name).join(', ');
}
