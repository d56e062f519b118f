// Command line: `node dist/hash-password.js NAME ROLE` reads a password from stdin and prints a line of the users file.
import { text } from 'node:stream/consumers';
import { hashPassword } from './password.ts';
import { User } from './users.ts';

const [name, role] = process.argv.slice(2);
const password = (await text(process.stdin)).replace(/\r?\n$/, '');
const line = { name, role, password: await hashPassword(password) };
const checked = User.safeParse(line);

if (password === '' || !checked.success) {
  const faults = checked.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [];
  process.stderr.write(
    `usage: node dist/hash-password.js NAME edge-node|twin|reader < password\n${faults.join('\n')}\n`,
  );
  process.exitCode = 1;
} else {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
