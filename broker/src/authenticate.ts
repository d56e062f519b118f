// Who a client is: a user with the right password, or anonymous from loopback.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Principal, Role } from './authorize.ts';
import { isLoopbackAddress } from './guards/loopback.ts';
import { hashPassword, verifyPassword } from './password.ts';
import type { User } from './users.ts';

export interface AuthenticateOptions {
  users: ReadonlyMap<string, User>;
  /** Role of clients without a user name from loopback; null = none may connect. */
  anonymousRole: Role | null;
}

export interface Credentials {
  username: string | undefined;
  password: Buffer | undefined;
  remoteAddress: string | undefined;
}

/** Returns who the client is, or null when it may not come in. */
export type Authenticate = (credentials: Credentials) => Promise<Principal | null>;

/** Password checks at a time: scrypt runs in the thread pool that the journal also needs. */
const MAX_CHECKS_AT_A_TIME = 2;

/** Builds the check for a set of users. */
export function createAuthenticate({ users, anonymousRole }: AuthenticateOptions): Authenticate {
  const checkPassword = rememberingCheck(limitConcurrency(verifyPassword, MAX_CHECKS_AT_A_TIME));
  const decoyHash = hashPassword(randomBytes(16));
  return async ({ username, password, remoteAddress }) => {
    if (username === undefined || username === '') return anonymous(anonymousRole, remoteAddress);
    const user = users.get(username);
    // An unknown name costs as much time as a wrong password.
    const isRight = await checkPassword(username, password ?? Buffer.alloc(0), user?.password ?? (await decoyHash));
    return user && isRight ? toPrincipal(user) : null;
  };
}

function anonymous(role: Role | null, remoteAddress: string | undefined): Principal | null {
  if (role === null || !isLoopbackAddress(remoteAddress)) return null;
  return { name: 'anonymous', role, edgeNodes: ['+'], publish: [], subscribe: [] };
}

function toPrincipal({ name, role, edgeNodes, publish, subscribe }: User): Principal {
  return { name, role, edgeNodes, publish, subscribe };
}

type CheckPassword = (password: Buffer, hash: string) => Promise<boolean>;

/** Remembers the last right password of each user under a key of this process, so a storm of reconnects costs no scrypt. */
function rememberingCheck(check: CheckPassword) {
  const key = randomBytes(32);
  const remembered = new Map<string, Buffer>();
  return async (username: string, password: Buffer, hash: string): Promise<boolean> => {
    const digest = createHmac('sha256', key).update(password).digest();
    const known = remembered.get(username);
    if (known && timingSafeEqual(known, digest)) return true;
    const isRight = await check(password, hash);
    if (isRight) remembered.set(username, digest);
    return isRight;
  };
}

function limitConcurrency(check: CheckPassword, limit: number): CheckPassword {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (password, hash) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await check(password, hash);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
