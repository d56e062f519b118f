// The twin put together: source, mirror, history, forecast, alarms, API and the UNS tree. The one place that wires them.
import { join } from 'node:path';
import { type LineModel, TwinError } from '@mini-factory-twin/contracts';
import { readLineFile } from '@mini-factory-twin/contracts/line-file';
import type { Logger } from 'pino';
import { type ApiPorts, type ApiServer, createApi, startApi } from './api/index.ts';
import type { TwinConfig } from './config.ts';
import { createExperiments, type Experiments } from './experiments/index.ts';
import { createScenarios, type Scenarios } from './forecast/scenarios.ts';
import { createWorkerPool } from './forecast/worker-pool.ts';
import { type History, openHistory } from './history/index.ts';
import { type SourceEvent, type SparkplugHost, startSparkplugHost } from './ingest/index.ts';
import { fromJournal, journalEntry, linePort } from './line-port.ts';
import { LiveLine } from './live/live-line.ts';
import { loadMemory, saveMemory } from './live/memory-file.ts';
import { createSignalBoard, type SignalBoard } from './live/signal-board.ts';
import { createMetrics } from './metrics.ts';
import { startUnsMirror, type UnsMirror } from './uns/index.ts';

const TICK_MS = 100;
const SECOND_MS = 1000;
const SAVE_MS = 5000;
/** How long the alarm journal is waited for at start. */
const JOURNAL_WAIT_MS = 20_000;
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
  experiments: Experiments;
  scenarios: Scenarios;
}

/**
 * Starts everything. The API answers as soon as this resolves; broker and database may come later.
 * @throws TwinError LINE_MODEL_*, PORT_IN_USE, DATA_DIR_LOCKED
 */
export async function startTwin(config: TwinConfig, logger: Logger): Promise<Twin> {
  const model = await readLineFile(config.TWIN_LINE);
  const closers: Closer[] = [];
  try {
    const parts = await openParts(config, model, { logger, closers });
    const { line, history } = parts;
    await recallLine(config, line, logger);
    closers.push(() => saveMemory(memoryPath(config), line.remember()));
    history.record({ kind: 'model', line: model.id, version: line.modelVersion, model, createdMs: Date.now() });
    const server = await startServer(parts);
    closers.push(() => server.stop(), startTimers(parts));
    void watchAlarms(parts);
    void recallBooks(parts);
    return { url: server.url, stop: () => closeAll(closers) };
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

/** Last opened, first closed; one that fails does not keep the others open. */
async function closeAll(closers: readonly Closer[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of [...closers].reverse()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'the twin did not close cleanly');
}

/** Closes what was opened; may answer a promise. */
type Closer = () => unknown;

interface Opening {
  logger: Logger;
  closers: Closer[];
}

/** Opens all that the line needs. Each opened part leaves how to close it. */
async function openParts(config: TwinConfig, model: LineModel, { logger, closers }: Opening): Promise<Parts> {
  const databaseUrl = config.DATABASE_URL;
  const history = await openHistory({
    dataDir: config.TWIN_DATA_DIR,
    databaseUrl,
    logger: logger.child({ module: 'history' }),
  });
  closers.push(() => history.close());
  const pool = createWorkerPool(config.TWIN_FORECAST_WORKERS);
  closers.push(() => pool.close());
  const uns = config.TWIN_UNS ? startUns(config, model, logger) : null;
  if (uns !== null) closers.push(() => uns.close());
  const board = createSignalBoard();
  const line: LiveLine = new LiveLine(
    model,
    {
      plantClock: (wallMs) => host.plantClock(wallMs),
      connections: () => [host.status()],
      pool,
      now: () => Date.now(),
      onState: (asset, state, fromMs) => history.record({ kind: 'state', line: model.id, asset, fromMs, state }),
      onAlarmEvents(events) {
        for (const event of events) history.record({ kind: 'alarm', event: journalEntry(model.id, event) });
      },
    },
    {
      replications: config.TWIN_FORECAST_REPLICATIONS,
      lookAhead: { threads: config.TWIN_EXPERIMENT_THREADS, mostHours: config.TWIN_LOOK_AHEAD_HOURS },
    },
  );
  const host: SparkplugHost = startHost({ config, logger, line, board, history, uns });
  closers.push(() => host.close());
  const experiments = openExperiments(config, model, { logger, history });
  closers.push(() => experiments.close());
  const scenarios = createScenarios({
    line: model.id,
    keep: (id, scenario) => history.commit({ kind: 'scenario', id, scenario }),
    ask: (question) => line.askWhatIf(question),
    now: () => Date.now(),
  });
  return { config, logger, line, board, history, host, uns, experiments, scenarios };
}

function openExperiments(
  config: TwinConfig,
  model: LineModel,
  { logger, history }: Pick<Parts, 'logger' | 'history'>,
): Experiments {
  return createExperiments({
    store: {
      keep: (id, content) => history.commit({ kind: 'experiment', id, content }),
      rows: (id) => history.experimentRows(id),
    },
    lineModel(id) {
      if (id !== model.id) throw new TwinError('LINE_NOT_FOUND', { line: id, allowed: [model.id] });
      return model;
    },
    now: () => Date.now(),
    threads: config.TWIN_EXPERIMENT_THREADS,
    onError: (error, id) => logger.error({ err: error, experiment: id }, 'an experiment failed'),
  });
}

function startUns(config: TwinConfig, model: LineModel, logger: Logger): UnsMirror {
  const client = { username: config.BROKER_USERNAME, password: config.BROKER_PASSWORD };
  return startUnsMirror({ url: config.BROKER_URL, client, model, logger: logger.child({ module: 'uns' }) });
}

function startHost({
  config,
  logger,
  line,
  board,
  history,
  uns,
}: Omit<Parts, 'host' | 'experiments' | 'scenarios'>): SparkplugHost {
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

/** Alarms go on where the journal ends; without a database they begin afresh after a while, and the journal is kept. */
async function watchAlarms({ line, history, logger }: Parts): Promise<void> {
  await history.connected(JOURNAL_WAIT_MS);
  try {
    await history.settled();
    line.watchAlarms((await history.alarmEvents(line.model.id)).map(fromJournal));
  } catch (error) {
    logger.warn({ err: error }, 'the alarm journal cannot be read yet; alarms begin afresh');
    line.watchAlarms([]);
  }
}

/** Experiments and scenarios of earlier processes come back as soon as the database answers. */
async function recallBooks({ line, experiments, scenarios, history, logger }: Parts): Promise<void> {
  await history.connected(JOURNAL_WAIT_MS);
  try {
    await history.settled();
    experiments.recall(await history.experiments());
    scenarios.recall(await history.scenarios(line.model.id));
  } catch (error) {
    logger.warn({ err: error }, 'earlier experiments and scenarios cannot be read');
  }
}

async function startServer({
  config,
  logger,
  line,
  board,
  history,
  host,
  experiments,
  scenarios,
}: Parts): Promise<ApiServer> {
  const { model } = line;
  const port = linePort({ line, board, history, scenarios });
  const metrics = createMetrics(line, history);
  const ports: ApiPorts = {
    lines: () => [{ id: model.id, name: model.name }],
    line: (id) => (id === model.id ? port : undefined),
    experiments,
    ready() {
      const isLinked = host.status().status !== 'offline';
      return { isReady: isLinked, reasons: isLinked ? [] : [`no connection to the broker ${config.BROKER_URL}`] };
    },
    metrics: () => metrics.metrics(),
    health: () => ({ broker: host.status().status, history: history.status().status, mirror: line.health().status }),
  };
  const app = createApi(ports, {
    dashboardDir: config.TWIN_DASHBOARD_DIR,
    onError: (error, request) => logger.error({ err: error, ...request }, 'a request failed'),
  });
  return startApi({ app, ports, host: config.TWIN_HOST, port: config.TWIN_PORT });
}
