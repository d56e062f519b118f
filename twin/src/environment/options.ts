// The options of an environment: what they are, and how they become a compiled line whose stations ask.
import { type LineModel, type PlannedOrder, shiftsBetween } from '@mini-factory-twin/contracts';
import { parametersOf } from '../kernel/program.ts';
import { type CompiledLine, compileLine } from '../line/index.ts';
import { EnvironmentError } from './errors.ts';
import type { Reward } from './objective.ts';

/** Orders of an episode, drawn anew at each reset; always the same number of them. */
export type DrawOrders = (draw: {
  /** The line without orders, for its names and work contents. */
  line: CompiledLine;
  /** Uniform in (0, 1), a stream of the episode's seed of its own. */
  random: () => number;
}) => PlannedOrder[];

/** A line as a model, or compiled already (its orders, horizon and learned cycle times are then taken over). */
export type LineSource =
  | {
      model: LineModel;
      /** Length of an episode [s]. */
      horizonSeconds: number;
      /** Time 0 [ms since 1970]; default: the first start of a shift from Monday, 5 January 2026, 00:00 UTC on. */
      epochMs?: number;
    }
  | { line: CompiledLine; horizonSeconds?: number };

/** What an environment is made from. */
export type DispatchEnvironmentOptions = LineSource & {
  /** Stations that ask, whatever their `dispatch` says; default: those that have `dispatch: policy`. */
  policyStations?: readonly string[];
  /** What is to be kept low; default `tardiness`. */
  reward?: Reward;
  /** Candidates shown, the first of them when there are more (default 16); also the number of actions. */
  maxCandidates?: number;
  /** Orders drawn at each reset instead of those of the model. */
  drawOrders?: DrawOrders;
  /**
   * True to get the same observation, mask, info and result objects each time, overwritten by the next call: nothing is
   * allocated. Default false: they are yours to keep.
   */
  reuse?: boolean;
};

const DEFAULT_START_MS = Date.UTC(2026, 0, 5);
const WEEK_MS = 7 * 86_400_000;

/** What the options come to. */
export interface ResolvedOptions {
  line: CompiledLine;
  horizonSeconds: number;
  /** Stations that ask, by index. */
  askers: number[];
  maxCandidates: number;
  reward: Reward;
}

/** Compiles the line of the options for given orders (`undefined`: its own). @throws EnvironmentError ENVIRONMENT_OPTIONS. */
export function resolveOptions(options: DispatchEnvironmentOptions, orders?: PlannedOrder[]): ResolvedOptions {
  const { maxCandidates = 16, reward = 'tardiness', policyStations } = options;
  const model = 'model' in options ? options.model : options.line.model;
  const horizonSeconds = options.horizonSeconds ?? ('line' in options ? options.line.horizonSeconds : Number.NaN);
  const asking = policyStations ?? model.stations.flatMap(({ id, dispatch }) => (dispatch === 'policy' ? [id] : []));
  refuse(faultsOf(model, { asking, horizonSeconds, maxCandidates }));
  const line = compileAsking(options, { asking, horizonSeconds, orders });
  const askers = asking.map((id) => line.stationIds.indexOf(id)).sort((a, b) => a - b);
  return { line, horizonSeconds, askers, maxCandidates, reward };
}

function compileAsking(
  source: LineSource,
  { asking, horizonSeconds, orders }: { asking: readonly string[]; horizonSeconds: number; orders?: PlannedOrder[] },
): CompiledLine {
  const model = withPolicy('model' in source ? source.model : source.line.model, asking);
  if ('model' in source) {
    const epochMs = source.epochMs ?? defaultEpoch(model);
    return compileLine(model, { epochMs, horizonSeconds, ...(orders && { orders }) });
  }
  const { epochMs } = source.line;
  const line = compileLine(model, { epochMs, horizonSeconds, orders: orders ?? source.line.orders });
  parametersOf(line.program).cycleScale.set(parametersOf(source.line.program).cycleScale);
  return line;
}

/** The model with `dispatch: policy` at just these stations; others that had it go first in, first out. */
function withPolicy(model: LineModel, asking: readonly string[]): LineModel {
  const stations = model.stations.map((station) => {
    if (asking.includes(station.id)) return { ...station, dispatch: 'policy' as const };
    return station.dispatch === 'policy' ? { ...station, dispatch: 'fifo' as const } : station;
  });
  return { ...model, stations };
}

function faultsOf(
  model: LineModel,
  {
    asking,
    horizonSeconds,
    maxCandidates,
  }: { asking: readonly string[]; horizonSeconds: number; maxCandidates: number },
): string[] {
  const able = model.stations.filter(({ inputs }) => inputs.length > 0).map(({ id }) => id);
  const faults = asking
    .filter((id) => !able.includes(id))
    .map((id) => `policyStations: found "${id}", allowed: ${able.join(', ')}`);
  if (asking.length === 0)
    faults.push(`policyStations: no station has dispatch: policy; name those that ask, of: ${able.join(', ')}`);
  if (!(horizonSeconds > 0 && horizonSeconds < Infinity))
    faults.push(`horizonSeconds: found ${horizonSeconds}, allowed: seconds above 0`);
  if (!Number.isInteger(maxCandidates) || maxCandidates < 2)
    faults.push(`maxCandidates: found ${maxCandidates}, allowed: whole numbers from 2`);
  return faults;
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new EnvironmentError('ENVIRONMENT_OPTIONS', { faults: faults.join('; ') });
}

function defaultEpoch(model: LineModel): number {
  const shifts = shiftsBetween(model, DEFAULT_START_MS, DEFAULT_START_MS + WEEK_MS);
  return shifts.find(({ startMs }) => startMs >= DEFAULT_START_MS)?.startMs ?? DEFAULT_START_MS;
}
