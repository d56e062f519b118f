// What an observation is made of: the numbers of each candidate, then those of the line, with their units and limits.
import type { CompiledLine } from '../line/index.ts';
import { parametersOf } from '../kernel/program.ts';
import type { Feature } from './spaces.ts';

/**
 * Place of each number within those of a candidate. Times are in units of the mean cycle time of the station that asks,
 * so that one policy can serve fast and slow stations.
 */
export const CANDIDATE = {
  /** 1 for a candidate, 0 for an empty slot, of which all other numbers are 0 too. */
  present: 0,
  /** Place in the queue over the number of slots; first in is first. */
  position: 1,
  /** Mean cycle time here, and changeover before it. */
  work: 2,
  setup: 3,
  /** Mean cycle times from here to the end of its way, this station included. */
  remaining: 4,
  /** Time since it was released. */
  age: 5,
  /** Time until its order is due, below 0 when it is late; the upper limit when it has no due time. */
  due: 6,
  /** The same less the remaining work, and how far that is below 0. */
  slack: 7,
  late: 8,
  /** (Due time - now) / remaining work, within -10 and 10. */
  criticalRatio: 9,
  /** exp(-max(0, slack) / 2), the factor by which ATC (Vepsalainen and Morton 1987) lets a weight fade. */
  urgency: 10,
  /** Weight of its order (1 without one), and ln(weight / work). */
  weight: 11,
  weightPerWork: 12,
  /** Of its order, else of its product. */
  priority: 13,
  /** Work that waits where it goes next, and 1 when a machine there starves. */
  nextWork: 14,
  nextStarves: 15,
} as const;

export type CandidateFeature = keyof typeof CANDIDATE;

/** Numbers of one candidate. */
export const CANDIDATE_SIZE = Object.keys(CANDIDATE).length;

/** Limits of ratios, logarithms, and of weights and priorities, which are cut there. */
export const RATIO_LIMIT = 10;
export const WEIGHT_LIMIT = 1000;
/** Time to a due date that is told apart, in horizons. */
export const DUE_HORIZONS = 2;
/** Least cycle time that is divided by [s]. */
export const LEAST_WORK = 1e-9;

/** Numbers of the line before those of its stations. */
const LINE = ['time', 'wip', 'openOrders', 'lateOrders'] as const;
export const LINE_SIZE = LINE.length;
/** Numbers of each station, and those of the stations that ask, which come first. */
const STATION = ['running', 'down', 'queue'] as const;
export const STATION_SIZE = STATION.length;

/** What an observation of a line looks like. */
export interface Layout {
  maxCandidates: number;
  horizonSeconds: number;
  /** Stations that ask, and those that do work, by index. */
  askers: readonly number[];
  workers: readonly number[];
  /** Where the numbers of the line begin. */
  lineStart: number;
  features: readonly Feature[];
}

/** Layout of the observations of a line: `maxCandidates` times the numbers of CANDIDATE, then those of the line. */
export function layoutOf(
  line: CompiledLine,
  { askers, maxCandidates, horizonSeconds }: Pick<Layout, 'askers' | 'maxCandidates' | 'horizonSeconds'>,
): Layout {
  const workers = line.model.stations.flatMap(({ kind }, index) =>
    kind === 'source' || kind === 'sink' ? [] : [index],
  );
  const slots = Array.from({ length: maxCandidates }, (_, slot) => slot);
  const candidate = candidateFeatures(line, askers, horizonSeconds);
  const share = (name: string): Feature => ({ name, unit: '1', low: 0, high: 1 });
  return {
    maxCandidates,
    horizonSeconds,
    askers,
    workers,
    lineStart: maxCandidates * CANDIDATE_SIZE,
    features: [
      ...slots.flatMap((slot) =>
        candidate.map((feature) => ({ ...feature, name: `candidate.${slot}.${feature.name}` })),
      ),
      ...LINE.map((name) => share(`line.${name}`)),
      ...askers.map((station) => share(`asks.${line.stationIds[station]}`)),
      ...workers.flatMap((station) => STATION.map((name) => share(`station.${line.stationIds[station]}.${name}`))),
    ],
  };
}

/** The numbers of a candidate, in the order of CANDIDATE. */
function candidateFeatures(line: CompiledLine, askers: readonly number[], horizonSeconds: number): Feature[] {
  const p = parametersOf(line.program);
  const unit = Math.max(LEAST_WORK, Math.min(...askers.map((station) => p.meanWorkSeconds[p.stationStart[station]])));
  const most = (values: Float64Array): number => values.reduce((high, value) => Math.max(high, value), 0);
  const remaining = most(p.remainingWork);
  const dueSpan = DUE_HORIZONS * horizonSeconds;
  const waiting = most(p.meanWorkSeconds) * Math.max(0, ...p.capacity);
  const time = (name: CandidateFeature, low: number, high: number): Feature => ({
    name,
    unit: 'mean cycle times of the station',
    low: low / unit,
    high: high / unit,
  });
  const plain = (name: CandidateFeature, low: number, high: number): Feature => ({ name, unit: '1', low, high });
  const features: Record<CandidateFeature, Feature> = {
    present: plain('present', 0, 1),
    position: plain('position', 0, 1),
    work: time('work', 0, most(p.cycleMean)),
    setup: time('setup', 0, most(p.changeoverSeconds)),
    remaining: time('remaining', 0, remaining),
    age: time('age', 0, horizonSeconds),
    due: time('due', -dueSpan, dueSpan),
    slack: time('slack', -dueSpan - remaining, dueSpan),
    late: time('late', 0, dueSpan + remaining),
    criticalRatio: plain('criticalRatio', -RATIO_LIMIT, RATIO_LIMIT),
    urgency: plain('urgency', 0, 1),
    weight: plain('weight', 0, WEIGHT_LIMIT),
    weightPerWork: plain('weightPerWork', -RATIO_LIMIT, RATIO_LIMIT),
    priority: plain('priority', -WEIGHT_LIMIT, WEIGHT_LIMIT),
    nextWork: time('nextWork', 0, waiting),
    nextStarves: plain('nextStarves', 0, 1),
  };
  return Object.keys(CANDIDATE).map((name) => features[name as CandidateFeature]);
}
