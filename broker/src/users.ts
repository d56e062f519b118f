// The users file: one JSON object a line, `#` starts a comment line.
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ROLES } from './authorize.ts';
import { BrokerError } from './errors.ts';
import { PASSWORD_HASH_PATTERN } from './password.ts';

// A name may stand for a topic level, so it holds neither separators nor wildcards.
const topicLevel = z.string().regex(/^[^/+#$\s][^/+#\s]*$/, 'no spaces, no / + #, not starting with $');

/** One user. `edgeNodes` defaults to the user's own name. */
export const User = z
  .strictObject({
    name: topicLevel.refine((name) => name !== 'anonymous', 'the name anonymous is reserved'),
    role: z.enum(ROLES),
    password: z.string().regex(PASSWORD_HASH_PATTERN, 'not a hash made by hash-password'),
    edgeNodes: z.array(topicLevel).optional(),
    publish: z.array(z.string().min(1)).default([]),
    subscribe: z.array(z.string().min(1)).default([]),
  })
  .transform((user) => ({ ...user, edgeNodes: user.edgeNodes ?? [user.name] }));
export type User = z.infer<typeof User>;

/**
 * Parses the text of a users file.
 * @throws BrokerError BROKER_USERS_FILE_INVALID with the line number, without the line's text
 */
export function parseUsers(text: string): Map<string, User> {
  const users = new Map<string, User>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const user = parseUserLine(line, index + 1);
    if (users.has(user.name)) throw invalid(index + 1, `the user ${user.name} is there twice`);
    users.set(user.name, user);
  }
  return users;
}

/**
 * Reads a users file.
 * @throws BrokerError BROKER_USERS_FILE_INVALID
 */
export async function readUsersFile(path: string): Promise<Map<string, User>> {
  try {
    return parseUsers(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof BrokerError) throw error;
    throw new BrokerError('BROKER_USERS_FILE_INVALID', `${path} cannot be read`, { cause: error });
  }
}

function parseUserLine(line: string, lineNumber: number): User {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw invalid(lineNumber, 'not a JSON object');
  }
  const result = User.safeParse(value);
  if (result.success) return result.data;
  throw invalid(lineNumber, result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

function invalid(lineNumber: number, detail: string): BrokerError {
  return new BrokerError('BROKER_USERS_FILE_INVALID', `line ${lineNumber}: ${detail}`);
}
