// Compares two studies figure by figure: paired where they share their random numbers, else by Welch.
import type { StudyFigure, StudyResult } from './run-study.ts';
import { estimate, studentQuantile } from './statistics.ts';

/** A study with the seed it was run on. */
export type StudyOfSeed = Pick<StudyResult, 'figures' | 'rows'> & { seed: number };

/** How the second study differs from the first in one figure. */
export interface FigureComparison {
  id: string;
  unit: string;
  better: StudyFigure['better'];
  first: number;
  second: number;
  /** Second less first, with its 95 % confidence interval; null when there is too little to say. */
  difference: number;
  low: number | null;
  high: number | null;
  /** Replications compared, and how: pairs of one seed, or two independent samples. */
  n: number;
  method: 'paired' | 'welch';
  /** What the interval says, when it leaves out 0 and one direction is better. */
  verdict: 'better' | 'worse' | 'different' | 'undecided';
}

/**
 * Differences of all figures both studies have. Studies of one seed are paired by replication, since their random numbers
 * are common (Law, Simulation Modeling and Analysis, 10.2.1 and 11.2); others are compared by Welch's interval (10.2.2).
 */
export function compareStudies(first: StudyOfSeed, second: StudyOfSeed): FigureComparison[] {
  return first.figures.flatMap((figure, column) => {
    const other = second.figures.findIndex(({ id }) => id === figure.id);
    if (other < 0) return [];
    const before = first.rows.map((row) => row[column]);
    const after = second.rows.map((row) => row[other]);
    const found = first.seed === second.seed ? paired(before, after) : welch(before, after);
    return found === null ? [] : [{ ...naming(figure), ...found, verdict: verdictOf(figure, found) }];
  });
}

type Difference = Pick<FigureComparison, 'first' | 'second' | 'difference' | 'low' | 'high' | 'n' | 'method'>;
type Values = readonly (number | null)[];

function naming({ id, unit, better }: StudyFigure): Pick<FigureComparison, 'id' | 'unit' | 'better'> {
  return { id, unit, better };
}

function paired(before: Values, after: Values): Difference | null {
  const pairs = before.flatMap((value, replication) => {
    const other = after[replication];
    return value === null || other === null || other === undefined ? [] : [{ value, other }];
  });
  const found = estimate(pairs.map(({ value, other }) => other - value));
  if (found === null) return null;
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    first: mean(pairs.map(({ value }) => value)),
    second: mean(pairs.map(({ other }) => other)),
    difference: found.mean,
    low: found.low,
    high: found.high,
    n: found.n,
    method: 'paired',
  };
}

function welch(before: Values, after: Values): Difference | null {
  const first = estimate(before.filter((value) => value !== null));
  const second = estimate(after.filter((value) => value !== null));
  if (first === null || second === null) return null;
  const difference = second.mean - first.mean;
  const n = Math.min(first.n, second.n);
  const means = { first: first.mean, second: second.mean, difference, n, method: 'welch' as const };
  if (n < 2) return { ...means, low: null, high: null };
  const [a, b] = [first, second].map(({ sd, n: size }) => (sd * sd) / size);
  if (a + b === 0) return { ...means, low: difference, high: difference };
  const degrees = (a + b) ** 2 / (a ** 2 / (first.n - 1) + b ** 2 / (second.n - 1));
  const half = studentQuantile(0.975, degrees) * Math.sqrt(a + b);
  return { ...means, low: difference - half, high: difference + half };
}

function verdictOf({ better }: StudyFigure, { low, high }: Difference): FigureComparison['verdict'] {
  if (low === null || high === null || (low <= 0 && high >= 0)) return 'undecided';
  if (better === 'neither') return 'different';
  return low > 0 === (better === 'higher') ? 'better' : 'worse';
}
