// The options of `npm start`: flags, the same in environment variables, defaults; and the text of --help.
import { parseArgs } from 'node:util';

/**
 * One row an option: flag, environment variable, kind, default and what it does. A flag wins over its variable.
 * @type {readonly {flag: string, variable: string, kind: 'text' | 'port' | 'positive' | 'whole' | 'switch', fallback?: string, hint?: string, help: string}[]}
 */
export const OPTIONS = [
  {
    flag: 'line',
    variable: 'TWIN_LINE',
    kind: 'text',
    fallback: 'examples/lines/drive-unit.yaml',
    hint: 'FILE',
    help: 'line model to mirror',
  },
  {
    flag: 'no-simulator',
    variable: 'MFT_NO_SIMULATOR',
    kind: 'switch',
    help: 'start no PLC emulators: real machines send',
  },
  {
    flag: 'broker',
    variable: 'BROKER_URL',
    kind: 'text',
    hint: 'URL',
    help: 'use this MQTT broker and start none, e.g. mqtt://localhost:1883',
  },
  {
    flag: 'db',
    variable: 'DATABASE_URL',
    kind: 'text',
    hint: 'URL',
    help: 'use this PostgreSQL, not the embedded database',
  },
  {
    flag: 'port',
    variable: 'TWIN_PORT',
    kind: 'port',
    fallback: '8080',
    hint: 'N',
    help: 'port of dashboard and API; 0 = any free one',
  },
  {
    flag: 'mqtt-port',
    variable: 'BROKER_MQTT_PORT',
    kind: 'port',
    fallback: '1883',
    hint: 'N',
    help: 'port of the own broker; 0 = any free one',
  },
  {
    flag: 'speed',
    variable: 'SIMULATOR_SPEED',
    kind: 'positive',
    hint: 'X',
    help: 'plant seconds per real second of the emulated line',
  },
  {
    flag: 'seed',
    variable: 'SIMULATOR_SEED',
    kind: 'whole',
    hint: 'N',
    help: 'seed of the emulated line: same seed, same day',
  },
  {
    flag: 'truth',
    variable: 'SIMULATOR_TRUTH_FILE',
    kind: 'text',
    hint: 'FILE',
    help: 'let the emulators write what really happened (NDJSON)',
  },
  {
    flag: 'data',
    variable: 'MFT_DATA_DIR',
    kind: 'text',
    fallback: './data',
    hint: 'DIR',
    help: 'folder of the embedded database and the broker journal',
  },
  { flag: 'fresh', variable: 'MFT_FRESH', kind: 'switch', help: 'delete what earlier runs stored there, then start' },
  { flag: 'verbose', variable: 'MFT_VERBOSE', kind: 'switch', help: 'show every log line, not only warnings' },
  { flag: 'help', variable: '', kind: 'switch', help: 'show this text' },
];

/** A wrong flag or value; the message is one line for the user. */
export class OptionError extends Error {}

/**
 * Reads the options of `npm start`.
 * @param {readonly string[]} args command line after the script name
 * @param {Readonly<Record<string, string | undefined>>} environment an empty variable counts as unset
 * @returns {Readonly<{line: string, noSimulator: boolean, broker: string | null, db: string | null, port: number, mqttPort: number, speed: number | null, seed: number | null, truth: string | null, data: string, fresh: boolean, verbose: boolean, help: boolean}>}
 * @throws {OptionError} for an unknown flag, a missing or a wrong value
 */
export function parseOptions(args, environment) {
  const given = parseFlags(args);
  const entries = OPTIONS.map((option) => [camelCase(option.flag), valueOf(option, given, environment)]);
  return Object.freeze(Object.fromEntries(entries));
}

/** The text of `--help`. */
export function helpText() {
  const rows = OPTIONS.map((option) => {
    const left = option.hint === undefined ? `--${option.flag}` : `--${option.flag} ${option.hint}`;
    const notes = [option.fallback && `default ${option.fallback}`, option.variable].filter(Boolean).join('; ');
    return `  ${left.padEnd(16)} ${option.help}${notes === '' ? '' : ` (${notes})`}`;
  });
  return [
    'Starts the broker, the twin, the PLC emulators and the dashboard. Ctrl-C stops them all.',
    '',
    'Usage: npm start -- [flags]',
    '',
    ...rows,
    '',
    'A name in capitals is the environment variable that means the same; the flag wins.',
  ].join('\n');
}

function parseFlags(args) {
  const options = Object.fromEntries(
    OPTIONS.map(({ flag, kind }) => [flag, { type: kind === 'switch' ? 'boolean' : 'string' }]),
  );
  const known = new Set(OPTIONS.map(({ flag }) => flag));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') throw new OptionError(`Unexpected "${token.value}"; see npm start -- --help`);
    if (token.kind === 'option' && !known.has(token.name)) {
      throw new OptionError(`Unknown flag ${token.rawName}; see npm start -- --help`);
    }
  }
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    const [sentence] = error.message.split(/\.\s|\n/);
    throw new OptionError(`${sentence}; see npm start -- --help`);
  }
}

function valueOf(option, given, environment) {
  const fromEnvironment = environment[option.variable] || undefined;
  const text = given[option.flag] ?? fromEnvironment ?? option.fallback;
  const name = given[option.flag] === undefined ? option.variable : `--${option.flag}`;
  return read[option.kind](text, name);
}

const read = {
  text: (text) => text || null,
  switch(text, name) {
    if (typeof text === 'boolean') return text;
    if (text === undefined || text === '0' || text === 'false') return false;
    if (text === '1' || text === 'true') return true;
    throw new OptionError(`${name} must be true or false, not "${text}"`);
  },
  port: (text, name) => numberOf(text, name, { low: 0, high: 65_535, isWhole: true }),
  positive: (text, name) => numberOf(text, name, { low: Number.MIN_VALUE, high: 1_000, isWhole: false }),
  whole: (text, name) => numberOf(text, name, { low: 0, high: 2 ** 32 - 1, isWhole: true }),
};

function numberOf(text, name, { low, high, isWhole }) {
  if (text === undefined) return null;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  const isRight = value >= low && value <= high && (!isWhole || Number.isInteger(value));
  if (isRight) return value;
  const range = low > 0 && low < 1 ? `above 0 and up to ${high}` : `${low} to ${high}`;
  throw new OptionError(`${name} must be a ${isWhole ? 'whole ' : ''}number, ${range}, not "${text}"`);
}

function camelCase(flag) {
  return flag.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
}
