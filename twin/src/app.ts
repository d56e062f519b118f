// The twin put together: source, mirror, history, forecast, alarms, API and the UNS tree. The one place that wires them.
import { join } from 'node:path';
import type { LineModel } from '@mini-factory-twin/contracts';
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import type { Logger } from 'pino';
import { createApi, type LinePort, startApi } from './api/index.ts';
import type { TwinConfig } from './config.ts';
import { createWorkerPool } from './forecast/worker-pool.ts';
import { type History, openHistory } from './history/index.ts';
import { type SourceEvent, type SparkplugHost, startSparkplugHost } from './ingest/index.ts';
import { LiveLine } from './live/live-line.ts';
import { loadMemory, saveMemory } from './live/memory-file.ts';
import { createSignalBoard, type SignalBoard } from './live/signal-board.ts';
import { createMetrics } from './metrics.ts';
import { startUnsMirror, type UnsMirror } from './uns/index.ts';

const TICK_MS = 100;
const SECOND_MS = 1000;
const SAVE_MS = 5000;
/** At most one forecast a minute goes into the ledger. */
const LEDGER_MS = 60_000;

/** A running twin. */
export interface Twin {
  url: string;
  stop(): Promise<void>;
}

/** Parts of a running twin that its timers and routes use. */
interface Parts {
  config: TwinConfig;
  logger: Logger;
  line: LiveLine;
  board: SignalBoard;
  history: History;
  host: SparkplugHost;
  uns: UnsMirror | null;
}

/**
 * Starts everything. The API answers as soon as this resolves; broker and database may come later.
 * @throws TwinError LINE_MODEL_*, PORT_IN_USE, DATA_DIR_LOCKED
 */
export async function startTwin(config: TwinConfig, logger: Logger): Promise<Twin> {
  const model = await readLineFile(config.TWIN_LINE);
  const history = await openHistory({ dataDir: config.TWIN_DATA_DIR, databaseUrl: config.DATABASE_URL, logger });
  const pool = createWorkerPool(config.TWIN_FORECAST_WORKERS);
  const board = createSignalBoard();
  const uns = config.TWIN_UNS ? startUns(config, model, logger) : null;
  const line: LiveLine = new LiveLine(
    model,
    {
      plantClock: (wallMs) => host.plantClock(wallMs),
      connections: () => [host.status()],
      pool,
      now: () => Date.now(),
      onState: (asset, state, fromMs) => history.record({ kind: 'state', line: model.id, asset, fromMs, state }),
      onAlarmEvents: (events) => storeAlarmEvents(history, model.id, events, logger),
    },
    { replications: config.TWIN_FORECAST_REPLICATIONS },
  );
  await recallLine(config, line, logger);
  const host: SparkplugHost = startHost({ config, logger, line, board, history, uns });
  const parts: Parts = { config, logger, line, board, history, host, uns };
  const stopTimers = startTimers(parts);
  const server = await startServer(parts);
  return {
    url: server.url,
    async stop() {
      stopTimers();
      await server.stop();
      await host.close();
      await saveMemory(memoryPath(config), line.remember());
      await Promise.all([uns?.close(), history.close(), pool.close()]);
    },
  };
}

function startUns(config: TwinConfig, model: LineModel, logger: Logger): UnsMirror {
  const client = { username: config.BROKER_USERNAME, password: config.BROKER_PASSWORD };
  return startUnsMirror({ url: config.BROKER_URL, client, model, logger: logger.child({ module: 'uns' }) });
}

function startHost({ config, logger, line, board, history, uns }: Omit<Parts, 'host'>): SparkplugHost {
  const { model } = line;
  return startSparkplugHost({
    url: config.BROKER_URL,
    name: 'plant',
    username: config.BROKER_USERNAME,
    password: config.BROKER_PASSWORD,
    hostId: config.TWIN_HOST_ID,
    role: config.TWIN_HOST_ROLE,
    groups: [model.location.site],
    knownAssets: new Set([...model.stations, ...model.buffers].map((asset) => asset.id)),
    logger: logger.child({ module: 'ingest' }),
    onRecords(records) {
      line.receive(records);
      board.take(records);
      history.append(model.id, records);
      if (uns !== null) for (const record of records) uns.publish(record);
    },
    onSource: (event) => onSource(event, { line, board, history, uns }),
  });
}

function onSource(
  event: SourceEvent,
  { line, board, history, uns }: Pick<Parts, 'line' | 'board' | 'history' | 'uns'>,
): void {
  switch (event.kind) {
    case 'online':
      return;
    case 'offline':
      line.sourceOffline(event.assets, event.atMs);
      board.markStale(event.assets);
      uns?.markStale(event.assets);
      return;
    case 'schema':
      board.describe([...event.added, ...event.changed]);
      for (const { signal: name, ...nature } of [...event.added, ...event.changed])
        history.record({ kind: 'signal', line: line.model.id, name, ...nature });
  }
}

async function recallLine(config: TwinConfig, line: LiveLine, logger: Logger): Promise<void> {
  const memory = await loadMemory(memoryPath(config));
  if (memory === null) return;
  const isRecalled = line.recall(memory);
  logger.info({ isRecalled, savedMs: memory.savedMs }, 'found the state of an earlier run');
}

function memoryPath(config: TwinConfig): string {
  return join(config.TWIN_DATA_DIR, 'mirror.json');
}

/** Starts what happens by the clock; the returned function ends it. */
function startTimers({ config, logger, line, history, uns }: Parts): () => void {
  let lastForecastMs = 0;
  let lastLedgerMs = 0;

  async function lookAhead(): Promise<void> {
    const nowMs = Date.now();
    const isDue = nowMs - lastForecastMs >= config.TWIN_FORECAST_SECONDS * SECOND_MS;
    if (!isDue && !(line.hasNews() && nowMs - lastForecastMs >= SECOND_MS)) return;
    lastForecastMs = nowMs;
    await line.renewForecast();
    const forecast = line.forecast();
    if (forecast === null || nowMs - lastLedgerMs < LEDGER_MS) return;
    lastLedgerMs = nowMs;
    history.record({ kind: 'forecast', line: line.model.id, forecast });
  }

  function everySecond(): void {
    line.renewKpis();
    lookAhead().catch((error: unknown) => logger.error({ err: error }, 'the forecast failed'));
    const kpis = line.kpis();
    if (kpis !== null) publishKpis(uns, line);
  }

  const timers = [
    setInterval(() => line.tick(), TICK_MS),
    setInterval(everySecond, SECOND_MS),
    setInterval(() => {
      saveMemory(memoryPath(config), line.remember()).catch((error: unknown) =>
        logger.error({ err: error }, 'the state could not be saved'),
      );
    }, SAVE_MS),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

function publishKpis(uns: UnsMirror | null, line: LiveLine): void {
  const kpis = line.kpis();
  if (uns === null || kpis === null) return;
  const atMs = kpis.toMs;
  uns.publishTwin({ branch: '_kpi', name: 'output' }, { value: kpis.output, atMs });
  uns.publishTwin({ branch: '_kpi', name: 'oee' }, { value: kpis.oee.oee, atMs });
  uns.publishTwin({ branch: '_twin', name: 'health' }, { value: line.health().status, atMs });
}
