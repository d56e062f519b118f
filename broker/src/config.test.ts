// The environment: defaults, faults, what would be unsafe.
import { expect, test } from 'vitest';
import { parseBrokerConfig } from './config.ts';

test('an empty environment is a broker on loopback, in memory, open to this machine', () => {
  expect(parseBrokerConfig({ BROKER_DATA_DIR: '' })).toMatchObject({
    BROKER_HOST: '127.0.0.1',
    BROKER_MQTT_PORT: 1883,
    BROKER_WS_PORT: 8083,
    BROKER_ALLOW_ANONYMOUS: true,
    BROKER_ANONYMOUS_ROLE: 'twin',
    BROKER_DATA_DIR: '',
    BROKER_METRICS_PORT: 0,
  });
});

test.each([
  [{ BROKER_MQTT_PORT: '70000' }, 'BROKER_CONFIG_INVALID'],
  [{ BROKER_ALLOW_ANONYMOUS: 'yes' }, 'BROKER_CONFIG_INVALID'],
  [{ BROKER_HOST: '0.0.0.0' }, 'BROKER_ANONYMOUS_NOT_LOOPBACK'],
  [{ BROKER_ALLOW_ANONYMOUS: 'false' }, 'BROKER_NO_WAY_IN'],
])('%j is refused with %s', (environment, code) => {
  expect(() => parseBrokerConfig(environment)).toThrow(expect.objectContaining({ code }));
});

test('lists and flags are parsed, and the result is frozen', () => {
  const config = parseBrokerConfig({
    BROKER_WS_ALLOWED_ORIGINS: 'https://a.example, https://b.example',
    BROKER_ALLOW_ANONYMOUS: '0',
    BROKER_USERS_FILE: 'users',
    BROKER_HOST: '0.0.0.0',
  });
  expect(config.BROKER_WS_ALLOWED_ORIGINS).toEqual(['https://a.example', 'https://b.example']);
  expect(config.BROKER_ALLOW_ANONYMOUS).toBe(false);
  expect(Object.isFrozen(config)).toBe(true);
});
