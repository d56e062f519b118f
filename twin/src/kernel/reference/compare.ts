// Runs two kernels on the same line and tells the first thing in which they differ.
import { assemble, createKernel, type Kernel, type ProgramSpec } from '../index.ts';
import { createReferenceLine, type ReferenceLine } from './line.ts';

/** Seed, replication and length of a run. */
export interface Run {
  seed: number;
  replication: number;
  seconds: number;
}

interface TraceRecord {
  seconds: number;
  text: string;
}

/** First difference between the traces, then between the figures, of the fast kernel and the reference; null for none. */
export function differenceOf(spec: ProgramSpec, run: Run): string | null {
  const fastTrace: TraceRecord[] = [];
  const fast = createKernel(assemble(spec), {
    trace: (seconds, kind, entity, value) => fastTrace.push({ seconds, text: `${kind} ${entity} ${value}` }),
  });
  fastTrace.length = 0;
  fast.reset(run.seed, run.replication);
  fast.runUntil(run.seconds);
  const slowTrace: TraceRecord[] = [];
  const slow = createReferenceLine(spec, {
    ...run,
    trace: (seconds, kind, entity, value) => slowTrace.push({ seconds, text: `${kind} ${entity} ${value}` }),
  });
  slow.runUntil(run.seconds);
  return traceDifference(fastTrace, slowTrace) ?? figureDifference(spec, fast, slow);
}

function traceDifference(fast: readonly TraceRecord[], slow: readonly TraceRecord[]): string | null {
  const [a, b] = [byInstant(fast), byInstant(slow)];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] === b[i]) continue;
    return `instant ${i}:\n  before    ${a.slice(Math.max(0, i - 3), i).join('\n            ')}\n  fast      ${a[i]}\n  reference ${b[i]}`;
  }
  return null;
}

/**
 * One text for each instant: what happened in it, sorted, and the states that machines have come to by its end. A state that
 * lasts no time is not told: which of them a machine passes through within an instant is nobody's business.
 */
function byInstant(records: readonly TraceRecord[]): string[] {
  const known = new Map<string, string>();
  const texts: string[] = [];
  for (let from = 0; from < records.length; ) {
    const seconds = records[from]?.seconds ?? 0;
    let to = from;
    while (to < records.length && records[to]?.seconds === seconds) to++;
    const told = instantOf(records.slice(from, to), known);
    if (told.length > 0) texts.push(`${seconds} s: ${told.join(', ')}`);
    from = to;
  }
  return texts;
}

function instantOf(records: readonly TraceRecord[], known: Map<string, string>): string[] {
  const states = new Map<string, string>();
  const others: string[] = [];
  for (const { text } of records) {
    const [kind, machine] = text.split(' ');
    if (kind === 'state' && machine !== undefined) states.set(machine, text);
    else others.push(text);
  }
  const changed = [...states].filter(([machine, text]) => known.get(machine) !== text);
  for (const [machine, text] of changed) known.set(machine, text);
  return [...others, ...changed.map(([, text]) => text)].sort();
}

type Figures = Omit<ReferenceLine, 'runUntil' | 'setSpeed' | 'eventCount'>;

function figureDifference(spec: ProgramSpec, fast: Kernel, slow: ReferenceLine): string | null {
  const [a, b] = [figures(spec, fast), figures(spec, slow)];
  for (const [name, value] of a) {
    const other = b.get(name) ?? NaN;
    const isSame = Object.is(value, other) || Math.abs(value - other) <= 1e-9 * Math.max(1, Math.abs(other));
    if (!isSame) return `${name}: fast ${value}, reference ${other}`;
  }
  return null;
}

function figures({ stations, buffers, orders, products }: ProgramSpec, kernel: Figures): Map<string, number> {
  const found = new Map<string, number>();
  for (const name of ['now', 'wip', 'wipIntegral', 'released', 'goodOutput', 'scrapped', 'flowTimeSum'] as const)
    found.set(name, kernel[name]());
  const note = (count: number, names: readonly IndexedFigure[]): void => {
    for (let i = 0; i < count; i++) for (const name of names) found.set(`${name}(${i})`, kernel[name](i));
  };
  note(stations.length, STATION_FIGURES);
  note(buffers.length, ['bufferContent', 'bufferIntegral', 'bufferEntered']);
  note(orders.length, ['orderReleased', 'orderDone', 'orderScrapped', 'orderFinishedAt']);
  note(products.length, ['productOutput']);
  for (let station = 0; station < stations.length; station++)
    for (let state = 0; state < 9; state++)
      found.set(`stationSeconds(${station}, ${state})`, kernel.stationSeconds(station, state));
  return found;
}

const STATION_FIGURES = [
  'stationState',
  'stationProcessed',
  'stationDefective',
  'stationSetups',
  'stationFailures',
  'stationMaintained',
  'sinkOutput',
] as const;
type IndexedFigure =
  | (typeof STATION_FIGURES)[number]
  | 'bufferContent'
  | 'bufferIntegral'
  | 'bufferEntered'
  | 'orderReleased'
  | 'orderDone'
  | 'orderScrapped'
  | 'orderFinishedAt'
  | 'productOutput';
