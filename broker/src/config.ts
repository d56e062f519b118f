// The one place that reads the broker's environment: names, defaults, limits.
import { z } from 'zod';
import { BrokerError } from './errors.ts';
import { isLoopbackAddress } from './guards/loopback.ts';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);
const flag = (fallback: 'true' | 'false') =>
  z
    .enum(['true', 'false', '1', '0'])
    .default(fallback)
    .transform((text) => text === 'true' || text === '1');
const commaList = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

/** Environment of the broker process. Ports: 0 = off for WebSocket and metrics. */
export const brokerConfigSchema = z.object({
  BROKER_HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on'),
  BROKER_MQTT_PORT: port(1883).describe('TCP port of MQTT; 0 = any free port'),
  BROKER_WS_PORT: port(8083).describe('TCP port of MQTT over WebSocket; 0 = off'),
  BROKER_WS_ALLOWED_ORIGINS: commaList.describe(
    'Web origins, beside loopback, whose pages may connect; comma separated',
  ),
  BROKER_USERS_FILE: z.string().default('').describe('Users with hashed passwords; empty = nobody but anonymous'),
  BROKER_ALLOW_ANONYMOUS: flag('true').describe('Clients without a user name, from loopback only'),
  BROKER_ANONYMOUS_ROLE: z
    .enum(['edge-node', 'twin', 'reader'])
    .default('twin')
    .describe('Rights of anonymous clients'),
  BROKER_MAX_PAYLOAD_BYTES: count(1_048_576).describe('Largest MQTT packet accepted [bytes]'),
  BROKER_MAX_CONNECTIONS: count(2_000).describe('Open connections, TCP and WebSocket together'),
  BROKER_MAX_CONNECTIONS_PER_SECOND: count(500).describe('New connections a second, with a burst of one second'),
  BROKER_MAX_MESSAGES_PER_SECOND_PER_CLIENT: count(20_000).describe('Above it a client is slowed down, not dropped'),
  BROKER_MAX_QUEUED_MESSAGES: count(1_000_000).describe('Undelivered messages kept for one offline session'),
  BROKER_DATA_DIR: z.string().default('').describe('Directory of the message journal; empty = memory only'),
  BROKER_METRICS_PORT: port(0).describe('HTTP port of /metrics and /healthz; 0 = off'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type BrokerConfig = Readonly<z.infer<typeof brokerConfigSchema>>;

/**
 * Parses and freezes the broker's environment. An empty variable counts as unset.
 * @throws BrokerError BROKER_CONFIG_INVALID, BROKER_ANONYMOUS_NOT_LOOPBACK, BROKER_NO_WAY_IN
 */
export function parseBrokerConfig(environment: Readonly<Record<string, string | undefined>>): BrokerConfig {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = brokerConfigSchema.safeParse(present);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new BrokerError('BROKER_CONFIG_INVALID', faults.join('; '));
  }
  checkAnonymous(result.data.BROKER_HOST, result.data.BROKER_ALLOW_ANONYMOUS, result.data.BROKER_USERS_FILE);
  return Object.freeze(result.data);
}

/** Refuses a broker that would be open to the network, and one that nobody could use. */
export function checkAnonymous(host: string, allowAnonymous: boolean, usersFile: string): void {
  if (allowAnonymous && !isLoopbackAddress(host)) {
    throw new BrokerError(
      'BROKER_ANONYMOUS_NOT_LOOPBACK',
      `BROKER_HOST is ${host}; set BROKER_ALLOW_ANONYMOUS=false and BROKER_USERS_FILE`,
    );
  }
  if (!allowAnonymous && usersFile === '') throw new BrokerError('BROKER_NO_WAY_IN', 'set BROKER_USERS_FILE');
}
