// Scores the mirror: the states that the API told, against the emulated plant's truth file.
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { rmSync } from 'node:fs';
import type { LineDocument, LineState, StateIntervals } from '@mini-factory-twin/contracts';
import { bootstrapMean, type Figure, type Figures } from './figures.ts';
import { sleep, startStack } from './stack.ts';
import { agreement, type Course, readTruth, valueAt } from './truth.ts';

/** How long and how fast to run. */
export interface MirrorScoreOptions {
  /** Real minutes of the run. */
  minutes: number;
  /** Plant seconds per real second. */
  speed: number;
  seed: number;
}

const POLL_MS = 20;
const START_SECONDS = 10;
const BLOCK_MS = 60_000;

interface Sample {
  atMs: number;
  states: Map<string, string>;
}

/**
 * Runs the real stack and compares. Live: every answer of GET /state at its own plant time. Settled: the state
 * intervals of GET /states, read after the run, over the same plant time.
 */
export async function scoreMirror({ minutes, speed, seed }: MirrorScoreOptions): Promise<Figures> {
  const truthPath = join(tmpdir(), `truth-${process.pid}.ndjson`);
  const flags = ['--speed', String(speed), '--seed', String(seed), '--truth', truthPath];
  const stack = await startStack(flags);
  try {
    const base = `${stack.url}/api/lines/${await firstLine(stack.url)}`;
    await sleep(START_SECONDS * 1000);
    const samples = await collect(base, minutes * 60_000);
    // Truth and history are written in batches; wait until both have what the last sample saw.
    await sleep(3000);
    return await compare(base, samples, await readTruth(truthPath));
  } finally {
    await stack.stop();
    rmSync(truthPath, { force: true });
  }
}

async function collect(base: string, forMs: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  const endMs = performance.now() + forMs;
  while (performance.now() < endMs) {
    const state = await getJson<LineState>(`${base}/state`);
    samples.push({
      atMs: state.plantTimeMs,
      states: new Map(state.stations.map((station) => [station.id, station.state])),
    });
    await sleep(POLL_MS);
  }
  return samples;
}

async function compare(base: string, samples: Sample[], truth: Map<string, Course>): Promise<Figures> {
  const { model } = await getJson<LineDocument>(base);
  const stations = model.stations
    .filter((station) => station.kind !== 'sink')
    .flatMap((station) => {
      const course = truth.get(`station:${station.id}`);
      return course === undefined ? [] : [{ id: station.id, course }];
    });
  const fromMs = samples[0]?.atMs ?? 0;
  const toMs = samples.at(-1)?.atMs ?? 0;
  const query = `from=${encodeURIComponent(new Date(fromMs).toISOString())}&to=${encodeURIComponent(new Date(toMs).toISOString())}`;
  const intervals = await getJson<StateIntervals>(`${base}/states?${query}`);
  const figures: Figures = {
    'mirror.clean.live.agreementPercent': percent(liveBlocks(samples, stations), { floor: 98, ambition: 99.7 }),
    'mirror.clean.settled.agreementPercent': percent(settledBlocks(intervals, stations, { fromMs, toMs }), {
      floor: 99.5,
      ambition: 99.95,
    }),
  };
  for (const { id, course } of stations) {
    const blocks = liveBlocks(samples, [{ id, course }]);
    figures[`mirror.clean.live.${id}.agreementPercent`] = percent(blocks, { floor: 98, ambition: 99.7 });
  }
  return figures;
}

type Truth = { id: string; course: Course };

/** Agreement per plant minute: share of (sample, station) pairs in which both say the same. */
function liveBlocks(samples: readonly Sample[], stations: readonly Truth[]): number[] {
  const blocks = new Map<number, { same: number; all: number }>();
  for (const sample of samples) {
    const key = Math.floor(sample.atMs / BLOCK_MS);
    const block = blocks.get(key) ?? { same: 0, all: 0 };
    for (const { id, course } of stations) {
      block.all++;
      if (sample.states.get(id) === valueAt(course, sample.atMs)) block.same++;
    }
    blocks.set(key, block);
  }
  return [...blocks.values()].map(({ same, all }) => same / all);
}

function settledBlocks(
  intervals: StateIntervals,
  stations: readonly Truth[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
): number[] {
  const told = new Map(
    intervals.stations.map(({ id, changes }) => [
      id,
      { timesMs: changes.map(([atMs]) => atMs), values: changes.map(([, state]) => state) },
    ]),
  );
  const blocks: number[] = [];
  for (let start = fromMs; start + BLOCK_MS <= toMs; start += BLOCK_MS) {
    const shares = stations.map(({ id, course }) =>
      agreement(course, told.get(id) ?? { timesMs: [], values: [] }, { fromMs: start, toMs: start + BLOCK_MS }),
    );
    blocks.push(shares.reduce((sum, share) => sum + share, 0) / shares.length);
  }
  return blocks;
}

function percent(blocks: readonly number[], { floor, ambition }: { floor: number; ambition: number }): Figure {
  const { mean, low, high } = bootstrapMean(blocks);
  return { value: mean * 100, unit: '%', n: blocks.length, low: low * 100, high: high * 100, floor, ambition };
}

async function firstLine(url: string): Promise<string> {
  const lines = await getJson<{ id: string }[]>(`${url}/api/lines`);
  const first = lines[0];
  if (first === undefined) throw new Error('the twin has no line');
  return first.id;
}

async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
