// Options of the command line: reading them, and refusing what cannot be read.
import { resolve } from 'node:path';
import process from 'node:process';

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, y: 365 * 86_400 };
const LONGEST_SECONDS = 100 * 365 * 86_400;

/** An option that cannot be understood; the message names it, what was found and what is allowed. */
export class UsageError extends Error {}

/** A stretch of time such as `8h` or `1.5d`, in seconds. @throws UsageError */
export function secondsOf(option: string, text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(s|m|h|d|y)$/.exec(text) ?? [];
  const seconds = Number(number) * (UNIT_SECONDS[unit] ?? Number.NaN);
  if (seconds >= 0 && seconds <= LONGEST_SECONDS) return seconds;
  throw new UsageError(`--${option}: found "${text}", allowed: a number with s, m, h, d or y, up to 100y, such as 8h`);
}

/** A whole number within bounds. @throws UsageError */
export function wholeOf(option: string, text: string, [least, most]: readonly [number, number]): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`--${option}: found "${text}", allowed: a whole number from ${least} to ${most}`);
}

/** A share such as `1%`. @throws UsageError */
export function shareOf(option: string, text: string): number {
  const share = /^\d+(\.\d+)?%$/.test(text) ? Number(text.slice(0, -1)) / 100 : Number.NaN;
  if (share > 0 && share < 1) return share;
  throw new UsageError(`--${option}: found "${text}", allowed: a percentage above 0% and below 100%, such as 1%`);
}

/** A moment with its zone, in ms since 1970. @throws UsageError */
export function momentOf(option: string, text: string): number {
  const ms = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(ms)) return ms;
  throw new UsageError(`--${option}: found "${text}", allowed: ISO 8601 with a zone, such as 2026-01-05T06:00:00Z`);
}

/** A path as the user meant it: npm runs scripts in the project's root and tells where it was called. */
export function pathOf(text: string): string {
  return resolve(process.env['INIT_CWD'] ?? '.', text);
}
