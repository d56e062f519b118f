// The environment is read once; a wrong value is refused with its name and what was found.
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('an empty environment gives a twin that runs on this machine alone', () => {
  const config = readConfig({});
  expect(config).toMatchObject({ TWIN_HOST: '127.0.0.1', TWIN_PORT: 8080, BROKER_URL: 'mqtt://127.0.0.1:1883' });
  expect(Object.isFrozen(config)).toBe(true);
});

test('an empty DATABASE_URL means the embedded database', () => {
  expect(readConfig({ DATABASE_URL: '' }).DATABASE_URL).toBeUndefined();
});

test('a wrong value is named with what was found', () => {
  expect(() => readConfig({ TWIN_PORT: '99999', BROKER_URL: 'http://x' })).toThrowError(
    /TWIN_PORT: .*found "99999".*BROKER_URL: .*found "http:\/\/x"/,
  );
});
