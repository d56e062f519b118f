// Users, passwords and the command that makes a line.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createAuthenticate } from './authenticate.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { parseUsers } from './users.ts';

test('a hash verifies its password only, and no two hashes are equal', async () => {
  const [one, two] = [await hashPassword('secret'), await hashPassword('secret')];
  expect(one).not.toBe(two);
  expect(await verifyPassword('secret', one)).toBe(true);
  expect(await verifyPassword('Secret', one)).toBe(false);
  expect(await verifyPassword('secret', 'secret')).toBe(false);
});

test('a users file is read with its defaults', async () => {
  const password = await hashPassword('x');
  const users = parseUsers(`# a comment\n\n${JSON.stringify({ name: 'press-1', role: 'edge-node', password })}\n`);
  expect(users.get('press-1')).toMatchObject({ edgeNodes: ['press-1'], publish: [], subscribe: [] });
});

test.each([
  ['{', 'line 1: not a JSON object'],
  ['{"name":"a","role":"boss","password":"x"}', 'role'],
  ['{"name":"a/+","role":"twin","password":"x"}', 'name'],
  ['{"name":"anonymous","role":"twin","password":"x"}', 'reserved'],
])('a fault in the users file names the line and the field: %s', (line, text) => {
  expect(() => parseUsers(line)).toThrow(text);
});

test('a right password remembered does not let a wrong one in', async () => {
  const password = await hashPassword('right');
  const users = parseUsers(JSON.stringify({ name: 'u', role: 'reader', password }));
  const authenticate = createAuthenticate({ users, anonymousRole: 'twin' });
  const as = (text: string) => authenticate({ username: 'u', password: Buffer.from(text), remoteAddress: '10.0.0.1' });
  expect(await as('right')).toMatchObject({ name: 'u', role: 'reader' });
  expect(await as('right')).not.toBeNull();
  expect(await as('wrong')).toBeNull();
  expect(await Promise.all(Array.from({ length: 6 }, () => as('wrong')))).toEqual(Array(6).fill(null));
});

test('anonymous comes from loopback only, and only where it is allowed', async () => {
  const anonymous = { username: undefined, password: undefined };
  const open = createAuthenticate({ users: new Map(), anonymousRole: 'twin' });
  expect(await open({ ...anonymous, remoteAddress: '::ffff:127.0.0.1' })).toMatchObject({ role: 'twin' });
  expect(await open({ ...anonymous, remoteAddress: '10.0.0.1' })).toBeNull();
  const closed = createAuthenticate({ users: new Map(), anonymousRole: null });
  expect(await closed({ ...anonymous, remoteAddress: '127.0.0.1' })).toBeNull();
});

test('the command prints a line that the users file takes', async () => {
  const line = await new Promise<string>((resolve, reject) => {
    const command = fileURLToPath(new URL('../dist/hash-password.js', import.meta.url));
    const child = execFile(process.execPath, [command, 'screen', 'reader'], (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
    child.stdin?.end('secret\n');
  });
  const user = parseUsers(line).get('screen');
  expect(user?.role).toBe('reader');
  expect(await verifyPassword('secret', user?.password ?? '')).toBe(true);
});
