// The environment: a line whose stations ask which part they take next, behind the interface of Gymnasium.
import type { PlannedOrder } from '@mini-factory-twin/contracts';
import { createKernel, type Kernel } from '../kernel/index.ts';
import { parametersOf } from '../kernel/program.ts';
import type { CompiledLine } from '../line/index.ts';
import { candidateReader, type Candidates, createCandidates } from './candidates.ts';
import { drawFor, Episode, type Stop } from './episode.ts';
import { EnvironmentError } from './errors.ts';
import { layoutOf } from './features.ts';
import type { DispatchEnvironment, ResetOptions, StepResult } from './interface.ts';
import { type Objective, objectiveOf } from './objective.ts';
import { createObserver, type Observe } from './observe.ts';
import { type DispatchEnvironmentOptions, resolveOptions } from './options.ts';
import { type BoxSpace, boxSpace, type DiscreteSpace, discreteSpace } from './spaces.ts';

/** Where an episode is. `still`: nothing is asked up to its end. */
type Phase = 'new' | 'still' | 'closed' | Stop;

/** An environment over a line. @throws EnvironmentError ENVIRONMENT_OPTIONS, with each fault. */
export function createDispatchEnvironment(options: DispatchEnvironmentOptions): DispatchEnvironment {
  return new LineEnvironment(options);
}

class LineEnvironment implements DispatchEnvironment {
  readonly observationSpace: BoxSpace;
  readonly actionSpace: DiscreteSpace;
  readonly line: CompiledLine;
  readonly kernel: Kernel;
  readonly #episode: Episode;
  readonly #objective: Objective;
  readonly #observe: Observe;
  readonly #readCandidates: (into: Candidates) => void;
  readonly #candidates: Candidates;
  readonly #stationOf: Int32Array;
  readonly #reuse: boolean;
  #phase: Phase = 'new';
  #stop: Stop = 'truncated';
  #result: StepResult;
  #cost = 0;

  constructor(options: DispatchEnvironmentOptions) {
    const { drawOrders, reuse = false } = options;
    const draw = drawOrders === undefined ? null : drawFor(resolveOptions(options, []).line, drawOrders);
    const { line, horizonSeconds, askers, maxCandidates, reward } = resolveOptions(options, draw?.(0, 0));
    const layout = layoutOf(line, { askers, maxCandidates, horizonSeconds });
    this.line = line;
    this.kernel = createKernel(line.program);
    this.observationSpace = boxSpace(layout.features);
    this.actionSpace = discreteSpace(maxCandidates);
    this.#episode = new Episode(this.kernel, { line, horizonSeconds, draw });
    this.#objective = objectiveOf(reward, this.kernel, { line, orders: this.#episode.book });
    this.#observe = createObserver({ kernel: this.kernel, layout, orders: this.#episode.book });
    this.#readCandidates = candidateReader(this.kernel);
    this.#candidates = createCandidates(maxCandidates);
    this.#stationOf = parametersOf(line.program).stationOf;
    this.#reuse = reuse;
    this.#result = this.#blank();
  }

  orders(): readonly PlannedOrder[] {
    return this.#episode.orders;
  }

  reset(options: ResetOptions = {}): Pick<StepResult, 'observation' | 'info'> {
    if (this.#phase === 'closed') throw new EnvironmentError('ENVIRONMENT_CLOSED');
    this.#episode.start(options);
    this.#stop = this.#episode.run();
    this.#phase = this.#stop === 'asked' ? 'asked' : 'still';
    const { observation, info } = this.#present();
    if (this.#phase === 'still') info.actionMask[0] = 1;
    // The first step is rewarded for all since the start, so that the rewards of an episode add up to its cost.
    this.#cost = 0;
    return { observation, info };
  }

  step(action: number): StepResult {
    this.#check(action);
    if (this.#phase === 'asked') {
      this.kernel.choose(action);
      this.#stop = this.#episode.run();
    }
    this.#phase = this.#stop;
    return this.#present();
  }

  close(): void {
    this.#phase = 'closed';
  }

  #check(action: number): void {
    const phase = this.#phase;
    if (phase === 'closed') throw new EnvironmentError('ENVIRONMENT_CLOSED');
    if (phase === 'new') throw new EnvironmentError('ENVIRONMENT_NOT_RESET');
    if (phase === 'terminated' || phase === 'truncated')
      throw new EnvironmentError('ENVIRONMENT_EPISODE_OVER', { end: phase });
    const { n } = this.actionSpace;
    if (!Number.isInteger(action) || action < 0 || action >= n)
      throw new EnvironmentError('ENVIRONMENT_ACTION', { found: String(action), last: n - 1 });
    const last = phase === 'still' ? 0 : Math.min(this.#candidates.count, n) - 1;
    if (action > last) throw new EnvironmentError('ENVIRONMENT_ACTION_MASKED', { found: action, last });
  }

  /** A result of what is to be seen now. */
  #present(): StepResult {
    if (!this.#reuse) this.#result = this.#blank();
    const result = this.#result;
    const isAsked = this.#stop === 'asked';
    if (isAsked) this.#readCandidates(this.#candidates);
    this.#observe(result.observation, isAsked ? this.#candidates : null);
    this.#inform(isAsked);
    result.reward = this.#cost - result.info.objective;
    result.terminated = this.#stop === 'terminated';
    result.truncated = this.#stop === 'truncated';
    this.#cost = result.info.objective;
    return result;
  }

  #inform(isAsked: boolean): void {
    const { info } = this.#result;
    const { count, machine } = this.#candidates;
    const shown = isAsked ? Math.min(count, this.actionSpace.n) : 0;
    info.actionMask.fill(1, 0, shown).fill(0, shown);
    info.candidates = shown;
    info.hidden = isAsked ? count - shown : 0;
    info.station = isAsked ? this.line.stationIds[this.#stationOf[machine]] : null;
    info.timeSeconds = this.kernel.now();
    info.objective = this.#objective();
    info.seed = this.#episode.seed;
    info.replication = this.#episode.replication;
  }

  #blank(): StepResult {
    const { n } = this.actionSpace;
    return {
      observation: new Float32Array(this.observationSpace.shape[0]),
      reward: 0,
      terminated: false,
      truncated: false,
      info: {
        actionMask: new Uint8Array(n),
        candidates: 0,
        hidden: 0,
        station: null,
        timeSeconds: 0,
        objective: 0,
        seed: 0,
        replication: 0,
      },
    };
  }
}
