// A line that lives in memory and does what a test tells it: the real port without a plant behind it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type LineModel, type SignalView, shiftAt, TwinError, type WhatIfQuestion } from '@mini-factory-twin/contracts';
import { parseLineText } from '@mini-factory-twin/contracts/line-file';
import { findLevers } from '../../forecast/levers.ts';
import { createScenarios } from '../../forecast/scenarios.ts';
import { createWhatIf } from '../../forecast/what-if.ts';
import { createKpiAccount } from '../../kpi/index.ts';
import { createAlarmWatch } from '../../maintenance/index.ts';
import { Mirror } from '../../mirror/mirror.ts';
import { bufferViews, orderViews, stationViews } from '../../mirror/views.ts';
import { createExperiments, type Experiments } from '../../experiments/index.ts';
import type { ApiPorts, ChangeParts, HistoryQuery, LinePort } from '../ports.ts';

const MODEL_FILE = fileURLToPath(new URL('../../../../examples/lines/drive-unit.yaml', import.meta.url));
export const NOW_MS = Date.UTC(2026, 2, 2, 8);

/** A line port over a real mirror, KPI account and alarm watch, with a handle to make changes happen. */
export interface MemoryLine extends LinePort {
  change(parts: ChangeParts): void;
  /** What the port was last asked of its history. */
  asked: HistoryQuery | null;
  isHistoryAway: boolean;
  hasKpis: boolean;
  breakDown(station: string): string;
}

/** The demo line at eight in the morning, nothing moving. */
export function createMemoryLine(): MemoryLine {
  const model = parseLineText(readFileSync(MODEL_FILE, 'utf8'));
  const account = createKpiAccount(model, shiftAt(model, NOW_MS)?.startMs ?? NOW_MS);
  const watch = createAlarmWatch(model);
  const listeners = new Set<(parts: ChangeParts) => void>();
  const mirror = new Mirror(model);
  mirror.advance(NOW_MS);
  const views = viewsOf(model, mirror);
  const looking = lookingAhead(model, mirror);
  const line: MemoryLine = {
    model,
    modelVersion: 'v1',
    asked: null,
    isHistoryAway: false,
    hasKpis: true,
    ...views,
    ...looking,
    kpis: () => (line.hasKpis ? account.kpis(NOW_MS) : null),
    forecast: () => null,
    alarms: () => watch.alarms(),
    async acknowledge(id, by, comment) {
      watch.acknowledge(id, by, comment, NOW_MS);
      const alarm = watch.alarms().find((one) => one.id === id);
      if (alarm === undefined) throw new TwinError('ALARM_NOT_FOUND', { alarm: id });
      return alarm;
    },
    async history(query) {
      if (line.isHistoryAway) throw new TwinError('DATABASE_UNAVAILABLE', { reason: 'away' });
      line.asked = query;
      const { asset, signal, fromMs, toMs } = query;
      return {
        asset,
        signal,
        unit: 'kN',
        points: [
          [fromMs, 1.5],
          [toMs - 1, null],
        ],
      };
    },
    states: async (span) => ({ ...span, stations: [{ id: 'press', changes: [[span.fromMs, 'processing']] }] }),
    hello() {
      const intervals = { fromMs: NOW_MS, toMs: NOW_MS, stations: [] };
      const [kpis, alarms] = [line.kpis(), line.alarms()];
      return { state: line.state(), orders: line.orders(), alarms, kpis, forecast: null, moves: [], intervals };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change(parts) {
      for (const listener of listeners) listener(parts);
    },
    breakDown(station) {
      const { health, stations } = line.state();
      const down = { state: 'down', sinceMs: NOW_MS - 9000 } as const;
      const changed = stations.map((view) => (view.id === station ? { ...view, ...down } : view));
      watch.observe({ atMs: NOW_MS, stations: changed, health });
      return watch.alarms()[0]?.id ?? '';
    },
  };
  return line;
}

/** Real futures from the state of the mirror, on one thread; scenarios are kept in memory. */
function lookingAhead(model: LineModel, mirror: Mirror): Pick<LinePort, 'whatIf' | 'levers' | 'scenarios'> {
  const whatIf = createWhatIf({ model, mirror, threads: 1, mostHours: 1000 });
  const asked = { atMs: NOW_MS, isOnStaleInputs: false };
  const ask = (question: WhatIfQuestion) => whatIf.ask(question, asked);
  return {
    whatIf: ask,
    levers: (lookAhead) => findLevers({ model, whatIf }, lookAhead, asked),
    scenarios: createScenarios({ line: model.id, keep: async () => undefined, ask, now: () => NOW_MS }),
  };
}

function viewsOf(model: LineModel, mirror: Mirror): Pick<LinePort, 'clock' | 'state' | 'orders' | 'signals'> {
  const clock = () => ({ plantTimeMs: NOW_MS, wallTimeMs: NOW_MS + 5, clockSpeed: 1 });
  return {
    clock,
    orders: () => orderViews(mirror),
    signals: () => [SIGNAL],
    state: () => ({
      line: model.id,
      modelVersion: 'v1',
      ...clock(),
      simulated: true,
      runId: null,
      health: { status: 'SYNCED', reasons: [], watermarkMs: NOW_MS, ageSeconds: 0, connections: [] },
      stations: stationViews(mirror, NOW_MS),
      buffers: bufferViews(mirror),
    }),
  };
}

const SIGNAL: SignalView = {
  asset: 'press',
  signal: 'Meas/PressForce',
  value: 12.5,
  datatype: 'Double',
  unit: 'kN',
  low: 0,
  high: 40,
  quality: 'good',
  sourceMs: NOW_MS,
  receivedMs: NOW_MS,
  simulated: true,
};

/** Ports of a twin with that one line. */
export function portsOf(line: LinePort): ApiPorts {
  return {
    lines: () => [{ id: line.model.id, name: line.model.name }],
    line: (id) => (id === line.model.id ? line : undefined),
    ready: () => ({ isReady: true, reasons: [] }),
    metrics: async () => 'twin_up 1\n',
    health: () => ({ history: 'online' }),
    experiments: createMemoryExperiments(line.model),
  };
}

/** Real experiments on one thread, kept in memory. */
function createMemoryExperiments(model: LineModel): Experiments {
  const kept = new Map<string, { rows: (number | null)[][] | null }>();
  return createExperiments({
    store: {
      async keep(id, content) {
        if (content === null) kept.delete(id);
        else kept.set(id, { rows: content.rows ?? kept.get(id)?.rows ?? null });
      },
      rows: async (id) => kept.get(id)?.rows ?? null,
    },
    lineModel(id) {
      if (id !== model.id) throw new TwinError('LINE_NOT_FOUND', { line: id, allowed: [model.id] });
      return model;
    },
    now: () => NOW_MS,
    threads: 1,
    onError: () => undefined,
  });
}
