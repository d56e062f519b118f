// Where a Chromium is on this computer.
import { existsSync } from 'node:fs';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Path of a Chromium: `CHROMIUM_PATH` if it is set, else the first of the usual places that exists, else null.
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {(path: string) => boolean} [exists]
 */
export function findChromium(environment, exists = existsSync) {
  const { CHROMIUM_PATH: chosen } = environment;
  if (chosen) return exists(chosen) ? chosen : null;
  return USUAL_PLACES.find((path) => exists(path)) ?? null;
}
