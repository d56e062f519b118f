// The one place of the twin that reads the environment: parsed once, checked, frozen.
import { availableParallelism } from 'node:os';
import { TwinError } from '@mini-factory-twin/contracts';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');
const optional = z
  .string()
  .optional()
  .transform((value) => (value === '' ? undefined : value));

/** Environment of the twin. */
export const twinConfigSchema = z.object({
  /** Line model file. */
  TWIN_LINE: z.string().default('examples/lines/drive-unit.yaml'),
  /** Address the API listens on; other than loopback only behind a proxy that authenticates. */
  TWIN_HOST: z.string().default('127.0.0.1'),
  TWIN_PORT: port.default(8080),
  /** MQTT broker the line speaks to. */
  BROKER_URL: z
    .string()
    .regex(/^(mqtts?|tcp|wss?):\/\//, 'mqtt://host:port')
    .default('mqtt://127.0.0.1:1883'),
  BROKER_USERNAME: optional,
  BROKER_PASSWORD: optional,
  /** PostgreSQL; the embedded database in TWIN_DATA_DIR when empty. */
  DATABASE_URL: optional,
  TWIN_DATA_DIR: z.string().default('data/twin'),
  /** Built dashboard to serve. */
  TWIN_DASHBOARD_DIR: z.string().default('dashboard/dist'),
  /** Sparkplug host id, unique in the plant. */
  TWIN_HOST_ID: z.string().default('mini-factory-twin'),
  /** `passive` never sends a command, `active` asks for rebirths, `primary` also publishes STATE. */
  TWIN_HOST_ROLE: z.enum(['primary', 'active', 'passive']).default('primary'),
  /** Real seconds between two forecasts when nothing happens. */
  TWIN_FORECAST_SECONDS: z.coerce.number().min(1).max(3600).default(5),
  /** Futures per forecast; 99 and 199 give exact ranks for 10 and 90 %. */
  TWIN_FORECAST_REPLICATIONS: z.coerce.number().int().min(9).max(9999).default(99),
  /** Worker threads for futures. */
  TWIN_FORECAST_WORKERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(Math.max(1, Math.min(4, availableParallelism() - 1))),
  /** Worker threads for experiments; the mirror and its forecasts need the rest. */
  TWIN_EXPERIMENT_THREADS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(Math.max(1, availableParallelism() - 1)),
  /** Hours of the line that one what-if question may simulate, over all replications and scenarios. */
  TWIN_LOOK_AHEAD_HOURS: z.coerce.number().min(1).default(100_000),
  /** Publish the readable uns/v1 tree. */
  TWIN_UNS: flag.default(true),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});
export type TwinConfig = Readonly<z.infer<typeof twinConfigSchema>>;

/** Configuration from an environment. @throws TwinError CONFIG_INVALID with one `NAME: fault` line each. */
export function readConfig(environment: Record<string, string | undefined>): TwinConfig {
  const parsed = twinConfigSchema.safeParse(environment);
  if (parsed.success) return Object.freeze(parsed.data);
  const faults = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return `${name}: ${issue.message}, found "${environment[name] ?? ''}"`;
  });
  throw new TwinError('CONFIG_INVALID', { faults });
}
