// A live line as the API sees it: its views, its stored past, and the hello of its stream.
import type { Alarm } from '@mini-factory-twin/contracts';
import type { LinePort } from './api/index.ts';
import type { Scenarios } from './forecast/scenarios.ts';
import type { History } from './history/index.ts';
import type { AlarmEvent } from './maintenance/index.ts';
import type { LiveLine } from './live/live-line.ts';
import type { SignalBoard } from './live/signal-board.ts';

/** What a line is made of. */
export interface LineParts {
  line: LiveLine;
  board: SignalBoard;
  history: History;
  scenarios: Scenarios;
}

/** The port of one line. */
export function linePort({ line, board, history, scenarios }: LineParts): LinePort {
  const { model, modelVersion } = line;
  return {
    model,
    modelVersion,
    clock: () => line.clock(),
    state: () => line.state(),
    orders: () => line.orders(),
    kpis: () => line.kpis(),
    forecast: () => line.forecast(),
    alarms: () => line.alarms(),
    acknowledge: (id, by, comment) => acknowledge(line, history, { id, by, comment }),
    signals: () => board.all(),
    history: ({ asset, signal, ...range }) => history.signalHistory(model.id, { asset, name: signal }, range),
    states: (range) => history.stateIntervals(model.id, range),
    whatIf: (question) => line.askWhatIf(question),
    levers: (lookAhead) => line.levers(lookAhead),
    scenarios,
    hello: () => ({
      state: line.state(),
      orders: line.orders(),
      alarms: line.alarms(),
      kpis: line.kpis(),
      forecast: line.forecast(),
      moves: [...line.mirror.places.values()],
      intervals: line.stateLog.intervals(line.stateTimeMs()),
    }),
    onChange: (listener) => line.onChange(listener),
  };
}

/** Stores the acknowledgement before it is confirmed, so that none is lost. */
async function acknowledge(
  line: LiveLine,
  history: History,
  { id, by, comment }: { id: string; by: string; comment: string | null },
): Promise<Alarm> {
  const event = line.acknowledge(id, by, comment);
  await history.appendAlarmEvent(journalEntry(line.model.id, event));
  const alarm = line.alarms().find((candidate) => candidate.id === id);
  if (alarm === undefined) throw new Error(`alarm ${id} vanished while it was acknowledged`);
  return alarm;
}

/** An alarm event as the history keeps it. */
export function journalEntry(line: string, event: AlarmEvent): Parameters<History['appendAlarmEvent']>[0] {
  const { type: kind, alarm, atMs, ...payload } = event;
  return { line, alarm, kind, payload, atMs };
}

/** An alarm event out of the history. */
export function fromJournal(stored: { alarm: string; kind: string; payload: unknown; atMs: number }): AlarmEvent {
  return { type: stored.kind, alarm: stored.alarm, atMs: stored.atMs, ...(stored.payload as object) } as AlarmEvent;
}
