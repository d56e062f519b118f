// The flags of `npm start`: what is read, what wins, what is refused with which line.
import { expect, test } from 'vitest';
import { helpText, OPTIONS, OptionError, parseOptions } from './lib/options.mjs';

test('without flags everything has its default', () => {
  expect(parseOptions([], {})).toEqual({
    line: 'examples/lines/drive-unit.yaml',
    noSimulator: false,
    broker: null,
    db: null,
    port: 8080,
    mqttPort: 1883,
    speed: null,
    seed: null,
    truth: null,
    data: './data',
    fresh: false,
    verbose: false,
    help: false,
  });
});

test('a variable sets what its flag sets, and the flag wins', () => {
  const environment = { TWIN_PORT: '9000', DATABASE_URL: 'postgres://db/twin', MFT_NO_SIMULATOR: 'true' };
  expect(parseOptions([], environment)).toMatchObject({ port: 9000, db: 'postgres://db/twin', noSimulator: true });
  expect(parseOptions(['--port', '9001'], environment)).toMatchObject({ port: 9001 });
  expect(parseOptions(['--port=9001'], environment)).toMatchObject({ port: 9001 });
});

test('an empty variable counts as unset', () => {
  expect(parseOptions([], { TWIN_PORT: '', DATABASE_URL: '', MFT_FRESH: '' })).toMatchObject({
    port: 8080,
    db: null,
    fresh: false,
  });
});

test.each([
  [['--prot', '1'], /^Unknown flag --prot; see npm start -- --help$/],
  [['-x'], /^Unknown flag -x/],
  [['drive-unit.yaml'], /^Unexpected "drive-unit.yaml"/],
  [['--port'], /--port <value>.*--help$/],
  [['--port', '80a'], /^--port must be a whole number, 0 to 65535, not "80a"$/],
  [['--port', '65536'], /^--port must be/],
  [['--port', ''], /^--port must be/],
  [['--speed', '0'], /^--speed must be a number, above 0/],
  [['--speed', '-2'], /^/],
  [['--seed', '1.5'], /^--seed must be a whole number/],
  [['--fresh=yes'], /--fresh/],
])('%j is refused with one line', (args, message) => {
  expect(() => parseOptions(args, {})).toThrow(OptionError);
  expect(() => parseOptions(args, {})).toThrow(message);
  try {
    parseOptions(args, {});
  } catch (error) {
    expect((error as Error).message).not.toContain('\n');
  }
});

test('a wrong variable is named in the refusal', () => {
  expect(() => parseOptions([], { TWIN_PORT: 'x' })).toThrow('TWIN_PORT must be a whole number');
  expect(() => parseOptions([], { MFT_FRESH: 'maybe' })).toThrow('MFT_FRESH must be true or false');
});

test('the help names every flag and variable', () => {
  const text = helpText();
  for (const { flag, variable } of OPTIONS) {
    expect(text).toContain(`--${flag}`);
    expect(text).toContain(variable);
  }
});
