// The kinds of change as the picker groups them, and the sentences of changes as text.
import type { Change } from '@mini-factory-twin/contracts';
import type { Form, Kind } from './change-forms.ts';
import { FORMS } from './change-forms.ts';
import type { Token } from './fields.ts';
import { textOf } from './fields.ts';
import type { LineChoices } from './line-choices.ts';

/** Kinds of change as the picker groups them. */
export const PICKER: readonly { name: string; kinds: readonly Kind[] }[] = [
  {
    name: 'Machines',
    kinds: ['station-down', 'cycle-time', 'speed', 'failures', 'repairs', 'maintenance', 'dispatch'],
  },
  { name: 'Buffers', kinds: ['capacity'] },
  { name: 'People and shifts', kinds: ['person-added', 'person-removed', 'shift-longer', 'breaks-skipped'] },
  { name: 'Orders', kinds: ['order-first', 'order-dropped', 'order-quantity', 'order-added'] },
];

/** The sentence of a change, in pieces. */
export function tokensOf(change: Change, line: LineChoices): Token[] {
  const form = FORMS[change.kind] as Form<Kind>;
  return form.tokens(change, line);
}

/** The sentence of a change as text: `Press stands for 30 min starting now`. */
export function sentenceOf(change: Change, line: LineChoices): string {
  return tokensOf(change, line)
    .map((token) => (typeof token === 'string' ? token : textOf(token)))
    .join(' ');
}

/** A name for changes that have none, of at most 200 characters. */
export function nameOf(changes: readonly Change[], line: LineChoices): string {
  const name = changes.map((change) => sentenceOf(change, line)).join(', and ');
  return name.length <= 200 ? name : `${name.slice(0, 199)}…`;
}
