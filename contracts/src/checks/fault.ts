// What a fault of a line model is, and how it is worded: what was found, what is allowed.

export type Path = readonly (string | number)[];

/** One fault of a line model: where it is and what is wrong. */
export interface LineFault {
  path: (string | number)[];
  message: string;
}

const MOST_SHOWN = 12;
const LONGEST_TEXT = 60;

/** A fault at a path below another one. */
export function faultAt(path: Path, where: Path, message: string): LineFault {
  return { path: [...path, ...where], message };
}

/** `found ..., allowed: ...` */
export function notAllowed(found: unknown, allowed: string): string {
  return `found ${shown(found)}, allowed: ${allowed}`;
}

/** Names as they stand in a message; of very many the first ones and how many more there are. */
export function listed(names: Iterable<string>): string {
  const all = [...names];
  if (all.length === 0) return 'none, as there are none';
  if (all.length <= MOST_SHOWN) return all.join(', ');
  return `${all.slice(0, MOST_SHOWN).join(', ')} and ${all.length - MOST_SHOWN} more`;
}

/** Names in quotes: `"a", "b"`. */
export function quoted(names: readonly string[]): string {
  return listed(names.map((name) => `"${name}"`));
}

/** A value in few characters. Lists and objects are told by their kind only: they may be large, or hold themselves. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (value !== null && typeof value === 'object') return 'an object';
  return String(value as number | boolean | bigint | symbol | null);
}

function shortened(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}...`;
}
