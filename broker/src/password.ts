// Password hashes: scrypt of node:crypto with its parameters in the text, so they can be raised later.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

interface ScryptCost {
  /** CPU and memory cost, a power of two. */
  N: number;
  /** Block size. */
  r: number;
  /** Parallelism. */
  p: number;
}

const COST: ScryptCost = { N: 16_384, r: 8, p: 1 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;

/** The form of a stored hash: `scrypt$N$r$p$salt$key`, salt and key in base64url. */
export const PASSWORD_HASH_PATTERN = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/;

/** Hashes a password with a fresh salt. Takes tens of milliseconds in the thread pool. */
export async function hashPassword(password: string | Buffer): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await deriveKey(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Compares a password with a stored hash in constant time. A hash of unknown form matches nothing. */
export async function verifyPassword(password: string | Buffer, stored: string): Promise<boolean> {
  const parts = PASSWORD_HASH_PATTERN.exec(stored);
  if (!parts) return false;
  const [N, r, p] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const expected = Buffer.from(parts[5] as string, 'base64url');
  const actual = await deriveKey(password, Buffer.from(parts[4] as string, 'base64url'), { N, r, p });
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function deriveKey(password: string | Buffer, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const maxmem = 256 * cost.N * cost.r;
    scrypt(password, salt, KEY_BYTES, { ...cost, maxmem }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
