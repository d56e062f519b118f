// The twin service: reads its configuration, starts, and stops cleanly on a signal or when its parent is gone.
import { isTwinError } from '@mini-factory-twin/contracts';
import { pino } from 'pino';
import { startTwin } from './app.ts';
import { readConfig } from './config.ts';

const PARENT_CHECK_MS = 500;
const STOP_LIMIT_MS = 2000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = pino({ level: config.LOG_LEVEL, base: { service: 'twin' } });
  const twin = await startTwin(config, logger);
  logger.info({ url: twin.url }, 'the twin is running');
  let isStopping = false;

  function stop(): void {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    twin.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'the twin did not stop cleanly');
        process.exit(1);
      },
    );
  }

  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const parent = Number(process.env['MFT_PARENT_PID'] ?? 0);
  if (parent === 0) return;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, PARENT_CHECK_MS).unref();
}

main().catch((error: unknown) => {
  const text = isTwinError(error) ? `${error.code}: ${error.message}` : String((error as Error).stack ?? error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
