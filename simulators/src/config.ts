// The one place that reads the simulator's flags and environment: names, defaults, limits.
import { parseArgs } from 'node:util';
import { z } from 'zod';

const text = z.string().min(1);
const number = z.coerce.number();

/** Settings of the simulator process, by environment name. Each has a flag, see `SIMULATOR_FLAGS`. */
export const simulatorConfigSchema = z.object({
  SIMULATOR_LINE: text.default('examples/lines/drive-unit.yaml').describe('Line model to emulate'),
  BROKER_URL: z
    .string()
    .regex(/^(mqtts?|wss?|tcp|tls):\/\//, 'an MQTT URL such as mqtt://127.0.0.1:1883')
    .default('mqtt://127.0.0.1:1883')
    .describe('MQTT broker to send to'),
  SIMULATOR_USERNAME: text.optional().describe('User name at the broker'),
  SIMULATOR_PASSWORD: text.optional().describe('Password at the broker'),
  SIMULATOR_SEED: number.int().default(8).describe('Seed of everything random; same seed, same day'),
  SIMULATOR_SPEED: number.positive().max(1000).default(1).describe('Plant seconds per real second'),
  SIMULATOR_TRUTH_FILE: text.optional().describe('File for what really happened (NDJSON), for scoring only'),
  SIMULATOR_WARM_UP_SECONDS: number
    .min(0)
    .max(86_400)
    .default(600)
    .describe('Plant seconds run before connecting, so that the line is full'),
  SIMULATOR_PLANT_START: z.iso
    .datetime()
    .optional()
    .describe('Plant time at the connection (ISO 8601 UTC); default: now, moved out of breaks'),
  SIMULATOR_SCRIPT: z.enum(['demo', 'none']).default('demo').describe('`demo`: a jam 40 s after the connection'),
  SIMULATOR_MISMATCH: number
    .min(0)
    .max(0.5)
    .default(0.03)
    .describe('How far true cycle times lie from the model, as a share; 0 = as modelled, failures too'),
  SIMULATOR_DURATION_SECONDS: number.positive().optional().describe('Stop after so many real seconds'),
  MFT_PARENT_PID: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('stop when the parent is no longer this process; 0 = do not look'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type SimulatorConfig = Readonly<z.infer<typeof simulatorConfigSchema>>;

/** Flag of each setting. */
export const SIMULATOR_FLAGS = {
  line: 'SIMULATOR_LINE',
  broker: 'BROKER_URL',
  username: 'SIMULATOR_USERNAME',
  password: 'SIMULATOR_PASSWORD',
  seed: 'SIMULATOR_SEED',
  speed: 'SIMULATOR_SPEED',
  truth: 'SIMULATOR_TRUTH_FILE',
  'warm-up': 'SIMULATOR_WARM_UP_SECONDS',
  'plant-start': 'SIMULATOR_PLANT_START',
  script: 'SIMULATOR_SCRIPT',
  mismatch: 'SIMULATOR_MISMATCH',
  duration: 'SIMULATOR_DURATION_SECONDS',
} as const satisfies Record<string, keyof SimulatorConfig>;

/** Flags or variables that cannot be used; the message is one line for the user. */
export class SimulatorConfigError extends Error {
  readonly code = 'SIMULATOR_CONFIG_INVALID';
}

/**
 * Settings from flags and environment; a flag wins over its variable, an empty variable counts as unset.
 * @throws SimulatorConfigError naming each fault
 */
export function parseSimulatorConfig(
  flags: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): SimulatorConfig {
  const given = { ...withoutEmpty(environment), ...fromFlags(flags) };
  const parsed = simulatorConfigSchema.safeParse(given);
  if (parsed.success) return Object.freeze(parsed.data);
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new SimulatorConfigError(faults.join('; '));
}

function withoutEmpty(environment: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}

function fromFlags(args: readonly string[]): Record<string, string> {
  const names = Object.keys(SIMULATOR_FLAGS);
  const options = Object.fromEntries([
    ...names.map((name) => [name, { type: 'string' as const }]),
    ['no-script', { type: 'boolean' as const }],
  ]);
  try {
    const parsed = parseArgs({ args: [...args], options, strict: true });
    const values: Record<string, unknown> = parsed.values;
    const settings: Record<string, string> = {};
    for (const [flag, variable] of Object.entries(SIMULATOR_FLAGS)) {
      const value = values[flag];
      if (typeof value === 'string') settings[variable] = value;
    }
    return values['no-script'] === true ? { ...settings, SIMULATOR_SCRIPT: 'none' } : settings;
  } catch (error) {
    throw new SimulatorConfigError((error as Error).message);
  }
}
