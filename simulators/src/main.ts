// Composition root of the simulator process.
import { isTwinError } from '@mini-factory-twin/contracts';
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import { pino } from 'pino';
import { parseSimulatorConfig, type SimulatorConfig, SimulatorConfigError } from './config.ts';
import { refuseUnemulated } from './emulated.ts';
import { type Simulator, startSimulator } from './simulator.ts';

const STOP_WITHIN_MS = 900;
const PARENT_CHECK_MS = 500;

try {
  await run(parseSimulatorConfig(process.argv.slice(2), process.env));
} catch (error) {
  if (!(error instanceof SimulatorConfigError) && !isTwinError(error)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exit(1);
}

async function run(config: SimulatorConfig): Promise<void> {
  const log = pino({ name: 'simulators', level: config.LOG_LEVEL });
  const line = await readLineFile(config.SIMULATOR_LINE);
  refuseUnemulated(line);
  const simulator = startSimulator({
    line,
    log,
    brokerUrl: config.BROKER_URL,
    username: config.SIMULATOR_USERNAME,
    password: config.SIMULATOR_PASSWORD,
    seed: config.SIMULATOR_SEED,
    speed: config.SIMULATOR_SPEED,
    truthFile: config.SIMULATOR_TRUTH_FILE,
    warmUpSeconds: config.SIMULATOR_WARM_UP_SECONDS,
    plantStartMs: config.SIMULATOR_PLANT_START === undefined ? undefined : Date.parse(config.SIMULATOR_PLANT_START),
    script: config.SIMULATOR_SCRIPT,
    mismatch: config.SIMULATOR_MISMATCH,
  });
  stopOnSignals(simulator, config);
}

function stopOnSignals(simulator: Simulator, config: SimulatorConfig): void {
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    await simulator.stop();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (config.SIMULATOR_DURATION_SECONDS !== undefined) setTimeout(stop, config.SIMULATOR_DURATION_SECONDS * 1000);
  if (config.MFT_PARENT_PID > 0) onParentGone(config.MFT_PARENT_PID, stop);
}

/** A parent that was killed cannot stop its children, so they look whether it is still there. */
function onParentGone(parent: number, stop: () => Promise<void>): void {
  setInterval(() => {
    if (process.ppid !== parent) void stop();
  }, PARENT_CHECK_MS).unref();
}
