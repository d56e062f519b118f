// The lock of a data folder: one twin per folder, and a lock whose owner is dead is taken over.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TwinError } from '@mini-factory-twin/contracts';

/** Locks of this process, which its own pid in a file cannot tell from those of a dead one with the same pid. */
const held = new Set<string>();

interface Owner {
  pid: number;
  /** Start time of the process in kernel ticks since boot, with the boot's id; null where there is no /proc. */
  birth: string | null;
}

/**
 * Locks a folder (created when missing) for this process.
 * @returns gives the lock back
 * @throws TwinError `DATA_DIR_LOCKED` when a living process holds it
 */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const path = resolve(join(dataDir, 'twin.lock'));
  const mine: Owner = { pid: process.pid, birth: birthOf(process.pid) };
  for (let attempt = 0; ; attempt++) {
    if (tryCreate(path, mine)) break;
    const owner = readOwner(path);
    const isLive = owner !== null && (owner.pid === mine.pid ? held.has(path) : isAlive(owner));
    if (isLive || attempt === 3) throw new TwinError('DATA_DIR_LOCKED', { path: dataDir, pid: owner?.pid ?? 0 });
    rmSync(path, { force: true });
  }
  held.add(path);
  return () => {
    if (held.delete(path) && existsSync(path)) rmSync(path, { force: true });
  };
}

function tryCreate(path: string, owner: Owner): boolean {
  try {
    writeFileSync(path, JSON.stringify(owner), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Null for a file that is gone or not whole: its writer died at it. */
function readOwner(path: string): Owner | null {
  try {
    const owner = JSON.parse(readFileSync(path, 'utf8')) as Owner;
    return Number.isInteger(owner.pid) && owner.pid > 0 ? owner : null;
  } catch {
    return null;
  }
}

/** A pid alone is not enough: in a container every start has the same one. */
function isAlive({ pid, birth }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const now = birthOf(pid);
  return birth === null || now === null || birth === now;
}

function birthOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The command in brackets may hold spaces; field 22 (start time) is the 20th behind it.
    return `${boot}:${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return null;
  }
}
