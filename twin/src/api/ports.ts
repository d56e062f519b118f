// What the API needs from the rest of the twin: declared here, wired by the one place that puts the twin together.
import type {
  Alarm,
  DeltaMessage,
  Experiment,
  ExperimentComparison,
  Forecast,
  HelloMessage,
  History,
  KeptScenario,
  Kpis,
  Levers,
  LineModel,
  LineState,
  LookAhead,
  NewExperiment,
  Order,
  Scenario,
  SignalView,
  StateIntervals,
  Step,
  SteppedState,
  WhatIfAnswer,
  WhatIfQuestion,
} from '@mini-factory-twin/contracts';

/** What changed on a line; the stream adds frame and clock. */
export type ChangeParts = Omit<DeltaMessage, 'type' | 'frame' | 'plantTimeMs' | 'wallTimeMs' | 'clockSpeed'>;

/** A line's clocks at one moment. */
export type ClockReading = Pick<DeltaMessage, 'plantTimeMs' | 'wallTimeMs' | 'clockSpeed'>;

/** A question for the course of one signal. Times are plant ms, [fromMs, toMs). */
export interface HistoryQuery {
  asset: string;
  signal: string;
  fromMs: number;
  toMs: number;
  /** At most this many points. */
  points: number;
}

/** One line as the API sees it. Every answer is a fresh value that may be serialised at once. */
export interface LinePort {
  model: LineModel;
  modelVersion: string;
  clock(): ClockReading;
  state(): LineState;
  orders(): Order[];
  /** Null before the first message of the line. */
  kpis(): Kpis | null;
  /** Null before the first forecast is made. */
  forecast(): Forecast | null;
  alarms(): Alarm[];
  /** @throws TwinError ALARM_NOT_FOUND, ALARM_STATE */
  acknowledge(id: string, by: string, comment: string | null): Promise<Alarm>;
  signals(): SignalView[];
  /** @throws TwinError DATABASE_UNAVAILABLE */
  history(query: HistoryQuery): Promise<History>;
  /** @throws TwinError DATABASE_UNAVAILABLE */
  states(query: { fromMs: number; toMs: number }): Promise<StateIntervals>;
  /** @throws TwinError MIRROR_INVALID, SCENARIO_INVALID, LOOK_AHEAD_TOO_LARGE */
  whatIf(question: WhatIfQuestion): Promise<WhatIfAnswer>;
  /** @throws TwinError MIRROR_INVALID, LOOK_AHEAD_TOO_LARGE */
  levers(lookAhead: LookAhead): Promise<Levers>;
  scenarios: ScenariosPort;
  /** Everything a client needs to begin with. */
  hello(): Omit<HelloMessage, 'type' | 'epoch' | 'frame'>;
  /** Calls the listener with each change from now on; the returned function ends it. */
  onChange(listener: (parts: ChangeParts) => void): () => void;
}

/** Scenarios of a line that are kept. Every method throws SCENARIO_NOT_FOUND for an id that is not known. */
export interface ScenariosPort {
  list(): KeptScenario[];
  get(id: string): KeptScenario;
  create(scenario: Scenario): Promise<KeptScenario>;
  run(id: string, lookAhead: LookAhead): Promise<KeptScenario>;
  delete(id: string): Promise<void>;
}

/** Experiments as the API sees them. Every method throws EXPERIMENT_NOT_FOUND for an id that is not known. */
export interface ExperimentsPort {
  list(): Experiment[];
  get(id: string): Experiment;
  model(id: string): LineModel;
  create(asked: NewExperiment): Promise<Experiment>;
  step(id: string, step: Step): Promise<SteppedState>;
  run(id: string): Promise<Experiment>;
  cancel(id: string): Promise<Experiment>;
  compare(first: string, second: string): Promise<ExperimentComparison>;
  delete(id: string): Promise<void>;
}

/** The twin as the API sees it. */
export interface ApiPorts {
  lines(): { id: string; name: string }[];
  line(id: string): LinePort | undefined;
  experiments: ExperimentsPort;
  /** Whether the twin can answer for its lines, and if not, why. */
  ready(): { isReady: boolean; reasons: string[] };
  /** Figures in Prometheus' text format. */
  metrics(): Promise<string>;
  /** State of the parts of the twin by name, for people: `{ history: 'online', broker: 'offline' }`. */
  health(): Record<string, string>;
}
