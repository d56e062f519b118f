// What must hold before anything can be installed or started.

/** Oldest Node that every locked dependency runs on: [major, minor]. */
export const OLDEST_NODE = [20, 19];

/**
 * Why this Node cannot be used, or null when it can.
 * @param {string} version for example `20.19.4`
 * @returns {string | null}
 */
export function nodeVersionFault(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  const isNewEnough = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  if (isNewEnough) return null;
  return `Node ${version} is too old: this needs Node ${oldestMajor}.${oldestMinor} or newer (https://nodejs.org)`;
}

/**
 * Whether `npm ci` must run.
 * @param {number | null} lockMs when package-lock.json was changed [ms since 1970], null when there is none
 * @param {number | null} installedMs when npm last finished an install, null when it never did
 */
export function isInstallNeeded(lockMs, installedMs) {
  if (installedMs === null) return true;
  return lockMs !== null && lockMs > installedMs;
}
