// Tells loopback addresses and web origins from all others.
import { isIP } from 'node:net';

/** Whether a host name or address can only be reached from this machine. Unknown (undefined) is not loopback. */
export function isLoopbackAddress(address: string | undefined): boolean {
  if (!address) return false;
  const bare = address
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:/, '');
  if (bare === 'localhost' || bare === '::1') return true;
  return isIP(bare) === 4 && bare.startsWith('127.');
}

/**
 * Whether a page of this origin may open a WebSocket here. Browsers let any web site connect to loopback,
 * and only the Origin header tells which one it is; programs that are no browsers send none.
 */
export function isAllowedOrigin(origin: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined || allowed.includes(origin)) return true;
  return URL.canParse(origin) && isLoopbackAddress(new URL(origin).hostname);
}
