// Which processes `npm start` runs, and what each is told through its environment.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * The services for these options, broker first. Variables of the caller's environment reach every service, so anything
 * that docs/reference/config.md lists can be set on the command line too.
 * @param {ReturnType<typeof import('./options.mjs').parseOptions>} options with both ports known
 * @param {{root: string, environment: Record<string, string | undefined>}} place
 */
export function servicesFor(options, { root, environment }) {
  const brokerUrl = options.broker ?? `mqtt://127.0.0.1:${options.mqttPort}`;
  const data = resolve(root, options.data);
  const line = linePath(options.line, { root, environment });
  const common = { NODE_ENV: 'production', ...environment, BROKER_URL: brokerUrl, TWIN_LINE: line };
  const service = (name, own) => ({
    name,
    script: join(root, name, 'dist', 'main.js'),
    environment: { ...common, ...own },
  });
  const broker = service('broker', brokerEnvironment(options, { data, environment }));
  const twin = service('twin', twinEnvironment(options, { data, root }));
  const simulators = service('simulators', simulatorsEnvironment(options, { line, environment }));
  return [...(options.broker === null ? [broker] : []), twin, ...(options.noSimulator ? [] : [simulators])];
}

/** The line file's full path: from where the user called npm, else from the root of the repository. */
export function linePath(file, { root, environment }) {
  const fromCaller = resolve(environment.INIT_CWD ?? '.', file);
  return existsSync(fromCaller) ? fromCaller : resolve(root, file);
}

/** Folders that hold what a run stores; these, and nothing else, are deleted by `--fresh`. */
export function storedFolders(root, data) {
  return ['broker', 'twin'].map((name) => join(resolve(root, data), name));
}

function brokerEnvironment(options, { data, environment }) {
  return {
    BROKER_MQTT_PORT: String(options.mqttPort),
    // One port less that can be taken; whoever wants MQTT in a browser asks for it.
    BROKER_WS_PORT: environment.BROKER_WS_PORT || '0',
    BROKER_DATA_DIR: join(data, 'broker'),
  };
}

function twinEnvironment(options, { data, root }) {
  return {
    TWIN_PORT: String(options.port),
    TWIN_DATA_DIR: join(data, 'twin'),
    TWIN_DASHBOARD_DIR: join(root, 'dashboard', 'dist'),
    DATABASE_URL: options.db ?? '',
  };
}

function simulatorsEnvironment(options, { line, environment }) {
  return {
    SIMULATOR_LINE: line,
    SIMULATOR_SPEED: options.speed === null ? undefined : String(options.speed),
    SIMULATOR_SEED: options.seed === null ? undefined : String(options.seed),
    SIMULATOR_TRUTH_FILE: options.truth === null ? undefined : resolve(environment.INIT_CWD ?? '.', options.truth),
  };
}
