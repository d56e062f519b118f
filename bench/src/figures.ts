// Figures of a score or benchmark: printed as a table, written as JSON with a stable id each.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** One measured figure. `low` and `high` bound its 95 % interval where one can be given. */
export interface Figure {
  value: number;
  unit: string;
  /** Number of independent observations behind the value. */
  n: number;
  low: number | null;
  high: number | null;
  floor: number | null;
  ambition: number | null;
}

/** Figures by their stable id, for example `mirror.clean.live.agreementPercent`. */
export type Figures = Record<string, Figure>;

/** Prints the figures, and writes them to `jsonPath` if given. */
export function report(name: string, figures: Figures, jsonPath?: string): void {
  const rows = Object.entries(figures).map(([id, figure]) => ({
    figure: id,
    value: `${round(figure.value)} ${figure.unit}`,
    '95 %': figure.low === null || figure.high === null ? '' : `${round(figure.low)} .. ${round(figure.high)}`,
    n: figure.n,
    floor: figure.floor ?? '',
    ambition: figure.ambition ?? '',
  }));
  console.table(rows);
  if (jsonPath === undefined) return;
  const document = { name, commit: commit(), node: process.version, cores: availableParallelism(), figures };
  writeFileSync(jsonPath, `${JSON.stringify(document, null, 2)}\n`);
}

/** Mean of blocks with its 95 % interval by bootstrap over the blocks; fixed seed, so the same data give the same interval. */
export function bootstrapMean(blocks: readonly number[]): { mean: number; low: number; high: number } {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  let seed = 12_345;
  const next = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  const means = Array.from({ length: 1000 }, () =>
    mean(blocks.map(() => blocks[Math.floor(next() * blocks.length)] ?? 0)),
  ).sort((a, b) => a - b);
  return { mean: mean(blocks), low: means[25] ?? Number.NaN, high: means[974] ?? Number.NaN };
}

function round(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 5, useGrouping: false });
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
