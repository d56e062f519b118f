// What if: futures of the live line with and without changes, on the same random numbers, and how they differ.
import {
  type Change,
  type Futures,
  type LineModel,
  type LookAhead,
  type Scenario,
  TwinError,
  type WhatIfAnswer,
  type WhatIfQuestion,
} from '@mini-factory-twin/contracts';
import type { Mirror } from '../mirror/mirror.ts';
import { compareStudies, type FigureComparison, type LiveStudy, runLive } from '../study/index.ts';
import { type Moment, type Situation, withChanges } from './changes.ts';
import { compileWithScales, epochOf, horizonAfter, type LearnedScale, learnedScales } from './learned-line.ts';
import { liveStateOf } from './live-state.ts';

const HOUR_SECONDS = 3600;
const POINTS = 32;
/** Hours of a line that a thread simulates in a second, for the estimate of what a question costs; a slow machine does these. */
const HOURS_PER_SECOND = 500;

/** The line of a question, and what it may cost. */
export interface WhatIfPorts {
  model: LineModel;
  mirror: Mirror;
  threads: number;
  /** Hours of the line that one question may simulate, over all replications and scenarios. */
  mostHours: number;
}

/** The state of the line that is asked about. */
export interface Asked {
  /** Plant time of the state. */
  atMs: number;
  isOnStaleInputs: boolean;
  signal?: AbortSignal;
}

type Difference = WhatIfAnswer['scenarios'][number]['differences'][number];

/** One variant of a question, run. */
interface Run {
  study: LiveStudy;
  epochMs: number;
}

/** Looks ahead from the mirrored state with and without changes. */
export interface WhatIf {
  /** @throws TwinError SCENARIO_INVALID, LOOK_AHEAD_TOO_LARGE, STUDY_FAILED */
  ask(question: WhatIfQuestion, asked: Asked): Promise<WhatIfAnswer>;
  /** Runs the line as it is, then each list of changes; the differences of each. Same faults as `ask`. */
  compare(
    variants: readonly (readonly Change[])[],
    lookAhead: LookAhead,
    asked: Asked,
  ): Promise<{ base: Run; runs: Run[]; differences: Difference[][]; horizonMs: number }>;
}

/** What-if questions about one mirrored line. */
export function createWhatIf({ model, mirror, threads, mostHours }: WhatIfPorts): WhatIf {
  const compare: WhatIf['compare'] = async (variants, lookAhead, asked) => {
    const { atMs } = asked;
    const horizonMs =
      lookAhead.horizonSeconds === undefined ? horizonAfter(model, atMs) : atMs + lookAhead.horizonSeconds * 1000;
    checkSize(lookAhead.replications * (variants.length + 1) * ((horizonMs - atMs) / 1000 / HOUR_SECONDS), {
      mostHours,
      threads,
    });
    const base = situationNow(model, mirror, horizonMs);
    const moment: Moment = { atMs, begun: begunOrders(mirror) };
    const situations = variants.map((changes) => withChanges(base, changes, moment));
    // Whatever the mirror learns while the futures run, all variants start alike.
    const frozen = { scales: learnedScales(mirror), horizonMs, atMs, mirror };
    const prepared = [base, ...situations].map((situation) => prepare(situation, frozen));
    const runs: Run[] = [];
    for (const variant of prepared) runs.push(await runVariant(variant, { lookAhead, horizonMs, threads, asked }));
    const [first, ...others] = runs;
    return { base: first, runs: others, differences: others.map((run) => differencesOf(first, run)), horizonMs };
  };

  return {
    compare,
    async ask({ scenarios, ...lookAhead }, asked) {
      const startedMs = performance.now();
      const { base, runs, differences, horizonMs } = await compare(
        scenarios.map(({ changes }) => changes),
        lookAhead,
        asked,
      );
      return {
        line: model.id,
        madeAtMs: asked.atMs,
        horizonMs,
        epochMs: base.epochMs,
        replications: lookAhead.replications,
        computeMs: performance.now() - startedMs,
        isOnStaleInputs: asked.isOnStaleInputs,
        base: futuresOf(base),
        scenarios: scenarios.map((scenario: Scenario, index) => ({
          ...scenario,
          futures: futuresOf(runs[index]),
          differences: differences[index],
          warnings: runs[index].study.warnings,
        })),
      };
    },
  };
}

function checkSize(hours: number, { mostHours, threads }: { mostHours: number; threads: number }): void {
  if (hours <= mostHours) return;
  throw new TwinError('LOOK_AHEAD_TOO_LARGE', {
    hours: Math.round(hours),
    seconds: Math.round(hours / HOURS_PER_SECOND / threads),
    allowedHours: mostHours,
  });
}

function situationNow(model: LineModel, mirror: Mirror, horizonMs: number): Situation {
  const orders = mirror.orders.all().filter((order) => order.releaseMs < horizonMs);
  return { model, orders: [...orders], adjust: [] };
}

function begunOrders(mirror: Mirror): Set<string> {
  return new Set(mirror.orders.all().flatMap(({ id, released }) => (released > 0 ? [id] : [])));
}

interface Frozen {
  scales: LearnedScale[];
  horizonMs: number;
  atMs: number;
  mirror: Mirror;
}

function prepare({ model, orders, adjust }: Situation, { scales, horizonMs, atMs, mirror }: Frozen) {
  const line = compileWithScales(model, { epochMs: epochOf(model, atMs), horizonMs, orders }, scales);
  const live = liveStateOf(mirror, line, atMs);
  for (const change of adjust) change(live, line);
  return { line, live };
}

async function runVariant(
  { line, live }: ReturnType<typeof prepare>,
  {
    lookAhead: { replications, seed },
    horizonMs,
    threads,
    asked: { signal },
  }: { lookAhead: LookAhead; horizonMs: number; threads: number; asked: Asked },
): Promise<Run> {
  const horizonSeconds = (horizonMs - line.epochMs) / 1000;
  const task = { live, horizonSeconds, replications, seed, points: POINTS };
  const study = await runLive(line, task, signal === undefined ? { threads } : { threads, signal });
  return { study, epochMs: line.epochMs };
}

function differencesOf(first: Run, second: Run): Difference[] {
  const [a, b] = [first, second].map(({ study }) => ({ ...study, seed: 0 }));
  return compareStudies(a, b).map((found) => ({ ...found, replicationsToDecide: toDecide(found) }));
}

/** The interval narrows with the root of the number of replications: so many, and it would leave out 0. */
function toDecide({ verdict, difference, high, n }: FigureComparison): number | null {
  if (verdict !== 'undecided' || high === null || difference === 0) return null;
  return Math.ceil(n * ((high - difference) / difference) ** 2);
}

function futuresOf({ study, epochMs }: Run): Futures {
  return {
    figures: study.figures,
    course: study.course.map(({ seconds, ...bands }) => ({ atMs: epochMs + seconds * 1000, ...bands })),
  };
}
