// Composition root of the broker process.
import { pino } from 'pino';
import { type Broker, startBroker } from './broker.ts';
import { type BrokerConfig, parseBrokerConfig } from './config.ts';
import { isBrokerError } from './errors.ts';

const STOP_WITHIN_MS = 900;
const PARENT_CHECK_MS = 500;

try {
  const config = parseBrokerConfig(process.env);
  await run(config);
} catch (error) {
  if (!isBrokerError(error)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exit(1);
}

async function run(config: BrokerConfig): Promise<void> {
  const log = pino({ name: 'broker', level: config.LOG_LEVEL });
  const broker = await startBroker({ ...config, log });
  const { mqttUrl, wsUrl, metricsUrl } = broker;
  const dataDir = config.BROKER_DATA_DIR || null;
  log.info({ mqttUrl, wsUrl, metricsUrl, dataDir, anonymous: config.BROKER_ALLOW_ANONYMOUS }, 'broker listens');
  stopOnSignals(broker);
}

function stopOnSignals(broker: Broker): void {
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    void broker.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const parent = Number(process.env['MFT_PARENT_PID'] ?? 0);
  if (parent > 0) onParentGone(parent, stop);
}

/** A parent that was killed cannot stop its children, so they look whether it is still there. */
function onParentGone(parent: number, stop: () => void): void {
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, PARENT_CHECK_MS).unref();
}
