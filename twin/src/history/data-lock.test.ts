// The lock of a data folder: held against the living, taken over from the dead.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTwinError } from '@mini-factory-twin/contracts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDataDir } from './data-lock.ts';

let dir = '';
const path = () => join(dir, 'twin.lock');
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function refusal(): unknown {
  try {
    lockDataDir(dir)();
    return null;
  } catch (error) {
    return error;
  }
}

test('a second lock is refused with the pid of the holder, until the first is given back', () => {
  const unlock = lockDataDir(dir);
  const error = refusal();
  expect(isTwinError(error, 'DATA_DIR_LOCKED') && error.details).toEqual({ path: dir, pid: process.pid });
  unlock();
  expect(existsSync(path())).toBe(false);
  expect(refusal()).toBeNull();
});

test('the lock of another living process is respected', async () => {
  const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  writeFileSync(path(), JSON.stringify({ pid: other.pid, birth: null }));
  expect(isTwinError(refusal(), 'DATA_DIR_LOCKED')).toBe(true);
  const ended = new Promise((resolve) => other.once('exit', resolve));
  other.kill('SIGKILL');
  await ended;
  expect(refusal()).toBeNull();
});

test.each([
  ['of a dead process', JSON.stringify({ pid: 2 ** 22 + 7, birth: null })],
  ['of an earlier process with our pid', JSON.stringify({ pid: process.pid, birth: 'boot:1' })],
  ['of an earlier process with the pid of another', JSON.stringify({ pid: process.ppid, birth: 'boot:1' })],
  ['that was not written whole', '{"pi'],
  ['that is empty', ''],
])('a lock %s is taken over', (_name, content) => {
  writeFileSync(path(), content);
  expect(refusal()).toBeNull();
});
