// The book of experiments: makes them, runs them one after the other, keeps what they found.
import { randomUUID } from 'node:crypto';
import {
  type Experiment,
  type ExperimentComparison,
  type LineModel,
  type NewExperiment,
  type Step,
  type SteppedState,
  TwinError,
} from '@mini-factory-twin/contracts';
import { parseLine } from '@mini-factory-twin/contracts/line-file';
import { compileLine } from '../line/index.ts';
import { modelVersionOf } from '../model-version.ts';
import { checkStudy, compareStudies, runStudy, type StudyOfSeed, type StudyResult } from '../study/index.ts';
import { cautionsOf } from './cautions.ts';
import { beginStepping, type Stepping } from './stepping.ts';

/** Runs that are kept stopped in the middle; older ones are begun anew when they are asked for. */
const STEPPED_AT_ONCE = 4;
/** Rows of latest runs that need not be fetched. */
const ROWS_AT_HAND = 8;

type Rows = StudyResult['rows'];

/** Where experiments are kept. */
export interface ExperimentStore {
  /** Resolves when it is kept; null content deletes it, null rows leave those that are kept. */
  keep(id: string, content: { experiment: Experiment; model: LineModel; rows: Rows | null } | null): Promise<void>;
  rows(id: string): Promise<Rows | null>;
}

/** What experiments need from the rest of the twin. */
export interface ExperimentPorts {
  store: ExperimentStore;
  /** Model of a mirrored line. @throws TwinError LINE_NOT_FOUND */
  lineModel(id: string): LineModel;
  now(): number;
  /** Threads an experiment may use; the mirror needs the rest. */
  threads: number;
  onError(error: unknown, id: string): void;
}

/** All experiments. Every method throws EXPERIMENT_NOT_FOUND for an id that is not known. */
export interface Experiments {
  /** Newest first. */
  list(): Experiment[];
  get(id: string): Experiment;
  model(id: string): LineModel;
  /** @throws TwinError LINE_NOT_FOUND, LINE_MODEL_INVALID, REQUEST_INVALID, STUDY_INVALID */
  create(asked: NewExperiment): Promise<Experiment>;
  /** Drives replication 0 on. */
  step(id: string, step: Step): Promise<SteppedState>;
  /** Puts it in the queue of those to run. @throws TwinError EXPERIMENT_STATE when it is there or done */
  run(id: string): Promise<Experiment>;
  /** Takes it out of the queue, or stops it. @throws TwinError EXPERIMENT_STATE when it is neither queued nor running */
  cancel(id: string): Promise<Experiment>;
  /** @throws TwinError EXPERIMENT_STATE when one is not done */
  compare(first: string, second: string): Promise<ExperimentComparison>;
  delete(id: string): Promise<void>;
  /** Takes over what an earlier process kept. Those it did not finish count as failed. */
  recall(kept: readonly Entry[]): void;
  /** Stops what runs and resolves when nothing does. */
  close(): Promise<void>;
}

/** An experiment and the line model it runs on. */
interface Entry {
  experiment: Experiment;
  model: LineModel;
}

/** An empty book of experiments. */
export function createExperiments(ports: ExperimentPorts): Experiments {
  return new Book(ports);
}

class Book implements Experiments {
  readonly #ports: ExperimentPorts;
  readonly #entries = new Map<string, Entry>();
  readonly #steppings = new Map<string, Promise<Stepping>>();
  readonly #rowsAtHand = new Map<string, Rows>();
  /** Of those in the queue and the one that runs. */
  readonly #aborts = new Map<string, AbortController>();
  #queue: Promise<void> = Promise.resolve();

  constructor(ports: ExperimentPorts) {
    this.#ports = ports;
  }

  list(): Experiment[] {
    const all = [...this.#entries.values()].map(({ experiment }) => experiment);
    return all.sort((a, b) => b.createdMs - a.createdMs);
  }

  get(id: string): Experiment {
    return this.#entry(id).experiment;
  }

  model(id: string): LineModel {
    return this.#entry(id).model;
  }

  async create(asked: NewExperiment): Promise<Experiment> {
    const model = modelFor(asked, this.#ports);
    const id = randomUUID();
    const experiment = newExperiment(id, { asked, model, createdMs: this.#ports.now() });
    this.#entries.set(id, { model, experiment });
    return this.#change(id, {});
  }

  async step(id: string, step: Step): Promise<SteppedState> {
    const { experiment, model } = this.#entry(id);
    let stepping = this.#steppings.get(id);
    if (stepping === undefined) {
      stepping = beginStepping(model, experiment);
      remember(this.#steppings, { key: id, value: stepping, most: STEPPED_AT_ONCE });
    }
    const running = await stepping;
    const state = running.step(step);
    await this.#change(id, { steppedEvents: running.events() });
    return state;
  }

  async run(id: string): Promise<Experiment> {
    const experiment = this.get(id);
    if (['queued', 'running', 'done'].includes(experiment.status)) refuse(experiment, 'running it');
    const abort = new AbortController();
    this.#aborts.set(id, abort);
    const queued = this.#change(id, { status: 'queued', progress: 0, error: null, finishedMs: null });
    this.#queue = this.#queue
      .then(() => this.#runNow(id, abort.signal))
      .catch((error: unknown) => this.#ports.onError(error, id))
      .finally(() => {
        if (this.#aborts.get(id) === abort) this.#aborts.delete(id);
      });
    return queued;
  }

  async cancel(id: string): Promise<Experiment> {
    const abort = this.#aborts.get(id);
    if (abort === undefined) refuse(this.get(id), 'cancelling it');
    abort.abort(new Error('cancelled'));
    this.#aborts.delete(id);
    return this.#change(id, { status: 'cancelled', finishedMs: this.#ports.now() });
  }

  async compare(first: string, second: string): Promise<ExperimentComparison> {
    const pair = [this.get(first), this.get(second)] as const;
    const [a, b] = await Promise.all(pair.map((experiment) => this.#studyOf(experiment)));
    return { first, second, cautions: cautionsOf(...pair), figures: compareStudies(a, b) };
  }

  async delete(id: string): Promise<void> {
    this.#entry(id);
    this.#aborts.get(id)?.abort(new Error('deleted'));
    for (const map of [this.#entries, this.#steppings, this.#rowsAtHand, this.#aborts]) map.delete(id);
    await this.#ports.store.keep(id, null);
  }

  recall(kept: readonly Entry[]): void {
    for (const { experiment, model } of kept) {
      const { id } = experiment;
      if (!this.#entries.has(id)) this.#entries.set(id, { model, experiment: asFound(experiment) });
    }
  }

  async close(): Promise<void> {
    for (const abort of this.#aborts.values()) abort.abort(new Error('the twin stops'));
    await this.#queue;
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new TwinError('EXPERIMENT_NOT_FOUND', { id });
    return entry;
  }

  /** Changes an experiment and keeps it. */
  async #change(id: string, fields: Partial<Experiment>, rows: Rows | null = null): Promise<Experiment> {
    const entry = this.#entry(id);
    entry.experiment = { ...entry.experiment, ...fields };
    await this.#ports.store.keep(id, { ...entry, rows });
    return entry.experiment;
  }

  /** Runs an experiment whose turn has come, if it is still wanted. */
  async #runNow(id: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await this.#change(id, { status: 'running' });
    try {
      const { rows, ...result } = await this.#run(this.#entry(id), signal);
      signal.throwIfAborted();
      remember(this.#rowsAtHand, { key: id, value: rows, most: ROWS_AT_HAND });
      await this.#change(id, { status: 'done', progress: 1, result, finishedMs: this.#ports.now() }, rows);
    } catch (error) {
      if (signal.aborted) return;
      this.#ports.onError(error, id);
      await this.#change(id, { status: 'failed', error: (error as Error).message, finishedMs: this.#ports.now() });
    }
  }

  #run({ experiment, model }: Entry, signal: AbortSignal): Promise<StudyResult> {
    const { startAt, ...settings } = experiment.settings;
    const onProgress = (progress: number): void => {
      const entry = this.#entries.get(experiment.id);
      if (entry?.experiment.status === 'running') entry.experiment = { ...entry.experiment, progress };
    };
    const { threads } = this.#ports;
    return runStudy(model, { ...settings, epochMs: Date.parse(startAt) }, { threads, onProgress, signal });
  }

  async #studyOf(experiment: Experiment): Promise<StudyOfSeed> {
    const { id, result, settings } = experiment;
    if (result === null) refuse(experiment, 'comparing it');
    const rows = this.#rowsAtHand.get(id) ?? (await this.#ports.store.rows(id));
    if (rows === null) refuse(experiment, 'comparing it');
    return { figures: result.figures, rows, seed: settings.seed };
  }
}

function refuse({ id, status }: Experiment, action: string): never {
  throw new TwinError('EXPERIMENT_STATE', { id, state: status, action });
}

/** An experiment that an earlier process left in the middle has failed. */
function asFound(experiment: Experiment): Experiment {
  if (experiment.status !== 'running' && experiment.status !== 'queued') return experiment;
  return { ...experiment, status: 'failed', error: 'the twin stopped before it was done; run it again' };
}

/** @throws TwinError REQUEST_INVALID, LINE_NOT_FOUND, LINE_MODEL_INVALID, STUDY_INVALID */
function modelFor({ line, model, settings }: NewExperiment, ports: ExperimentPorts): LineModel {
  if ((line === undefined) === (model === undefined))
    throw new TwinError('REQUEST_INVALID', { faults: ['body: allowed: either line or model'] });
  const found = line === undefined ? parseLine(model, 'body.model') : ports.lineModel(line);
  const epochMs = Date.parse(settings.startAt);
  checkStudy(compileLine(found, { epochMs, horizonSeconds: 1 }), { ...settings, epochMs });
  return found;
}

function newExperiment(
  id: string,
  { asked, model, createdMs }: { asked: NewExperiment; model: LineModel; createdMs: number },
): Experiment {
  return {
    id,
    name: asked.name,
    line: model.id,
    modelVersion: modelVersionOf(model),
    settings: asked.settings,
    status: 'created',
    progress: 0,
    createdMs,
    finishedMs: null,
    error: null,
    steppedEvents: 0,
    result: null,
  };
}

/** Puts a value in a map that holds so many of the latest. */
function remember<T>(map: Map<string, T>, { key, value, most }: { key: string; value: T; most: number }): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
