// The port of the history: what is written, what can be asked. Implemented once per database engine.
import type {
  Experiment,
  Forecast,
  History as SignalHistory,
  KeptScenario,
  Kpis,
  LineModel,
  Move,
  Order,
  StateIntervals,
} from '@mini-factory-twin/contracts';
import type { KnownState, Quality } from '@mini-factory-twin/contracts';

/** Qualities in the order of their numbers in the telemetry table. */
export const QUALITIES = ['good', 'uncertain', 'bad', 'stale'] as const satisfies readonly Quality[];

/** One event of an alarm's life. The state of an alarm is the fold over its events. */
export interface AlarmEvent {
  line: string;
  alarm: string;
  /** For example `raised`, `cleared`, `acknowledged`. */
  kind: string;
  payload: unknown;
  atMs: number;
}

/** An alarm event with its place in the journal. */
export interface StoredAlarmEvent extends AlarmEvent {
  seq: number;
}

/** Who did what. */
export interface AuditEntry {
  atMs: number;
  actor: string;
  action: string;
  target: string;
  payload: unknown;
}

/** Everything that is written one row at a time. Times are ms since 1970 UTC on the plant clock. */
export type HistoryRow =
  | { kind: 'model'; line: string; version: string; model: LineModel; createdMs: number }
  | ({ kind: 'signal'; line: string } & SignalInfo)
  | { kind: 'state'; line: string; asset: string; fromMs: number; state: KnownState }
  | { kind: 'move'; line: string; move: Move }
  | { kind: 'order'; line: string; order: Order; updatedMs: number }
  | { kind: 'alarm'; event: AlarmEvent }
  | { kind: 'forecast'; line: string; forecast: Forecast }
  | { kind: 'kpis'; line: string; kpis: Kpis; atMs: number }
  | { kind: 'mirror'; line: string; memory: unknown; atMs: number }
  | { kind: 'scenario'; id: string; scenario: KeptScenario | null }
  | { kind: 'experiment'; id: string; content: StoredExperiment | null }
  | { kind: 'audit'; entry: AuditEntry };

/** An experiment as it is kept. As a row, null content deletes it, and null rows leave those that are stored. */
export interface StoredExperiment {
  experiment: Experiment;
  model: LineModel;
  /** Figures of each replication, in the order of the result's figures. */
  rows: (number | null)[][] | null;
}

/** A signal's nature, from its birth. */
export interface SignalInfo {
  asset: string;
  name: string;
  datatype: string;
  unit: string | null;
  low: number | null;
  high: number | null;
}

/** Telemetry as columns of equal length; `signal` is an index into `signals`, `run` one into `runs`. */
export interface TelemetryColumns {
  signals: { line: string; asset: string; name: string; datatype: string; unit: string | null }[];
  runs: { simulated: boolean; runId: string | null }[];
  signal: number[];
  tsMs: number[];
  value: (number | null)[];
  text: (string | null)[];
  /** Index into `QUALITIES`. */
  quality: number[];
  run: number[];
}

/** What is written in one transaction. */
export interface Batch {
  telemetry: TelemetryColumns;
  rows: HistoryRow[];
}

/** A batch's identity: batches of one writer are numbered from 1 and written in order, each exactly once. */
export interface BatchId {
  writer: string;
  number: number;
}

/** A stretch of time [fromMs, toMs], ms since 1970 UTC. */
export interface TimeRange {
  fromMs: number;
  toMs: number;
}

/** A connected history. Methods reject when the database fails; the caller decides what to do. */
export interface HistoryStore {
  readonly engine: 'pglite' | 'postgres';
  /** Writes a batch, or nothing when this or a later batch of the writer has been written before. */
  write(id: BatchId, batch: Batch): Promise<void>;
  /** Drops the book on a writer that will never write again. */
  forgetWriter(writer: string): Promise<void>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /**
   * Values of a signal, rising in time. The value that held at `fromMs` comes first, at `fromMs`. Of more than `points`
   * values only the lowest, the highest and the missing ones of each bucket are kept.
   */
  signalHistory(
    line: string,
    signal: { asset: string; name: string },
    options: TimeRange & { points: number },
  ): Promise<SignalHistory>;
  /** State changes of all stations; the state that held at `fromMs` comes first, at `fromMs`. */
  stateIntervals(line: string, range: TimeRange): Promise<StateIntervals>;
  /** The whole journal, or its part after `afterSeq`, in order. */
  alarmEvents(line: string, afterSeq?: number): Promise<StoredAlarmEvent[]>;
  latestMirror(line: string): Promise<{ atMs: number; memory: unknown } | null>;
  /** Forecasts made in the range, rising in time, at most `limit` (the latest ones). */
  forecasts(line: string, options: TimeRange & { limit: number }): Promise<Forecast[]>;
  /** Orders released before `toMs` and touched since `fromMs`, by release. */
  orders(line: string, range: TimeRange): Promise<Order[]>;
  /** Moves that began in the range, in order. */
  moves(line: string, range: TimeRange): Promise<Move[]>;
  kpis(line: string, range: TimeRange): Promise<Kpis[]>;
  audit(range: TimeRange): Promise<AuditEntry[]>;
  /** Scenarios of a line that are kept, oldest first. */
  scenarios(line: string): Promise<KeptScenario[]>;
  /** All experiments without their rows, oldest first. */
  experiments(): Promise<Omit<StoredExperiment, 'rows'>[]>;
  /** Rows of one experiment; null when it has none. */
  experimentRows(id: string): Promise<StoredExperiment['rows']>;
  close(): Promise<void>;
}

/** State of the history, for `/readyz`, metrics and the health page. */
export interface HistoryStatus {
  engine: 'pglite' | 'postgres';
  /** `away`: the database cannot be reached; writes go to the spool, questions are refused. */
  status: 'ok' | 'away';
  /** Rows in memory, not yet written anywhere. */
  queuedRows: number;
  /** Bytes on disk that wait for the database. */
  spooledBytes: number;
  /** Telemetry rows given up because the spool was full. */
  droppedRows: number;
  /** Why the database was away last; null when it never was. */
  lastError: string | null;
}

/** A batch with nothing in it. */
export function emptyBatch(): Batch {
  return {
    telemetry: { signals: [], runs: [], signal: [], tsMs: [], value: [], text: [], quality: [], run: [] },
    rows: [],
  };
}

/** Rows in a batch, of all kinds. */
export function batchSize(batch: Batch): number {
  return batch.telemetry.tsMs.length + batch.rows.length;
}
