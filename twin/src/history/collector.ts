// Collects signal records into the columns of a batch; values that did not change are left out.
import type { SignalRecord } from '@mini-factory-twin/contracts';
import { type Batch, batchSize, emptyBatch, type HistoryRow, QUALITIES } from './store.ts';

/** Longest string kept of a text value. */
const MAX_TEXT = 1024;

interface Last {
  value: number | null;
  text: string | null;
  quality: number;
  runId: string | null;
}

/** What is waiting to be written. */
export interface Collector {
  /** Rows waiting. */
  readonly size: number;
  /** Takes the changed numeric, boolean and text values; arrays are not telemetry. */
  add(line: string, records: readonly SignalRecord[]): void;
  push(row: HistoryRow): void;
  /** Hands over what is waiting and starts afresh. */
  take(): Batch;
}

/** A collector that remembers the last value of each signal. */
export function createCollector(): Collector {
  const last = new Map<string, Last>();
  let batch = emptyBatch();
  let signalIndex = new Map<string, number>();
  let runIndex = new Map<string, number>();

  function indexOfSignal(line: string, record: SignalRecord, key: string): number {
    const known = signalIndex.get(key);
    if (known !== undefined) return known;
    const { asset, signal, datatype, unit } = record;
    const index = batch.telemetry.signals.push({ line, asset, name: signal, datatype, unit }) - 1;
    signalIndex.set(key, index);
    return index;
  }

  function indexOfRun({ simulated, runId }: SignalRecord): number {
    const key = `${simulated}${runId ?? ''}`;
    const known = runIndex.get(key);
    if (known !== undefined) return known;
    const index = batch.telemetry.runs.push({ simulated, runId }) - 1;
    runIndex.set(key, index);
    return index;
  }

  function addOne(line: string, record: SignalRecord): void {
    const cell = cellOf(record);
    if (!cell) return;
    const key = `${line}\n${record.asset}\n${record.signal}`;
    if (!record.historical) {
      const before = last.get(key);
      if (before && isSame(before, cell)) return;
      last.set(key, cell);
    }
    const { telemetry } = batch;
    telemetry.signal.push(indexOfSignal(line, record, key));
    telemetry.tsMs.push(record.tsSource);
    telemetry.value.push(cell.value);
    telemetry.text.push(cell.text);
    telemetry.quality.push(cell.quality);
    telemetry.run.push(indexOfRun(record));
  }

  return {
    get size() {
      return batchSize(batch);
    },
    add(line, records) {
      for (const record of records) addOne(line, record);
    },
    push(row) {
      batch.rows.push(row);
    },
    take() {
      const taken = batch;
      batch = emptyBatch();
      signalIndex = new Map();
      runIndex = new Map();
      return taken;
    },
  };
}

function cellOf({ value, quality, runId, tsSource }: SignalRecord): Last | null {
  if (!Number.isFinite(tsSource)) return null;
  const cell = { value: null, text: null, quality: QUALITIES.indexOf(quality), runId };
  switch (typeof value) {
    case 'number':
      return { ...cell, value: Number.isFinite(value) ? value : null };
    case 'bigint':
      return { ...cell, value: Number(value) };
    case 'boolean':
      return { ...cell, value: value ? 1 : 0 };
    case 'string':
      return { ...cell, text: value.slice(0, MAX_TEXT) };
    default:
      return value === null ? cell : null;
  }
}

function isSame(a: Last, b: Last): boolean {
  return a.value === b.value && a.text === b.text && a.quality === b.quality && a.runId === b.runId;
}
