// What an environment can be asked and told: the interface of Gymnasium 1.x, in the words of this house.
import type { PlannedOrder } from '@mini-factory-twin/contracts';
import type { Kernel } from '../kernel/index.ts';
import type { CompiledLine } from '../line/index.ts';
import type { BoxSpace, DiscreteSpace } from './spaces.ts';

/** What is known beside the observation. */
export interface Info {
  /** 1 for each action that is allowed now: candidates come first, so these are 0 to `candidates` - 1. All 0 at the end. */
  actionMask: Uint8Array;
  /** Candidates shown, and those beyond `maxCandidates` that are not. */
  candidates: number;
  hidden: number;
  /** Station that asks; null at the end of an episode. */
  station: string | null;
  /** Time since the start of the episode [s]. */
  timeSeconds: number;
  /** What the episode has cost so far: minus the sum of its rewards. */
  objective: number;
  /** What gives this episode again: `reset({ seed, options: { replication } })`. */
  seed: number;
  replication: number;
}

/** What follows from an action. */
export interface StepResult {
  observation: Float32Array;
  reward: number;
  /** All orders are done. */
  terminated: boolean;
  /** The horizon is reached. */
  truncated: boolean;
  info: Info;
}

/** How an episode starts. */
export interface ResetOptions {
  /** Whole number from 0 to 2^32 - 1. The same one gives the same episode, bit by bit. */
  seed?: number;
  options?: {
    /** Which episode of the seed; default 0 after a seed, else the next one. */
    replication?: number;
  };
}

/** An environment in the manner of Gymnasium 1.x (https://gymnasium.farama.org/api/env). */
export interface DispatchEnvironment {
  readonly observationSpace: BoxSpace;
  readonly actionSpace: DiscreteSpace;
  /** The line as it runs. */
  readonly line: CompiledLine;
  /** The simulation itself, to read figures from. */
  readonly kernel: Kernel;
  /** Orders of the episode. */
  orders(): readonly PlannedOrder[];
  /**
   * Starts an episode and runs it to its first question. With a seed, that of the seed; without, the next one of the last
   * seed, or of a random one at first. When nothing is asked in a whole episode, action 0 leads to its end.
   * @throws EnvironmentError ENVIRONMENT_SEED, ENVIRONMENT_ORDERS, ENVIRONMENT_CLOSED.
   */
  reset(options?: ResetOptions): { observation: Float32Array; info: Info };
  /**
   * Takes a candidate and runs on to the next question or the end. The reward is minus what the objective has grown by.
   * @throws EnvironmentError ENVIRONMENT_NOT_RESET, ENVIRONMENT_EPISODE_OVER, ENVIRONMENT_ACTION,
   * ENVIRONMENT_ACTION_MASKED, ENVIRONMENT_CLOSED.
   */
  step(action: number): StepResult;
  /** Ends its use; twice does no harm. */
  close(): void;
}
