// Writes PostgreSQL array literals: one text parameter carries a whole column to both engines.

/** `{1,2.5,NULL}`; numbers that are not finite become NULL. */
export function numberArray(values: readonly (number | null)[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (i > 0) text += ',';
    text += value === null || value === undefined || !Number.isFinite(value) ? 'NULL' : value;
  }
  return `${text}}`;
}

/** `{"a","b \" c",NULL}`. NUL characters, which PostgreSQL cannot store, are left out. */
export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'NULL' : quote(value))).join(',')}}`;
}

/** `{t,f}`. */
export function booleanArray(values: readonly boolean[]): string {
  return `{${values.map((value) => (value ? 't' : 'f')).join(',')}}`;
}

function quote(value: string): string {
  return `"${value.replaceAll('\0', '').replace(/["\\]/g, '\\$&')}"`;
}
