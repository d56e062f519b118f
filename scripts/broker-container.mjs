// Entry of the broker's container: makes the users file from the passwords in the environment, then runs the broker.
// A container listens beyond loopback, and there the broker lets nobody in without a password.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const {
  BROKER_USERS_FILE = '/tmp/users.ndjson',
  MQTT_TWIN_PASSWORD,
  MQTT_LINE_PASSWORD,
  MQTT_LINE_NODES,
} = process.env;

const users = [user('twin', 'twin', MQTT_TWIN_PASSWORD)];
if (MQTT_LINE_PASSWORD) {
  const edgeNodes = (MQTT_LINE_NODES ?? '').split(',').filter((node) => node !== '');
  users.push({ ...user('line', 'edge-node', MQTT_LINE_PASSWORD), edgeNodes });
}
writeFileSync(BROKER_USERS_FILE, users.map((entry) => `${JSON.stringify(entry)}\n`).join(''), { mode: 0o600 });

process.env.BROKER_USERS_FILE = BROKER_USERS_FILE;
process.env.BROKER_ALLOW_ANONYMOUS = 'false';
await import(new URL('../broker/dist/main.js', import.meta.url).href);

function user(name, role, password) {
  if (!password) {
    process.stderr.write(`MQTT_${name.toUpperCase()}_PASSWORD is not set\n`);
    process.exit(1);
  }
  const hashed = execFileSync(process.execPath, ['broker/dist/hash-password.js', name, role], {
    cwd: root,
    input: password,
    encoding: 'utf8',
  });
  return JSON.parse(hashed);
}
